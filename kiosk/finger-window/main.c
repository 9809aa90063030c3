/* SPDX-License-Identifier: Apache-2.0
 * madoguchi-finger-window: the fingers of the demo's invented people, to be laid on the kiosk's
 * virtual reader by a key or a click. Never installed; holds no picture itself, madoguchi-finger
 * makes a fresh one at each touch. */
#include <gtk/gtk.h>
#include <string.h>

#define PEOPLE_MAX 9          /* one digit each */
#define STRANGER_SEED 9000001 /* enrolled nowhere */
#define FIRST_FRESH 1000      /* the impressions before were used to enrol */
#define WAIT_MS "25000"

typedef struct
{
  char *number;
  char *name;
  char *seed;
} Person;

typedef struct
{
  char *people_path;
  char *socket;
  char *press; /* path of madoguchi-finger */
  Person people[PEOPLE_MAX];
  guint n;
  guint chosen; /* whose finger the dirty touch is */
  GtkWidget *rows[PEOPLE_MAX];
  GtkLabel *status;
  GSubprocess *touch; /* under way; NULL: none */
} Fingers;

static const char css[]
    = "window { background: #f2f4f7; color: #1a1a1a; font-family: 'Noto Sans CJK JP'; }"
      ".head { font-weight: 700; font-size: 1.1em; }"
      ".hint { color: #4d4d4d; font-size: 0.9em; }"
      "button { padding: 0.3em 0.8em; background: #ffffff; background-image: none;"
      " border: 1px solid #6b7280; border-radius: 0.3em; box-shadow: none; text-shadow: none;"
      " color: #1a1a1a; }"
      "button.chosen { border-color: #0055ad; background: #e4f1fd; font-weight: 700; }"
      "button:focus { outline: 2px solid #1a1a1a; outline-offset: 1px; }"
      ".status { background: #ffffff; border: 1px solid #d0d7e0; border-radius: 0.3em;"
      " padding: 0.4em 0.7em; }";

static void
say (Fingers *self, const char *words)
{
  gtk_label_set_text (self->status, words);
}

/* --- touches --- */

static void
touched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fingers *self = data;
  GSubprocess *touch = G_SUBPROCESS (source);
  g_autoptr (GError) error = NULL;
  const gboolean ended = g_subprocess_wait_finish (touch, result, &error);
  if (touch != self->touch)
    return; /* another finger took its place */
  g_clear_object (&self->touch);
  if (ended && g_subprocess_get_if_exited (touch) && g_subprocess_get_exit_status (touch) == 0)
    say (self, "読み取られました / the reader took it");
  else
    say (self, "指を求められませんでした / nobody asked for a finger");
}

/* One finger at a time: a new touch takes the place of one that still waits. */
static void
touch (Fingers *self, const char *const *words, const char *what)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GStrvBuilder) line = g_strv_builder_new ();
  g_strv_builder_add_many (line, self->press, words[0], "--socket", self->socket, "--wait-ms",
                           WAIT_MS, NULL);
  for (guint i = 1; words[i]; i++)
    g_strv_builder_add (line, words[i]);
  g_auto (GStrv) arguments = g_strv_builder_end (line);
  if (self->touch)
    g_subprocess_force_exit (self->touch);
  g_clear_object (&self->touch);
  self->touch = g_subprocess_newv ((const char *const *)arguments,
                                   G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);
  g_autofree char *waiting = g_strdup_printf ("%s …", what);
  say (self, self->touch ? waiting : error->message);
  if (self->touch)
    g_subprocess_wait_async (self->touch, NULL, touched_cb, self);
}

static void
touch_seed (Fingers *self, const char *seed, const char *how, const char *what)
{
  g_autofree char *impression
      = g_strdup_printf ("%u", FIRST_FRESH + g_random_int_range (0, 1000000));
  const char *words[] = {"press", "--seed", seed, "--impression", impression, how, NULL};
  touch (self, words, what);
}

