/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-code-entry.h"
#include <string.h>
#include "app/mg-guard.h"
#include "im/mg-im-mode.h"
#include "mg-label.h"
#include "model/mg-i18n.h"
#include "work/mg-codes.h"

struct _MgCodeEntry
{
  GtkBox parent_instance;
  /* children */
  GtkEditable *entry;
  GtkLabel *word;
  GtkPopover *popover;
  GtkBox *list;
  /* borrowed */
  const GPtrArray *codes;
  /* owned */
  char *prefix;
  char *value;
  /* state */
  guint digits;
  gboolean several;
  gboolean sets; /* the value is being set from outside */
  gboolean is_wrong;
  guint chosen; /* row of the open list */
};

G_DEFINE_FINAL_TYPE (MgCodeEntry, mg_code_entry, GTK_TYPE_BOX)

enum
{
  EDITED,
  FULL,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- codes --- */

static gboolean
is_offered (MgCodeEntry *self, const MgCode *code)
{
  return !self->prefix || g_str_has_prefix (code->code, self->prefix);
}

static const MgCode *
find (MgCodeEntry *self, const char *number)
{
  for (guint i = 0; self->codes && i < self->codes->len; i++)
    {
      const MgCode *code = self->codes->pdata[i];
      if (g_str_equal (code->code, number))
        return code;
    }
  return NULL;
}

/* The i-th of those offered; NULL: there are fewer. */
static const MgCode *
offered (MgCodeEntry *self, guint wanted)
{
  for (guint i = 0, n = 0; self->codes && i < self->codes->len; i++)
    if (is_offered (self, self->codes->pdata[i]) && n++ == wanted)
      return self->codes->pdata[i];
  return NULL;
}

static gboolean
holds (MgCodeEntry *self, const char *code)
{
  g_auto (GStrv) all = g_strsplit (self->value, " ", -1);
  return g_strv_contains ((const char *const *)all, code);
}

/* --- what is shown --- */

static void
show_word (MgCodeEntry *self, const char *tone, const char *text)
{
  const char *classes[] = {tone, NULL};
  self->is_wrong = g_str_equal (tone, "t-bad");
  gtk_widget_set_css_classes (GTK_WIDGET (self->word), classes);
  gtk_label_set_text (self->word, text);
  if (self->is_wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "bad");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "bad");
}

static void
show_value (MgCodeEntry *self)
{
  g_auto (GStrv) all = g_strsplit (self->value, " ", -1);
  GString *words = g_string_new (NULL);
  for (guint i = 0; all[i]; i++)
    {
      const MgCode *code = *all[i] ? find (self, all[i]) : NULL;
      const char *word = code ? code->word : "";
      if (*all[i] && self->several)
        g_string_append_printf (words, "%s%s %s", i > 0 ? "　" : "", all[i], word);
      else
        g_string_append (words, word);
    }
  if (words->len > 0)
    show_word (self, "t-text", words->str);
  else if (!gtk_widget_is_sensitive (GTK_WIDGET (self))) /* at rest the row says why */
    show_word (self, "t-faint", "");
  else
    show_word (self, "t-faint",
               self->several ? _ ("番号を入れるたびに加わります　［F4］一覧") : _ ("［F4］一覧"));
  g_string_free (words, TRUE);
}

static void
set_value (MgCodeEntry *self, const char *value)
{
  char *copy = g_strdup (value);
  g_free (self->value);
  self->value = copy;
}

static void
take (MgCodeEntry *self, const char *code)
{
  if (!self->several)
    set_value (self, code);
  else if (holds (self, code))
    {
      g_auto (GStrv) all = g_strsplit (self->value, " ", -1);
      GString *left = g_string_new (NULL);
      for (guint i = 0; all[i]; i++)
        if (!g_str_equal (all[i], code))
          g_string_append_printf (left, "%s%s", left->len > 0 ? " " : "", all[i]);
      set_value (self, left->str);
      g_string_free (left, TRUE);
    }
  else
    {
      g_autofree char *more = g_strconcat (self->value, *self->value ? " " : "", code, NULL);
      set_value (self, more);
    }
  self->sets = TRUE;
  gtk_editable_set_text (self->entry, self->several ? "" : code);
  gtk_editable_set_position (self->entry, -1);
  self->sets = FALSE;
  show_value (self);
  g_signal_emit (self, signals[EDITED], 0);
}

/* --- the list --- */

