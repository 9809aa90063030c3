/* SPDX-License-Identifier: Apache-2.0
 * What the parts of MgCarry share; for mg-carry*.c only. */
#pragma once
#include "madoguchi/agent/v1/agent.pb-c.h"
#include "mg-carry-file.h"
#include "mg-carry.h"
#include "remote/mg-agent.h"

#define MG_REASON_CHARS 40

struct _MgCarry
{
  GObject parent_instance;
  /* borrowed */
  const char *agent_path;
  /* owned */
  MgRead *download;
  MgRead *receipt;
  MgWrite *redeem;
  MgWrite *close;
  MgAgent *agent;
  MgMessage *first; /* the first piece, with ticket and key list */
  GBytes *closed;   /* the packed request of Close, until the server took it */
  /* state */
  MgCarryFile file;
  MgCarryState state;
  MgSpent spent;
  MgCarryFailure failure;
  MgTrouble trouble;
  char reason[MG_REASON_CHARS];
  guint8 ticket_id[MG_TICKET_ID_BYTES];
  guint8 nonce[32];
  guint64 known_size;
  MgSecret *fresh; /* owned; between start and redemption */
  int phase;
  guint64 done;
  guint64 total;
  gint64 proof_until_ms;
  gboolean was_open;
  gboolean was_written;
  guint timer; /* of the receipt, of an act of unknown end, of the close */
};

void mg_carry_changed (MgCarry *self);
void mg_carry_fail (MgCarry *self, MgCarryFailure failure);
/* The agent's side (mg-carry-agent.c). */
gboolean mg_carry_agent_begin (MgCarry *self);
void mg_carry_agent_receipt (MgCarry *self, const Pb__Envelope *receipt);
void mg_carry_agent_cancel (MgCarry *self);
gboolean mg_carry_agent_last (MgCarry *self);
/* The server's side (mg-carry.c). */
void mg_carry_redeem (MgCarry *self);
void mg_carry_close_now (MgCarry *self);
