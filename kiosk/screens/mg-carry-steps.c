/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-carry-steps.h"
#include "madoguchi/agent/v1/agent.pb-c.h"
#include "model/mg-digest.h"
#include "model/mg-i18n.h"
#include "widgets/mg-label.h"

enum
{
  STEP_LOAD,
  STEP_PERSON,
  STEP_TICKET,
  STEP_PROOF,
  STEP_WRITE,
  STEP_READ_BACK,
  STEP_REPORT,
  N_STEPS,
};

struct _MgCarrySteps
{
  GtkBox parent_instance;
  /* children */
  GtkWidget *banner;
  GtkLabel *order;
  GtkLabel *why;
  GtkLabel *signs[N_STEPS];
  GtkLabel *words[N_STEPS];
  GtkWidget *bar;
  GtkLabel *bytes;
};

G_DEFINE_FINAL_TYPE (MgCarrySteps, mg_carry_steps, GTK_TYPE_BOX)

static void
mg_carry_steps_class_init (MgCarryStepsClass *klass)
{
}

static void
mg_carry_steps_init (MgCarrySteps *self)
{
  const char *words[N_STEPS] = {
      _ ("封をしたファイルを受け取る"), _ ("本人を確かめる"), _ ("許可証を使う（1 回限り）"),
      _ ("記録の証明を受け取る"),       _ ("媒体に書き込む"), _ ("書いた中身を読み直して確かめる"),
      _ ("結果をサーバーに届ける"),
  };
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 10);
  self->banner = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  self->order = GTK_LABEL (mg_text_new ("", "t-order"));
  self->why = GTK_LABEL (mg_text_new ("", NULL));
  gtk_box_append (GTK_BOX (self->banner), GTK_WIDGET (self->order));
  gtk_box_append (GTK_BOX (self->banner), GTK_WIDGET (self->why));
  gtk_box_append (GTK_BOX (self), self->banner);
  for (guint i = 0; i < N_STEPS; i++)
    {
      GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
      self->signs[i] = GTK_LABEL (mg_text_new ("", NULL));
      self->words[i] = GTK_LABEL (mg_text_new (words[i], NULL));
      gtk_label_set_width_chars (self->signs[i], 3);
      gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->signs[i]));
      gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->words[i]));
      gtk_box_append (GTK_BOX (self), row);
    }
  self->bar = gtk_progress_bar_new ();
  self->bytes = GTK_LABEL (mg_text_new ("", "t-label"));
  gtk_widget_add_css_class (self->bar, "progress");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("進み具合"), -1);
  gtk_box_append (GTK_BOX (self), self->bar);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->bytes));
}

GtkWidget *
mg_carry_steps_new (void)
{
  return g_object_new (MG_TYPE_CARRY_STEPS, NULL);
}

static guint
step_of (MgCarry *carry)
{
  switch (mg_carry_get_state (carry))
    {
    case MG_CARRY_READY:
      return STEP_PERSON;
    case MG_CARRY_NONCE:
    case MG_CARRY_REDEEMING:
      return STEP_TICKET;
    case MG_CARRY_PROVING:
      return STEP_PROOF;
    case MG_CARRY_WRITING:
      return mg_carry_get_phase (carry) >= AG__PROGRESS__PHASE__READING_BACK ? STEP_READ_BACK
                                                                             : STEP_WRITE;
    case MG_CARRY_ASKING:
    case MG_CARRY_CLOSING:
      return STEP_REPORT;
    case MG_CARRY_DONE:
      return N_STEPS;
    default:
      return STEP_LOAD;
    }
}

static void
show_steps (MgCarrySteps *self, MgCarry *carry)
{
  const MgCarryState state = mg_carry_get_state (carry);
  const guint here = step_of (carry);
  for (guint i = 0; i < N_STEPS; i++)
    {
      char number[8] = "";
      const gboolean is_here = i == here && state != MG_CARRY_FAILED && state != MG_CARRY_IDLE;
      const gboolean is_done = i < here && state != MG_CARRY_FAILED;
      const char *sign[] = {is_done ? "t-good" : is_here ? "t-strong" : "t-faint", NULL};
      const char *word[] = {is_here ? "t-strong" : is_done ? "t-text" : "t-faint", NULL};
      number[g_unichar_to_utf8 (0x2460 + i, number)] = '\0'; /* ① */
      gtk_label_set_text (self->signs[i], is_done ? "✓" : number);
      gtk_widget_set_css_classes (GTK_WIDGET (self->signs[i]), sign);
      gtk_widget_set_css_classes (GTK_WIDGET (self->words[i]), word);
    }
}

static void
show_bar (MgCarrySteps *self, MgCarry *carry)
{
  guint64 done, total;
  const MgCarryState state = mg_carry_get_state (carry);
  const gboolean counts = state == MG_CARRY_LOADING || state == MG_CARRY_WRITING;
  mg_carry_get_progress (carry, &done, &total);
  g_autofree char *so_far = mg_bytes_format (done);
  g_autofree char *all = mg_bytes_format (total);
  g_autofree char *words = g_strdup_printf ("%s ／ %s", so_far, all);
  const gboolean shows = counts && total > 0;
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->bar), shows ? (double)done / (double)total
                                                               : state == MG_CARRY_DONE ? 1
                                                                                        : 0);
  gtk_label_set_text (self->bytes, shows ? words : "");
}

typedef struct
{
  const char *tone;
  const char *order;
  const char *why;
} Order;

static Order
order_of (MgCarry *carry, gboolean is_plugged)
{
  switch (mg_carry_get_state (carry))
    {
    case MG_CARRY_NONCE:
    case MG_CARRY_REDEEMING:
    case MG_CARRY_PROVING:
    case MG_CARRY_WRITING:
    case MG_CARRY_ASKING:
      return (Order) {"warn", _ ("媒体を抜かないでください"),
                      _ ("抜くと中身が使えなくなり、申請からやり直しになります。")};
    case MG_CARRY_CLOSING:
      return (Order) {
          "info", _ ("媒体を抜いてください"),
          _ ("媒体の口は閉じました。結果を届けるまで、この端末からログオフしないでください。")};
    case MG_CARRY_DONE:
      return (Order) {"good", _ ("媒体を抜いてください"),
                      _ ("書き込みを確かめ、結果を届けました。")};
    case MG_CARRY_FAILED:
      return (Order) {"bad", _ ("書き出しは終わっていません"),
                      _ ("下の案内のとおりにしてください。")};
    case MG_CARRY_IDLE:
      return (Order) {"info", _ ("持ち出せる申請を選んでください"),
                      _ ("承認された申請だけが並びます。")};
    default:
      return is_plugged ? (Order) {"good", _ ("媒体が入っています"), _ ("［F12］で始めます。")}
                        : (Order) {"info", _ ("媒体を入れてください"),
                                   _ ("承認された媒体だけが使えます。")};
    }
}

void
mg_carry_steps_show (MgCarrySteps *self, MgCarry *carry, gboolean is_plugged, const char *label)
{
  const Order order = order_of (carry, is_plugged);
  const char *classes[] = {"banner", order.tone, NULL};
  g_autofree char *named
      = *label ? g_strdup_printf (_ ("%s　媒体 %s"), order.why, label) : g_strdup (order.why);
  gtk_widget_set_css_classes (self->banner, classes);
  gtk_label_set_text (self->order, order.order);
  gtk_label_set_text (self->why, named);
  show_steps (self, carry);
  show_bar (self, carry);
}
