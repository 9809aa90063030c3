/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-client-person.h"
#include <string.h>
#include "madoguchi/v1/person.pb-c.h"
#include "mg-message.h"

G_STATIC_ASSERT ((int)MG_N_MATCHES == (int)PB__MATCH_KIND__MATCH_MY_NUMBER + 1);
G_STATIC_ASSERT ((int)MG_N_RESIDENTS == (int)PB__RESIDENT_STATE__RESIDENT_DECEASED + 1);

static const MgCallSpec search_call
    = {&pb__person__descriptor, "Search", .timeout_ms = 8000, MG_CALL_PLAIN};
static const MgCallSpec open_call
    = {&pb__person__descriptor, "Open", .timeout_ms = 8000, MG_CALL_PLAIN};
static const MgCallSpec history_call
    = {&pb__person__descriptor, "History", .timeout_ms = 15000, MG_CALL_PLAIN};

static MgDate
new_date (const Pb__Date *date)
{
  if (!date)
    return (MgDate){0, 0, 0};
  return (MgDate){date->year, (int)date->month, (int)date->day};
}

static GBytes *
new_cursor (const ProtobufCBinaryData *cursor)
{
  return cursor->len > 0 ? g_bytes_new (cursor->data, cursor->len) : NULL;
}

static MgRow *
new_row (const Pb__PersonRow *from)
{
  MgRow *row = mg_row_new ();
  if (!from)
    return row;
  mg_row_set (&row->shori_no, from->shori_no);
  mg_row_set (&row->name, from->name_kanji);
  mg_row_set (&row->kana, from->name_kana);
  mg_row_set (&row->matched_text, from->matched_text);
  mg_row_set (&row->birth_text, from->birth_text);
  mg_row_set (&row->sex, from->sex);
  mg_row_set (&row->address, from->may_not_show_address ? "" : from->address);
  mg_row_set (&row->ward, from->ward);
  row->match = (unsigned)from->match < MG_N_MATCHES ? (MgMatch)from->match : MG_MATCH_NONE;
  row->kana_from = from->kana_from;
  row->kana_len = from->kana_len;
  row->birth = new_date (from->birth);
  row->age = from->age;
  row->resident
      = (unsigned)from->state < MG_N_RESIDENTS ? (MgResident)from->state : MG_RESIDENT_ALL;
  row->hides_address = from->may_not_show_address;
  row->is_protected = from->may_not_show_address || from->under_protection;
  row->is_foreigner = from->foreigner;
  return row;
}

void
mg_client_search_async (MgClient *self, const MgQuestion *question, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data)
{
  Pb__PersonSearchRequest request = PB__PERSON_SEARCH_REQUEST__INIT;
  const gsize n = strlen (question->text);
  /* cut at a character: the server refuses more */
  const char *end = n <= MG_SEARCH_TEXT_BYTES
                        ? question->text + n
                        : g_utf8_find_prev_char (question->text,
                                                 question->text + MG_SEARCH_TEXT_BYTES + 1);
  g_autofree char *text = g_strndup (question->text, (gsize)(end - question->text));
  request.text = text;
  request.state = (Pb__ResidentState)question->resident;
  request.ward = (char *)question->ward;
  if (question->cursor)
    request.cursor.data
        = (uint8_t *)g_bytes_get_data (question->cursor, &request.cursor.len);
  mg_client_call_async (self, &search_call, &request.base, cancellable, callback, data);
}

gboolean
mg_client_search_finish (MgClient *self, GAsyncResult *result, MgSearch *search, guint generation,
                         gint64 now_ms, GError **error)
{
  g_autoptr (GError) own = NULL;
  g_autoptr (MgMessage) message = mg_client_call_finish (self, result, &own);
  if (!message)
    {
      mg_search_fail (search, generation, mg_trouble_of (own), now_ms);
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }
  const Pb__PersonSearchReply *reply = (const Pb__PersonSearchReply *)mg_message_get (message);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GBytes) cursor = new_cursor (&reply->next_cursor);
  for (size_t i = 0; i < reply->n_rows; i++)
    g_ptr_array_add (rows, new_row (reply->rows[i]));
  const MgAnswer answer = {.rows = rows,
                           .total = reply->total,
                           .more_than_total = reply->more_than_total,
                           .next_cursor = cursor,
                           .understood = reply->understood};
  mg_search_answer (search, generation, &answer, now_ms);
  return TRUE;
}

