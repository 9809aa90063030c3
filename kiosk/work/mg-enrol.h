/* SPDX-License-Identifier: Apache-2.0
 * 指の登録 (screen 64): whose fingers, the sitting, five pictures of one finger after the other, and what the server says of
 * them. Holds pictures only until their finger is compared. No widgets; it judges nothing. */
#pragma once
#include "madoguchi/v1/finger.pb-c.h"
#include "model/mg-login.h"
#include "remote/mg-assertion.h"
#include "remote/mg-write.h"

#define MG_ENROL_PICTURES 5
#define MG_ENROL_FINGERS 10
#define MG_ENROL_ID_BYTES 16

typedef enum
{
  MG_ENROL_NOBODY,    /* a staff number is asked for */
  MG_ENROL_SHOWN,     /* the person and the enrolled fingers */
  MG_ENROL_CHOOSING,  /* the sitting is open; a finger is chosen, the reader rests */
  MG_ENROL_TOUCHING,  /* the reader is armed */
  MG_ENROL_LOOKING,   /* is the picture of use? */
  MG_ENROL_COMPARING, /* the five are with the server */
  MG_ENROL_WITNESSED, /* the second person has confirmed */
} MgEnrolState;

/* How the reader is told; borrowed. */
typedef struct
{
  void (*arm) (gpointer data);
  void (*disarm) (gpointer data);
} MgEnrolReader;

#define MG_TYPE_ENROL (mg_enrol_get_type ())
G_DECLARE_FINAL_TYPE (MgEnrol, mg_enrol, MG, ENROL, GObject)

/* Emits "changed". assertion, reader and data are borrowed. */
MgEnrol *mg_enrol_new (MgLine *line, const MgAssertion *assertion, const MgEnrolReader *reader,
                       gpointer data);
/* Log-off, or the screen is left: drops an open sitting, wipes all pictures. */
void mg_enrol_clear (MgEnrol *self);
void mg_enrol_find (MgEnrol *self, const char *staff_no);
void mg_enrol_begin (MgEnrol *self);
void mg_enrol_choose (MgEnrol *self, guint finger); /* 1 to 10; pictures of another go */
void mg_enrol_touch (MgEnrol *self);
void mg_enrol_rest (MgEnrol *self); /* Esc: the reader rests, what was taken stays */
void mg_enrol_witnessed (MgEnrol *self, const char *name);
/* Both take the token. */
void mg_enrol_commit (MgEnrol *self, MgSecret *token);
void mg_enrol_remove (MgEnrol *self, guint finger, MgSecret *token); /* 0: all */

/* From the reader, while mg_enrol_wants_finger(). */
gboolean mg_enrol_wants_finger (const MgEnrol *self);
void mg_enrol_reader (MgEnrol *self, MgReaderStatus status);
void mg_enrol_picture (MgEnrol *self, MgPicture *picture); /* taken */

MgEnrolState mg_enrol_get_state (const MgEnrol *self);
const Pb__FingerOwner *mg_enrol_get_owner (const MgEnrol *self); /* NULL: nobody */
/* 0: not enrolled; else when. */
gint64 mg_enrol_get_since_us (const MgEnrol *self, guint finger);
gboolean mg_enrol_is_taken (const MgEnrol *self, guint finger); /* whole, in this sitting */
guint mg_enrol_count_after (const MgEnrol *self);               /* fingers, once committed */
gboolean mg_enrol_has_taken (const MgEnrol *self);              /* at least one in this sitting */
guint mg_enrol_get_finger (const MgEnrol *self);
guint mg_enrol_get_pictures (const MgEnrol *self); /* good ones of the chosen finger */
void mg_enrol_get_progress (const MgEnrol *self, guint *ret_compared, guint *ret_total);
const guint8 *mg_enrol_get_id (const MgEnrol *self); /* MG_ENROL_ID_BYTES */
const char *mg_enrol_get_witness (const MgEnrol *self); /* "" */
gboolean mg_enrol_is_busy (const MgEnrol *self);
/* Of the newest thing that happened; tone NULL, "t-good", "t-warn", "t-bad". NULL: nothing. */
const char *mg_enrol_get_words (const MgEnrol *self, const char **ret_tone);
const char *mg_finger_word (guint finger); /* 右手人差し指; "" */
