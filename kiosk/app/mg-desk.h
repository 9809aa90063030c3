/* SPDX-License-Identifier: Apache-2.0
 * One terminal at work: holds the connection, the reader, the session and the models, and lets one
 * follow from the other. Screens show what it holds and tell it what the clerk did. No widgets. */
#pragma once
#include <glib-object.h>
#include "model/mg-board.h"
#include "model/mg-connection.h"
#include "model/mg-login.h"
#include "model/mg-person.h"
#include "model/mg-record.h"
#include "model/mg-search.h"
#include "model/mg-session.h"
#include "remote/mg-config.h"
#include "work/mg-approval.h"
#include "work/mg-carried.h"
#include "work/mg-carry.h"
#include "work/mg-check.h"
#include "work/mg-codes.h"
#include "work/mg-displays.h"
#include "work/mg-drafts.h"
#include "work/mg-enrol.h"
#include "work/mg-exports.h"
#include "work/mg-form.h"
#include "work/mg-media.h"
#include "work/mg-memos.h"
#include "work/mg-notices.h"
#include "work/mg-papers.h"
#include "work/mg-passphrase.h"
#include "work/mg-register.h"
#include "work/mg-requests.h"
#include "work/mg-rights.h"
#include "work/mg-sessions.h"
#include "work/mg-staff.h"
#include "work/mg-sticks.h"
#include "work/mg-terminals.h"

typedef enum
{
  MG_DESK_LOGIN,
  MG_DESK_WORKING,
  MG_DESK_LOCKED,
  MG_DESK_ENDING, /* the program is about to start anew: show nothing */
} MgDeskState;

/* Why a session ended: said on the login screen afterwards. */
typedef enum
{
  MG_LEAVE_ASKED,
  MG_LEAVE_IDLE,
  MG_LEAVE_ABSOLUTE, /* 12 hours */
  MG_LEAVE_REVOKED,
  MG_LEAVE_ELSEWHERE,
  MG_LEAVE_ENDED, /* the server no longer knows the session */
  MG_LEAVE_ADMINISTRATOR,
  MG_LEAVE_LOCKED, /* the own account, after a leak */
  MG_N_LEAVES, /* nobody was there: nothing is said */
} MgLeave;

#define MG_TYPE_DESK (mg_desk_get_type ())
G_DECLARE_FINAL_TYPE (MgDesk, mg_desk, MG, DESK, GObject)

/* Signals: "state-changed", "chrome-changed" (all that header and bars show), "login-changed" (also
 * for the reopening of a locked screen), "idle-warned" (guint seconds, 0 when the clerk came back),
 * "left": now the program must start anew. config is borrowed. */
MgDesk *mg_desk_new (const MgConfig *config, GError **error);
/* Looks for the server and the reader. */
void mg_desk_start (MgDesk *self);

/* A key or a touch, anywhere. */
void mg_desk_touch (MgDesk *self);
MgLoginMissing mg_desk_submit (MgDesk *self, const char *staff_no, const char *password);
void mg_desk_cancel_login (MgDesk *self);
/* Password and finger of the session's own person once more, for one call of path
 * ("/madoguchi.v1.Export/Approve"). While it is asked for, mg_desk_get_login() is this asking, and
 * mg_desk_submit() (no staff number) goes on with it. done is called once with the token (yours), or
 * never: the owner cancels when it goes. FALSE: not now. */
typedef void (*MgFreshDone) (gpointer owner, MgSecret *token);
gboolean mg_desk_fresh_begin (MgDesk *self, const char *path, MgFreshDone done, gpointer owner);
void mg_desk_fresh_cancel (MgDesk *self);
/* A second person at this terminal gives staff number, password and finger for the open enrolment
 * (mg-desk-enrol.c): mg_desk_get_login() is this asking until it is over, and the enrolment is told
 * when it went well. FALSE: not now. */
gboolean mg_desk_witness_begin (MgDesk *self);
void mg_desk_witness_cancel (MgDesk *self);
gboolean mg_desk_is_witnessing (MgDesk *self);
const char *mg_desk_get_witness_words (MgDesk *self); /* besides the login's; NULL: none */
/* The own password (mg-desk-password.c): keeps both in locked memory, asks for the finger and sends.
 * While that goes on mg_desk_get_login() is mg_desk_get_change(), what its message line shows too.
 * "password-judged" follows a verdict of the rules. old_password "" in HELD: what is kept. */
