/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-terminals.h"
#include "model/mg-i18n.h"

static const MgCallSpec list_call
    = {&pb__terminal__descriptor, "List", .timeout_ms = 8000, MG_CALL_PLAIN};
static const MgCallSpec act_calls[MG_N_TERMINAL_ACTS] = {
    [MG_TERMINAL_REVOKE]
    = {&pb__terminal__descriptor, "Revoke", .timeout_ms = 10000, MG_CALL_WRITE},
    [MG_TERMINAL_RELEASE]
    = {&pb__terminal__descriptor, "Release", .timeout_ms = 10000, MG_CALL_WRITE},
};

struct _MgTerminals
{
  GObject parent_instance;
  /* owned */
  MgShelf list;
  MgWrite *acts[MG_N_TERMINAL_ACTS];
  /* state */
  MgTerminalAct last;
};

G_DEFINE_FINAL_TYPE (MgTerminals, mg_terminals, G_TYPE_OBJECT)

static guint changed_signal;

static void
changed (gpointer self)
{
  g_signal_emit (self, changed_signal, 0);
}

void
mg_terminals_ask (MgTerminals *self)
{
  Pb__TerminalListRequest request = PB__TERMINAL_LIST_REQUEST__INIT;
  mg_shelf_ask (&self->list, &request.base);
}

void
mg_terminals_clear (MgTerminals *self)
{
  g_autoptr (MgMessage) old = mg_shelf_empty (&self->list);
  for (guint i = 0; i < MG_N_TERMINAL_ACTS; i++)
    mg_write_clear (self->acts[i]);
  changed (self);
}

const Pb__TerminalListReply *
mg_terminals_get (MgTerminals *self)
{
  return (const Pb__TerminalListReply *)mg_shelf_get (&self->list);
}

MgTrouble
mg_terminals_get_trouble (MgTerminals *self)
{
  return self->list.trouble;
}

static void
written_cb (gpointer owner, MgWrite *write)
{
  const MgAct *act = mg_write_get_act (write);
  if (act->state == MG_ACT_DONE || act->state == MG_ACT_FAILED)
    mg_terminals_ask (owner);
  changed (owner);
}

gboolean
mg_terminals_act (MgTerminals *self, MgTerminalAct which, guint64 terminal_id, const char *note,
                  MgSecret *token)
{
  Pb__TerminalRevokeRequest revoke = PB__TERMINAL_REVOKE_REQUEST__INIT;
  Pb__TerminalReleaseRequest release = PB__TERMINAL_RELEASE_REQUEST__INIT;
  revoke.terminal_id = release.terminal_id = terminal_id;
  revoke.note = release.note = (char *)note;
  self->last = which;
  return mg_write_send_fresh (self->acts[which],
                              which == MG_TERMINAL_REVOKE ? &revoke.base : &release.base, token);
}

const MgAct *
mg_terminals_get_act (MgTerminals *self, MgTerminalAct *ret_which)
{
  *ret_which = self->last;
  return mg_write_get_act (self->acts[self->last]);
}

const char *
mg_terminal_act_path (MgTerminalAct which)
{
  return which == MG_TERMINAL_REVOKE ? "/madoguchi.v1.Terminal/Revoke"
                                     : "/madoguchi.v1.Terminal/Release";
}

static const struct
{
  const char *word;
  const char *tone;
} states[] = {
    [PB__TERMINAL_STATE__TERMINAL_NONE] = {"", ""},
    [PB__TERMINAL_STATE__TERMINAL_ENROLLED] = {N_ ("使用中"), "good"},
    [PB__TERMINAL_STATE__TERMINAL_REVOKED] = {N_ ("失効"), ""},
    [PB__TERMINAL_STATE__TERMINAL_SUSPENDED] = {N_ ("停止中"), "bad"},
};

const char *
mg_terminal_state_word (Pb__TerminalState state)
{
  const char *word = (unsigned)state < G_N_ELEMENTS (states) ? states[state].word : "";
  return *word ? _ (word) : "";
}

const char *
mg_terminal_state_tone (Pb__TerminalState state)
{
  return (unsigned)state < G_N_ELEMENTS (states) ? states[state].tone : "";
}

static void
mg_terminals_finalize (GObject *object)
{
  MgTerminals *self = MG_TERMINALS (object);
  mg_shelf_finish (&self->list);
  for (guint i = 0; i < MG_N_TERMINAL_ACTS; i++)
    mg_write_free (self->acts[i]);
  G_OBJECT_CLASS (mg_terminals_parent_class)->finalize (object);
}

static void
mg_terminals_class_init (MgTerminalsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_terminals_finalize;
  changed_signal = g_signal_new ("changed", MG_TYPE_TERMINALS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
mg_terminals_init (MgTerminals *self)
{
}

MgTerminals *
mg_terminals_new (MgLine *line)
{
  MgTerminals *self = g_object_new (MG_TYPE_TERMINALS, NULL);
  mg_shelf_init (&self->list, line, &list_call, changed, self);
  for (guint i = 0; i < MG_N_TERMINAL_ACTS; i++)
    self->acts[i] = mg_write_new (line, &act_calls[i], written_cb, self);
  return self;
}
