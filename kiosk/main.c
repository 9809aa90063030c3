/* SPDX-License-Identifier: Apache-2.0
 * The kiosk: reads its configuration, makes the desk and the window, and after log-off becomes a
 * fresh process, so that nothing of a session outlives it in memory. */
#include <fcntl.h>
#include <gtk/gtk.h>
#include <linux/close_range.h>
#include <locale.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>
#include "app/mg-desk.h"
#include "app/mg-window.h"
#include "im/mg-im-context.h"
#include "model/mg-i18n.h"
#include "widgets/mg-scale.h"

#define NOTICE_VARIABLE "MADOGUCHI_KIOSK_NOTICE" /* why the last session ended: a digit */
#define DISPLAY_VARIABLE "MADOGUCHI_KIOSK_DISPLAY" /* how the terminal shows it, as told last (mg_display_format) */
#define FAILED_AT_START 1

typedef struct
{
  char **argv; /* borrowed */
  char *config_path;
  MgConfig *config;
  MgDesk *desk;
  GtkCssProvider *contrast; /* NULL: not shown */
  char *why;                /* the last session ended: as NOTICE_VARIABLE had it; NULL: none did */
  MgDisplay display;        /* as shown */
  double scale;             /* where the server says none */
  gboolean follows_reader;  /* AT-SPI is as the server says, and nobody else said */
  int status;
} Kiosk;