static void
touch_person (Fingers *self, guint i)
{
  g_autofree char *what = g_strdup_printf ("%s の指", self->people[i].name);
  gtk_widget_remove_css_class (self->rows[self->chosen], "chosen");
  gtk_widget_add_css_class (self->rows[i], "chosen");
  self->chosen = i;
  touch_seed (self, self->people[i].seed, NULL, what);
}

static void
person_cb (GtkWidget *row, Fingers *self)
{
  for (guint i = 0; i < self->n; i++)
    if (self->rows[i] == row)
      touch_person (self, i);
}

static void
stranger_cb (Fingers *self)
{
  g_autofree char *seed = g_strdup_printf ("%d", STRANGER_SEED);
  touch_seed (self, seed, NULL, "知らない指 / a finger nobody enrolled");
}

static void
dirty_cb (Fingers *self)
{
  touch_seed (self, self->people[self->chosen].seed, "--dirty", "汚れた指 / a dirty finger");
}

/* What goes wrong at a reader; each takes effect when the kiosk asks for a finger. */
static const struct
{
  guint key;
  const char *button;
  const char *words[4];
  const char *what;
} troubles[] = {
    {GDK_KEY_s, "S　すぐ離す / lifted too soon", {"complain", "--reason", "short"}, "すぐ離した指 / lifted too soon"},
    {GDK_KEY_c, "C　中央でない / off centre", {"complain", "--reason", "centre"}, "中央でない指 / off centre"},
    {GDK_KEY_h, "H　熱い / too hot", {"fail", "--reason", "hot"}, "熱い読み取り装置 / a hot reader"},
    {GDK_KEY_u, "U　抜く / pull it out", {"unplug"}, "抜いた読み取り装置 / pulled out"},
};

static void
trouble (Fingers *self, guint i)
{
  touch (self, troubles[i].words, troubles[i].what);
}

/* Another reader in its place: the kiosk looks for this file (kiosk/reader). */
static void
plug (Fingers *self, const char *kind, const char *what)
{
  g_autofree char *path = g_strconcat (self->socket, ".plug", NULL);
  g_autoptr (GError) error = NULL;
  say (self, g_file_set_contents (path, kind, -1, &error) ? what : error->message);
}

static void
plug_cb (Fingers *self)
{
  plug (self, "image", "差しました / plugged in");
}

static void
wrong_cb (Fingers *self)
{
  plug (self, "wrong", "別の機種を差しました / one of another kind");
}

static void
trouble_cb (GtkWidget *button, Fingers *self)
{
  trouble (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "trouble")));
}

static gboolean
key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
        Fingers *self)
{
  if (key >= GDK_KEY_1 && key < GDK_KEY_1 + self->n)
    touch_person (self, key - GDK_KEY_1);
  else if (key == GDK_KEY_0)
    stranger_cb (self);
  else if (key == GDK_KEY_d)
    dirty_cb (self);
  else if (key == GDK_KEY_p)
    plug_cb (self);
  else if (key == GDK_KEY_w)
    wrong_cb (self);
  else
    {
      guint i = 0;
      while (i < G_N_ELEMENTS (troubles) && troubles[i].key != key)
        i++;
      if (i == G_N_ELEMENTS (troubles))
        return GDK_EVENT_PROPAGATE;
      trouble (self, i);
    }
  return GDK_EVENT_STOP;
}

/* --- window --- */

