/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-acquire-fields.h"
#include <string.h>
#include "app/mg-guard.h"
#include "im/mg-im-context.h"
#include "im/mg-im-mode.h"
#include "model/mg-i18n.h"
#include "widgets/mg-code-entry.h"
#include "widgets/mg-era-entry.h"
#include "widgets/mg-form-row.h"
#include "widgets/mg-hidden-text.h"
#include "widgets/mg-label.h"

#define MY_NUMBER_DIGITS 12
#define PENSION_NO_DIGITS 10
#define TEXT_CHARS 200 /* what the server takes */

struct _MgAcquireFields
{
  GtkBox parent_instance;
  /* children */
  MgFormRow *rows[MG_N_ACQUIRE];
  GtkWidget *fields[MG_N_ACQUIRE];
  GtkLabel *number_word;
  GtkWidget *why_rows[2];
  MgCodeEntry *why_code;
  GtkWidget *why;
  /* owned */
  GPtrArray *filers; /* MgCode: the server has no list for them, the protocol has */
  /* state */
  MgNumberCheck number;
  gboolean fills; /* from outside: no word of an edit */
};

G_DEFINE_FINAL_TYPE (MgAcquireFields, mg_acquire_fields, GTK_TYPE_BOX)

enum
{
  EDITED,
  NUMBER,
  END,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *const lists[MG_N_ACQUIRE] = {
    [MG_ACQUIRE_LATE] = "late_entry_reason",
    [MG_ACQUIRE_REASON] = "tokuso_reason",
    [MG_ACQUIRE_RELATION] = "filer_relation",
    [MG_ACQUIRE_DOCUMENTS] = "document",
};

static void
edited_cb (MgAcquireFields *self)
{
  if (!self->fills)
    g_signal_emit (self, signals[EDITED], 0);
}

static void
next_cb (MgAcquireFields *self)
{
  gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

/* --- the 個人番号 --- */

void
mg_acquire_fields_show_number (MgAcquireFields *self, MgNumberCheck number, gboolean is_checking)
{
  static const char *const tones[] = {"t-faint", "t-good", "t-bad", "t-warn", "t-warn"};
  const char *classes[] = {tones[number], NULL};
  g_autofree char *rest
      = g_strconcat (mg_number_word (number), _ ("　12 けたで照合　［F4］照会中にする"), NULL);
  self->number = number;
  gtk_widget_set_css_classes (GTK_WIDGET (self->number_word), classes);
  gtk_label_set_text (self->number_word, is_checking                     ? _ ("照会中…")
                                         : number == MG_NUMBER_NOT_SHOWN ? rest
                                                                         : mg_number_word (number));
}

/* Full: it goes to be compared, and the field is empty before the next frame. */
static void
number_typed_cb (MgAcquireFields *self)
{
  GtkWidget *entry = self->fields[MG_ACQUIRE_NUMBER];
  if (strlen (mg_hidden_text_get (entry)) < MY_NUMBER_DIGITS)
    return;
  g_signal_emit (self, signals[NUMBER], 0, mg_hidden_text_get (entry));
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  next_cb (self);
}

static GtkWidget *
new_number (MgAcquireFields *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *entry = gtk_password_entry_new ();
  gtk_widget_add_css_class (entry, "in");
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 12);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 12);
  mg_guard_entry (entry);
  mg_guard_digits (entry);
  mg_hidden_text_guard (entry, MY_NUMBER_DIGITS, "0"); /* a digit, for the guard of digits */
  gtk_text_set_invisible_char (GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (entry))), 0x2022);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  mg_acquire_label (MG_ACQUIRE_NUMBER), -1);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (number_typed_cb), self);
  self->fields[MG_ACQUIRE_NUMBER] = entry;
  self->number_word = GTK_LABEL (mg_text_new ("", NULL));
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->number_word));
  return box;
}

/* --- other fields --- */

static void
pension_no_cb (MgAcquireFields *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->fields[MG_ACQUIRE_PENSION_NO]));
  edited_cb (self);
  if (!self->fills && strlen (typed) == PENSION_NO_DIGITS)
    next_cb (self);
}