/* What GTK and its libraries would write or reach for, before any of them is up. */
static void
set_environment (void)
{
  static const char *const variables[][2] = {
      {"GSETTINGS_BACKEND", "memory"},   {"GIO_USE_VFS", "local"},
      {"GTK_USE_PORTAL", "0"},           {"GTK_IM_MODULE", "gtk-im-context-simple"},
      {"GRPC_ENABLE_FORK_SUPPORT", "0"}, {"MESA_SHADER_CACHE_DISABLE", "true"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (variables); i++)
    g_setenv (variables[i][0], variables[i][1], TRUE);
  g_setenv ("GSK_RENDERER", "cairo", FALSE); /* GL takes three times the memory without a GPU */
}

/* AT-SPI shows every word of the window to other programs: only for terminals that say so (their configuration, or the
 * server of them), and in tests that ask. It cannot be turned while GTK is up. */
static void
set_accessibility (Kiosk *kiosk)
{
#ifdef MG_TEST_BUILD
  const gboolean from_outside = g_getenv ("GTK_A11Y") != NULL;
#else
  const gboolean from_outside = FALSE;
#endif
  kiosk->follows_reader = !kiosk->config->accessible && !from_outside;
  if (kiosk->config->accessible || (kiosk->follows_reader && kiosk->display.reader))
    g_unsetenv ("GTK_A11Y");
  else if (kiosk->follows_reader)
    g_setenv ("GTK_A11Y", "none", TRUE);
}

static void
take_display (Kiosk *kiosk)
{
  mg_display_parse (g_getenv (DISPLAY_VARIABLE), &kiosk->display);
  g_unsetenv (DISPLAY_VARIABLE);
}

static void
set_locale (void)
{
  if (!setlocale (LC_ALL, "") || !g_get_charset (NULL))
    setlocale (LC_ALL, "C.UTF-8");
  setlocale (LC_NUMERIC, "C");
#ifdef MG_TEST_BUILD
  const gboolean in_build_tree = g_file_test (MG_BUILD_LOCALE_DIR, G_FILE_TEST_IS_DIR);
  bindtextdomain (MG_TEXT_DOMAIN, in_build_tree ? MG_BUILD_LOCALE_DIR : MG_LOCALE_DIR);
#else
  bindtextdomain (MG_TEXT_DOMAIN, MG_LOCALE_DIR);
#endif
  bind_textdomain_codeset (MG_TEXT_DOMAIN, "UTF-8");
}

static void
shut_memory (void)
{
  const struct rlimit none = {0, 0};
  setrlimit (RLIMIT_CORE, &none);
#ifndef MG_TEST_BUILD
  prctl (PR_SET_DUMPABLE, 0); /* test builds are scanned for what log-off leaves behind */
#endif
}

static const char *
take_notice (Kiosk *kiosk)
{
  static const char *const words[] = {
      [MG_LEAVE_ASKED] = N_ ("ログオフしました。"),
      [MG_LEAVE_IDLE] = N_ ("15 分動きがなかったので、ログオフしました。"),
      [MG_LEAVE_ABSOLUTE] = N_ ("ログインから 12 時間たったので、ログオフしました。"),
      [MG_LEAVE_REVOKED] = N_ ("権限か端末の登録が変わったので、ログオフしました。"),
      [MG_LEAVE_ELSEWHERE] = N_ ("ほかの端末でログインしたので、この端末はログオフしました。"),
      [MG_LEAVE_ENDED] = N_ ("ログインの時間が終わりました。もう一度ログインしてください。"),
      [MG_LEAVE_ADMINISTRATOR] = N_ ("情報システム課がこのログインを終わらせました。"),
      [MG_LEAVE_LOCKED] = N_ ("アカウントを止めました。使うには、権限者から新しい初期パスワードを受け取ってください。"),
  };
  const char *text = g_getenv (NOTICE_VARIABLE);
  const guint64 why = text ? g_ascii_strtoull (text, NULL, 10) : MG_N_LEAVES;
  kiosk->why = g_strdup (text);
  g_unsetenv (NOTICE_VARIABLE);
  return why < MG_N_LEAVES ? _ (words[why]) : NULL;
}

/* Becomes a fresh process: same program, same arguments, no open file, no old memory. */
static void
start_anew (Kiosk *kiosk, const char *why)
{
  const MgDisplay *told = mg_displays_get (mg_desk_get_displays (kiosk->desk));
  g_autofree char *display = mg_display_format (told ? told : &kiosk->display);
  if (why)
    g_setenv (NOTICE_VARIABLE, why, TRUE);
  g_setenv (DISPLAY_VARIABLE, display, TRUE);
  if (kiosk->follows_reader)
    g_unsetenv ("GTK_A11Y");
  close_range (3, ~0U, CLOSE_RANGE_CLOEXEC);
  execv ("/proc/self/exe", kiosk->argv);
  g_printerr ("madoguchi-kiosk: cannot start anew\n");
  _exit (FAILED_AT_START); /* the unit starts it again; what matters is that this memory is gone */
}

static void
left_cb (Kiosk *kiosk)
{
  g_autofree char *why = g_strdup_printf ("%d", (int)mg_desk_get_leave (kiosk->desk));
  start_anew (kiosk, why);
}

static void
set_contrast (Kiosk *kiosk, gboolean is_high)
{
  GdkDisplay *screen = gdk_display_get_default ();
  if (is_high == (kiosk->contrast != NULL))
    return;
  if (!is_high)
    {
      gtk_style_context_remove_provider_for_display (screen, GTK_STYLE_PROVIDER (kiosk->contrast));
      g_clear_object (&kiosk->contrast);
      return;
    }
  kiosk->contrast = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (kiosk->contrast, "/jp/madoguchi/contrast.css");
  gtk_style_context_add_provider_for_display (screen, GTK_STYLE_PROVIDER (kiosk->contrast),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
}

static void
show_display (Kiosk *kiosk)
{
  const guint scale = kiosk->display.scale;
  set_contrast (kiosk, kiosk->display.contrast);
  mg_scale_set_usual (scale > 0 ? scale / 100.0 : kiosk->scale);
}

/* Type and contrast at once; the reader when the program starts anew, at the login screen at once. */
static void
displays_cb (Kiosk *kiosk)
{
  const MgDisplay *told = mg_displays_get (mg_desk_get_displays (kiosk->desk));
  const MgDisplay shown = kiosk->display;
  if (!told || mg_display_equal (told, &shown))
    return;
  kiosk->display = *told;
  show_display (kiosk);
  if (kiosk->follows_reader && !told->reader != !shown.reader
      && mg_desk_get_state (kiosk->desk) == MG_DESK_LOGIN)
    start_anew (kiosk, kiosk->why);
}

static void
set_look (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (provider, "/jp/madoguchi/madoguchi.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, "gtk-cursor-blink",
                FALSE, "gtk-theme-name", "Default", "gtk-enable-primary-paste", FALSE,
                "gtk-recent-files-enabled", FALSE, "gtk-enable-accels", FALSE,
                "gtk-entry-password-hint-timeout", 0, NULL);
}

static GdkRectangle
screen_size (gboolean windowed)
{
  GdkRectangle size = {0, 0, 1280, 800};
  if (windowed)
    return size;
  GListModel *monitors = gdk_display_get_monitors (gdk_display_get_default ());
  g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, 0);
  if (monitor)
    gdk_monitor_get_geometry (monitor, &size);
  return size;
}

static gboolean
start_cb (gpointer desk)
{
  mg_desk_start (desk);
  return G_SOURCE_REMOVE;
}

static void
activate_cb (GtkApplication *application, Kiosk *kiosk)
{
  g_autoptr (GError) error = NULL;
  const GdkRectangle size = screen_size (kiosk->config->windowed);
  kiosk->scale = kiosk->config->scale > 0 ? kiosk->config->scale : size.width >= 1600 ? 1.2 : 1.0;
  kiosk->desk = mg_desk_new (kiosk->config, &error);
  if (!kiosk->desk)
    {
      g_printerr ("madoguchi-kiosk: %s\n", error->message);
      kiosk->status = FAILED_AT_START;
      return;
    }
  g_signal_connect_swapped (kiosk->desk, "left", G_CALLBACK (left_cb), kiosk);
  g_signal_connect_swapped (mg_desk_get_displays (kiosk->desk), "changed", G_CALLBACK (displays_cb),
                            kiosk);
  set_look ();
  show_display (kiosk);
  mg_im_install ();
  GtkWidget *window
      = mg_window_new (application, kiosk->desk, size.width, size.height, take_notice (kiosk));
  gtk_window_set_decorated (GTK_WINDOW (window), kiosk->config->windowed);
  if (!kiosk->config->windowed)
    gtk_window_fullscreen (GTK_WINDOW (window));
  gtk_window_present (GTK_WINDOW (window));
  g_idle_add_full (G_PRIORITY_LOW, start_cb, g_object_ref (kiosk->desk), g_object_unref);
}

static gboolean
read_options (Kiosk *kiosk, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
      {"config", 0, 0, G_OPTION_ARG_FILENAME, &kiosk->config_path, "The terminal's configuration",
       "FILE"},
      G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  kiosk->config = mg_config_load (
      kiosk->config_path ? kiosk->config_path : "/etc/madoguchi/kiosk.conf", error);
  return kiosk->config != NULL;
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) kept = g_strdupv (argv);
  char **parsed = argv;
  Kiosk kiosk = {.argv = kept};
  g_autoptr (GError) error = NULL;
  shut_memory ();
  set_environment ();
  set_locale ();
  if (!read_options (&kiosk, &argc, &parsed, &error))
    {
      g_printerr ("madoguchi-kiosk: %s\n", error->message);
      return FAILED_AT_START;
    }
  take_display (&kiosk);
  set_accessibility (&kiosk);
  g_autoptr (GtkApplication) application
      = gtk_application_new ("jp.madoguchi.Kiosk", G_APPLICATION_NON_UNIQUE);
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), &kiosk);
  const int status = g_application_run (G_APPLICATION (application), 1, parsed);
  g_clear_object (&kiosk.desk);
  mg_config_free (kiosk.config);
  g_free (kiosk.config_path);
  g_free (kiosk.why);
  g_clear_object (&kiosk.contrast);
  return kiosk.status ? kiosk.status : status;
}
