/* SPDX-License-Identifier: Apache-2.0
 * What a clerk has typed of a 第1号 資格取得届, field by field: what is missing, what differs,
 * where the server's word points. Judges nothing of the law. */
#pragma once
#include <glib.h>
#include "mg-era.h"

/* In the order of the form. */
typedef enum
{
  MG_ACQUIRE_RECEIVED, /* 受付年月日 */
  MG_ACQUIRE_LATE,     /* why it is entered later than received */
  MG_ACQUIRE_REASON,
  MG_ACQUIRE_FACT, /* 異動年月日 */
  MG_ACQUIRE_FILER,
  MG_ACQUIRE_FILER_NAME,
  MG_ACQUIRE_RELATION,
  MG_ACQUIRE_DOCUMENTS,
  MG_ACQUIRE_NUMBER, /* check of the 個人番号 */
  MG_ACQUIRE_PENSION_NO,
  MG_ACQUIRE_REMARKS,
  MG_N_ACQUIRE,
} MgAcquireField;

/* Why a correction is made: fields of the screen, with names and places after those of the form. */
#define MG_WHY_CODE MG_N_ACQUIRE
#define MG_WHY_WORDS (MG_N_ACQUIRE + 1)
#define MG_N_TYPED (MG_N_ACQUIRE + 2)

/* As in the protocol. */
typedef enum
{
  MG_NUMBER_NOT_SHOWN,
  MG_NUMBER_MATCHES,
  MG_NUMBER_DIFFERS,
  MG_NUMBER_INQUIRED, /* 照会中 */
  MG_NUMBER_NONE_HELD,
  MG_N_NUMBERS,
} MgNumberCheck;

typedef enum
{
  MG_FILER_UNKNOWN,
  MG_FILER_SELF,
  MG_FILER_HEAD,
  MG_FILER_AGENT,
  MG_N_FILERS,
} MgFiler;

typedef struct
{
  MgDate received;
  MgDate fact;
  MgFiler filer;
  MgNumberCheck number;
  /* owned; never NULL. Codes, names, remarks; of DOCUMENTS codes divided by a blank */
  char *text[MG_N_ACQUIRE]; /* only of the fields that are no date, filer or number */
  /* owned; never NULL. What stands in a field and is no value yet ("r8.4"), so that nothing typed
   * is lost with a parked form. Never of NUMBER */
  char *typed[MG_N_TYPED];
} MgAcquire;

void mg_acquire_init (MgAcquire *self);
void mg_acquire_clear (MgAcquire *self); /* wipes; init must follow before it is used again */
void mg_acquire_copy (MgAcquire *to, const MgAcquire *from); /* to is initialised */
/* TRUE when it was another one. */
gboolean mg_acquire_set_text (MgAcquire *self, MgAcquireField field, const char *text);
void mg_acquire_set_typed (MgAcquire *self, guint field, const char *text);
gboolean mg_acquire_equal (const MgAcquire *a, const MgAcquire *b);

/* Whether the form asks for it, as it stands: the filer's name not of oneself, a late reason only
 * when late. */
gboolean mg_acquire_asks (const MgAcquire *self, MgAcquireField field, const MgDate *today);
/* Whether it has to be filled in (also asked for, then). */
gboolean mg_acquire_needs (const MgAcquire *self, MgAcquireField field, const MgDate *today);
gboolean mg_acquire_is_filled (const MgAcquire *self, MgAcquireField field);
/* The first one missing; MG_N_ACQUIRE: none. */
MgAcquireField mg_acquire_find_missing (const MgAcquire *self, const MgDate *today);
/* Words for the label; borrowed. */
const char *mg_acquire_label (MgAcquireField field);
const char *mg_filer_word (MgFiler filer); /* "" when unknown */
const char *mg_number_word (MgNumberCheck number);
/* The protocol's name of the field ("fact_date") and back; MG_N_ACQUIRE for an unknown or empty
 * one. */
const char *mg_acquire_name (MgAcquireField field);
MgAcquireField mg_acquire_of_name (const char *name);
/* The same of all that can be typed, the why of a correction too; MG_N_TYPED for an unknown one. */
const char *mg_typed_label (guint field);
const char *mg_typed_name (guint field);
guint mg_typed_of_name (const char *name);
