/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-person-overview.h"
#include <string.h>
#include "model/mg-i18n.h"
#include "model/mg-secret.h"
#include "widgets/mg-field.h"
#include "widgets/mg-label.h"
#include "widgets/mg-scale.h"

#define MEMBERS_MAX 8 /* the rest stands on the tab */
#define VALUE_CHARS_MIN 20
#define VALUE_CHARS_MAX 60
#define HALF_CHARS 15
#define REFLOW_REM 78 /* below this width the side goes under the main column */
#define SIDE_REM 29.0 /* side column, gaps and edges */
#define LABEL_REM 9.5 /* what stands before a value */

struct _MgPersonOverview
{
  GtkBox parent_instance;
  /* template children */
  GtkBox *home;
  GtkBox *names;
  GtkBox *moves;
  GtkBox *pension;
  GtkBox *household;
  GtkBox *state;
  GtkLabel *count;
  /* borrowed */
  const MgPersonData *person; /* shown; NULL: nobody */
};

G_DEFINE_FINAL_TYPE (MgPersonOverview, mg_person_overview, GTK_TYPE_BOX)

static void
mg_person_overview_class_init (MgPersonOverviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/madoguchi/mg-person-overview.ui");
  gtk_widget_class_bind_template_child (widget_class, MgPersonOverview, home);
  gtk_widget_class_bind_template_child (widget_class, MgPersonOverview, names);
  gtk_widget_class_bind_template_child (widget_class, MgPersonOverview, moves);
  gtk_widget_class_bind_template_child (widget_class, MgPersonOverview, pension);
  gtk_widget_class_bind_template_child (widget_class, MgPersonOverview, household);
  gtk_widget_class_bind_template_child (widget_class, MgPersonOverview, state);
  gtk_widget_class_bind_template_child (widget_class, MgPersonOverview, count);
}

/* Lines break elsewhere in another size of text. */
static void
scaled_cb (MgPersonOverview *self)
{
  mg_person_overview_show (self, self->person);
}

static void
mg_person_overview_init (MgPersonOverview *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_settings_get_default (), "notify::gtk-xft-dpi",
                           G_CALLBACK (scaled_cb), self, G_CONNECT_SWAPPED);
}

/* Full-width characters that a value of the wide cards has room for. */
static guint
value_chars (MgPersonOverview *self)
{
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));
  const double rem = mg_scale_rem (1);
  const double width = window ? gtk_widget_get_width (window) / rem : 0;
  const double room = width - LABEL_REM - (width >= REFLOW_REM ? SIDE_REM : 3);
  return (guint)CLAMP (room, VALUE_CHARS_MIN, VALUE_CHARS_MAX);
}

/* One line from several items, joined by a wide space; "—" when all are empty. */
static void
add_line (GtkBox *box, const MgPersonData *person, guint chars, const char *label,
          const char *const *columns)
{
  GString *line = g_string_new (NULL);
  for (guint i = 0; columns[i]; i++)
    {
      const MgItem *item = mg_person_data_find (person, MG_GROUP_JUKI, columns[i]);
      if (!item || (!*item->value && item->state == MG_ITEM_PLAIN))
        continue;
      char *words = mg_item_words (MG_GROUP_JUKI, columns[i], item->value, item->state);
      g_string_append_printf (line, "%s%s", line->len > 0 ? "　" : "", words);
      mg_wipe_free (words, -1);
    }
  gtk_box_append (box, mg_field_new (label, line->len > 0 ? line->str : "—", chars));
  const gsize n = line->len;
  mg_wipe_free (g_string_free (line, FALSE), (gssize)n);
}

#define LINE(box, chars, label, ...)                                                               \
  add_line (self->box, person, chars, label, (const char *const[]){__VA_ARGS__, NULL})