void
mg_client_open_async (MgClient *self, const char *shori_no, const MgDate *as_of,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  Pb__PersonOpenRequest request = PB__PERSON_OPEN_REQUEST__INIT;
  Pb__Date date = PB__DATE__INIT;
  request.shori_no = (char *)shori_no;
  if (as_of)
    {
      date.year = as_of->year;
      date.month = (uint32_t)as_of->month;
      date.day = (uint32_t)as_of->day;
      request.as_of = &date;
    }
  mg_client_call_async (self, &open_call, &request.base, cancellable, callback, data);
}

static MgItemState
item_state (Pb__Item__State state)
{
  return state == PB__ITEM__STATE__NOT_PERMITTED ? MG_ITEM_NOT_PERMITTED
         : state == PB__ITEM__STATE__UNKNOWN     ? MG_ITEM_UNKNOWN
                                                 : MG_ITEM_PLAIN;
}

static void
add_items (GPtrArray *to, Pb__Item *const *items, size_t n)
{
  for (size_t i = 0; i < n; i++)
    g_ptr_array_add (
        to, mg_item_new (items[i]->column, items[i]->value, item_state (items[i]->state)));
}

MgPersonData *
mg_client_open_finish (MgClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (MgMessage) message = mg_client_call_finish (self, result, error);
  if (!message)
    return NULL;
  const Pb__PersonOpenReply *reply = (const Pb__PersonOpenReply *)mg_message_get (message);
  MgPersonData *data = mg_person_data_new ();
  data->row = new_row (reply->person);
  data->pension_no = g_strdup (reply->pension_no);
  data->insured_type = g_strdup (reply->insured_type);
  data->has_my_number = reply->has_my_number;
  data->known_from_us = reply->known_from_us;
  data->version = reply->version;
  data->as_of = new_date (reply->as_of);
  data->not_yet_known = reply->not_yet_known;
  add_items (data->items[MG_GROUP_JUKI], reply->juki, reply->n_juki);
  add_items (data->items[MG_GROUP_ATENA], reply->atena, reply->n_atena);
  data->more_in_household = reply->more_in_household;
  for (size_t i = 0; i < reply->n_household; i++)
    g_ptr_array_add (data->household, mg_member_new (new_row (reply->household[i]->person),
                                                     reply->household[i]->relation,
                                                     reply->household[i]->head));
  return data;
}

void
mg_client_history_async (MgClient *self, const char *shori_no, GBytes *cursor,
                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  Pb__PersonHistoryRequest request = PB__PERSON_HISTORY_REQUEST__INIT;
  request.shori_no = (char *)shori_no;
  if (cursor)
    request.cursor.data = (uint8_t *)g_bytes_get_data (cursor, &request.cursor.len);
  mg_client_call_async (self, &history_call, &request.base, cancellable, callback, data);
}

GPtrArray *
mg_client_history_finish (MgClient *self, GAsyncResult *result, GBytes **ret_cursor,
                          GError **error)
{
  g_autoptr (MgMessage) message = mg_client_call_finish (self, result, error);
  if (!message)
    return NULL;
  const Pb__PersonHistoryReply *reply = (const Pb__PersonHistoryReply *)mg_message_get (message);
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify)mg_event_free);
  for (size_t i = 0; i < reply->n_events; i++)
    {
      const Pb__HistoryEvent *from = reply->events[i];
      const MgGroup group = g_str_equal (from->group, "atena") ? MG_GROUP_ATENA : MG_GROUP_JUKI;
      MgEvent *event = mg_event_new (from->reason_code, from->source, group);
      event->known_from_us = from->known_from_us;
      event->event_date = new_date (from->event_date);
      for (size_t k = 0; k < from->n_changes; k++)
        {
          const Pb__HistoryChange *change = from->changes[k];
          g_ptr_array_add (event->changes,
                           mg_change_new (change->column, change->before, change->after,
                                          item_state (change->state)));
        }
      g_ptr_array_add (events, event);
    }
  *ret_cursor = new_cursor (&reply->next_cursor);
  return events;
}
