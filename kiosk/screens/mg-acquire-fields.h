/* SPDX-License-Identifier: Apache-2.0
 * The fields of the 資格取得届 as rows: what is typed goes out as a MgAcquire, words about it come
 * in. Judges nothing. */
#pragma once
#include <gtk/gtk.h>
#include "madoguchi/v1/qualification.pb-c.h"
#include "model/mg-acquire.h"
#include "work/mg-codes.h"

#define MG_TYPE_ACQUIRE_FIELDS (mg_acquire_fields_get_type ())
G_DECLARE_FINAL_TYPE (MgAcquireFields, mg_acquire_fields, MG, ACQUIRE_FIELDS, GtkBox)

/* Emits "edited", "number" (const char *: 12 digits, to be compared and forgotten), "end" (Enter in
 * the last field). */
GtkWidget *mg_acquire_fields_new (void);
void mg_acquire_fields_set_codes (MgAcquireFields *self, MgCodes *codes);
/* Shows values that came from outside; the rows of a correction too when asked for. */
void mg_acquire_fields_fill (MgAcquireFields *self, const MgAcquire *values, gboolean corrects);
/* What is needed, what rests, as the values stand. person may be NULL. */
void mg_acquire_fields_show (MgAcquireFields *self, const MgAcquire *values, const MgDate *today,
                             const Pb__QualificationShowReply *person);
void mg_acquire_fields_show_number (MgAcquireFields *self, MgNumberCheck number,
                                    gboolean is_checking);
/* Into values, which are initialised. */
void mg_acquire_fields_read (MgAcquireFields *self, MgAcquire *values);
/* A word from outside beside a field; NULL takes away all of them. */
void mg_acquire_fields_say (MgAcquireFields *self, guint field, const char *text);
void mg_acquire_fields_focus (MgAcquireFields *self, guint field);
MgAcquireField mg_acquire_fields_get_focus (MgAcquireFields *self); /* MG_N_ACQUIRE: none of them */
/* Half typed or wrong; MG_N_ACQUIRE: none. */
MgAcquireField mg_acquire_fields_find_wrong (MgAcquireFields *self);
/* F4. FALSE: the field has no choice. */
gboolean mg_acquire_fields_choose (MgAcquireFields *self);
/* Of a correction; borrowed. */
const char *mg_acquire_fields_get_why_code (MgAcquireFields *self);
const char *mg_acquire_fields_get_why (MgAcquireFields *self);
/* FALSE and the cursor stands there: something of it is missing. */
gboolean mg_acquire_fields_has_why (MgAcquireFields *self, gboolean needs_words);