static GtkWidget *
new_text (const char *name, guint chars, enum mg_im_mode mode)
{
  GtkWidget *entry = gtk_entry_new ();
  gtk_widget_add_css_class (entry, "in");
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), (int)chars);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), (int)chars);
  gtk_entry_set_max_length (GTK_ENTRY (entry), TEXT_CHARS);
  mg_guard_entry (entry);
  mg_im_ask (entry, mode);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return entry;
}

static GtkWidget *
new_field (MgAcquireFields *self, MgAcquireField field)
{
  const char *name = mg_acquire_label (field);
  GtkWidget *widget;
  switch (field)
    {
    case MG_ACQUIRE_RECEIVED:
    case MG_ACQUIRE_FACT:
      widget = mg_era_entry_new (name);
      break;
    case MG_ACQUIRE_FILER:
      widget = mg_code_entry_new (name, 1, FALSE);
      mg_code_entry_set_codes (MG_CODE_ENTRY (widget), self->filers, NULL);
      break;
    case MG_ACQUIRE_LATE:
    case MG_ACQUIRE_REASON:
    case MG_ACQUIRE_RELATION:
    case MG_ACQUIRE_DOCUMENTS:
      widget = mg_code_entry_new (name, 2, field == MG_ACQUIRE_DOCUMENTS);
      break;
    case MG_ACQUIRE_PENSION_NO:
      widget = new_text (name, 11, MG_IM_DIGITS);
      mg_guard_digits (widget);
      gtk_entry_set_max_length (GTK_ENTRY (widget), PENSION_NO_DIGITS);
      g_signal_connect_swapped (widget, "changed", G_CALLBACK (pension_no_cb), self);
      return widget;
    default:
      widget = new_text (name, field == MG_ACQUIRE_REMARKS ? 44 : 20, MG_IM_HIRAGANA);
      g_signal_connect_swapped (widget, "changed", G_CALLBACK (edited_cb), self);
      return widget;
    }
  g_signal_connect_swapped (widget, "edited", G_CALLBACK (edited_cb), self);
  g_signal_connect_swapped (widget, "full", G_CALLBACK (next_cb), self);
  return widget;
}

static void
add_row (MgAcquireFields *self, MgAcquireField field)
{
  GtkWidget *widget;
  if (field == MG_ACQUIRE_NUMBER)
    widget = new_number (self);
  else
    widget = self->fields[field] = new_field (self, field);
  self->rows[field]
      = MG_FORM_ROW (mg_form_row_new ((guint)field + 1, mg_acquire_label (field), widget));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->rows[field]));
  if (field == MG_ACQUIRE_FACT || field == MG_ACQUIRE_DOCUMENTS)
    {
      GtkWidget *rule = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
      gtk_widget_add_css_class (rule, "form-rule");
      gtk_box_append (GTK_BOX (self), rule);
    }
}

static void
add_why (MgAcquireFields *self)
{
  self->why_code = MG_CODE_ENTRY (mg_code_entry_new (_ ("訂正の理由"), 2, FALSE));
  self->why = new_text (_ ("訂正のいきさつ"), 44, MG_IM_HIRAGANA);
  g_signal_connect_swapped (self->why_code, "full", G_CALLBACK (next_cb), self);
  self->why_rows[0]
      = mg_form_row_new (MG_N_ACQUIRE + 1, _ ("訂正の理由"), GTK_WIDGET (self->why_code));
  self->why_rows[1] = mg_form_row_new (MG_N_ACQUIRE + 2, _ ("訂正のいきさつ"), self->why);
  mg_form_row_set_needed (MG_FORM_ROW (self->why_rows[0]), TRUE);
  for (int i = 0; i < 2; i++)
    {
      gtk_widget_set_visible (self->why_rows[i], FALSE);
      gtk_box_append (GTK_BOX (self), self->why_rows[i]);
    }
}

/* --- in and out --- */

