/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-build-sheet.h"
#include "model/mg-i18n.h"
#include "widgets/mg-code-entry.h"
#include "widgets/mg-era-entry.h"
#include "widgets/mg-form-row.h"
#include "widgets/mg-label.h"
#include "widgets/mg-text-entry.h"

#define REASON_CHARS 36
#define REASON_MAX 100

typedef struct
{
  /* borrowed */
  gpointer screen;
  MgSheet *sheet;
  MgCodeEntry *spec;
  MgEraEntry *from;
  MgEraEntry *to;
  GtkWidget *reason;
  GtkLabel *fields;
  /* owned */
  MgExports *exports;
  GPtrArray *codes;  /* MgCode: 1, 2 … */
  GPtrArray *places; /* which specification each is */
} Build;

static void
build_free (gpointer data)
{
  Build *self = data;
  g_object_unref (self->exports);
  g_ptr_array_unref (self->codes);
  g_ptr_array_unref (self->places);
  g_free (self);
}

static const Pb__ExtractSpec *
chosen (Build *self)
{
  const guint n = (guint)g_ascii_strtoull (mg_code_entry_get_value (self->spec), NULL, 10);
  const Pb__ExtractSpecsReply *specs = mg_exports_get_specs (self->exports);
  if (!specs || n == 0 || n > self->places->len)
    return NULL;
  const guint place = GPOINTER_TO_UINT (self->places->pdata[n - 1]);
  return place < specs->n_specs ? specs->specs[place] : NULL;
}

static void
list_specs (Build *self)
{
  const Pb__ExtractSpecsReply *specs = mg_exports_get_specs (self->exports);
  for (guint i = 0; specs && i < specs->n_specs && self->places->len < 9; i++)
    {
      if (specs->specs[i]->by_system)
        continue;
      g_ptr_array_add (self->places, GUINT_TO_POINTER (i));
      g_autofree char *number = g_strdup_printf ("%u", self->places->len);
      g_ptr_array_add (self->codes, mg_code_new (number, specs->specs[i]->title));
    }
  mg_code_entry_set_codes (self->spec, self->codes, NULL);
}

static void
spec_cb (Build *self)
{
  const Pb__ExtractSpec *spec = chosen (self);
  GString *text = g_string_new (NULL);
  for (size_t i = 0; spec && i < spec->n_fields; i++)
    g_string_append_printf (text, "%s%s",
                            i == 0       ? ""
                            : i % 8 == 0 ? "\n"
                                         : "・",
                            spec->fields[i]->title);
  gtk_label_set_text (self->fields, text->str);
  g_string_free (text, TRUE);
}

static void
act_cb (Build *self)
{
  MgDate days[2] = {{0}};
  const Pb__ExtractSpec *spec = chosen (self);
  const MgSession *session = mg_desk_get_session (mg_base_screen_get_desk (self->screen));
  GtkWidget *missing = !spec                                           ? GTK_WIDGET (self->spec)
                       : !mg_era_entry_get_date (self->from, &days[0]) ? GTK_WIDGET (self->from)
                       : !mg_era_entry_get_date (self->to, &days[1])   ? GTK_WIDGET (self->to)
                       : !*mg_entry_text (self->reason)                ? self->reason
                                                                       : NULL;
  if (missing)
    {
      mg_sheet_say (self->sheet, "t-bad", _ ("まだ入っていない項目があります。"));
      gtk_widget_grab_focus (missing);
      return;
    }
  if (mg_date_compare (&days[1], &days[0]) < 0)
    {
      mg_sheet_say (self->sheet, "t-bad", _ ("期間の終わりが始まりより前です。"));
      gtk_widget_grab_focus (GTK_WIDGET (self->to));
      return;
    }
  mg_base_screen_expect (self->screen);
  mg_exports_build (self->exports, spec, &days[0], &days[1], session->ward,
                    mg_entry_text (self->reason));
  mg_base_screen_close_sheet (self->screen);
}

static void
next_cb (GtkWidget *next)
{
  gtk_widget_grab_focus (next);
}

static void
add_rows (Build *self)
{
  GtkWidget *rows[] = {
      mg_form_row_new (1, _ ("抽出する内容"), GTK_WIDGET (self->spec)),
      mg_form_row_new (2, _ ("期間の始まり"), GTK_WIDGET (self->from)),
      mg_form_row_new (3, _ ("期間の終わり"), GTK_WIDGET (self->to)),
      mg_form_row_new (4, _ ("抽出の理由"), self->reason),
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      mg_form_row_set_needed (MG_FORM_ROW (rows[i]), TRUE);
      mg_sheet_add (self->sheet, rows[i]);
    }
  g_signal_connect_swapped (self->spec, "full", G_CALLBACK (next_cb), self->from);
  g_signal_connect_swapped (self->from, "full", G_CALLBACK (next_cb), self->to);
  g_signal_connect_swapped (self->from, "entered", G_CALLBACK (next_cb), self->to);
  g_signal_connect_swapped (self->to, "full", G_CALLBACK (next_cb), self->reason);
  g_signal_connect_swapped (self->to, "entered", G_CALLBACK (next_cb), self->reason);
}

void
mg_build_sheet_open (gpointer screen)
{
  MgDesk *desk = mg_base_screen_get_desk (screen);
  Build *self = g_new0 (Build, 1);
  self->screen = screen;
  self->exports = g_object_ref (mg_desk_get_exports (desk));
  self->codes = mg_code_list_new ();
  self->places = g_ptr_array_new ();
  self->sheet = mg_sheet_new (_ ("何を抽出しますか"), _ ("抽出する"), _ ("やめる"), FALSE);
  self->spec = MG_CODE_ENTRY (mg_code_entry_new (_ ("抽出する内容"), 1, FALSE));
  self->from = MG_ERA_ENTRY (mg_era_entry_new (_ ("期間の始まり")));
  self->to = MG_ERA_ENTRY (mg_era_entry_new (_ ("期間の終わり")));
  self->reason = mg_text_entry_new (_ ("抽出の理由"), REASON_CHARS, REASON_MAX);
  self->fields = GTK_LABEL (mg_text_new ("", "t-label"));
  add_rows (self);
  mg_sheet_add (self->sheet, GTK_WIDGET (self->fields));
  mg_sheet_add_text (self->sheet,
                     _ ("抽出した人は、そのファイルの持ち出しの申請も承認もできません。"));
  mg_sheet_set_focus (self->sheet, GTK_WIDGET (self->spec));
  g_object_set_data_full (G_OBJECT (self->sheet), "mg-build", self, build_free);
  g_signal_connect_swapped (self->spec, "edited", G_CALLBACK (spec_cb), self);
  g_signal_connect_swapped (self->sheet, "act", G_CALLBACK (act_cb), self);
  list_specs (self);
  mg_base_screen_open_sheet (screen, self->sheet);
}
