/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-login.h"
#include <string.h>
#include "mg-i18n.h"
#include "mg-secret.h"

#define CHALLENGE_MS 55000 /* the server's 60 s less what a slow line takes */
#define POOR_READS 3
#define STAFF_NO_MAX 8

struct _MgLogin
{
  /* borrowed */
  const MgLoginActs *acts;
  gpointer data;
  /* owned */
  MgSecret *password;
  MgPicture *picture;
  /* state */
  MgLoginKind kind;
  MgLoginState state;
  MgReaderStatus reader;
  char staff_no[STAFF_NO_MAX + 1];
  guint8 login_id[MG_LOGIN_ID_BYTES];
  guint8 nonce[MG_LOGIN_NONCE_BYTES];
  gint64 challenge_until_ms; /* 0: none */
  gint64 finger_until_ms;
  gint64 hold_until_ms; /* 0: nothing is held by time */
  gint64 hot_until_ms;
  guint tries; /* refused so far */
  guint poor_reads;
  const char *message;
  gboolean message_is_error;
};

MgLogin *
mg_login_new (MgLoginKind kind, const MgLoginActs *acts, gpointer data)
{
  MgSecret *password = mg_secret_new ();
  if (!password)
    return NULL;
  MgLogin *self = g_new0 (MgLogin, 1);
  self->kind = kind;
  self->acts = acts;
  self->data = data;
  self->password = password;
  return self;
}

void
mg_login_free (MgLogin *self)
{
  if (!self)
    return;
  mg_secret_free (self->password);
  mg_picture_free (self->picture);
  explicit_bzero (self, sizeof *self);
  g_free (self);
}

static void
drop_picture (MgLogin *self)
{
  g_clear_pointer (&self->picture, mg_picture_free);
}

static void
go (MgLogin *self, MgLoginState state, const char *message, gboolean is_error)
{
  self->state = state;
  self->message = message;
  self->message_is_error = is_error;
  self->acts->changed (self, self->data);
}

static void
forget (MgLogin *self)
{
  mg_secret_clear (self->password);
  drop_picture (self);
  self->hold_until_ms = 0;
  self->tries = 0;
  self->poor_reads = 0;
}

/* Stops and keeps what was typed for a while, so that one more key is enough. */
static void
hold (MgLogin *self, const char *message, gint64 now_ms)
{
  self->acts->stop (self, self->data);
  drop_picture (self);
  self->poor_reads = 0;
  if (self->hold_until_ms == 0)
    self->hold_until_ms = now_ms + MG_LOGIN_HOLD_S * 1000;
  go (self, MG_LOGIN_HELD, message, TRUE);
}

static void
arm (MgLogin *self, const char *message, gint64 now_ms)
{
  const gint64 turn = now_ms + MG_LOGIN_FINGER_S * 1000;
  self->finger_until_ms = self->hold_until_ms > 0 ? MIN (turn, self->hold_until_ms) : turn;
  self->reader = MG_READER_READY;
  go (self, MG_LOGIN_FINGER, message, message != NULL);
  self->acts->arm (self, self->data);
}

static gboolean
is_ill (MgReaderStatus reader)
{
  return reader == MG_READER_MISSING || reader == MG_READER_WRONG || reader == MG_READER_HOT
         || reader == MG_READER_BROKEN;
}

/* What stops the reader until somebody does something; no word of a key, which is another one on a locked screen. */
static const char *
fault_words (MgReaderStatus status)
{
  switch (status)
    {
    case MG_READER_MISSING:
      return _ ("指の読み取り装置が外れています。差し直してください。");
    case MG_READER_WRONG:
      return _ ("この読み取り装置は使えません。庁内で決めた機種に差し替えてください。");
    case MG_READER_HOT:
      return _ ("読み取り装置が熱くなったので休ませています。使えるようになったら、ここに出ます。");
    default:
      return _ ("読み取り装置が動きません。差し直しても続くときは情報システム課に連絡してください。");
    }
}

/* It is said only to who was told of the fault; a password that is held still counts. */
static void
reader_is_back (MgLogin *self)
{
  self->reader = MG_READER_READY;
  self->hot_until_ms = 0;
  if ((self->state == MG_LOGIN_HELD || self->state == MG_LOGIN_TYPING) && self->message)
    go (self, self->state, _ ("読み取り装置を使えるようになりました。"), FALSE);
  else
    self->acts->changed (self, self->data);
}

/* Asks for a nonce unless a good one is at hand. A refusal's message stays in sight meanwhile. */
static void
prepare (MgLogin *self, const char *message, gint64 now_ms)
{
  if (self->challenge_until_ms > now_ms)
    {
      arm (self, message, now_ms);
      return;
    }
  go (self, MG_LOGIN_PREPARING, message, message != NULL);
  self->acts->ask_challenge (self, self->data);
}

