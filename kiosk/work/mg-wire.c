/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-wire.h"
#include <stdio.h>
#include <string.h>

G_STATIC_ASSERT ((int)MG_FILER_AGENT == (int)PB__FILER_KIND__FILER_AGENT);
G_STATIC_ASSERT ((int)MG_NUMBER_NONE_HELD == (int)PB__NUMBER_CHECK__NUMBER_NONE_HELD);

MgDate
mg_wire_date (const Pb__Date *date)
{
  if (!date)
    return (MgDate) {0, 0, 0};
  return (MgDate) {date->year, (int)date->month, (int)date->day};
}

Pb__Date *
mg_wire_put_date (Pb__Date *place, const MgDate *date)
{
  if (date->year == 0)
    return NULL;
  *place = (Pb__Date)PB__DATE__INIT;
  place->year = date->year;
  place->month = (uint32_t)date->month;
  place->day = (uint32_t)date->day;
  return place;
}

MgReceiptNo
mg_wire_receipt_no (const Pb__ReceiptNo *no)
{
  MgReceiptNo ret = {.number = 0};
  if (!no)
    return ret;
  g_strlcpy (ret.ward, no->ward, sizeof ret.ward);
  ret.day = mg_wire_date (no->day);
  ret.number = no->number;
  return ret;
}

Pb__ReceiptNo *
mg_wire_put_receipt_no (Pb__ReceiptNo *place, Pb__Date *day, const MgReceiptNo *no)
{
  if (no->number == 0)
    return NULL;
  *place = (Pb__ReceiptNo)PB__RECEIPT_NO__INIT;
  place->ward = (char *)no->ward;
  place->day = mg_wire_put_date (day, &no->day);
  place->number = no->number;
  return place;
}

gboolean
mg_receipt_no_equal (const MgReceiptNo *a, const MgReceiptNo *b)
{
  return g_str_equal (a->ward, b->ward) && mg_date_compare (&a->day, &b->day) == 0
         && a->number == b->number;
}

char *
mg_receipt_no_format (const MgReceiptNo *no)
{
  if (no->number == 0)
    return g_strdup ("");
  return g_strdup_printf ("%s-%04d%02d%02d-%04u", no->ward, no->day.year, no->day.month,
                          no->day.day, no->number);
}

gboolean
mg_receipt_no_parse (const char *text, MgReceiptNo *ret)
{
  MgReceiptNo no = {.number = 0};
  char day[9] = "";
  int end = 0;
  if (sscanf (text, "%3[0-9]-%8[0-9]-%9u%n", no.ward, day, &no.number, &end) != 3
      || text[end] != '\0' || strlen (no.ward) != MG_WARD_DIGITS || no.number == 0
      || !mg_date_from_digits (day, &no.day))
    return FALSE;
  *ret = no;
  return TRUE;
}

void
mg_wire_put_form (MgWireForm *place, const MgAcquire *form, const char *shori_no)
{
  *place = (MgWireForm) {.form = PB__ACQUIRE_FORM__INIT};
  Pb__AcquireForm *to = &place->form;
  to->shori_no = (char *)shori_no;
  to->received_date = mg_wire_put_date (&place->received, &form->received);
  to->fact_date = mg_wire_put_date (&place->fact, &form->fact);
  to->reason_code = form->text[MG_ACQUIRE_REASON];
  to->filer = (Pb__FilerKind)form->filer;
  if (form->filer == MG_FILER_HEAD || form->filer == MG_FILER_AGENT)
    {
      to->filer_name = form->text[MG_ACQUIRE_FILER_NAME];
      to->filer_relation = form->text[MG_ACQUIRE_RELATION];
    }
  place->documents = g_strsplit (form->text[MG_ACQUIRE_DOCUMENTS], " ", -1);
  to->documents = place->documents;
  to->n_documents = g_strv_length (place->documents);
  to->number_check = (Pb__NumberCheck)form->number;
  to->pension_no = form->text[MG_ACQUIRE_PENSION_NO];
  to->late_entry_reason = form->text[MG_ACQUIRE_LATE];
  to->remarks = form->text[MG_ACQUIRE_REMARKS];
}

void
mg_wire_form_clear (MgWireForm *place)
{
  g_clear_pointer (&place->documents, g_strfreev);
}

void
mg_wire_get_form (const Pb__AcquireForm *from, MgAcquire *form)
{
  g_autofree char **documents = g_new0 (char *, from->n_documents + 1);
  for (size_t i = 0; i < from->n_documents; i++)
    documents[i] = from->documents[i]; /* borrowed strings */
  g_autofree char *joined = g_strjoinv (" ", documents);
  form->received = mg_wire_date (from->received_date);
  form->fact = mg_wire_date (from->fact_date);
  form->filer = (unsigned)from->filer < MG_N_FILERS ? (MgFiler)from->filer : MG_FILER_UNKNOWN;
  form->number = (unsigned)from->number_check < MG_N_NUMBERS ? (MgNumberCheck)from->number_check
                                                             : MG_NUMBER_NOT_SHOWN;
  mg_acquire_set_text (form, MG_ACQUIRE_REASON, from->reason_code);
  mg_acquire_set_text (form, MG_ACQUIRE_FILER_NAME, from->filer_name);
  mg_acquire_set_text (form, MG_ACQUIRE_RELATION, from->filer_relation);
  mg_acquire_set_text (form, MG_ACQUIRE_DOCUMENTS, joined);
  mg_acquire_set_text (form, MG_ACQUIRE_PENSION_NO, from->pension_no);
  mg_acquire_set_text (form, MG_ACQUIRE_LATE, from->late_entry_reason);
  mg_acquire_set_text (form, MG_ACQUIRE_REMARKS, from->remarks);
}

void
mg_wire_put_typed (MgWireTyped *place, const MgAcquire *form, Pb__DraftForm *draft)
{
  draft->half_typed = place->all;
  draft->n_half_typed = 0;
  for (guint i = 0; i < MG_N_TYPED; i++)
    if (*form->typed[i])
      {
        Pb__HalfTyped *to = &place->places[i];
        *to = (Pb__HalfTyped)PB__HALF_TYPED__INIT;
        to->field = (char *)mg_typed_name (i);
        to->text = form->typed[i];
        place->all[draft->n_half_typed++] = to;
      }
}

void
mg_wire_get_typed (const Pb__DraftForm *draft, MgAcquire *form)
{
  for (size_t i = 0; i < draft->n_half_typed; i++)
    {
      const guint field = mg_typed_of_name (draft->half_typed[i]->field);
      if (field < MG_N_TYPED)
        mg_acquire_set_typed (form, field, draft->half_typed[i]->text);
    }
}
