/* SPDX-License-Identifier: Apache-2.0
 * Why something was not done, by what the clerk does next, and the words for it. Must not carry
 * technical text. */
#pragma once
#include <glib.h>

#define MG_TROUBLE (mg_trouble_quark ())
GQuark mg_trouble_quark (void);

typedef enum
{
  MG_TROUBLE_LOST,      /* no connection: retried by itself */
  MG_TROUBLE_SEALED,    /* the server waits for its keys */
  MG_TROUBLE_BUSY,      /* too much at once: retried by itself */
  MG_TROUBLE_REFUSED,   /* the one refusal of a login */
  MG_TROUBLE_DENIED,    /* no right */
  MG_TROUBLE_LOCKED,    /* the session is locked */
  MG_TROUBLE_ENDED,     /* the session is over */
  MG_TROUBLE_TERMINAL,  /* this terminal is not known or was revoked */
  MG_TROUBLE_NOT_FOUND,
  MG_TROUBLE_INVALID,   /* the server did not accept what was asked */
  MG_TROUBLE_CONFLICT,
  MG_TROUBLE_RULE,      /* the law does not allow it; the verdict says why */
  MG_TROUBLE_FRESH,     /* password and finger were not confirmed for this act, or too long ago */
  MG_TROUBLE_UNCERTAIN, /* neither done nor not done */
  MG_TROUBLE_DATA,      /* a stored record failed its check: alarm */
  MG_TROUBLE_ALARM,     /* of the record: nothing is asked for */
  MG_TROUBLE_INTERNAL,
  MG_TROUBLE_CANCELLED,
  MG_N_TROUBLES,
} MgTrouble;

/* What happened, what was kept, what to do. Borrowed. */
const char *mg_trouble_words (MgTrouble trouble);
#define MG_FIELD_BYTES 32 /* of the longest name of a field in a request, and its end */
/* An error of this domain; field: which field of the request is to blame, "" for none. */
GError *mg_trouble_new (MgTrouble trouble, const char *field, const char *incident);
/* Borrowed from error; "" when no field is to blame. */
const char *mg_trouble_field_of (const GError *error);
/* The trouble of an error of this domain; INTERNAL for any other, CANCELLED for G_IO_ERROR_CANCELLED. */
MgTrouble mg_trouble_of (const GError *error);
/* TRUE when asking again later may help without the clerk. */
gboolean mg_trouble_passes (MgTrouble trouble);
