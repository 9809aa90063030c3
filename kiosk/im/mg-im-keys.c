/* SPDX-License-Identifier: Apache-2.0
 * Which key does what while kana is being composed. */
#include "mg-im-private.h"
#include "mg-kanji.h"
#include "mg-romaji.h"

#include <string.h>

#define FULL_WIDTH_SPACE "　"

static void
commit_text (MgImContext *self, const char *text)
{
  g_signal_emit_by_name (self, "commit", text);
}

static gboolean
type_direct (MgImContext *self, gunichar c)
{
  char text[7] = "";

  if (c == 0 || g_unichar_iscntrl (c))
    return FALSE;
  if (self->mode == MG_IM_DIGITS && !(c < 0x80 && g_ascii_isdigit ((char) c)))
    return TRUE; /* swallowed */
  g_unichar_to_utf8 (c, text);
  commit_text (self, text);
  return TRUE;
}

static gboolean
is_toggle (guint key, GdkModifierType state)
{
  return key == GDK_KEY_Zenkaku_Hankaku || key == GDK_KEY_Zenkaku || key == GDK_KEY_Hankaku || key == GDK_KEY_Kanji ||
         (key == GDK_KEY_space && (state & GDK_CONTROL_MASK) != 0);
}

static gboolean
change_mode (MgImContext *self, guint key, GdkModifierType state)
{
  enum mg_im_mode wanted;
  gboolean fixed;

  if (is_toggle (key, state))
    wanted = self->mode == MG_IM_DIRECT ? MG_IM_HIRAGANA : MG_IM_DIRECT;
  else if (key == GDK_KEY_Hiragana || key == GDK_KEY_Hiragana_Katakana)
    wanted = (state & GDK_SHIFT_MASK) != 0 ? MG_IM_KATAKANA : MG_IM_HIRAGANA;
  else if (key == GDK_KEY_Katakana)
    wanted = MG_IM_KATAKANA;
  else
    return FALSE;
  enum mg_im_mode asked = mg_im_mode_of_field (GTK_IM_CONTEXT (self), self->client, &fixed);
  if (!fixed) {
    mg_im_commit_all (self);
    self->mode = asked == MG_IM_SEARCH && wanted == MG_IM_HIRAGANA ? MG_IM_SEARCH : wanted;
    mg_im_mode_choose (wanted);
  }
  return TRUE;
}

/* F6 hiragana, F7 katakana, F8 half-width katakana, of the whole reading. */
static gboolean
key_kana_form (MgImContext *self, guint key)
{
  if (key < GDK_KEY_F6 || key > GDK_KEY_F8)
    return FALSE;
  mg_im_leave_conversion (self);
  mg_romaji_finish (self->kana, self->tail);
  mg_im_enter_conversion (self, mg_kanji_as_kana (self->kana->str, key - GDK_KEY_F6));
  return TRUE;
}

static gboolean
key_in_conversion (MgImContext *self, guint key, GdkModifierType state)
{
  struct mg_segment *s = g_ptr_array_index (self->segments, self->current);
  gboolean shift = (state & GDK_SHIFT_MASK) != 0;

  switch (key) {
  case GDK_KEY_space:
  case GDK_KEY_Henkan:
  case GDK_KEY_Down:
    mg_im_choose (self, s->chosen + (shift ? s->candidates->len - 1 : 1), TRUE);
    return TRUE;
  case GDK_KEY_Up:
    mg_im_choose (self, s->chosen + s->candidates->len - 1, TRUE);
    return TRUE;
  case GDK_KEY_Page_Down:
    mg_im_choose (self, MIN (s->chosen + MG_CANDIDATES_PER_PAGE, s->candidates->len - 1), TRUE);
    return TRUE;
  case GDK_KEY_Page_Up:
    mg_im_choose (self, s->chosen > MG_CANDIDATES_PER_PAGE ? s->chosen - MG_CANDIDATES_PER_PAGE : 0, TRUE);
    return TRUE;
  case GDK_KEY_Left:
  case GDK_KEY_Right:
    (shift ? mg_im_resize_segment : mg_im_move_to_segment) (self, key == GDK_KEY_Left ? -1 : 1);
    return TRUE;
  case GDK_KEY_Escape:
  case GDK_KEY_BackSpace:
    mg_im_leave_conversion (self);
    mg_im_preedit_changed (self);
    return TRUE;
  default:
    break;
  }
  if (mg_im_list_is_open (self) && key >= GDK_KEY_1 && key <= GDK_KEY_9) {
    guint candidate = s->chosen - s->chosen % MG_CANDIDATES_PER_PAGE + (key - GDK_KEY_1);
    if (candidate < s->candidates->len)
      mg_im_choose (self, candidate, TRUE);
    return TRUE;
  }
  return FALSE;
}

