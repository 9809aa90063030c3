/* SPDX-License-Identifier: Apache-2.0
 * The order of a login (staff number, password, finger, verdict) and of reopening a locked session
 * (finger, verdict). Pure: time comes in, acts go out through MgLoginActs. It must not judge
 * anything, and knows neither widgets nor wires. docs/architecture.md, "Login". */
#pragma once
#include <glib.h>
#include "mg-picture.h"
#include "mg-trouble.h"

#define MG_LOGIN_ID_BYTES 16
#define MG_LOGIN_NONCE_BYTES 32
#define MG_LOGIN_FINGER_S 25 /* the reader is armed no longer than this (libfprint heats at 180 s) */
#define MG_LOGIN_HOLD_S 20   /* a typed password outlives a refusal by this much */
#define MG_LOGIN_HOT_S 210   /* after "overheated", unless the reader says earlier that it is fit (libfprint: 205 s) */
#define MG_LOGIN_TRIES 3

typedef enum
{
  MG_LOGIN_NEW,    /* staff number, password and finger */
  MG_LOGIN_RESUME, /* the finger alone, in a locked session */
  MG_LOGIN_FRESH,  /* password and finger once more, for one act of the session's own person */
} MgLoginKind;

typedef enum
{
  MG_LOGIN_TYPING,    /* the clerk types; nothing is kept */
  MG_LOGIN_PREPARING, /* a nonce is asked for */
  MG_LOGIN_FINGER,    /* the reader is armed */
  MG_LOGIN_JUDGING,   /* the server judges */
  MG_LOGIN_HELD,      /* did not work out; what was typed is kept for MG_LOGIN_HOLD_S */
  MG_LOGIN_DONE,
  MG_LOGIN_SHUT, /* a resume that was refused too often: only log-off is left */
} MgLoginState;

/* What the reader says. */
typedef enum
{
  MG_READER_READY,   /* plugged in, or fit again */
  MG_READER_MISSING, /* not plugged in, or pulled */
  MG_READER_WRONG,   /* one is plugged in that gives no pictures */
  MG_READER_WANTS,   /* armed: waits for the finger */
  MG_READER_TOUCHED, /* a finger lies on it */
  MG_READER_UNCLEAR, /* read badly: wipe and touch again */
  MG_READER_SHORT,   /* lifted too early */
  MG_READER_OFF,     /* not in the middle */
  MG_READER_LIFT,    /* still lies there from the time before */
  MG_READER_HOT,     /* switched itself off for a while */
  MG_READER_BROKEN,
} MgReaderStatus;

typedef enum
{
  MG_LOGIN_OK,
  MG_LOGIN_NO_STAFF_NO,
  MG_LOGIN_NO_PASSWORD,
  MG_LOGIN_NOT_NOW, /* under way already */
} MgLoginMissing;

typedef struct _MgLogin MgLogin;
typedef struct
{
  void (*ask_challenge) (MgLogin *self, gpointer data);
  void (*arm) (MgLogin *self, gpointer data);
  void (*send) (MgLogin *self, gpointer data);    /* judge what mg_login_get_*() gives */
  void (*stop) (MgLogin *self, gpointer data);    /* disarm; drop every answer still to come */
  void (*changed) (MgLogin *self, gpointer data); /* state, message or reader: show it */
} MgLoginActs;

/* acts and data are borrowed and must outlive it. NULL without lockable memory. */
MgLogin *mg_login_new (MgLoginKind kind, const MgLoginActs *acts, gpointer data);
void mg_login_free (MgLogin *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgLogin, mg_login_free)

/* Times are milliseconds of a clock that never steps back. */

/* Enter or F12. password is copied into locked memory; both are ignored (what is held is used) in
 * state HELD when password is empty, and for a resume. Returns what is missing. */
MgLoginMissing mg_login_submit (MgLogin *self, const char *staff_no, const char *password,
                                gint64 now_ms);
/* Esc: stops and forgets the password. */
void mg_login_cancel (MgLogin *self);
void mg_login_challenged (MgLogin *self, const guint8 *login_id, const guint8 *nonce,
                          gint64 now_ms);
void mg_login_reader (MgLogin *self, MgReaderStatus status, gint64 now_ms);
/* Takes the picture. */
void mg_login_captured (MgLogin *self, MgPicture *picture, gint64 now_ms);
void mg_login_accepted (MgLogin *self);
/* A challenge or a verdict that did not come, or (REFUSED) the one refusal. */
void mg_login_failed (MgLogin *self, MgTrouble trouble, gint64 now_ms);
/* A resume that was not accepted; the next challenge follows through mg_login_challenged(). */
void mg_login_not_resumed (MgLogin *self, guint tries_left, gint64 now_ms);
/* Call once a second, and at least when a second shown changes. */
void mg_login_tick (MgLogin *self, gint64 now_ms);

MgLoginState mg_login_get_state (const MgLogin *self);
MgReaderStatus mg_login_get_reader (const MgLogin *self);
/* Seconds left of the finger's turn (FINGER) or of what is held (HELD); 0 otherwise. */
guint mg_login_get_seconds (const MgLogin *self, gint64 now_ms);
guint mg_login_get_try (const MgLogin *self); /* 1 to MG_LOGIN_TRIES */
/* One sentence for the message line, NULL for none; is_error tells its tone. */
const char *mg_login_get_message (const MgLogin *self, gboolean *ret_is_error);
const char *mg_login_get_staff_no (const MgLogin *self);
/* Borrowed from locked memory; "" when nothing is held. */
const char *mg_login_peek_password (const MgLogin *self);
const guint8 *mg_login_get_login_id (const MgLogin *self);
const guint8 *mg_login_get_nonce (const MgLogin *self);
const MgPicture *mg_login_get_picture (const MgLogin *self);