void
mg_acquire_fields_set_codes (MgAcquireFields *self, MgCodes *codes)
{
  for (guint i = 0; i < MG_N_ACQUIRE; i++)
    if (lists[i]) /* of the reasons only those of an acquisition are offered */
      mg_code_entry_set_codes (MG_CODE_ENTRY (self->fields[i]), mg_codes_get (codes, lists[i]),
                               i == MG_ACQUIRE_REASON ? "0" : NULL);
  mg_code_entry_set_codes (self->why_code, mg_codes_get (codes, "correction_reason"), NULL);
}

void
mg_acquire_fields_fill (MgAcquireFields *self, const MgAcquire *values, gboolean corrects)
{
  char filer[2] = "";
  if (values->filer != MG_FILER_UNKNOWN)
    filer[0] = (char)('0' + (int)values->filer);
  self->fills = TRUE;
  mg_era_entry_set_date (MG_ERA_ENTRY (self->fields[MG_ACQUIRE_RECEIVED]), &values->received);
  mg_era_entry_set_date (MG_ERA_ENTRY (self->fields[MG_ACQUIRE_FACT]), &values->fact);
  mg_code_entry_set_value (MG_CODE_ENTRY (self->fields[MG_ACQUIRE_FILER]), filer);
  for (guint i = 0; i < MG_N_ACQUIRE; i++)
    if (lists[i])
      mg_code_entry_set_value (MG_CODE_ENTRY (self->fields[i]), values->text[i]);
    else if (i == MG_ACQUIRE_FILER_NAME || i == MG_ACQUIRE_PENSION_NO || i == MG_ACQUIRE_REMARKS)
      gtk_editable_set_text (GTK_EDITABLE (self->fields[i]), values->text[i]);
  gtk_editable_set_text (GTK_EDITABLE (self->fields[MG_ACQUIRE_NUMBER]), "");
  mg_code_entry_set_value (self->why_code, "");
  mg_code_entry_set_typed (self->why_code, values->typed[MG_WHY_CODE]);
  gtk_editable_set_text (GTK_EDITABLE (self->why), values->typed[MG_WHY_WORDS]);
  for (guint i = 0; i < MG_N_ACQUIRE; i++)
    if (*values->typed[i] && MG_IS_ERA_ENTRY (self->fields[i]))
      mg_era_entry_set_typed (MG_ERA_ENTRY (self->fields[i]), values->typed[i]);
    else if (*values->typed[i] && MG_IS_CODE_ENTRY (self->fields[i]))
      mg_code_entry_set_typed (MG_CODE_ENTRY (self->fields[i]), values->typed[i]);
  for (int i = 0; i < 2; i++)
    gtk_widget_set_visible (self->why_rows[i], corrects);
  mg_acquire_fields_show_number (self, values->number, FALSE);
  mg_acquire_fields_say (self, MG_N_ACQUIRE, NULL);
  self->fills = FALSE;
}

void
mg_acquire_fields_show (MgAcquireFields *self, const MgAcquire *values, const MgDate *today,
                        const Pb__QualificationShowReply *person)
{
  for (guint i = 0; i < MG_N_ACQUIRE; i++)
    {
      const MgAcquireField field = (MgAcquireField)i;
      const gboolean asks = mg_acquire_asks (values, field, today);
      mg_form_row_set_needed (self->rows[i], mg_acquire_needs (values, field, today));
      mg_form_row_set_rest (self->rows[i], asks ? NULL
                                           : field == MG_ACQUIRE_LATE
                                               ? _ ("受付の日に入力しています")
                                               : _ ("本人の届出では要りません"));
    }
}

