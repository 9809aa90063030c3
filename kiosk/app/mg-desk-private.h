/* SPDX-License-Identifier: Apache-2.0
 * What the parts of MgDesk share; for mg-desk*.c only. */
#pragma once
#include "mg-desk.h"
#include "model/mg-idle.h"
#include "model/mg-secret.h"
#include "reader/mg-finger-reader.h"
#include "remote/mg-assertion.h"
#include "remote/mg-client.h"
#include "remote/mg-log-key.h"

struct _MgDesk
{
  GObject parent_instance;
  /* borrowed */
  const MgConfig *config;
  MgFreshDone fresh_done;
  gpointer fresh_owner;
  /* owned */
  MgClient *client;
  MgAssertion *assertion;
  MgLogKey *log_key; /* NULL: not known to this terminal */
  MgAuthority *authority; /* NULL: as above */
  MgFingerReader *reader;
  MgLogin *login;
  MgLogin *resume;
  MgLogin *fresh;
  MgLogin *witness;
  MgLogin *change;        /* of the own password */
  MgSecret *new_password; /* while it is changed */
  MgSession *session;
  MgSearch *search;
  MgPerson *person;
  MgLine *line;
  MgCodes *codes;
  MgForm *form;
  MgRegister *register_;
  MgCheck *check;
  MgDrafts *drafts;
  MgMemos *memos;
  MgPapers *papers;
  MgSessions *sessions;
  MgExports *exports;
  MgApproval *approval;
  MgCarry *carry;
  MgSticks *sticks;
  MgMedia *media;
  MgCarried *carried;
  MgPassphrase *passphrase;
  MgEnrol *enrol;
  MgTerminals *terminals;
  MgRequests *requests;
  MgRights *rights;
  MgStaff *staff;
  MgBoard *board;
  MgNotices *notices;
  MgDisplays *displays;
  MgRecord *record;
  char *terminal;
  char *terminal_section;
  char *municipality;
  char *fresh_path; /* NULL: no fresh factors are asked for */
  const char *witness_words; /* why the last second person was not taken; NULL */
  GCancellable *login_cancel;  /* challenge, login, resume */
  GCancellable *search_cancel; /* the newest question */
  GCancellable *person_cancel;
  GCancellable *watch_cancel;
  GCancellable *notice_cancel; /* of the poll while nobody is logged in */
  /* state */
  MgDeskState state;
  MgLeave leave;
  MgChangeResult change_result;
  gboolean is_changing;
  MgConnection connection;
  MgIdle idle;
  gint64 clock_shift_us;
  gint64 next_check_ms; /* of the line, while nobody is logged in */
  gint64 next_watch_ms;
  MgAlarms alarms; /* as Watch told last */
  gint64 next_terminal_ms; /* of the terminal's own certificate (mg-desk-terminal.c) */
  gint64 touched_ms;       /* the last key or touch */
  gboolean break_glass; /* somebody on the server may give power alone, as Watch told last */
  guint warned_s;
  guint timer;        /* once a second */
  guint lock_timer;   /* until the form is parked, and only then the server is told of the lock */
  guint lock_waits;
  guint notice_timer; /* until the next poll of notices */
  guint search_timer; /* when the clerk rests, when a busy server is asked again */
  gboolean is_training;
  gboolean is_checking;
  gboolean is_watching;
  gboolean is_awaiting_notices;
  gboolean is_asking_certificate;
  gboolean has_next; /* a certificate that comes in force with the next start */
  gboolean is_witnessing; /* a second person is asked for finger and password */
};

enum
{
  MG_DESK_STATE_CHANGED,
  MG_DESK_CHROME_CHANGED,
  MG_DESK_LOGIN_CHANGED,
  MG_DESK_IDLE_WARNED,
  MG_DESK_LEFT,
  MG_DESK_N_SIGNALS
};

void mg_desk_emit (MgDesk *self, guint signal);
void mg_desk_go (MgDesk *self, MgDeskState state);
/* What an error says about line and session; every finished call passes here. error: NULL for none. */
void mg_desk_note (MgDesk *self, const GError *error);
/* Cancels what is under way and makes a fresh one. */
GCancellable *mg_desk_renew (GCancellable **place);

/* mg-desk-login.c */
gboolean mg_desk_login_init (MgDesk *self);
extern const MgFingerReaderSays mg_desk_reader_says;
void mg_desk_login_arm (MgLogin *login, gpointer data);
void mg_desk_login_stop (MgLogin *login, gpointer data);
void mg_desk_login_changed (MgLogin *login, gpointer data);
/* mg-desk-fresh.c */
extern const MgLoginActs mg_desk_fresh_acts;
void mg_desk_ask_challenge (MgDesk *self);
/* mg-desk-enrol.c */
extern const MgLoginActs mg_desk_witness_acts;
void mg_desk_enrol_init (MgDesk *self); /* after line and reader */
void mg_desk_enrol_leave (MgDesk *self);
void mg_desk_enrol_dispose (MgDesk *self);
/* mg-desk-password.c */
gboolean mg_desk_password_init (MgDesk *self);
void mg_desk_password_dispose (MgDesk *self);
/* mg-desk-counter.c */
void mg_desk_counter_init (MgDesk *self);
void mg_desk_counter_leave (MgDesk *self); /* log-off: forgets all of it */
void mg_desk_counter_dispose (MgDesk *self);
/* mg-desk-export.c */
void mg_desk_export_init (MgDesk *self); /* after the line */
void mg_desk_export_leave (MgDesk *self);
void mg_desk_export_dispose (MgDesk *self);
/* mg-desk-rights.c */
void mg_desk_rights_init (MgDesk *self); /* after the line */
void mg_desk_rights_leave (MgDesk *self);
void mg_desk_rights_dispose (MgDesk *self);
/* mg-desk-notice.c */
void mg_desk_notice_init (MgDesk *self); /* after the line */
void mg_desk_notice_leave (MgDesk *self);
void mg_desk_notice_dispose (MgDesk *self);
void mg_desk_await_notices (MgDesk *self); /* at the login; does nothing elsewhere */
void mg_desk_leave_notices (MgDesk *self); /* to the session's own watch */
/* mg-desk-terminal.c: once a second */
void mg_desk_terminal_tick (MgDesk *self);
/* mg-desk-work.c */
void mg_desk_work_init (MgDesk *self);
void mg_desk_watch (MgDesk *self);
