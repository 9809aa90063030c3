/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-era-entry.h"
#include <string.h>
#include "app/mg-guard.h"
#include "im/mg-im-mode.h"
#include "model/mg-i18n.h"

struct _MgEraEntry
{
  GtkBox parent_instance;
  /* children */
  GtkEditable *entry;
  GtkLabel *meaning;
  /* state */
  MgDate date;   /* year 0: none */
  gboolean sets; /* from outside */
};

G_DEFINE_FINAL_TYPE (MgEraEntry, mg_era_entry, GTK_TYPE_BOX)

enum
{
  ENTERED,
  EDITED,
  FULL,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
show (MgEraEntry *self, const char *tone, const char *text)
{
  const char *classes[] = {tone, NULL};
  gtk_widget_set_css_classes (GTK_WIDGET (self->meaning), classes);
  gtk_label_set_text (self->meaning, text);
  if (g_str_equal (tone, "t-bad"))
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "bad");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "bad");
}

static void
tell (MgEraEntry *self, const MgDate *date)
{
  const char *text = gtk_editable_get_text (self->entry);
  const gboolean is_full = date->year > 0 && strlen (text) == 8 && strspn (text, "0123456789") == 8;
  if (mg_date_compare (&self->date, date) == 0)
    return;
  self->date = *date;
  if (self->sets)
    return;
  g_signal_emit (self, signals[EDITED], 0);
  if (is_full)
    g_signal_emit (self, signals[FULL], 0);
}

static void
changed_cb (MgEraEntry *self)
{
  static const MgDate none = {0, 0, 0};
  MgDate date = {0, 0, 0};
  const MgEraResult result = mg_era_parse (gtk_editable_get_text (self->entry), &date);
  g_autofree char *words = mg_era_format (&date, MG_ERA_WEEKDAY);
  g_autofree char *offer
      = g_strdup_printf (_ ("× その元号にない日付です。%s なら［↓］で置き換えます。"), words);
  switch (result)
    {
    case MG_ERA_EMPTY:
    case MG_ERA_PARTIAL:
      show (self, "t-faint", _ ("例 R8.4.1 ／ 20260401"));
      break;
    case MG_ERA_OK:
      show (self, "t-text", words);
      break;
    case MG_ERA_OFFER:
      show (self, "t-bad", offer);
      break;
    case MG_ERA_WRONG:
      show (self, "t-bad", _ ("× 暦にない日付です。"));
      break;
    }
  tell (self, result == MG_ERA_OK ? &date : &none);
}

gboolean
mg_era_entry_get_date (MgEraEntry *self, MgDate *ret)
{
  return mg_era_parse (gtk_editable_get_text (self->entry), ret) == MG_ERA_OK;
}

void
mg_era_entry_clear (MgEraEntry *self)
{
  gtk_editable_set_text (self->entry, "");
}

void
mg_era_entry_set_date (MgEraEntry *self, const MgDate *date)
{
  g_autofree char *digits
      = date->year > 0 ? g_strdup_printf ("%04d%02d%02d", date->year, date->month, date->day)
                       : g_strdup ("");
  MgDate here = {0, 0, 0};
  if (date->year > 0 && mg_era_entry_get_date (self, &here) && mg_date_compare (&here, date) == 0)
    return; /* as it was typed: R8.4.1 */
  self->sets = TRUE;
  gtk_editable_set_text (self->entry, digits);
  self->sets = FALSE;
}

gboolean
mg_era_entry_is_wrong (MgEraEntry *self)
{
  MgDate date;
  const MgEraResult result = mg_era_parse (gtk_editable_get_text (self->entry), &date);
  return result != MG_ERA_EMPTY && result != MG_ERA_OK;
}

const char *
mg_era_entry_get_typed (MgEraEntry *self)
{
  return mg_era_entry_is_wrong (self) ? gtk_editable_get_text (self->entry) : "";
}

void
mg_era_entry_set_typed (MgEraEntry *self, const char *text)
{
  self->sets = TRUE;
  gtk_editable_set_text (self->entry, text);
  self->sets = FALSE;
}

static void
activate_cb (MgEraEntry *self)
{
  MgDate date;
  if (mg_era_entry_get_date (self, &date))
    g_signal_emit (self, signals[ENTERED], 0);
}

static gboolean
key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
        MgEraEntry *self)
{
  MgDate date;
  if (key != GDK_KEY_Down
      || mg_era_parse (gtk_editable_get_text (self->entry), &date) != MG_ERA_OFFER)
    return GDK_EVENT_PROPAGATE;
  g_autofree char *digits = g_strdup_printf ("%04d%02d%02d", date.year, date.month, date.day);
  gtk_editable_set_text (self->entry, digits);
  gtk_editable_set_position (self->entry, -1);
  return GDK_EVENT_STOP;
}

static gboolean
mg_era_entry_grab_focus (GtkWidget *widget)
{
  MgEraEntry *self = MG_ERA_ENTRY (widget);
  const gboolean done = gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  if (*mg_era_entry_get_typed (self)) /* goes on where it was left, and is not typed over */
    gtk_editable_set_position (self->entry, -1);
  return done;
}

static void
mg_era_entry_class_init (MgEraEntryClass *klass)
{
  GTK_WIDGET_CLASS (klass)->grab_focus = mg_era_entry_grab_focus;
  static const char *const names[] = {"entered", "edited", "full"};
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], MG_TYPE_ERA_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
}

static void
mg_era_entry_init (MgEraEntry *self)
{
  GtkWidget *entry = gtk_entry_new ();
  gtk_widget_add_css_class (entry, "in");
  gtk_widget_set_valign (entry, GTK_ALIGN_CENTER);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 12);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 12);
  mg_guard_entry (entry);
  mg_im_ask (entry, MG_IM_DIRECT);
  self->entry = GTK_EDITABLE (entry);
  self->meaning = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->meaning, 0);
  gtk_box_set_spacing (GTK_BOX (self), 12);
  gtk_box_append (GTK_BOX (self), entry);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->meaning));
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (activate_cb), self);
  GtkEventController *keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (entry, keys);
  changed_cb (self);
}

GtkWidget *
mg_era_entry_new (const char *name)
{
  MgEraEntry *self = g_object_new (MG_TYPE_ERA_ENTRY, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  return GTK_WIDGET (self);
}
