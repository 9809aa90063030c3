/* SPDX-License-Identifier: Apache-2.0
 * What the parts of MgForm share; for mg-form*.c only. */
#pragma once
#include "mg-form.h"

struct _MgForm
{
  GObject parent_instance;
  /* owned */
  MgRead *show;
  MgRead *judge;
  MgRead *number;
  MgWrite *acquire;
  MgWrite *correct;
  MgWrite *park;
  MgWrite *drop;
  MgMessage *person;
  MgMessage *seen_before;
  MgMessage *judgement;
  char *shori_no; /* "" when closed */
  /* state */
  MgAcquire values;
  MgFormState state;
  MgTrouble trouble;
  MgReceiptNo correcting;
  MgReceiptNo receipt;
  gint64 entered_us;
  guint receipt_version;  /* of correcting, as the clerk saw it */
  guint state_version;    /* of the person's state, likewise */
  gboolean keeps_version; /* a parked form keeps what its clerk saw: whoever changed it since is a
                             conflict */
  gboolean has_conflict;
  gboolean rereads;
  gboolean is_dirty;      /* against what the server has */
  gboolean dirty_at_park; /* typed on while the parking was under way */
  gboolean has_draft;
  guint8 draft_id[MG_DRAFT_ID_BYTES];
  guint draft_version;
  MgAcquireField cursor;
  guint news; /* counts what came from the server */
  guint blamed; /* MG_N_TYPED: none */
  guint timer;
};

/* mg-form.c */
void mg_form_say_changed (MgForm *self);
gboolean mg_form_is_correction (MgForm *self);
void mg_form_judge_soon (MgForm *self);
/* mg-form-acts.c */
void mg_form_acts_init (MgForm *self, MgLine *line);
