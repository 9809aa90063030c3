/* SPDX-License-Identifier: Apache-2.0
 * What the two halves of the input context share: its state and the steps between its states. */
#pragma once
#include "mg-candidates.h"
#include "mg-im-context.h"
#include "mg-im-mode.h"

/* Three states: nothing typed; a reading (kana and tail); a conversion (segments). */
struct _MgImContext {
  GtkIMContext parent_instance;
  GtkWidget *client; /* not owned; set_client_widget(NULL) comes before it dies */
  GtkWidget *popover;
  GdkRectangle cursor;
  enum mg_im_mode mode;
  gboolean preedit_running;
  GString *kana; /* hiragana whatever the mode */
  GString *tail; /* romaji keys that make no syllable yet */
  GPtrArray *segments;
  guint current;
};

gboolean mg_im_is_idle (MgImContext *self);
gboolean mg_im_is_katakana (MgImContext *self);
void mg_im_preedit_changed (MgImContext *self);
void mg_im_leave_conversion (MgImContext *self);
void mg_im_drop_all (MgImContext *self);
void mg_im_commit_all (MgImContext *self);
gboolean mg_im_list_is_open (MgImContext *self);
/* Takes segments. */
void mg_im_enter_conversion (MgImContext *self, GPtrArray *segments);
void mg_im_choose (MgImContext *self, guint candidate, gboolean with_list);
void mg_im_move_to_segment (MgImContext *self, int delta);
void mg_im_resize_segment (MgImContext *self, int delta);
/* mg-im-keys.c */
gboolean mg_im_filter_keypress (GtkIMContext *context, GdkEvent *event);
