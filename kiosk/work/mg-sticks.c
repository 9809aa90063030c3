/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-sticks.h"
#include <string.h>
#include "remote/mg-agent.h"

#define EVERY_MS 1500

struct _MgSticks
{
  GObject parent_instance;
  /* borrowed */
  const char *path;
  /* owned */
  MgAgent *agent; /* while a question is open */
  Ag__FromAgent *held;
  /* state */
  MgSticksState state;
  guint timer;
};

G_DEFINE_FINAL_TYPE (MgSticks, mg_sticks, G_TYPE_OBJECT)

static guint changed_signal;

static gboolean
is_same (const Ag__FromAgent *a, const Ag__FromAgent *b)
{
  if (!a || !b || a->plugged->n_sticks != b->plugged->n_sticks)
    return FALSE;
  for (size_t i = 0; i < a->plugged->n_sticks; i++)
    if (!mg_stick_same (a->plugged->sticks[i]->device, b->plugged->sticks[i]->device)
        || a->plugged->sticks[i]->is_storage != b->plugged->sticks[i]->is_storage)
      return FALSE;
  return TRUE;
}

static void
hold (MgSticks *self, Ag__FromAgent *message, MgSticksState state)
{
  Ag__FromAgent *old = self->held;
  const gboolean news = self->state != state || (message && !is_same (old, message));
  self->held = message;
  self->state = state;
  if (news)
    g_signal_emit (self, changed_signal, 0);
  if (old)
    ag__from_agent__free_unpacked (old, NULL);
}

/* The message of a callback goes with it: a copy by its own bytes. */
static Ag__FromAgent *
copy (const Ag__FromAgent *message)
{
  const gsize n = ag__from_agent__get_packed_size (message);
  g_autofree guint8 *bytes = g_malloc (n + 1);
  ag__from_agent__pack (message, bytes);
  return ag__from_agent__unpack (NULL, n, bytes);
}

static void
said_cb (gpointer owner, const Ag__FromAgent *message)
{
  MgSticks *self = owner;
  g_clear_pointer (&self->agent, mg_agent_free);
  if (message && message->plugged)
    hold (self, copy (message), MG_STICKS_KNOWN);
  else if (!message)
    hold (self, NULL, MG_STICKS_NO_AGENT);
  /* else a refusal (busy): what was known stays */
}

static void
ask (MgSticks *self)
{
  Ag__ToAgent message = AG__TO_AGENT__INIT;
  Ag__Devices devices = AG__DEVICES__INIT;
  if (self->agent)
    return;
  self->agent = mg_agent_connect (self->path, said_cb, self);
  message.devices = &devices;
  if (!self->agent || !mg_agent_send (self->agent, &message, -1))
    {
      g_clear_pointer (&self->agent, mg_agent_free);
      hold (self, NULL, MG_STICKS_NO_AGENT);
    }
}

static gboolean
due_cb (gpointer data)
{
  ask (data);
  return G_SOURCE_CONTINUE;
}

void
mg_sticks_watch (MgSticks *self, gboolean on)
{
  if (on == (self->timer > 0))
    return;
  if (on)
    {
      self->timer = g_timeout_add (EVERY_MS, due_cb, self);
      ask (self);
      return;
    }
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->agent, mg_agent_free);
}

MgSticksState
mg_sticks_get_state (MgSticks *self)
{
  return self->state;
}

guint
mg_sticks_count (MgSticks *self)
{
  return self->held ? (guint)self->held->plugged->n_sticks : 0;
}

const Ag__Stick *
mg_sticks_get (MgSticks *self, guint n)
{
  return n < mg_sticks_count (self) ? self->held->plugged->sticks[n] : NULL;
}

gboolean
mg_stick_same (const Sg__UsbDevice *a, const Sg__UsbDevice *b)
{
  return a && b && a->vendor == b->vendor && a->product == b->product
         && g_str_equal (a->serial, b->serial)
         && a->descriptors_sha256.len == b->descriptors_sha256.len
         && (a->descriptors_sha256.len == 0
             || memcmp (a->descriptors_sha256.data, b->descriptors_sha256.data,
                        a->descriptors_sha256.len)
                    == 0);
}

gboolean
mg_sticks_has (MgSticks *self, const Sg__UsbDevice *device)
{
  for (guint i = 0; i < mg_sticks_count (self); i++)
    if (mg_stick_same (mg_sticks_get (self, i)->device, device))
      return TRUE;
  return FALSE;
}

char *
mg_stick_format (const Sg__UsbDevice *device, const char *product_name)
{
  if (!device)
    return g_strdup ("―");
  if (product_name && *product_name)
    return g_strdup_printf ("%s　%s", product_name, device->serial);
  return g_strdup_printf ("%04x:%04x　%s", device->vendor, device->product, device->serial);
}

static void
mg_sticks_finalize (GObject *object)
{
  MgSticks *self = MG_STICKS (object);
  mg_sticks_watch (self, FALSE);
  g_clear_pointer (&self->agent, mg_agent_free);
  if (self->held)
    ag__from_agent__free_unpacked (self->held, NULL);
  G_OBJECT_CLASS (mg_sticks_parent_class)->finalize (object);
}

static void
mg_sticks_class_init (MgSticksClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mg_sticks_finalize;
  changed_signal = g_signal_new ("changed", MG_TYPE_STICKS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
mg_sticks_init (MgSticks *self)
{
}

MgSticks *
mg_sticks_new (const char *path)
{
  MgSticks *self = g_object_new (MG_TYPE_STICKS, NULL);
  self->path = path;
  return self;
}
