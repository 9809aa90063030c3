/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-acquire-side.h"
#include <stdlib.h>
#include "model/mg-i18n.h"
#include "model/mg-person.h"
#include "widgets/mg-grid-table.h"
#include "widgets/mg-label.h"
#include "widgets/mg-verdict.h"

struct _MgAcquireSide
{
  GtkBox parent_instance;
  /* children */
  MgVerdict *verdict;
  GtkLabel *judging;
  GtkLabel *changes_head;
  MgGridTable *changes;
  /* state */
  guint shown; /* news of the form as it was drawn last */
  gboolean has_shown;
};

G_DEFINE_FINAL_TYPE (MgAcquireSide, mg_acquire_side, GTK_TYPE_BOX)

static void
mg_acquire_side_class_init (MgAcquireSideClass *klass)
{
}

static char *
date_words (const MgDate *date, MgEraStyle style)
{
  return date->year > 0 ? mg_era_format (date, style) : g_strdup ("—");
}

/* YYYYMM -> 令和8年11月 */
static char *
month_words (const char *month)
{
  const long n = strtol (month, NULL, 10);
  const MgDate first = {(int)(n / 100), (int)(n % 100), 1};
  g_autofree char *words = n > 0 ? mg_era_format (&first, MG_ERA_LONG) : g_strdup ("—");
  const char *end = g_strrstr (words, "月");
  return end ? g_strndup (words, (gsize)(end - words) + sizeof "月" - 1) : g_strdup (words);
}

static void
add_reckoned (MgAcquireSide *self, const Pb__QualificationJudgeReply *reply)
{
  const MgDate event = mg_wire_date (reply->event_date);
  const MgDate until = mg_wire_date (reply->notice_until);
  g_autofree char *day = date_words (&event, MG_ERA_WEEKDAY);
  g_autofree char *limit = date_words (&until, MG_ERA_WEEKDAY);
  g_autofree char *month = month_words (reply->first_month);
  g_autofree char *gained = g_strdup_printf (_ ("資格取得日　%s"), day);
  g_autofree char *first = g_strdup_printf (_ ("最初の月　%s"), month);
  g_autofree char *in_time = g_strdup_printf (_ ("届出の期限　%s"), limit);
  g_autofree char *late = g_strdup_printf (
      _ ("届出の期限を %d 日過ぎています。遅れた届出として受け付けます。"), reply->late_days);
  if (event.year == 0)
    return;
  mg_verdict_add (self->verdict, reply->may_record ? "good" : "warn", gained, "", "");
  if (*reply->first_month)
    mg_verdict_add (self->verdict, "good", first, "", "");
  if (until.year > 0)
    mg_verdict_add (self->verdict, reply->late_days > 0 ? "warn" : "good", in_time,
                    reply->late_days > 0 ? late : "", "");
}

static void
show_verdict (MgAcquireSide *self, MgForm *form)
{
  const Pb__QualificationJudgeReply *reply = mg_form_get_judgement (form);
  /* without a reason nothing was judged yet: not a no */
  if (!reply || !reply->verdict || (!reply->may_record && reply->verdict->n_reasons == 0))
    {
      mg_verdict_clear (
          self->verdict,
          _ ("日付と事由を入れると、ここに事前判定が出ます。決定は日本年金機構が行います。"));
      return;
    }
  mg_verdict_set (self->verdict, reply->verdict, reply->may_record);
  add_reckoned (self, reply);
}

/* --- what changes --- */

static char *
since_words (const Pb__QualificationShowReply *person)
{
  const MgDate since = mg_wire_date (person->since);
  return date_words (&since, MG_ERA_SHORT); /* three columns on the narrow side */
}

static void
show_changes (MgAcquireSide *self, MgForm *form)
{
  const char *heads[] = {"", _ ("いま"), _ ("この届のあと"), NULL};
  const Pb__QualificationShowReply *person = mg_form_get_person (form);
  const Pb__QualificationJudgeReply *reply = mg_form_get_judgement (form);
  const MgDate event = mg_wire_date (reply ? reply->event_date : NULL);
  const gboolean goes = reply && reply->may_record && event.year > 0;
  const char *type
      = person && *person->insured_type ? mg_insured_type_words (person->insured_type) : _ ("なし");
  g_autofree char *since = since_words (person);
  g_autofree char *day = goes ? date_words (&event, MG_ERA_SHORT) : NULL;
  g_autofree char *month = goes ? month_words (reply->first_month) : NULL;
  const char *types[] = {_ ("種別"), type, goes ? mg_insured_type_words ("1") : "", NULL};
  const char *days[] = {_ ("取得日"), since, day, NULL};
  const char *months[] = {_ ("最初の月"), "", month, NULL};
  gtk_label_set_text (self->changes_head, _ ("登録すると変わること"));
  mg_grid_table_start (self->changes, heads);
  mg_grid_table_add (self->changes, types, goes ? 2 : 0);
  mg_grid_table_add (self->changes, days, goes ? 2 : 0);
  mg_grid_table_add (self->changes, months, goes ? 2 : 0);
}

