/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-verdict.h"
#include "mg-label.h"
#include "model/mg-i18n.h"

struct _MgVerdict
{
  GtkBox parent_instance;
  /* children */
  GtkBox *result;
  GtkBox *lines;
};

G_DEFINE_FINAL_TYPE (MgVerdict, mg_verdict, GTK_TYPE_BOX)

static void
mg_verdict_class_init (MgVerdictClass *klass)
{
}

static void
mg_verdict_init (MgVerdict *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->result = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8));
  self->lines = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->result));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->lines));
}

GtkWidget *
mg_verdict_new (void)
{
  return g_object_new (MG_TYPE_VERDICT, NULL);
}

static const char *
sign_of (const char *tone)
{
  return g_str_equal (tone, "good") ? "○" : g_str_equal (tone, "bad") ? "×" : "？";
}

void
mg_verdict_clear (MgVerdict *self, const char *text)
{
  const char *const plain[] = {NULL};
  mg_box_clear (self->result);
  mg_box_clear (self->lines);
  gtk_widget_set_css_classes (GTK_WIDGET (self->result), (const char **)plain);
  gtk_box_append (self->result, mg_paragraph_new (text, "t-label"));
}

void
mg_verdict_add (MgVerdict *self, const char *tone, const char *what, const char *text,
                const char *article)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *sign = gtk_label_new (sign_of (tone));
  g_autofree char *sentence = g_strdup_printf ("%s %s %s %s", sign_of (tone), what, text, article);
  gtk_widget_add_css_class (sign, "sign");
  gtk_widget_set_valign (sign, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (words), mg_paragraph_new (what, "t-strong"));
  if (*text)
    gtk_box_append (GTK_BOX (words), mg_paragraph_new (text, "reason"));
  if (*article)
    gtk_box_append (GTK_BOX (words), mg_paragraph_new (article, "article"));
  gtk_box_append (GTK_BOX (line), sign);
  gtk_box_append (GTK_BOX (line), words);
  mg_add_classes (line, "verdict");
  gtk_widget_add_css_class (line, tone);
  gtk_accessible_update_property (GTK_ACCESSIBLE (line), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  -1);
  gtk_box_append (self->lines, line);
}

void
mg_verdict_set (MgVerdict *self, const Pb__Verdict *verdict, gboolean may_record)
{
  /* the first reason of a case that can go on is what it rests on; those after it are to be heeded
   */
  const char *tone = !may_record ? "bad" : verdict->n_reasons > 1 ? "warn" : "good";
  const char *classes[] = {"result", tone, NULL};
  g_autofree char *head = g_strdup_printf ("%s　%s", may_record ? "○" : "×", verdict->result_text);
  mg_box_clear (self->result);
  mg_box_clear (self->lines);
  gtk_widget_set_css_classes (GTK_WIDGET (self->result), classes);
  gtk_box_append (self->result, mg_text_new (head, "t-title"));
  for (size_t i = 0; i < verdict->n_reasons; i++)
    mg_verdict_add (self,
                    !may_record ? "bad"
                    : i == 0    ? "good"
                                : "warn",
                    verdict->reasons[i]->text, "", verdict->reasons[i]->article);
  for (size_t i = 0; i < verdict->n_missing; i++)
    mg_verdict_add (self, "warn", verdict->missing[i], "", "");
}