static void
show_chosen (MgCodeEntry *self)
{
  guint i = 0;
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row;
       row = gtk_widget_get_next_sibling (row), i++)
    if (i == self->chosen)
      gtk_widget_add_css_class (row, "chosen");
    else
      gtk_widget_remove_css_class (row, "chosen");
}

static void
fill_list (MgCodeEntry *self)
{
  const MgCode *code;
  mg_box_clear (self->list);
  for (guint i = 0; (code = offered (self, i)); i++)
    {
      const gboolean has = self->several && holds (self, code->code);
      g_autofree char *words = g_strdup_printf (
          "%s%s　%s", self->several ? (has ? "✓ " : "　 ") : "", code->code, code->word);
      gtk_box_append (self->list, mg_text_new (words, "candidate"));
      if (!self->several && g_str_equal (code->code, self->value))
        self->chosen = i;
    }
  show_chosen (self);
}

gboolean
mg_code_entry_has_list_open (MgCodeEntry *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->popover));
}

static void
close_list (MgCodeEntry *self)
{
  gtk_popover_popdown (self->popover);
  mg_box_clear (self->list);
}

void
mg_code_entry_toggle_list (MgCodeEntry *self)
{
  if (mg_code_entry_has_list_open (self))
    {
      close_list (self);
      return;
    }
  self->chosen = 0;
  fill_list (self);
  if (gtk_widget_get_first_child (GTK_WIDGET (self->list)))
    gtk_popover_popup (self->popover);
}

static gboolean
list_key (MgCodeEntry *self, guint key)
{
  const MgCode *code = offered (self, self->chosen);
  switch (key)
    {
    case GDK_KEY_Down:
      self->chosen += offered (self, self->chosen + 1) != NULL;
      break;
    case GDK_KEY_Up:
      self->chosen -= self->chosen > 0;
      break;
    case GDK_KEY_Escape:
      close_list (self);
      break;
    case GDK_KEY_space:
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      if (code)
        take (self, code->code);
      if (!self->several || key != GDK_KEY_space)
        close_list (self);
      else
        fill_list (self);
      if (code && !self->several)
        g_signal_emit (self, signals[FULL], 0);
      break;
    default:
      return GDK_EVENT_PROPAGATE;
    }
  show_chosen (self);
  return GDK_EVENT_STOP;
}

static gboolean
key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
        MgCodeEntry *self)
{
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK))
    return GDK_EVENT_PROPAGATE;
  if (mg_code_entry_has_list_open (self))
    return list_key (self, key);
  if (key == GDK_KEY_Down)
    {
      mg_code_entry_toggle_list (self);
      return GDK_EVENT_STOP;
    }
  return GDK_EVENT_PROPAGATE;
}

static void
left_cb (MgCodeEntry *self)
{
  close_list (self);
}

/* --- typing --- */

static void
say_unknown (MgCodeEntry *self)
{
  show_word (self, "t-bad",
             self->codes ? _ ("× この番号はありません。［F4］で一覧を開きます。")
                         : _ ("コードの一覧を読み込んでいます…"));
}

static void
changed_cb (MgCodeEntry *self)
{
  const char *typed = gtk_editable_get_text (self->entry);
  const MgCode *code = find (self, typed);
  if (self->sets)
    return;
  if (strlen (typed) < self->digits)
    {
      if (!self->several && *self->value)
        {
          set_value (self, "");
          g_signal_emit (self, signals[EDITED], 0);
        }
      show_value (self);
      return;
    }
  if (!code || !is_offered (self, code))
    {
      say_unknown (self);
      return;
    }
  take (self, code->code);
  close_list (self);
  if (!self->several)
    g_signal_emit (self, signals[FULL], 0);
}

void
mg_code_entry_set_codes (MgCodeEntry *self, const GPtrArray *codes, const char *prefix)
{
  const char *typed = gtk_editable_get_text (self->entry);
  self->codes = codes;
  g_free (self->prefix);
  self->prefix = g_strdup (prefix);
  close_list (self);
  if (!self->is_wrong)
    show_value (self);
  else if (find (self, typed) && is_offered (self, find (self, typed)))
    take (self, typed);
  else
    say_unknown (self);
}

const char *
mg_code_entry_get_value (MgCodeEntry *self)
{
  return self->value;
}

void
mg_code_entry_set_value (MgCodeEntry *self, const char *value)
{
  set_value (self, value);
  self->sets = TRUE;
  gtk_editable_set_text (self->entry, self->several ? "" : value);
  self->sets = FALSE;
  show_value (self);
}

