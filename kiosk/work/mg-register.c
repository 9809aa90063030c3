/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-register.h"
#include "model/mg-secret.h"

static const MgCallSpec list_call
    = {&pb__receipt__descriptor, "List", .timeout_ms = 8000, MG_CALL_PLAIN};
static const MgCallSpec open_call
    = {&pb__receipt__descriptor, "Open", .timeout_ms = 8000, MG_CALL_PLAIN};
static const MgCallSpec move_call
    = {&pb__receipt__descriptor, "Move", .timeout_ms = 10000, MG_CALL_WRITE};

struct _MgRegister
{
  GObject parent_instance;
  /* owned */
  MgRead *list;
  MgRead *open;
  MgWrite *move;
  GPtrArray *pages; /* MgMessage of ReceiptListReply */
  GPtrArray *rows;  /* const Pb__ReceiptRow *, in pages */
  MgMessage *receipt;
  char *text;
  /* state */
  Pb__ReceiptState state;
  MgDate day;
  MgReceiptNo no;
  MgTrouble trouble;
  MgTrouble receipt_trouble;
  gboolean asks_more;
  guint timer;
};

G_DEFINE_FINAL_TYPE (MgRegister, mg_register, G_TYPE_OBJECT)

enum
{
  CHANGED,
  RECEIPT_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const Pb__ReceiptListReply *
page (MgRegister *self, guint i)
{
  return (const Pb__ReceiptListReply *)mg_message_get (self->pages->pdata[i]);
}

static void
drop_pages (MgRegister *self)
{
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_set_size (self->pages, 0);
}

static void
listed_cb (gpointer owner, MgMessage *message, MgTrouble trouble)
{
  MgRegister *self = owner;
  self->trouble = trouble;
  if (message)
    {
      g_autoptr (GPtrArray) old = self->asks_more ? NULL : g_steal_pointer (&self->pages);
      if (old)
        {
          self->pages = g_ptr_array_new_with_free_func ((GDestroyNotify)mg_message_free);
          g_ptr_array_set_size (self->rows, 0);
        }
      g_ptr_array_add (self->pages, message);
      const Pb__ReceiptListReply *reply = page (self, self->pages->len - 1);
      for (size_t i = 0; i < reply->n_rows; i++)
        g_ptr_array_add (self->rows, reply->rows[i]);
      g_signal_emit (self, signals[CHANGED],
                     0); /* before the old page goes: its rows are in use until now */
      return;
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
ask (MgRegister *self, gboolean more)
{
  Pb__ReceiptListRequest request = PB__RECEIPT_LIST_REQUEST__INIT;
  Pb__Date from;
  Pb__Date to;
  g_clear_handle_id (&self->timer, g_source_remove);
  self->asks_more = more;
  request.from = mg_wire_put_date (&from, &self->day);
  request.to = mg_wire_put_date (&to, &self->day);
  request.state = self->state;
  request.text = self->text;
  if (more)
    request.cursor = page (self, self->pages->len - 1)->next_cursor;
  mg_read_ask (self->list, &request.base);
}

void
mg_register_ask (MgRegister *self)
{
  ask (self, FALSE);
}

void
mg_register_more (MgRegister *self)
{
  if (mg_read_is_busy (self->list) || self->timer > 0 || self->pages->len == 0
      || self->rows->len >= MG_REGISTER_ROWS_MAX
      || page (self, self->pages->len - 1)->next_cursor.len == 0)
    return;
  ask (self, TRUE);
}

static gboolean
rested_cb (gpointer data)
{
  MgRegister *self = data;
  self->timer = 0;
  ask (self, FALSE);
  return G_SOURCE_REMOVE;
}

void
mg_register_set_text (MgRegister *self, const char *text)
{
  if (g_str_equal (self->text, text))
    return;
  char *copy = g_strdup (text);
  mg_wipe_free (self->text, -1);
  self->text = copy;
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add (MG_REGISTER_REST_MS, rested_cb, self);
}

void
mg_register_set_state (MgRegister *self, Pb__ReceiptState state)
{
  self->state = state;
  ask (self, FALSE);
}

void
mg_register_set_day (MgRegister *self, const MgDate *day)
{
  self->day = day ? *day : (MgDate) {0, 0, 0};
  ask (self, FALSE);
}

Pb__ReceiptState
mg_register_get_state (MgRegister *self)
{
  return self->state;
}

const MgDate *
mg_register_get_day (MgRegister *self)
{
  return &self->day;
}

const GPtrArray *
mg_register_get_rows (MgRegister *self)
{
  return self->rows;
}

guint
mg_register_get_total (MgRegister *self)
{
  return self->pages->len > 0 ? page (self, 0)->total : 0;
}

guint
mg_register_count (MgRegister *self, guint state)
{
  return self->pages->len > 0 && state < page (self, 0)->n_by_state
             ? page (self, 0)->by_state[state]
             : 0;
}

gboolean
mg_register_is_busy (MgRegister *self)
{
  return self->timer > 0 || mg_read_is_busy (self->list);
}

gboolean
mg_register_has_answer (MgRegister *self)
{
  return self->pages->len > 0;
}

MgTrouble
mg_register_get_trouble (MgRegister *self)
{
  return self->trouble;
}

/* --- one receipt --- */

static void
opened_cb (gpointer owner, MgMessage *message, MgTrouble trouble)
{
  MgRegister *self = owner;
  self->receipt_trouble = trouble;
  if (message)
    {
      g_clear_pointer (&self->receipt, mg_message_free);
      self->receipt = message;
    }
  g_signal_emit (self, signals[RECEIPT_CHANGED], 0);
}

static void
ask_receipt (MgRegister *self)
{
  Pb__ReceiptOpenRequest request = PB__RECEIPT_OPEN_REQUEST__INIT;
  Pb__ReceiptNo no;
  Pb__Date day;
  request.no = mg_wire_put_receipt_no (&no, &day, &self->no);
  mg_read_ask (self->open, &request.base);
}

void
mg_register_open (MgRegister *self, const MgReceiptNo *no)
{
  const MgReceiptNo wanted = *no;
  if (!mg_receipt_no_equal (&wanted, &self->no))
    g_clear_pointer (&self->receipt, mg_message_free);
  mg_write_clear (self->move);
  self->no = wanted;
  self->receipt_trouble = MG_N_TROUBLES;
  ask_receipt (self);
  g_signal_emit (self, signals[RECEIPT_CHANGED], 0);
}

const Pb__ReceiptOpenReply *
mg_register_get_receipt (MgRegister *self)
{
  return self->receipt ? (const Pb__ReceiptOpenReply *)mg_message_get (self->receipt) : NULL;
}

const MgReceiptNo *
mg_register_get_no (MgRegister *self)
{
  return &self->no;
}

MgTrouble
mg_register_get_receipt_trouble (MgRegister *self)
{
  return self->receipt_trouble;
}

static void
moved_cb (gpointer owner, MgWrite *write)
{
  MgRegister *self = owner;
  const MgAct *act = mg_write_get_act (write);
  if ((act->state == MG_ACT_DONE || act->trouble == MG_TROUBLE_CONFLICT) && self->no.number > 0)
    ask_receipt (self); /* what is there now */
  g_signal_emit (self, signals[RECEIPT_CHANGED], 0);
}

gboolean
mg_register_move (MgRegister *self, Pb__ReceiptState to, const char *code, const char *reason)
{
  const Pb__ReceiptOpenReply *receipt = mg_register_get_receipt (self);
  Pb__ReceiptMoveRequest request = PB__RECEIPT_MOVE_REQUEST__INIT;
  Pb__ReceiptNo no;
  Pb__Date day;
  if (mg_write_again (self->move))
    return TRUE;
  if (!receipt || !receipt->row)
    return FALSE;
  request.no = mg_wire_put_receipt_no (&no, &day, &self->no);
  request.version = receipt->row->version;
  request.to = to;
  request.reason_code = (char *)code;
  request.reason = (char *)reason;
  return mg_write_send (self->move, &request.base);
}

const MgAct *
mg_register_get_act (MgRegister *self)
{
  return mg_write_get_act (self->move);
}

void
mg_register_clear (MgRegister *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  mg_read_stop (self->list);
  mg_read_stop (self->open);
  mg_write_clear (self->move);
  mg_wipe_free (self->text, -1);
  self->text = g_strdup ("");
  self->state = PB__RECEIPT_STATE__RECEIPT_ANY;
  self->day = (MgDate) {0, 0, 0};
  self->no = (MgReceiptNo) {.number = 0};
  self->trouble = self->receipt_trouble = MG_N_TROUBLES;
  g_ptr_array_set_size (self->rows, 0);
  g_signal_emit (self, signals[CHANGED], 0); /* nobody shows the rows any more when they go */
  drop_pages (self);
  g_clear_pointer (&self->receipt, mg_message_free);
  g_signal_emit (self, signals[RECEIPT_CHANGED], 0);
}

static void
mg_register_finalize (GObject *object)
{
  MgRegister *self = MG_REGISTER (object);
  g_clear_handle_id (&self->timer, g_source_remove);
  mg_read_free (self->list);
  mg_read_free (self->open);
  mg_write_free (self->move);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->pages);
  g_clear_pointer (&self->receipt, mg_message_free);
  mg_wipe_free (self->text, -1);
  G_OBJECT_CLASS (mg_register_parent_class)->finalize (object);
}

static void
mg_register_class_init (MgRegisterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_register_finalize;
  signals[CHANGED] = g_signal_new ("changed", MG_TYPE_REGISTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[RECEIPT_CHANGED] = g_signal_new ("receipt-changed", MG_TYPE_REGISTER, G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mg_register_init (MgRegister *self)
{
  self->text = g_strdup ("");
  self->pages = g_ptr_array_new_with_free_func ((GDestroyNotify)mg_message_free);
  self->rows = g_ptr_array_new ();
  self->trouble = self->receipt_trouble = MG_N_TROUBLES;
}

MgRegister *
mg_register_new (MgLine *line)
{
  MgRegister *self = g_object_new (MG_TYPE_REGISTER, NULL);
  self->list = mg_read_new (line, &list_call, listed_cb, self);
  self->open = mg_read_new (line, &open_call, opened_cb, self);
  self->move = mg_write_new (line, &move_call, moved_cb, self);
  return self;
}