static GtkWidget *
add_label (GtkWidget *box, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static GtkWidget *
add_button (GtkWidget *box, const char *words)
{
  GtkWidget *button = gtk_button_new_with_label (words);
  gtk_label_set_xalign (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), 0);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static void
fill (Fingers *self, GtkWidget *box)
{
  add_label (box, "指を置く / Lay a finger on the reader", "head");
  for (guint i = 0; i < self->n; i++)
    {
      g_autofree char *words
          = g_strdup_printf ("%u　%s　%s", i + 1, self->people[i].number, self->people[i].name);
      self->rows[i] = add_button (box, words);
      g_signal_connect (self->rows[i], "clicked", G_CALLBACK (person_cb), self);
    }
  GtkWidget *stranger = add_button (box, "0　知らない指 / stranger");
  GtkWidget *dirty = add_button (box, "D　汚れた指 / dirty");
  g_signal_connect_swapped (stranger, "clicked", G_CALLBACK (stranger_cb), self);
  g_signal_connect_swapped (dirty, "clicked", G_CALLBACK (dirty_cb), self);
  for (guint i = 0; i < G_N_ELEMENTS (troubles); i++)
    {
      GtkWidget *button = add_button (box, troubles[i].button);
      g_object_set_data (G_OBJECT (button), "trouble", GUINT_TO_POINTER (i));
      g_signal_connect (button, "clicked", G_CALLBACK (trouble_cb), self);
    }
  g_signal_connect_swapped (add_button (box, "P　差す / plug in"), "clicked", G_CALLBACK (plug_cb), self);
  g_signal_connect_swapped (add_button (box, "W　別の機種を差す / another kind"), "clicked", G_CALLBACK (wrong_cb), self);
  self->status = GTK_LABEL (
      add_label (box, "窓口が指を求めたら押します / press when the kiosk asks", "status"));
  add_label (box, "架空の人だけです / invented people only", "hint");
}

static void
activate_cb (GtkApplication *application, Fingers *self)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
  GtkWidget *window = gtk_application_window_new (application);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkEventController *keys = gtk_event_controller_key_new ();
  gtk_css_provider_load_from_data (provider, css, -1);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_window_set_title (GTK_WINDOW (window), "指 / Fingers");
  gtk_window_set_resizable (GTK_WINDOW (window), FALSE);
  gtk_widget_set_margin_start (box, 14);
  gtk_widget_set_margin_end (box, 14);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 12);
  fill (self, box);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (window, keys);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
}

/* Lines of number, name and seed, separated by tabs. */
static gboolean
read_people (Fingers *self, GError **error)
{
  g_autofree char *text = NULL;
  if (!g_file_get_contents (self->people_path, &text, NULL, error))
    return FALSE;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] && self->n < PEOPLE_MAX; i++)
    {
      g_auto (GStrv) parts = g_strsplit (lines[i], "\t", -1);
      if (g_strv_length (parts) < 3)
        continue;
      Person *person = &self->people[self->n++];
      person->number = g_strdup (parts[0]);
      person->name = g_strdup (parts[1]);
      person->seed = g_strdup (parts[2]);
    }
  if (self->n > 0)
    return TRUE;
  g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "nobody in the list");
  return FALSE;
}

static gboolean
read_options (Fingers *self, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
      {"people", 0, 0, G_OPTION_ARG_FILENAME, &self->people_path,
       "Number, name and seed of a finger, a line each", "TSV"},
      {"socket", 0, 0, G_OPTION_ARG_FILENAME, &self->socket, "The kiosk's virtual reader", "PATH"},
      {"press", 0, 0, G_OPTION_ARG_FILENAME, &self->press, "madoguchi-finger", "PROGRAM"},
      G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (self->people_path && self->socket && self->press)
    return read_people (self, error);
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                       "--people, --socket and --press are needed");
  return FALSE;
}

int
main (int argc, char **argv)
{
  static Fingers fingers;
  g_autoptr (GError) error = NULL;
  g_setenv ("GSK_RENDERER", "cairo", FALSE);
  if (!read_options (&fingers, &argc, &argv, &error))
    {
      g_printerr ("madoguchi-finger-window: %s\n", error->message);
      return 2;
    }
  g_autoptr (GtkApplication) application
      = gtk_application_new ("jp.madoguchi.Fingers", G_APPLICATION_NON_UNIQUE);
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), &fingers);
  return g_application_run (G_APPLICATION (application), 1, argv);
}