MgLoginMissing
mg_login_submit (MgLogin *self, const char *staff_no, const char *password, gint64 now_ms)
{
  if (self->state != MG_LOGIN_TYPING && self->state != MG_LOGIN_HELD)
    return MG_LOGIN_NOT_NOW;
  const gboolean uses_held = self->state == MG_LOGIN_HELD && !*password;
  if (self->kind != MG_LOGIN_RESUME && !uses_held)
    {
      const gsize n = strlen (staff_no);
      if ((n == 0 && self->kind == MG_LOGIN_NEW) || n > STAFF_NO_MAX)
        return MG_LOGIN_NO_STAFF_NO;
      if (!*password || !mg_secret_set (self->password, password, strlen (password)))
        return MG_LOGIN_NO_PASSWORD;
      g_strlcpy (self->staff_no, staff_no, sizeof self->staff_no);
      self->tries = 0;
    }
  self->hold_until_ms = 0;
  self->poor_reads = 0;
  if (self->hot_until_ms > now_ms)
    {
      self->reader = MG_READER_HOT;
      hold (self, fault_words (MG_READER_HOT), now_ms);
    }
  else
    prepare (self, NULL, now_ms);
  return MG_LOGIN_OK;
}

void
mg_login_cancel (MgLogin *self)
{
  if (self->state == MG_LOGIN_DONE || self->state == MG_LOGIN_SHUT)
    return;
  self->acts->stop (self, self->data);
  forget (self);
  go (self, MG_LOGIN_TYPING, NULL, FALSE);
}

void
mg_login_challenged (MgLogin *self, const guint8 *login_id, const guint8 *nonce, gint64 now_ms)
{
  memcpy (self->login_id, login_id, sizeof self->login_id);
  memcpy (self->nonce, nonce, sizeof self->nonce);
  self->challenge_until_ms = now_ms + CHALLENGE_MS;
  if (self->state == MG_LOGIN_PREPARING)
    arm (self, self->message, now_ms);
}

static const char *
poor_read_words (MgLogin *self, MgReaderStatus status)
{
  switch (status)
    {
    case MG_READER_SHORT:
      return _ ("指を離すのが早すぎました。「読み取っています」が消えるまで置いてください。");
    case MG_READER_OFF:
      return _ ("指が中央にありません。読み取り面のまん中に置いてください。");
    case MG_READER_LIFT:
      return _ ("前の指がまだ載っています。指を一度離してから、もう一度置いてください。");
    default:
      return self->poor_reads == 1
                 ? _ ("読み取れませんでした。指先を拭いて、もう一度置いてください（あと 2 回）。")
                 : _ ("読み取れませんでした。指先を拭いて、もう一度置いてください（あと 1 回）。");
    }
}

static void
poor_read (MgLogin *self, MgReaderStatus status, gint64 now_ms)
{
  self->poor_reads++;
  if (self->poor_reads >= POOR_READS)
    {
      hold (self, _ ("3 回読み取れませんでした。指と読み取り面を拭いてください。登録した別の指でもかまいません。"),
            now_ms);
      return;
    }
  go (self, MG_LOGIN_FINGER, poor_read_words (self, status), TRUE);
  self->acts->arm (self, self->data);
}

static void
reader_is_ill (MgLogin *self, MgReaderStatus status, gint64 now_ms)
{
  const gboolean was_told = is_ill (self->reader) && self->message;
  self->reader = status;
  /* what is plugged in next may be cold */
  self->hot_until_ms = status == MG_READER_HOT ? now_ms + MG_LOGIN_HOT_S * 1000 : 0;
  if (self->state == MG_LOGIN_FINGER)
    hold (self, fault_words (status), now_ms);
  else if (was_told && (self->state == MG_LOGIN_HELD || self->state == MG_LOGIN_TYPING))
    go (self, self->state, fault_words (status), TRUE);
  else
    self->acts->changed (self, self->data);
}

void
mg_login_reader (MgLogin *self, MgReaderStatus status, gint64 now_ms)
{
  if (is_ill (status))
    {
      reader_is_ill (self, status, now_ms);
      return;
    }
  if (status == MG_READER_READY && is_ill (self->reader) && self->state != MG_LOGIN_FINGER)
    {
      reader_is_back (self);
      return;
    }
  self->reader = status;
  const gboolean is_poor = status == MG_READER_UNCLEAR || status == MG_READER_SHORT
                           || status == MG_READER_OFF || status == MG_READER_LIFT;
  if (is_poor && self->state == MG_LOGIN_FINGER)
    poor_read (self, status, now_ms);
  else
    self->acts->changed (self, self->data);
}

