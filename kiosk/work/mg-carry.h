/* SPDX-License-Identifier: Apache-2.0
 * Screen 53: one approved file from the server through memory to the agent, in the order of
 * docs/export.md; what became of the ticket is known at every step. The file lies in a sealed memfd
 * and nowhere else. No widgets. */
#pragma once
#include "mg-exports.h"

typedef enum
{
  MG_CARRY_IDLE,
  MG_CARRY_LOADING,   /* the sealed file comes in pieces */
  MG_CARRY_READY,     /* whole: mg_carry_start() */
  MG_CARRY_NONCE,     /* the agent looks at key list, ticket, file and stick */
  MG_CARRY_REDEEMING, /* the server spends the ticket */
  MG_CARRY_PROVING,   /* until the log shows it */
  MG_CARRY_WRITING,   /* the agent has the port open */
  MG_CARRY_ASKING,    /* an earlier carry-out broke off: the agent is asked how it ended */
  MG_CARRY_CLOSING,   /* the port is shut; the agent's signed word is on its way to the server */
  MG_CARRY_DONE,
  MG_CARRY_FAILED,
} MgCarryState;

typedef enum
{
  MG_SPENT_NO,
  MG_SPENT_UNKNOWN, /* the server has not answered yet */
  MG_SPENT_YES,
} MgSpent;

/* Why it failed, besides the agent's reasons and the server's troubles. */
typedef enum
{
  MG_CARRY_WELL,
  MG_CARRY_REASON,     /* mg_carry_get_reason() */
  MG_CARRY_TROUBLE,    /* mg_carry_get_trouble() */
  MG_CARRY_NO_AGENT,   /* nobody listens on this terminal */
  MG_CARRY_AGENT_GONE, /* it ended in the middle */
  MG_CARRY_BAD_FILE,   /* what came is not what was sealed */
  MG_CARRY_NO_PROOF,   /* the log did not show the redemption in time */
  MG_CARRY_GIVEN_UP,   /* by the clerk, before anything was spent */
  MG_CARRY_NOT_TAKEN,  /* the server did not take the agent's word */
} MgCarryFailure;

#define MG_TYPE_CARRY (mg_carry_get_type ())
G_DECLARE_FINAL_TYPE (MgCarry, mg_carry, MG, CARRY, GObject)

/* Emits "changed". agent_path is borrowed; NULL: none on this terminal. */
MgCarry *mg_carry_new (MgLine *line, const char *agent_path);
/* Begins to load the file of this approved request. FALSE: one is under way. */
gboolean mg_carry_open (MgCarry *self, const Pb__ExportItem *item);
/* READY only; fresh is taken. FALSE: no agent here, which then is its failure. */
gboolean mg_carry_start (MgCarry *self, MgSecret *fresh);
/* A request that is redeemed and not closed, and nothing is under way: the kiosk went away in the
 * middle. The agent is asked for its last word, and that is brought to the server. FALSE: not now.
 */
gboolean mg_carry_recover (MgCarry *self, const Pb__ExportItem *item);
/* Before the redemption: nothing was spent. Later the agent is asked to stop, and says how it
 * ended. */
void mg_carry_cancel (MgCarry *self);
/* Nothing is under way any more: forgets all. FALSE: something is. */
gboolean mg_carry_clear (MgCarry *self);
/* Log-off: lets go of everything at once. */
void mg_carry_leave (MgCarry *self);

MgCarryState mg_carry_get_state (MgCarry *self);
gboolean mg_carry_is_running (MgCarry *self);         /* NONCE to CLOSING */
const guint8 *mg_carry_get_ticket_id (MgCarry *self); /* MG_TICKET_ID_BYTES */
/* Of the loading or of the agent's phase, in bytes. */
void mg_carry_get_progress (MgCarry *self, guint64 *ret_done, guint64 *ret_total);
int mg_carry_get_phase (MgCarry *self); /* Ag__Progress__Phase, while WRITING */
MgSpent mg_carry_get_spent (MgCarry *self);
MgCarryFailure mg_carry_get_failure (MgCarry *self);
const char *mg_carry_get_reason (MgCarry *self); /* name in agent/reasons.def; "" */
MgTrouble mg_carry_get_trouble (MgCarry *self);
/* The port was opened: the stick may hold a broken file. */
gboolean mg_carry_was_open (MgCarry *self);
/* The sealed file; -1: none. For tests. */
int mg_carry_get_fd (MgCarry *self);

/* mg-carry-words.c: one sentence for the message line; borrowed. */
const char *mg_carry_phase_words (MgCarry *self);
/* FAILED: what happened, what became of the ticket, what to do. To be freed. */
char *mg_carry_failure_words (MgCarry *self);
/* The clerk's words for a reason of agent/reasons.def; NULL: not known here. Borrowed. */
const char *mg_reason_words (const char *reason);
