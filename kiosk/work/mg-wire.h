/* SPDX-License-Identifier: Apache-2.0
 * Dates, receipt numbers and the form between messages and the models. */
#pragma once
#include "madoguchi/v1/draft.pb-c.h"
#include "madoguchi/v1/qualification.pb-c.h"
#include "model/mg-acquire.h"

MgDate mg_wire_date (const Pb__Date *date); /* NULL: no date */
/* NULL for no date; else place, filled. */
Pb__Date *mg_wire_put_date (Pb__Date *place, const MgDate *date);

#define MG_WARD_DIGITS 3
/* A receipt's number by value; number 0: none. */
typedef struct
{
  char ward[MG_WARD_DIGITS + 1];
  MgDate day;
  guint number;
} MgReceiptNo;
MgReceiptNo mg_wire_receipt_no (const Pb__ReceiptNo *no);
/* NULL for none; else place, filled from no, which must outlive it. */
Pb__ReceiptNo *mg_wire_put_receipt_no (Pb__ReceiptNo *place, Pb__Date *day, const MgReceiptNo *no);
gboolean mg_receipt_no_equal (const MgReceiptNo *a, const MgReceiptNo *b);
/* "143-20261128-0007" and back. To be freed. */
char *mg_receipt_no_format (const MgReceiptNo *no);
gboolean mg_receipt_no_parse (const char *text, MgReceiptNo *ret);

/* A message over the form; its parts are borrowed from form and from this. */
typedef struct
{
  Pb__AcquireForm form;
  Pb__Date received;
  Pb__Date fact;
  char **documents; /* owned */
} MgWireForm;
void mg_wire_put_form (MgWireForm *place, const MgAcquire *form, const char *shori_no);
void mg_wire_form_clear (MgWireForm *place);

/* What is half typed, for a parked form; borrowed from form and from this. */
typedef struct
{
  Pb__HalfTyped places[MG_N_TYPED];
  Pb__HalfTyped *all[MG_N_TYPED];
} MgWireTyped;
void mg_wire_put_typed (MgWireTyped *place, const MgAcquire *form, Pb__DraftForm *draft);
/* form is initialised. */
void mg_wire_get_typed (const Pb__DraftForm *draft, MgAcquire *form);
/* form is initialised. */
void mg_wire_get_form (const Pb__AcquireForm *from, MgAcquire *form);