void
mg_login_captured (MgLogin *self, MgPicture *picture, gint64 now_ms)
{
  g_autoptr (MgPicture) taken = picture;
  if (self->state != MG_LOGIN_FINGER)
    return;
  if (self->challenge_until_ms <= now_ms)
    {
      prepare (self, _ ("時間がたちました。もう一度指を置いてください。"), now_ms);
      return;
    }
  drop_picture (self);
  self->picture = g_steal_pointer (&taken);
  self->challenge_until_ms = 0; /* good for one use */
  go (self, MG_LOGIN_JUDGING, NULL, FALSE);
  self->acts->send (self, self->data);
}

void
mg_login_accepted (MgLogin *self)
{
  if (self->state != MG_LOGIN_JUDGING)
    return;
  forget (self);
  go (self, MG_LOGIN_DONE, NULL, FALSE);
}

/* Both factors may be meant: the password is kept for a second touch, then for nothing. */
static void
refused (MgLogin *self, gint64 now_ms)
{
  const char *words
      = self->kind == MG_LOGIN_FRESH
            ? _ ("本人確認ができませんでした。パスワードと指をもう一度確かめてください。")
            : mg_trouble_words (MG_TROUBLE_REFUSED);
  drop_picture (self);
  self->tries++;
  if (self->tries >= MG_LOGIN_TRIES)
    {
      forget (self);
      go (self, MG_LOGIN_TYPING, words, TRUE);
      return;
    }
  self->hold_until_ms = now_ms + MG_LOGIN_HOLD_S * 1000;
  prepare (self, words, now_ms);
}

void
mg_login_failed (MgLogin *self, MgTrouble trouble, gint64 now_ms)
{
  if (self->state != MG_LOGIN_PREPARING && self->state != MG_LOGIN_JUDGING)
    return;
  if (trouble == MG_TROUBLE_REFUSED)
    refused (self, now_ms);
  else if (trouble != MG_TROUBLE_CANCELLED)
    hold (self, mg_trouble_words (trouble), now_ms);
}

void
mg_login_not_resumed (MgLogin *self, guint tries_left, gint64 now_ms)
{
  if (self->state != MG_LOGIN_JUDGING)
    return;
  drop_picture (self);
  self->tries = MG_LOGIN_TRIES - MIN (tries_left, MG_LOGIN_TRIES);
  if (tries_left == 0)
    {
      go (self, MG_LOGIN_SHUT, _ ("指を確かめられませんでした。ログオフして、もう一度ログインしてください。"),
          TRUE);
      return;
    }
  go (self, MG_LOGIN_PREPARING, _ ("指を確かめられませんでした。もう一度置いてください。"), TRUE);
}

void
mg_login_tick (MgLogin *self, gint64 now_ms)
{
  if (self->reader == MG_READER_HOT && now_ms >= self->hot_until_ms)
    reader_is_back (self);
  if (self->state == MG_LOGIN_HELD && now_ms >= self->hold_until_ms)
    {
      forget (self);
      go (self, MG_LOGIN_TYPING, self->message, self->message_is_error);
    }
  else if (self->state == MG_LOGIN_FINGER && now_ms >= self->finger_until_ms)
    {
      const gboolean was_second = self->hold_until_ms > 0 && now_ms >= self->hold_until_ms;
      if (was_second)
        mg_login_cancel (self);
      else
        hold (self, _ ("指が置かれませんでした。"), now_ms);
    }
  else if (self->state == MG_LOGIN_FINGER || self->state == MG_LOGIN_HELD
           || self->reader == MG_READER_HOT)
    self->acts->changed (self, self->data);
}

MgLoginState
mg_login_get_state (const MgLogin *self)
{
  return self->state;
}

MgReaderStatus
mg_login_get_reader (const MgLogin *self)
{
  return self->reader;
}

guint
mg_login_get_seconds (const MgLogin *self, gint64 now_ms)
{
  const gboolean waits = self->state == MG_LOGIN_HELD || self->state == MG_LOGIN_TYPING;
  const gint64 until = self->state == MG_LOGIN_FINGER              ? self->finger_until_ms
                       : waits && self->reader == MG_READER_HOT ? self->hot_until_ms
                       : self->state == MG_LOGIN_HELD              ? self->hold_until_ms
                                                                   : now_ms;
  return until > now_ms ? (guint)((until - now_ms + 999) / 1000) : 0;
}

guint
mg_login_get_try (const MgLogin *self)
{
  return MIN (self->tries + 1, MG_LOGIN_TRIES);
}

const char *
mg_login_get_message (const MgLogin *self, gboolean *ret_is_error)
{
  *ret_is_error = self->message_is_error;
  return self->message;
}

const char *
mg_login_get_staff_no (const MgLogin *self)
{
  return self->staff_no;
}

const char *
mg_login_peek_password (const MgLogin *self)
{
  return mg_secret_peek (self->password);
}

const guint8 *
mg_login_get_login_id (const MgLogin *self)
{
  return self->login_id;
}

const guint8 *
mg_login_get_nonce (const MgLogin *self)
{
  return self->nonce;
}

const MgPicture *
mg_login_get_picture (const MgLogin *self)
{
  return self->picture;
}