const char *
mg_code_entry_get_typed (MgCodeEntry *self)
{
  const char *text = gtk_editable_get_text (self->entry);
  return !self->several && g_str_equal (text, self->value) ? "" : text;
}

void
mg_code_entry_set_typed (MgCodeEntry *self, const char *text)
{
  self->sets = TRUE;
  gtk_editable_set_text (self->entry, text);
  self->sets = FALSE;
  if (!self->several && find (self, text))
    {
      set_value (self, text);
      show_value (self);
    }
  else if (strlen (text) == self->digits)
    say_unknown (self);
}

gboolean
mg_code_entry_is_wrong (MgCodeEntry *self)
{
  return self->is_wrong || (self->several && *gtk_editable_get_text (self->entry));
}

static void
sensitive_cb (MgCodeEntry *self, GtkStateFlags before, gpointer data)
{
  if (!self->is_wrong)
    show_value (self);
}

static gboolean
mg_code_entry_grab_focus (GtkWidget *widget)
{
  MgCodeEntry *self = MG_CODE_ENTRY (widget);
  const gboolean done = gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  if (*mg_code_entry_get_typed (self)) /* goes on where it was left, and is not typed over */
    gtk_editable_set_position (self->entry, -1);
  return done;
}

static void
mg_code_entry_dispose (GObject *object)
{
  MgCodeEntry *self = MG_CODE_ENTRY (object);
  if (self->popover)
    gtk_widget_unparent (GTK_WIDGET (self->popover));
  self->popover = NULL;
  g_clear_pointer (&self->prefix, g_free);
  g_clear_pointer (&self->value, g_free);
  G_OBJECT_CLASS (mg_code_entry_parent_class)->dispose (object);
}

static void
mg_code_entry_class_init (MgCodeEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mg_code_entry_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = mg_code_entry_grab_focus;
  signals[EDITED] = g_signal_new ("edited", MG_TYPE_CODE_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
  signals[FULL] = g_signal_new ("full", MG_TYPE_CODE_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
}

/* The keys stay with the field while the list is open: nothing may take the focus away from what is
 * typed. */
static void
add_list (MgCodeEntry *self)
{
  self->list = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  self->popover = GTK_POPOVER (gtk_popover_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->popover), "candidates");
  gtk_popover_set_autohide (self->popover, FALSE);
  gtk_popover_set_has_arrow (self->popover, FALSE);
  gtk_popover_set_position (self->popover, GTK_POS_BOTTOM);
  gtk_widget_set_halign (GTK_WIDGET (self->popover), GTK_ALIGN_START);
  gtk_widget_set_can_focus (GTK_WIDGET (self->popover), FALSE);
  gtk_popover_set_child (self->popover, GTK_WIDGET (self->list));
  gtk_widget_set_parent (GTK_WIDGET (self->popover), GTK_WIDGET (self->entry));
}

static void
mg_code_entry_init (MgCodeEntry *self)
{
  GtkWidget *entry = gtk_entry_new ();
  self->entry = GTK_EDITABLE (entry);
  self->value = g_strdup ("");
  self->word = GTK_LABEL (mg_text_new ("", "t-faint"));
  gtk_label_set_ellipsize (self->word, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (entry, "in");
  gtk_widget_set_valign (entry, GTK_ALIGN_CENTER);
  mg_guard_entry (entry);
  mg_guard_digits (entry);
  mg_im_ask (entry, MG_IM_DIGITS);
  gtk_box_set_spacing (GTK_BOX (self), 12);
  gtk_box_append (GTK_BOX (self), entry);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->word));
  add_list (self);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect (self, "state-flags-changed", G_CALLBACK (sensitive_cb), NULL);
  GtkEventController *keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (entry, keys);
  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (left_cb), self);
  gtk_widget_add_controller (entry, focus);
}

GtkWidget *
mg_code_entry_new (const char *name, guint digits, gboolean several)
{
  MgCodeEntry *self = g_object_new (MG_TYPE_CODE_ENTRY, NULL);
  self->digits = digits;
  self->several = several;
  gtk_editable_set_width_chars (self->entry, 3);
  gtk_editable_set_max_width_chars (self->entry, 3);
  gtk_entry_set_max_length (GTK_ENTRY (self->entry), (int)digits);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  show_value (self);
  return GTK_WIDGET (self);
}
