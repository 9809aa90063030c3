/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-finger-panel.h"
#include "mg-finger.h"
#include "mg-label.h"
#include "model/mg-i18n.h"

struct _MgFingerPanel
{
  GtkBox parent_instance;
  /* children */
  GtkLabel *head;
  GtkLabel *text;
  GtkLabel *time;
  GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (MgFingerPanel, mg_finger_panel, GTK_TYPE_BOX)

static void
mg_finger_panel_class_init (MgFingerPanelClass *klass)
{
}

static void
mg_finger_panel_init (MgFingerPanel *self)
{
  GtkWidget *mark = mg_finger_new ();
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  gtk_box_set_spacing (GTK_BOX (self), 16);
  gtk_widget_add_css_class (GTK_WIDGET (self), "finger-panel");
  gtk_widget_add_css_class (mark, "finger-mark");
  gtk_widget_set_valign (mark, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  self->head = GTK_LABEL (mg_text_new ("", "t-head"));
  self->text = GTK_LABEL (mg_text_new ("", "t-label"));
  self->time = GTK_LABEL (mg_text_new ("", "t-label"));
  self->spinner = GTK_SPINNER (gtk_spinner_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->spinner), "finger-mark");
  gtk_widget_set_valign (GTK_WIDGET (self->spinner), GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (lines), GTK_WIDGET (self->head));
  gtk_box_append (GTK_BOX (lines), GTK_WIDGET (self->text));
  gtk_box_append (GTK_BOX (lines), GTK_WIDGET (self->time));
  gtk_box_append (GTK_BOX (self), mark);
  gtk_box_append (GTK_BOX (self), lines);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->spinner));
}

typedef struct
{
  const char *tone; /* class of the panel, or NULL */
  const char *head;
  const char *text;
  gboolean turns;
} Look;

/* What is wrong with the reader; tone NULL: nothing. */
static Look
look_at_reader (MgReaderStatus reader)
{
  switch (reader)
    {
    case MG_READER_MISSING:
      return (Look){"bad", _ ("読み取り装置がありません"), _ ("指の読み取り装置を差してください。"), FALSE};
    case MG_READER_WRONG:
      return (Look){"bad", _ ("この読み取り装置は使えません"), _ ("庁内で決めた機種に差し替えてください。"),
                    FALSE};
    case MG_READER_BROKEN:
      return (Look){"bad", _ ("読み取り装置が動きません"), _ ("差し直してください。"), FALSE};
    case MG_READER_HOT:
      return (Look){"bad", _ ("読み取り装置を休ませています"), _ ("冷めるまで待ちます。急ぐときはほかの端末で。"), FALSE};
    default:
      return (Look){0};
    }
}

static Look
look_before (MgLoginKind kind)
{
  if (kind == MG_LOGIN_RESUME)
    return (Look){"quiet", _ ("どれかキーを押してください"), _ ("読み取り装置を使えるようにします。"), FALSE};
  return (Look){"quiet", _ ("指はあとで読み取ります"),
                kind == MG_LOGIN_FRESH ? _ ("パスワードを先に入れてください。")
                                       : _ ("職員番号とパスワードを先に入れてください。"),
                FALSE};
}

static Look
look_of (const MgLogin *login, MgLoginKind kind, const char *which)
{
  const Look fault = look_at_reader (mg_login_get_reader (login));
  switch (mg_login_get_state (login))
    {
    case MG_LOGIN_TYPING:
      return fault.tone ? fault : look_before (kind);
    case MG_LOGIN_PREPARING:
      return (Look){NULL, _ ("サーバーに確かめています…"), "", TRUE};
    case MG_LOGIN_FINGER:
      return mg_login_get_reader (login) == MG_READER_TOUCHED
                 ? (Look){"good", _ ("読み取っています…"), _ ("そのまま動かさないでください。"), TRUE}
                 : (Look){NULL, _ ("指を置いてください"), which, TRUE};
    case MG_LOGIN_JUDGING:
      return (Look){"good", _ ("照合しています…"), _ ("指を離してかまいません。"), TRUE};
    case MG_LOGIN_HELD:
      return fault.tone ? fault
                        : (Look){"bad", _ ("まだ終わっていません"),
                                 kind == MG_LOGIN_RESUME ? _ ("どれかキーを押すと、もう一度始めます。")
                                                         : _ ("［F12］でもう一度始めます。"),
                                 FALSE};
    case MG_LOGIN_DONE:
      return (Look){"good", _ ("確かめました"), "", FALSE};
    case MG_LOGIN_SHUT:
      return (Look){"bad", _ ("指では再開できません"), _ ("ログオフしてください。"), FALSE};
    }
  return (Look){NULL, "", "", FALSE};
}

/* What the seconds are for; NULL: nothing to be said. */
static char *
time_words (const MgLogin *login, MgLoginKind kind, gint64 now_ms)
{
  const guint seconds = mg_login_get_seconds (login, now_ms);
  const gboolean is_held
      = mg_login_get_state (login) == MG_LOGIN_HELD && mg_login_get_reader (login) != MG_READER_HOT;
  if (seconds == 0 || (is_held && kind == MG_LOGIN_RESUME))
    return NULL;
  return is_held ? g_strdup_printf (_ ("入れたパスワードは、あと %u 秒残ります。"), seconds)
                 : g_strdup_printf (_ ("あと %u 秒"), seconds);
}

void
mg_finger_panel_show (MgFingerPanel *self, const MgLogin *login, MgLoginKind kind, gint64 now_ms)
{
  static const char *const tones[] = {"bad", "good", "quiet"};
  g_autofree char *which
      = g_strdup_printf (_ ("登録した指　%u 回目（3 回まで）"), mg_login_get_try (login));
  g_autofree char *left = time_words (login, kind, now_ms);
  const Look look = look_of (login, kind, which);
  for (gsize i = 0; i < G_N_ELEMENTS (tones); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self), tones[i]);
  if (look.tone)
    gtk_widget_add_css_class (GTK_WIDGET (self), look.tone);
  gtk_label_set_text (self->head, look.head);
  gtk_label_set_text (self->text, look.text);
  gtk_label_set_text (self->time, left ? left : "");
  gtk_widget_set_visible (GTK_WIDGET (self->time), left != NULL); /* the panel keeps its height */
  gtk_spinner_set_spinning (self->spinner, look.turns);
}
