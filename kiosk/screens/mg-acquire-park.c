/* SPDX-License-Identifier: Apache-2.0
 * The part of MgAcquireScreen that parks what is half filled in and turns to another parked form.
 */
#include "mg-acquire-private.h"
#include "model/mg-i18n.h"

static void
go_back (MgAcquireScreen *self)
{
  const gboolean from_register = mg_acquire_screen_corrects (self);
  self->after = MG_AFTER_NOTHING;
  if (!mg_form_is_unsaved (mg_acquire_screen_form (self))
      && !mg_act_is_open (mg_form_get_act (mg_acquire_screen_form (self))))
    mg_form_close (mg_acquire_screen_form (self));
  if (from_register)
    mg_screen_go (MG_SCREEN (self), "receipt", NULL);
  else if (mg_person_get_shori_no (mg_desk_get_person (self->desk)))
    mg_screen_go (MG_SCREEN (self), "person", NULL);
  else
    mg_screen_go (MG_SCREEN (self), "home", NULL);
}

static void
take (MgAcquireScreen *self, const Pb__DraftRow *row)
{
  if (!row)
    mg_acquire_screen_say (self, NULL, _ ("ほかに預けた届書はありません。"));
  else if (mg_drafts_take (mg_desk_get_drafts (self->desk), row))
    mg_acquire_screen_say (self, NULL, _ ("預けた届書を開いています…"));
}

static void
step (MgAcquireScreen *self, int by)
{
  self->after = MG_AFTER_NOTHING;
  take (self, mg_drafts_find_next (mg_desk_get_drafts (self->desk),
                                   mg_form_get_draft_id (mg_acquire_screen_form (self)), by));
}

static void
go_on (MgAcquireScreen *self, MgAfter after)
{
  if (after == MG_AFTER_BACK)
    go_back (self);
  else if (after != MG_AFTER_NOTHING)
    step (self, after == MG_AFTER_NEXT ? 1 : -1);
}

/* Parks what is typed, then goes on. */
void
mg_acquire_screen_park_and (MgAcquireScreen *self, MgAfter after)
{
  if (mg_act_is_open (mg_form_get_act (mg_acquire_screen_form (self))))
    {
      mg_acquire_screen_say_act (self, mg_form_get_act (mg_acquire_screen_form (self)));
      return;
    }
  mg_acquire_screen_read (self);
  if (!mg_form_is_unsaved (mg_acquire_screen_form (self)))
    {
      go_on (self, after);
      return;
    }
  self->after = after;
  if (mg_form_park (mg_acquire_screen_form (self), mg_acquire_fields_get_focus (self->fields)))
    mg_acquire_screen_say (self, NULL, _ ("書きかけの届書を預けています…"));
}

void
mg_acquire_screen_parking_changed (MgAcquireScreen *self)
{
  const MgAct *act = mg_form_get_parking (mg_acquire_screen_form (self));
  const MgAfter after = self->after;
  if (after == MG_AFTER_NOTHING || act->state == MG_ACT_SENDING || act->state == MG_ACT_WAITING)
    return;
  self->after = MG_AFTER_NOTHING;
  if (act->state == MG_ACT_DONE && !mg_form_is_unsaved (mg_acquire_screen_form (self)))
    {
      mg_drafts_ask (mg_desk_get_drafts (self->desk), FALSE);
      go_on (self, after);
    }
  else if (act->state == MG_ACT_FAILED && act->trouble == MG_TROUBLE_CONFLICT)
    mg_acquire_screen_say (
        self, "t-bad",
        _ ("× "
           "預けた届書は、ほかの職員が引き継いでいます。入力はこの画面に残っています。［F10］"
           "［F10］で捨てるか、［F12］で登録してください。"));
  else if (act->state == MG_ACT_UNSETTLED || act->state == MG_ACT_FAILED)
    mg_acquire_screen_say (self, "t-bad",
                           _ ("× "
                              "書きかけの届書を預けられませんでした。入力はこの画面に残っています。"
                              "もう一度［F3］を押してください。"));
}

void
mg_acquire_screen_taken_changed (MgAcquireScreen *self)
{
  const MgDate today = mg_desk_get_today (self->desk);
  const Pb__DraftTakeReply *taken = mg_drafts_get_taken (mg_desk_get_drafts (self->desk));
  if (!taken || !mg_form_begin_draft (mg_acquire_screen_form (self), taken, &today))
    return;
  self->said_act = TRUE;
  mg_person_open (mg_desk_get_person (self->desk),
                  mg_form_get_shori_no (mg_acquire_screen_form (self)), mg_desk_now_ms ());
  mg_acquire_fields_focus (self->fields, mg_form_get_cursor (mg_acquire_screen_form (self)));
  mg_acquire_screen_say (self, NULL, _ ("預けた届書を開きました。続きから入れられます。"));
}

/* A new form beside others that wait is said at once: the clerk may have forgotten them. */
static void
tell_parked (MgAcquireScreen *self, const Pb__DraftListReply *list)
{
  guint n = 0;
  for (size_t i = 0; i < list->n_rows; i++)
    n += list->rows[i]->own
         && !g_str_equal (list->rows[i]->shori_no,
                          mg_form_get_shori_no (mg_acquire_screen_form (self)));
  if (!self->tells_parked || n == 0)
    return;
  self->tells_parked = FALSE;
  g_autofree char *line = g_strdup_printf (
      _ ("▲ ほかに預けた届書が %u 件あります。［F7］［F8］で開けます。"), n);
  mg_acquire_screen_say (self, "t-warn", line);
}

void
mg_acquire_screen_drafts_changed (MgAcquireScreen *self)
{
  const Pb__DraftListReply *list = mg_drafts_get (mg_desk_get_drafts (self->desk));
  const MgAct *act = mg_drafts_get_act (mg_desk_get_drafts (self->desk));
  const int wanted = self->wanted_draft;
  if (self->is_here && act->state == MG_ACT_FAILED)
    mg_acquire_screen_say (self, "t-bad", mg_trouble_words (act->trouble));
  if (self->is_here && list)
    tell_parked (self, list);
  if (wanted < 0 || !list)
    return;
  self->wanted_draft = -1;
  if ((size_t)wanted < list->n_rows)
    take (self, list->rows[wanted]);
}

void
mg_acquire_screen_drop (MgAcquireScreen *self)
{
  if (mg_act_is_open (mg_form_get_act (mg_acquire_screen_form (self)))
      || mg_form_get_state (mg_acquire_screen_form (self)) == MG_FORM_DONE)
    return;
  if (!self->asks_drop)
    {
      self->asks_drop = TRUE;
      mg_acquire_screen_say (
          self, "t-warn",
          _ ("この届書の入力を捨てますか。もう一度［F10］で捨て、［Esc］で残します。"));
      return;
    }
  self->asks_drop = FALSE;
  mg_form_drop (mg_acquire_screen_form (self));
  go_back (self);
}