void
mg_acquire_fields_read (MgAcquireFields *self, MgAcquire *values)
{
  const char *filer = mg_code_entry_get_value (MG_CODE_ENTRY (self->fields[MG_ACQUIRE_FILER]));
  MgDate none = {0, 0, 0};
  values->received = values->fact = none;
  mg_era_entry_get_date (MG_ERA_ENTRY (self->fields[MG_ACQUIRE_RECEIVED]), &values->received);
  mg_era_entry_get_date (MG_ERA_ENTRY (self->fields[MG_ACQUIRE_FACT]), &values->fact);
  values->filer = *filer ? (MgFiler)(*filer - '0') : MG_FILER_UNKNOWN;
  values->number = self->number;
  for (guint i = 0; i < MG_N_ACQUIRE; i++)
    if (lists[i])
      mg_acquire_set_text (values, (MgAcquireField)i,
                           mg_code_entry_get_value (MG_CODE_ENTRY (self->fields[i])));
    else if (i == MG_ACQUIRE_FILER_NAME || i == MG_ACQUIRE_PENSION_NO || i == MG_ACQUIRE_REMARKS)
      mg_acquire_set_text (values, (MgAcquireField)i,
                           gtk_editable_get_text (GTK_EDITABLE (self->fields[i])));
  for (guint i = 0; i < MG_N_ACQUIRE; i++)
    if (MG_IS_ERA_ENTRY (self->fields[i]))
      mg_acquire_set_typed (values, i, mg_era_entry_get_typed (MG_ERA_ENTRY (self->fields[i])));
    else if (MG_IS_CODE_ENTRY (self->fields[i]))
      mg_acquire_set_typed (values, i, mg_code_entry_get_typed (MG_CODE_ENTRY (self->fields[i])));
  const char *half = mg_code_entry_get_typed (self->why_code);
  mg_acquire_set_typed (values, MG_WHY_CODE, *half ? half : mg_acquire_fields_get_why_code (self));
  mg_acquire_set_typed (values, MG_WHY_WORDS, mg_acquire_fields_get_why (self));
}

void
mg_acquire_fields_say (MgAcquireFields *self, guint field, const char *text)
{
  for (guint i = 0; i < MG_N_ACQUIRE; i++)
    if (gtk_widget_is_sensitive (self->fields[i]))
      mg_form_row_say (self->rows[i], "t-bad", i == field ? text : NULL);
  for (guint i = MG_N_ACQUIRE; i < MG_N_TYPED; i++)
    mg_form_row_say (MG_FORM_ROW (self->why_rows[i - MG_N_ACQUIRE]), "t-bad",
                     i == field ? text : NULL);
}

void
mg_acquire_fields_focus (MgAcquireFields *self, guint field)
{
  if (field < MG_N_TYPED)
    gtk_widget_grab_focus (field < MG_N_ACQUIRE ? GTK_WIDGET (self->fields[field])
                                                : self->why_rows[field - MG_N_ACQUIRE]);
}

MgAcquireField
mg_acquire_fields_get_focus (MgAcquireFields *self)
{
  GtkWidget *child = gtk_widget_get_focus_child (GTK_WIDGET (self));
  guint i = 0;
  while (i < MG_N_ACQUIRE && GTK_WIDGET (self->rows[i]) != child)
    i++;
  return (MgAcquireField)i;
}

MgAcquireField
mg_acquire_fields_find_wrong (MgAcquireFields *self)
{
  const char *pension_no
      = gtk_editable_get_text (GTK_EDITABLE (self->fields[MG_ACQUIRE_PENSION_NO]));
  for (guint i = 0; i < MG_N_ACQUIRE; i++)
    {
      GtkWidget *field = self->fields[i];
      if (!gtk_widget_is_sensitive (field))
        continue;
      if (MG_IS_ERA_ENTRY (field) && mg_era_entry_is_wrong (MG_ERA_ENTRY (field)))
        return (MgAcquireField)i;
      if (MG_IS_CODE_ENTRY (field) && mg_code_entry_is_wrong (MG_CODE_ENTRY (field)))
        return (MgAcquireField)i;
      if (i == MG_ACQUIRE_PENSION_NO && *pension_no && strlen (pension_no) != PENSION_NO_DIGITS)
        return MG_ACQUIRE_PENSION_NO;
    }
  return *gtk_editable_get_text (GTK_EDITABLE (self->fields[MG_ACQUIRE_NUMBER])) ? MG_ACQUIRE_NUMBER
                                                                                 : MG_N_ACQUIRE;
}