static gboolean
key_in_reading (MgImContext *self, guint key)
{
  switch (key) {
  case GDK_KEY_space:
  case GDK_KEY_Henkan:
    if (mg_im_is_katakana (self)) {
      mg_im_commit_all (self);
      commit_text (self, FULL_WIDTH_SPACE);
      return TRUE;
    }
    mg_romaji_finish (self->kana, self->tail);
    mg_im_enter_conversion (self, mg_kanji_convert (self->kana->str));
    return TRUE;
  case GDK_KEY_BackSpace:
    if (self->tail->len > 0)
      g_string_truncate (self->tail, self->tail->len - 1);
    else
      g_string_truncate (self->kana, (gsize) (g_utf8_find_prev_char (self->kana->str, self->kana->str + self->kana->len) -
                                              self->kana->str));
    mg_im_preedit_changed (self);
    return TRUE;
  case GDK_KEY_Escape:
    mg_im_drop_all (self);
    return TRUE;
  case GDK_KEY_Left:
  case GDK_KEY_Right:
  case GDK_KEY_Up:
  case GDK_KEY_Down:
  case GDK_KEY_Home:
  case GDK_KEY_End:
  case GDK_KEY_Delete:
    return TRUE; /* the reading is edited at its end only */
  default:
    return FALSE;
  }
}

/* The list under the search field follows the reading as it is typed: no second Enter is needed. */
static gboolean
passes_to_list (MgImContext *self, guint key)
{
  if (self->mode != MG_IM_SEARCH || self->segments != NULL)
    return FALSE;
  return key == GDK_KEY_Return || key == GDK_KEY_KP_Enter || key == GDK_KEY_Down || key == GDK_KEY_Up ||
         key == GDK_KEY_Page_Down || key == GDK_KEY_Page_Up;
}

static gboolean
key_in_preedit (MgImContext *self, guint key, GdkModifierType state)
{
  if (passes_to_list (self, key)) {
    mg_im_commit_all (self);
    return FALSE;
  }
  if (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter) {
    mg_im_commit_all (self);
    return TRUE;
  }
  return key_kana_form (self, key) ||
         (self->segments != NULL ? key_in_conversion (self, key, state) : key_in_reading (self, key));
}

/* In the search field a digit never belongs to a name: what was typed is settled, and the digits of a date or number
   follow half-width. "s54" keeps its era letter. */
static gboolean
type_search_digit (MgImContext *self, gunichar c)
{
  gboolean era = self->segments == NULL && self->tail->len == 1 && strchr ("mthsr", self->tail->str[0]) != NULL;
  char letter = self->tail->str[0];
  gboolean had_kana = self->segments != NULL || self->kana->len > 0;

  if (era && !had_kana)
    mg_im_drop_all (self);
  else {
    if (era)
      g_string_truncate (self->tail, 0);
    mg_im_commit_all (self);
  }
  if (had_kana)
    commit_text (self, " ");
  if (era)
    commit_text (self, (char[]) { g_ascii_toupper (letter), '\0' });
  return type_direct (self, c);
}

/* After digits, the dividers of dates and numbers stay what they are. */
static gboolean
is_search_divider (MgImContext *self, gunichar c)
{
  g_autofree char *text = NULL;
  int cursor = 0;

  if (!mg_im_is_idle (self) || c >= 0x80 || strchr ("-./", (char) c) == NULL ||
      !gtk_im_context_get_surrounding_with_selection (GTK_IM_CONTEXT (self), &text, &cursor, NULL))
    return FALSE;
  return cursor > 0 && g_ascii_isdigit (text[cursor - 1]);
}

static gboolean
type_search (MgImContext *self, gunichar c, gboolean shift)
{
  if (c == ' ' && (mg_im_is_idle (self) || shift)) {
    mg_im_commit_all (self);
    return type_direct (self, ' ');
  }
  if (c < 0x80 && g_ascii_isdigit ((char) c) && !(mg_im_list_is_open (self)))
    return type_search_digit (self, c);
  return is_search_divider (self, c) && type_direct (self, c);
}

static gboolean
type_kana (MgImContext *self, gunichar c)
{
  if (c <= ' ' || c >= 0x7f) {
    mg_im_commit_all (self);
    if (c == ' ')
      commit_text (self, FULL_WIDTH_SPACE);
    return c == ' ';
  }
  if (self->segments != NULL)
    mg_im_commit_all (self);
  mg_romaji_feed (self->kana, self->tail, (char) c);
  mg_im_preedit_changed (self);
  return TRUE;
}

static gboolean
is_modifier_key (guint key)
{
  return (key >= GDK_KEY_Shift_L && key <= GDK_KEY_Hyper_R) || key == GDK_KEY_ISO_Level3_Shift;
}

gboolean
mg_im_filter_keypress (GtkIMContext *context, GdkEvent *event)
{
  MgImContext *self = MG_IM_CONTEXT (context);
  GdkModifierType state = gdk_event_get_modifier_state (event);
  guint key = gdk_key_event_get_keyval (event);
  gunichar c = gdk_keyval_to_unicode (key);

  if (gdk_event_get_event_type (event) != GDK_KEY_PRESS || is_modifier_key (key))
    return FALSE;
  if (change_mode (self, key, state))
    return TRUE;
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0) {
    mg_im_commit_all (self); /* a shortcut must not act beside a hanging preedit */
    return FALSE;
  }
  if (self->mode == MG_IM_DIRECT || self->mode == MG_IM_DIGITS)
    return type_direct (self, c);
  if (self->mode == MG_IM_SEARCH && type_search (self, c, (state & GDK_SHIFT_MASK) != 0))
    return TRUE;
  if (!mg_im_is_idle (self) && key_in_preedit (self, key, state))
    return TRUE;
  if (c == 0 || g_unichar_iscntrl (c)) {
    mg_im_commit_all (self); /* Tab and the like: keep what was typed */
    return FALSE;
  }
  return type_kana (self, c);
}