/* After a conflict: the person's state as this clerk had seen it, and as it is now. */
static void
compare_states (MgAcquireSide *self, const Pb__QualificationShowReply *before,
                const Pb__QualificationShowReply *now)
{
  const char *heads[] = {"", _ ("開いたとき"), _ ("いま"), NULL};
  g_autofree char *before_since = since_words (before);
  g_autofree char *now_since = since_words (now);
  g_autofree char *before_n = g_strdup_printf (_ ("%zu 件"), before->n_events);
  g_autofree char *now_n = g_strdup_printf (_ ("%zu 件"), now->n_events);
  const char *rows[][4] = {
      {_ ("種別"),
       *before->insured_type ? mg_insured_type_words (before->insured_type) : _ ("なし"),
       *now->insured_type ? mg_insured_type_words (now->insured_type) : _ ("なし"), NULL},
      {_ ("取得日"), before_since, now_since, NULL},
      {_ ("資格の異動"), before_n, now_n, NULL},
  };
  mg_grid_table_start (self->changes, heads);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    mg_grid_table_add (self->changes, rows[i], g_str_equal (rows[i][1], rows[i][2]) ? 0 : 2);
}

static char *
field_words (const MgAcquire *values, MgAcquireField field)
{
  switch (field)
    {
    case MG_ACQUIRE_RECEIVED:
      return date_words (&values->received, MG_ERA_LONG);
    case MG_ACQUIRE_FACT:
      return date_words (&values->fact, MG_ERA_LONG);
    case MG_ACQUIRE_FILER:
      return g_strdup (mg_filer_word (values->filer));
    case MG_ACQUIRE_NUMBER:
      return g_strdup (mg_number_word (values->number));
    default:
      return g_strdup (values->text[field]);
    }
}

/* Two clerks corrected one receipt: the other's form in force beside what is typed here. */
static void
compare_forms (MgAcquireSide *self, const Pb__AcquireForm *theirs, const MgAcquire *mine)
{
  const char *heads[] = {"", _ ("ほかの職員"), _ ("あなたの入力"), NULL};
  MgAcquire other;
  mg_acquire_init (&other);
  mg_wire_get_form (theirs, &other);
  mg_grid_table_start (self->changes, heads);
  for (guint i = 0; i < MG_N_ACQUIRE; i++)
    {
      g_autofree char *there = field_words (&other, (MgAcquireField)i);
      g_autofree char *here = field_words (mine, (MgAcquireField)i);
      const char *cells[] = {mg_acquire_label ((MgAcquireField)i), there, here, NULL};
      if (!g_str_equal (there, here))
        mg_grid_table_add (self->changes, cells, 2);
    }
  mg_acquire_clear (&other);
}

void
mg_acquire_side_show (MgAcquireSide *self, MgForm *form, MgCodes *codes)
{
  const Pb__QualificationShowReply *person = mg_form_get_person (form);
  const Pb__QualificationShowReply *before = mg_form_get_seen_before (form);
  const gboolean compares = before && person && person->form; /* with what is typed just now */
  gtk_label_set_text (self->judging, mg_form_is_judging (form) ? _ ("見直しています…")
                                                               : _ ("入力のたびに見直します"));
  if (self->has_shown && self->shown == mg_form_get_news (form) && !compares)
    return; /* a key must not wait for cards and tables that stay as they are */
  self->shown = mg_form_get_news (form);
  self->has_shown = TRUE;
  show_verdict (self, form);
  if (!person)
    {
      gtk_label_set_text (self->changes_head, "");
      mg_grid_table_clear (self->changes);
    }
  else if (!before)
    show_changes (self, form);
  else
    {
      gtk_label_set_text (self->changes_head, _ ("ほかの職員が変えたこと"));
      if (person->form)
        compare_forms (self, person->form, mg_form_get_values (form));
      else
        compare_states (self, before, person);
    }
}

static GtkBox *
add_card (MgAcquireSide *self, GtkWidget *head, GtkWidget *note)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  mg_add_classes (card, "card tight");
  gtk_widget_set_hexpand (head, TRUE);
  gtk_box_append (GTK_BOX (line), head);
  if (note)
    gtk_box_append (GTK_BOX (line), note);
  gtk_box_append (GTK_BOX (card), line);
  gtk_box_append (GTK_BOX (self), card);
  return GTK_BOX (card);
}

static void
mg_acquire_side_init (MgAcquireSide *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 14);
  mg_add_classes (GTK_WIDGET (self), "side side-l");
  gtk_widget_set_hexpand (GTK_WIDGET (self), FALSE);
  self->judging = GTK_LABEL (mg_text_new ("", "t-small t-faint"));
  self->verdict = MG_VERDICT (mg_verdict_new ());
  self->changes_head = GTK_LABEL (mg_text_new ("", "t-head"));
  self->changes = MG_GRID_TABLE (mg_grid_table_new (_ ("登録すると変わること")));
  gtk_box_append (
      add_card (self, mg_text_new (_ ("事前判定"), "t-head"), GTK_WIDGET (self->judging)),
      GTK_WIDGET (self->verdict));
  gtk_box_append (add_card (self, GTK_WIDGET (self->changes_head), NULL),
                  GTK_WIDGET (self->changes));
}

GtkWidget *
mg_acquire_side_new (void)
{
  return g_object_new (MG_TYPE_ACQUIRE_SIDE, NULL);
}
