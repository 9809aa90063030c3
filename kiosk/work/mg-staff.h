/* SPDX-License-Identifier: Apache-2.0
 * Accounts of the staff (screens 61, 62, 65, 70): requests of a head, decisions of the authority, the
 * yearly confirmation. Holds the answers as they came, and a first password for a minute. No
 * widgets. */
#pragma once
#include "madoguchi/v1/staff.pb-c.h"
#include "mg-shelf.h"
#include "mg-wire.h"
#include "remote/mg-write.h"

#define MG_STAFF_PASSWORD_S 60

typedef enum
{
  MG_STAFF_OWN,       /* requests of the own section */
  MG_STAFF_REVIEW,    /* requests that wait for the authority */
  MG_STAFF_MEMBERS,   /* people that may be seen */
  MG_STAFF_TO_CONFIRM,
  MG_STAFF_REMINDERS, /* sections that are not confirmed */
  MG_STAFF_GLASSES,   /* break-glasses, for the authority */
  MG_STAFF_REPORT,    /* accounts that are out of order */
  MG_N_STAFF_LISTS,
} MgStaffList;

typedef enum
{
  MG_STAFF_ASK,
  MG_STAFF_WITHDRAW,
  MG_STAFF_APPROVE,
  MG_STAFF_REFUSE,
  MG_STAFF_PASSWORD,
  MG_STAFF_CONFIRM,
  MG_STAFF_GLASS, /* the acknowledgement of one */
  MG_N_STAFF_ACTS,
} MgStaffAct;

#define MG_STAFF_APPROVE_PATH "/madoguchi.v1.Staff/Approve"
#define MG_STAFF_GLASS_PATH "/madoguchi.v1.Staff/GlassAcknowledge"
#define MG_STAFF_PASSWORD_PATH "/madoguchi.v1.Staff/FirstPassword"

#define MG_TYPE_STAFF (mg_staff_get_type ())
G_DECLARE_FINAL_TYPE (MgStaff, mg_staff, MG, STAFF, GObject)

/* Emits "changed". */
MgStaff *mg_staff_new (MgLine *line);
void mg_staff_ask (MgStaff *self, MgStaffList which);
void mg_staff_clear (MgStaff *self);
gboolean mg_staff_is_busy (MgStaff *self, MgStaffList which);
MgTrouble mg_staff_get_trouble (MgStaff *self, MgStaffList which);
/* NULL: not come. Borrowed until the next answer. */
const Pb__StaffRequestsReply *mg_staff_get_requests (MgStaff *self, MgStaffList which);
const Pb__StaffListReply *mg_staff_get_members (MgStaff *self);
const Pb__StaffMember *mg_staff_find_member (MgStaff *self, const char *staff_no);
const Pb__StaffConfirmListReply *mg_staff_get_to_confirm (MgStaff *self);
const Pb__StaffRemindersReply *mg_staff_get_reminders (MgStaff *self);
const Pb__StaffPersonnelReply *mg_staff_get_report (MgStaff *self);

/* The first break-glass that is over and waits for this person's acknowledgement; NULL: none. */
const Pb__StaffGlass *mg_staff_find_unseen (MgStaff *self, const char *own_no);

/* FALSE: an earlier act of the kind has no end yet. An act of unknown end is settled with its own
 * key instead. */
gboolean mg_staff_send_ask (MgStaff *self, const Pb__StaffAskRequest *request);
gboolean mg_staff_withdraw (MgStaff *self, guint64 request_no);
gboolean mg_staff_approve (MgStaff *self, guint64 request_no, MgSecret *fresh); /* fresh is taken */
gboolean mg_staff_refuse (MgStaff *self, guint64 request_no, const char *words);
/* fresh is taken */
gboolean mg_staff_acknowledge (MgStaff *self, guint64 glass_no, const char *note, MgSecret *fresh);
/* answers: one for each member of the list, in its order. */
gboolean mg_staff_confirm (MgStaff *self, const Pb__StaffAnswer *answers);
/* What became of earlier acts was told. */
void mg_staff_forget (MgStaff *self);
/* Of the act pressed last. */
const MgAct *mg_staff_get_act (MgStaff *self, MgStaffAct *ret_which);
/* The rule that refused it: "another_ward"; "" for none. Borrowed. */
const char *mg_staff_get_rule (MgStaff *self);

gboolean mg_staff_password (MgStaff *self, guint64 request_no, MgSecret *fresh); /* fresh is taken */
/* NULL: none is shown. */
const char *mg_staff_peek_password (MgStaff *self);
guint mg_staff_get_seconds (MgStaff *self);
void mg_staff_hide_password (MgStaff *self);

/* What is wrong with an account, in a word, its tone in a pill, and what is to be done. */
const char *mg_staff_finding_word (Pb__StaffFinding finding);
const char *mg_staff_finding_tone (Pb__StaffFinding finding);
const char *mg_staff_finding_advice (Pb__StaffFinding finding);
const char *mg_staff_kind_word (Pb__StaffKind kind);
const char *mg_staff_state_word (Pb__StaffState state);
const char *mg_staff_state_tone (Pb__StaffState state);
/* What the clerk reads of a rule; the rule's own name for one that is not known. */
const char *mg_staff_rule_words (const char *rule);