typedef struct
{
  gboolean changed;
  guint fault; /* enum PasswordFault of session.proto */
  guint characters_min;
  guint history;
} MgChangeResult;
MgLoginMissing mg_desk_change_password (MgDesk *self, const char *old_password,
                                        const char *new_password);
void mg_desk_cancel_change (MgDesk *self);
const MgLogin *mg_desk_get_change (MgDesk *self);
const MgChangeResult *mg_desk_get_change_result (MgDesk *self);
/* 漏れの疑い; "leak-reported" (gboolean: it was written down, and the password must be changed).
 * locks: the account too, and the desk is left (MG_LEAVE_LOCKED). */
void mg_desk_report_leak (MgDesk *self, gboolean locks);
/* "logins-came" (const Pb__MyLoginsReply *, borrowed while it is told). */
void mg_desk_ask_logins (MgDesk *self);
void mg_desk_lock (MgDesk *self);
void mg_desk_log_off (MgDesk *self, MgLeave why);
MgLeave mg_desk_get_leave (MgDesk *self); /* why, once "left" was said */
/* F5 without a connection: try at once. */
void mg_desk_hurry (MgDesk *self);

MgDeskState mg_desk_get_state (MgDesk *self);
const MgConnection *mg_desk_get_connection (MgDesk *self);
const MgRecord *mg_desk_get_record (MgDesk *self);
/* What the server told last besides its log. */
const MgAlarms *mg_desk_get_alarms (MgDesk *self);
const MgSession *mg_desk_get_session (MgDesk *self); /* NULL before login */
/* The login, in a locked session its reopening, else the asking for fresh factors. */
MgLogin *mg_desk_get_login (MgDesk *self);
MgSearch *mg_desk_get_search (MgDesk *self);
MgPerson *mg_desk_get_person (MgDesk *self);
/* The counter's records (mg-desk-counter.c). */
MgCodes *mg_desk_get_codes (MgDesk *self);
MgForm *mg_desk_get_form (MgDesk *self);
MgRegister *mg_desk_get_register (MgDesk *self);
MgCheck *mg_desk_get_check (MgDesk *self);
MgDrafts *mg_desk_get_drafts (MgDesk *self);
MgMemos *mg_desk_get_memos (MgDesk *self);
MgPapers *mg_desk_get_papers (MgDesk *self);
MgSessions *mg_desk_get_sessions (MgDesk *self);
/* What leaves on a stick (mg-desk-export.c). */
MgExports *mg_desk_get_exports (MgDesk *self);
MgApproval *mg_desk_get_approval (MgDesk *self);
MgCarry *mg_desk_get_carry (MgDesk *self);
MgSticks *mg_desk_get_sticks (MgDesk *self);
MgMedia *mg_desk_get_media (MgDesk *self);
MgCarried *mg_desk_get_carried (MgDesk *self);
MgPassphrase *mg_desk_get_passphrase (MgDesk *self);
/* Fingers of staff (mg-desk-enrol.c). */
MgEnrol *mg_desk_get_enrol (MgDesk *self);
MgTerminals *mg_desk_get_terminals (MgDesk *self);
MgRequests *mg_desk_get_requests (MgDesk *self); /* of terminals that are to be */
MgRights *mg_desk_get_rights (MgDesk *self); /* mg-desk-rights.c */
MgStaff *mg_desk_get_staff (MgDesk *self); /* accounts */
/* Notices (mg-desk-notice.c): that stand here, and that were posted. */
const MgBoard *mg_desk_get_board (MgDesk *self);
MgNotices *mg_desk_get_notices (MgDesk *self);
MgDisplays *mg_desk_get_displays (MgDesk *self); /* how this terminal shows it all */
MgDate mg_desk_get_today (MgDesk *self); /* in Japan, by the server's clock */
const char *mg_desk_get_terminal (MgDesk *self); /* "" while not known */
const char *mg_desk_get_section (MgDesk *self);  /* of the session, else of the terminal */
const char *mg_desk_get_municipality (MgDesk *self);
gboolean mg_desk_is_training (MgDesk *self); /* invented data: every screen says so */
gint64 mg_desk_now_us (MgDesk *self); /* the server's clock, as far as known */
guint mg_desk_seconds_to_log_off (MgDesk *self); /* LOCKED */
/* TRUE when nothing new may be asked: no connection, sealed, or an alarm of the record. */
gboolean mg_desk_is_stopped (MgDesk *self);
/* Milliseconds of the clock the models use. */
gint64 mg_desk_now_ms (void);
