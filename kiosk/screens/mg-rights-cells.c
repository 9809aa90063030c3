/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-rights-cells.h"
#include <string.h>
#include "model/mg-digest.h"
#include "model/mg-era.h"
#include "model/mg-i18n.h"
#include "widgets/mg-field.h"
#include "widgets/mg-label.h"

#define CHARS 34 /* where a long value is broken */
#define FIRST_ROLE 1
#define N_ROLES 6
#define SCREENS (FIRST_ROLE + N_ROLES)
#define CHANGED "<span background='#fff0b3' weight='bold'>%s → %s</span>" /* as @changed of the style */

static MgColumn columns[] = {
    {N_ ("権限"), MG_CELL_TEXT, 0},       {N_ ("窓口担当"), MG_CELL_TEXT, 480},
    {N_ ("係長"), MG_CELL_TEXT, 480},     {N_ ("所属長"), MG_CELL_TEXT, 480},
    {N_ ("権限者"), MG_CELL_TEXT, 480},   {N_ ("情報"), MG_CELL_TEXT, 480},
    {N_ ("監査"), MG_CELL_TEXT, 480},     {N_ ("画面"), MG_CELL_TEXT, 700},
};

static char *
numbers (const uint32_t *screens, size_t n)
{
  GString *all = g_string_new (NULL);
  for (size_t i = 0; i < n; i++)
    g_string_append_printf (all, "%s%02u", i > 0 ? " " : "", screens[i]);
  return g_string_free (all, FALSE);
}

static char *
screens_cell (const Pb__RightsLine *line, gboolean has_proposal)
{
  g_autofree char *now = numbers (line->screens_now, line->n_screens_now);
  g_autofree char *then = numbers (line->screens_proposed, line->n_screens_proposed);
  if (has_proposal && !g_str_equal (now, then))
    return g_strdup_printf (CHANGED, *now ? now : "―", *then ? then : "―");
  return g_strdup (now);
}

static char *
cell (gpointer held, guint column)
{
  const Pb__RightsLine *line = held;
  const gboolean has_proposal = line->n_proposed == N_ROLES;
  const guint role = column - FIRST_ROLE;
  if (column == 0)
    return g_markup_escape_text (line->title, -1);
  if (column == SCREENS)
    return screens_cell (line, has_proposal);
  if (role >= line->n_now)
    return g_strdup ("");
  if (line->for_persons)
    return g_strdup (role == 0 ? _ ("人ごと") : "");
  if (has_proposal && line->now[role] != line->proposed[role])
    return g_strdup_printf (CHANGED, line->now[role] ? "○" : "―", line->proposed[role] ? "○" : "―");
  return g_strdup (line->now[role] ? "○" : "―");
}

MgTable *
mg_rights_table_new (const char *name, GListModel *model)
{
  static gsize once;
  if (g_once_init_enter (&once))
    {
      for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
        columns[i].title = _ (columns[i].title);
      g_once_init_leave (&once, 1);
    }
  return mg_table_new (name, columns, G_N_ELEMENTS (columns), model, cell);
}

/* --- cards --- */

static void
add (GtkBox *box, const char *label, const char *value, guint chars)
{
  gtk_box_append (box, mg_field_new (label, value, chars));
}

static char *
who_and_when (const char *who, gint64 us)
{
  g_autofree char *clock = mg_clock_format (us);
  return g_str_has_prefix (who, "admin:") ? g_strdup_printf (_ ("サーバーで　%s"), clock)
                                          : g_strdup_printf ("%s　%s", who, clock);
}

void
mg_rights_show_matrix (GtkBox *box, const Pb__RightsMatrix *matrix, const char *otherwise)
{
  mg_box_clear (box);
  if (!matrix)
    {
      if (otherwise)
        gtk_box_append (box, mg_text_new (otherwise, "t-label"));
      return;
    }
  g_autofree char *version = g_strdup_printf (_ ("第 %u 版"), matrix->version);
  g_autofree char *digest = mg_digest_format (matrix->sha256.data, matrix->sha256.len);
  g_autofree char *proposed = who_and_when (matrix->proposed_by, matrix->proposed_us);
  add (box, _ ("版"), version, 0);
  add (box, _ ("提案"), proposed, 0);
  if (matrix->applied_us != 0)
    {
      g_autofree char *applied = who_and_when (matrix->applied_by, matrix->applied_us);
      add (box, _ ("適用"), applied, 0);
    }
  gtk_box_append (box, mg_text_new (_ ("ハッシュ（SHA-256）"), "t-label"));
  gtk_box_append (box, mg_text_new (digest, "t-mono"));
}

static gboolean
has_same_screens (const Pb__RightsLine *line)
{
  return line->n_screens_now == line->n_screens_proposed
         && memcmp (line->screens_now, line->screens_proposed,
                    line->n_screens_now * sizeof *line->screens_now)
                == 0;
}

guint
mg_rights_count_changes (const Pb__RightsShowReply *shown)
{
  guint n = 0;
  for (size_t i = 0; shown && shown->proposal && i < shown->n_lines; i++)
    {
      const Pb__RightsLine *line = shown->lines[i];
      for (size_t r = 0; r < line->n_now && r < line->n_proposed; r++)
        n += line->now[r] != line->proposed[r];
      n += line->n_proposed > 0 && !has_same_screens (line);
    }
  return n;
}

/* The lines of one role; FALSE: nothing changes for it. */
static gboolean
add_role (GtkBox *box, const Pb__RightsShowReply *shown, size_t role)
{
  const Pb__RightsRole *r = shown->roles[role];
  g_autofree char *head = g_strdup_printf (_ ("%s（%u 人）"), r->title, r->people);
  gboolean has_any = FALSE;
  for (size_t i = 0; i < shown->n_lines; i++)
    {
      const Pb__RightsLine *line = shown->lines[i];
      if (role >= line->n_now || role >= line->n_proposed || line->now[role] == line->proposed[role])
        continue;
      if (!has_any)
        gtk_box_append (box, mg_text_new (head, "t-strong"));
      has_any = TRUE;
      g_autofree char *words = g_strdup_printf (
          line->proposed[role] ? _ ("＋ できるようになる：%s") : _ ("－ できなくなる：%s"), line->title);
      gtk_box_append (box, mg_text_new (words, line->proposed[role] ? "t-warn" : NULL));
    }
  return has_any;
}

void
mg_rights_show_changes (GtkBox *box, const Pb__RightsShowReply *shown)
{
  gboolean has_any = FALSE;
  mg_box_clear (box);
  if (!shown || !shown->proposal)
    return;
  if (*shown->fault)
    {
      gtk_box_append (box, mg_text_new (_ ("× この提案は読めません。適用できません。"), "t-bad"));
      gtk_box_append (box, mg_text_new (shown->fault, "t-mono"));
      return;
    }
  for (size_t r = 0; r < shown->n_roles; r++)
    has_any |= add_role (box, shown, r);
  if (!has_any)
    gtk_box_append (box, mg_text_new (_ ("だれの権限も変わりません。"), "t-label"));
}
