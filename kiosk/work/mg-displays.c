/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-displays.h"
#include "madoguchi/v1/display.pb-c.h"

static const MgCallSpec show_call
    = {&pb__display__descriptor, "Show", .timeout_ms = 5000, MG_CALL_PLAIN};
static const MgCallSpec set_call
    = {&pb__display__descriptor, "Set", .timeout_ms = 8000, MG_CALL_WRITE};

struct _MgDisplays
{
  GObject parent_instance;
  /* owned */
  MgRead *show;
  MgWrite *set;
  /* state */
  MgDisplay display;
  gboolean is_known;
};

G_DEFINE_FINAL_TYPE (MgDisplays, mg_displays, G_TYPE_OBJECT)

static guint changed_signal;

static void
changed (MgDisplays *self)
{
  g_signal_emit (self, changed_signal, 0);
}

void
mg_displays_told (MgDisplays *self, const MgDisplay *display)
{
  if (self->is_known && mg_display_equal (&self->display, display))
    return;
  self->display = *display;
  self->is_known = TRUE;
  changed (self);
}

static void
take (MgDisplays *self, const ProtobufCMessage *message)
{
  const Pb__DisplaySettings *told = (const Pb__DisplaySettings *)message;
  /* a scale that this program does not know is none */
  const MgDisplay display = {mg_display_scale_of (mg_display_number_of (told->scale)),
                             told->contrast, told->reader};
  mg_displays_told (self, &display);
}

static void
shown_cb (gpointer owner, MgMessage *message, MgTrouble trouble)
{
  g_autoptr (MgMessage) taken = message;
  if (taken)
    take (owner, mg_message_get (taken));
}

void
mg_displays_ask (MgDisplays *self)
{
  Pb__DisplayShowRequest request = PB__DISPLAY_SHOW_REQUEST__INIT;
  if (!self->is_known && !mg_read_is_busy (self->show))
    mg_read_ask (self->show, &request.base);
}

const MgDisplay *
mg_displays_get (MgDisplays *self)
{
  return self->is_known ? &self->display : NULL;
}

static void
written_cb (gpointer owner, MgWrite *write)
{
  const ProtobufCMessage *reply = mg_write_get_reply (write);
  if (reply)
    take (owner, reply);
  changed (owner);
}

gboolean
mg_displays_set (MgDisplays *self, const MgDisplay *display)
{
  Pb__DisplaySettings request = PB__DISPLAY_SETTINGS__INIT;
  request.scale = display->scale;
  request.contrast = display->contrast;
  request.reader = display->reader;
  return mg_write_again (self->set) || mg_write_send (self->set, &request.base);
}

const MgAct *
mg_displays_get_act (MgDisplays *self)
{
  return mg_write_get_act (self->set);
}

void
mg_displays_clear (MgDisplays *self)
{
  mg_write_clear (self->set);
}

static void
mg_displays_finalize (GObject *object)
{
  mg_read_free (MG_DISPLAYS (object)->show);
  mg_write_free (MG_DISPLAYS (object)->set);
  G_OBJECT_CLASS (mg_displays_parent_class)->finalize (object);
}

static void
mg_displays_class_init (MgDisplaysClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_displays_finalize;
  changed_signal = g_signal_new ("changed", MG_TYPE_DISPLAYS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
mg_displays_init (MgDisplays *self)
{
}

MgDisplays *
mg_displays_new (MgLine *line)
{
  MgDisplays *self = g_object_new (MG_TYPE_DISPLAYS, NULL);
  self->show = mg_read_new (line, &show_call, shown_cb, self);
  self->set = mg_write_new (line, &set_call, written_cb, self);
  return self;
}
