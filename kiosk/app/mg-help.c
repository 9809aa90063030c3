/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-help.h"
#include "model/mg-i18n.h"
#include "widgets/mg-label.h"

static const char *const always[][2] = {
    {N_ ("Esc"), N_ ("いちばん新しい小さな操作を取りやめる")},
    {N_ ("Ctrl ＋／－／0"), N_ ("文字を大きく・小さく・元の大きさにする")},
    {N_ ("半角/全角"), N_ ("かな入力と英数入力を切り替える（Ctrl+Space も同じ）")},
};

static void
add_key (GtkGrid *grid, int row, const char *cap, const char *words)
{
  gtk_grid_attach (grid, mg_text_new (cap, "t-strong"), 0, row, 1, 1);
  gtk_grid_attach (grid, mg_text_new (words, NULL), 1, row, 1, 1);
}

GtkWidget *
mg_help_new (MgScreen *screen)
{
  MgKeys keys;
  int row = 0;
  g_autofree char *title = g_strdup_printf (_ ("操作説明　%s"), mg_screen_get_title (screen));
  GtkWidget *scrim = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *sheet = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *grid = gtk_grid_new ();
  mg_add_classes (scrim, "scrim");
  mg_add_classes (sheet, "card sheet");
  gtk_widget_set_halign (sheet, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (sheet, GTK_ALIGN_CENTER);
  gtk_widget_set_vexpand (sheet, TRUE);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 20);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 4);
  gtk_box_append (GTK_BOX (sheet), mg_text_new (title, "t-title"));
  gtk_box_append (GTK_BOX (sheet), mg_text_new (mg_screen_get_help (screen), NULL));
  mg_screen_list_keys (screen, &keys);
  for (guint i = 0; i < MG_N_KEYS; i++)
    {
      const char *words = keys.words[i];
      if (!words)
        continue;
      words += *words == '-';
      g_autofree char *cap = g_strdup_printf ("F%u", i + 1);
      g_autofree char *main_act = g_strdup_printf (_ ("%s（Ctrl+Enter も同じ）"), words);
      add_key (GTK_GRID (grid), row++, cap, i == 11 ? main_act : words);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (always); i++)
    add_key (GTK_GRID (grid), row++, _ (always[i][0]), _ (always[i][1]));
  gtk_box_append (GTK_BOX (sheet), grid);
  gtk_box_append (GTK_BOX (sheet), mg_text_new (_ ("［Esc］か［F1］で閉じます。"), "t-label"));
  gtk_box_append (GTK_BOX (scrim), sheet);
  return scrim;
}