gboolean
mg_acquire_fields_choose (MgAcquireFields *self)
{
  GtkWidget *child = gtk_widget_get_focus_child (GTK_WIDGET (self));
  const MgAcquireField field = mg_acquire_fields_get_focus (self);
  if (child == self->why_rows[0])
    {
      mg_code_entry_toggle_list (self->why_code);
      return TRUE;
    }
  if (field == MG_N_ACQUIRE)
    return FALSE;
  if (field == MG_ACQUIRE_NUMBER)
    {
      mg_acquire_fields_show_number (
          self, self->number == MG_NUMBER_INQUIRED ? MG_NUMBER_NOT_SHOWN : MG_NUMBER_INQUIRED,
          FALSE);
      edited_cb (self);
      return TRUE;
    }
  if (!MG_IS_CODE_ENTRY (self->fields[field]))
    return FALSE;
  mg_code_entry_toggle_list (MG_CODE_ENTRY (self->fields[field]));
  return TRUE;
}

const char *
mg_acquire_fields_get_why_code (MgAcquireFields *self)
{
  return mg_code_entry_get_value (self->why_code);
}

const char *
mg_acquire_fields_get_why (MgAcquireFields *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->why));
}

gboolean
mg_acquire_fields_has_why (MgAcquireFields *self, gboolean needs_words)
{
  mg_form_row_set_needed (MG_FORM_ROW (self->why_rows[1]), needs_words);
  if (!*mg_acquire_fields_get_why_code (self))
    gtk_widget_grab_focus (GTK_WIDGET (self->why_code));
  else if (needs_words && !*mg_acquire_fields_get_why (self))
    gtk_widget_grab_focus (self->why);
  else
    return TRUE;
  return FALSE;
}

/* --- keys --- */

static gboolean
has_list_open (MgAcquireFields *self)
{
  const MgAcquireField field = mg_acquire_fields_get_focus (self);
  return mg_code_entry_has_list_open (self->why_code)
         || (field < MG_N_ACQUIRE && MG_IS_CODE_ENTRY (self->fields[field])
             && mg_code_entry_has_list_open (MG_CODE_ENTRY (self->fields[field])));
}

/* Enter is "next" here; it never registers. While kana is being composed or a list is open it
 * belongs to them. */
static gboolean
key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
        MgAcquireFields *self)
{
  const gboolean is_enter
      = key == GDK_KEY_Return || key == GDK_KEY_KP_Enter || key == GDK_KEY_ISO_Enter;
  const gboolean shifted = (state & GDK_SHIFT_MASK) != 0;
  if (mg_im_is_composing () || has_list_open (self) || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)))
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Up || (is_enter && shifted))
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_BACKWARD);
  else if (is_enter && !gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD))
    g_signal_emit (self, signals[END], 0);
  else if (!is_enter)
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
mg_acquire_fields_finalize (GObject *object)
{
  g_ptr_array_unref (MG_ACQUIRE_FIELDS (object)->filers);
  G_OBJECT_CLASS (mg_acquire_fields_parent_class)->finalize (object);
}

static void
mg_acquire_fields_class_init (MgAcquireFieldsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_acquire_fields_finalize;
  signals[EDITED] = g_signal_new ("edited", MG_TYPE_ACQUIRE_FIELDS, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  signals[NUMBER] = g_signal_new ("number", MG_TYPE_ACQUIRE_FIELDS, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE); /* no copy of it */
  signals[END] = g_signal_new ("end", MG_TYPE_ACQUIRE_FIELDS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);
}

static void
mg_acquire_fields_init (MgAcquireFields *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->filers = mg_code_list_new ();
  for (int i = MG_FILER_SELF; i < MG_N_FILERS; i++)
    {
      const char digit[] = {(char)('0' + i), '\0'};
      g_ptr_array_add (self->filers, mg_code_new (digit, mg_filer_word ((MgFiler)i)));
    }
  for (guint i = 0; i < MG_N_ACQUIRE; i++)
    add_row (self, (MgAcquireField)i);
  add_why (self);
  GtkEventController *keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

GtkWidget *
mg_acquire_fields_new (void)
{
  return g_object_new (MG_TYPE_ACQUIRE_FIELDS, NULL);
}