static void
fill_cards (MgPersonOverview *self, const MgPersonData *person)
{
  const guint chars = value_chars (self);
  if (person->row->hides_address)
    gtk_box_append (self->home, mg_field_new (_ ("住所"), _ ("住所は表示できません"), 0));
  else
    {
      LINE (home, chars, _ ("住所"), "addr_postal", "addr", "addr_katagaki");
      LINE (home, chars, _ ("前の住所"), "prev_addr", "prev_addr_katagaki");
    }
  LINE (home, chars, _ ("世帯主"), "head_name_kanji");
  LINE (home, chars, _ ("続柄"), "relation_name");
  LINE (home, chars, _ ("世帯番号"), "setai_no");
  LINE (names, chars, _ ("氏名"), "name_kanji", "name_kana");
  LINE (names, chars, _ ("旧氏名"), "old_name_kanji", "old_name_kana");
  LINE (names, chars, _ ("通称"), "alias_name", "alias_kana");
  LINE (names, chars, _ ("英字名"), "alpha_name", "katakana_name");
  LINE (moves, HALF_CHARS, _ ("異動日"), "ido_date", "juki_ido_reason");
  LINE (moves, HALF_CHARS, _ ("届出日"), "ido_notified_date");
  LINE (moves, HALF_CHARS, _ ("住民日"), "jumin_date");
  LINE (moves, HALF_CHARS, _ ("住定日"), "jutei_date");
  LINE (moves, HALF_CHARS, _ ("消除日"), "shojo_date", "shojo_reason");
  LINE (moves, HALF_CHARS, _ ("在留期間"), "residence_period", "residence_expiry");
  gtk_box_append (self->pension,
                  mg_field_new (_ ("種別"), mg_insured_type_words (person->insured_type), 0));
  char *number = mg_pension_no_words (person->pension_no);
  gtk_box_append (self->pension, mg_field_new (_ ("年金番号"), number, 0));
  mg_wipe_free (number, -1);
  LINE (pension, HALF_CHARS, _ ("取得年月日"), "kokunen_acquired_date");
  LINE (pension, HALF_CHARS, _ ("国保"), "has_kokuho");
  LINE (pension, HALF_CHARS, _ ("所管区"), "shokan_ward");
}

static GtkWidget *
new_member (const MgMember *member)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  g_autofree char *age = member->row->age >= 0
                             ? g_strdup_printf (_ ("%d歳　%s"), member->row->age,
                                                mg_row_sex (member->row))
                             : g_strdup (mg_row_sex (member->row));
  GtkWidget *name = mg_text_new (member->row->name, "t-strong");
  GtkWidget *right = mg_text_new (age, "t-label");
  gtk_widget_add_css_class (row, "member");
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (row), name);
  gtk_box_append (GTK_BOX (row), mg_text_new (member->relation, "t-label"));
  if (member->row->resident == MG_RESIDENT_MOVED_OUT
      || member->row->resident == MG_RESIDENT_DECEASED)
    gtk_box_append (GTK_BOX (row), mg_text_new (mg_resident_word (member->row->resident), "pill warn"));
  gtk_label_set_xalign (GTK_LABEL (right), 1);
  gtk_widget_set_hexpand (right, TRUE);
  gtk_box_append (GTK_BOX (row), right);
  return row;
}

static void
fill_household (MgPersonOverview *self, const MgPersonData *person)
{
  const GPtrArray *members = person->household;
  g_autofree char *count = g_strdup_printf (_ ("%u 人　F6"), members->len);
  gtk_label_set_text (self->count, count);
  for (guint i = 0; i < members->len && i < MEMBERS_MAX; i++)
    gtk_box_append (self->household, new_member (members->pdata[i]));
  if (members->len > MEMBERS_MAX)
    {
      g_autofree char *rest = g_strdup_printf (_ ("ほか %u 人"), members->len - MEMBERS_MAX);
      gtk_box_append (self->household, mg_text_new (rest, "t-label"));
    }
}

static void
fill_state (MgPersonOverview *self, const MgPersonData *person)
{
  g_autofree char *day = mg_era_format (&person->as_of, MG_ERA_LONG);
  g_autofree char *known = mg_instant_words (person->known_from_us);
  g_autofree char *version = g_strdup_printf ("%u", person->version);
  const MgDate today = mg_date_of_instant (g_get_real_time ());
  const gboolean is_past = person->as_of.year > 0 && mg_date_compare (&person->as_of, &today) < 0;
  gtk_box_append (self->state,
                  mg_field_new (_ ("基準日"), is_past ? day : _ ("いま"), 0));
  gtk_box_append (self->state,
                  mg_field_new (_ ("記録した日時"), person->known_from_us > 0 ? known : "—", 0));
  gtk_box_append (self->state, mg_field_new (_ ("版"), version, 0));
  gtk_box_append (self->state, mg_field_new (_ ("処理番号"), person->row->shori_no, 0));
  gtk_box_append (self->state,
                  mg_field_new (_ ("個人番号"),
                                person->has_my_number ? _ ("登録あり") : _ ("登録なし"), 0));
}

void
mg_person_overview_show (MgPersonOverview *self, const MgPersonData *person)
{
  GtkBox *boxes[] = {self->home, self->names, self->moves, self->pension, self->household,
                     self->state};
  for (gsize i = 0; i < G_N_ELEMENTS (boxes); i++)
    mg_box_clear (boxes[i]);
  gtk_label_set_text (self->count, "");
  self->person = person;
  if (!person)
    return;
  fill_cards (self, person);
  fill_household (self, person);
  fill_state (self, person);
}
