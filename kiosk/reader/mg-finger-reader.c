/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-finger-reader.h"
#include <fprint.h>
#include <string.h>

struct _MgFingerReader
{
  GObject parent_instance;
  /* borrowed */
  const MgFingerReaderSays *says;
  gpointer data;
  /* owned */
  char *virtual_socket;
  FpContext *context;
  FpDevice *device;     /* NULL: none */
  GCancellable *cancel; /* of the capture under way; NULL: none */
  /* state */
  gboolean is_open;
  gboolean is_wanted;  /* arm() was called and no picture came yet */
  gboolean was_broken; /* could not be opened */
};

G_DEFINE_FINAL_TYPE (MgFingerReader, mg_finger_reader, G_TYPE_OBJECT)

static void capture (MgFingerReader *self);

static void
say (MgFingerReader *self, MgReaderStatus status)
{
  self->says->status (status, self->data);
}

static void
finger_status_cb (FpDevice *device, GParamSpec *pspec, MgFingerReader *self)
{
  const FpFingerStatusFlags flags = fp_device_get_finger_status (device);
  if (!self->is_wanted)
    return;
  if (flags & FP_FINGER_STATUS_PRESENT)
    say (self, MG_READER_TOUCHED);
  else if (flags & FP_FINGER_STATUS_NEEDED)
    say (self, MG_READER_WANTS);
}

static MgReaderStatus
status_of_error (const GError *error)
{
  if (error->domain == FP_DEVICE_RETRY)
    return error->code == FP_DEVICE_RETRY_TOO_SHORT       ? MG_READER_SHORT
           : error->code == FP_DEVICE_RETRY_CENTER_FINGER ? MG_READER_OFF
                                                          : MG_READER_UNCLEAR;
  if (g_error_matches (error, FP_DEVICE_ERROR, FP_DEVICE_ERROR_TOO_HOT))
    return MG_READER_HOT;
  if (g_error_matches (error, FP_DEVICE_ERROR, FP_DEVICE_ERROR_REMOVED))
    return MG_READER_MISSING;
  return MG_READER_BROKEN;
}

static MgPicture *
take_picture (FpDevice *device, FpImage *image)
{
  gsize n = 0;
  const guint8 *pixels = fp_image_get_data (image, &n);
  const guint width = fp_image_get_width (image);
  const guint height = fp_image_get_height (image);
  if (!pixels || n < (gsize)width * height)
    return NULL;
  MgPicture *picture = mg_picture_new (width, height, pixels, fp_device_get_driver (device),
                                       fp_device_get_device_id (device));
  explicit_bzero ((guint8 *)pixels, n); /* ours to destroy: the image goes next */
  return picture;
}

static void
captured_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MgFingerReader) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FpImage) image = fp_device_capture_finish (FP_DEVICE (source), result, &error);
  const gboolean was_cancelled = g_cancellable_is_cancelled (self->cancel);
  g_clear_object (&self->cancel);
  if (FP_DEVICE (source) != self->device)
    return; /* pulled meanwhile; that was said */
  if (was_cancelled)
    {
      if (self->is_wanted)
        capture (self); /* armed again before the old capture had ended */
      return;
    }
  self->is_wanted = FALSE;
  MgPicture *picture = image ? take_picture (self->device, image) : NULL;
  if (picture)
    self->says->picture (picture, self->data);
  else
    say (self, error ? status_of_error (error) : MG_READER_UNCLEAR);
}

static void
capture (MgFingerReader *self)
{
  self->cancel = g_cancellable_new ();
  fp_device_capture (self->device, TRUE, self->cancel, captured_cb, g_object_ref (self));
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MgFingerReader) self = data;
  g_autoptr (GError) error = NULL;
  const gboolean opened = fp_device_open_finish (FP_DEVICE (source), result, &error);
  if (FP_DEVICE (source) != self->device)
    return;
  self->is_open = opened;
  self->was_broken = !opened;
  if (!opened)
    g_message ("fingerprint reader: %s", error->message);
  if (!opened && self->is_wanted)
    {
      self->is_wanted = FALSE;
      say (self, MG_READER_BROKEN);
    }
  else if (opened && self->is_wanted)
    capture (self);
  else if (opened)
    say (self, MG_READER_READY);
}

static gboolean
is_usable (MgFingerReader *self, FpDevice *device)
{
  const gboolean is_virtual = g_str_has_prefix (fp_device_get_driver (device), "virtual_");
#ifdef MG_TEST_BUILD
  if (is_virtual != (self->virtual_socket != NULL))
    return FALSE;
#else
  if (is_virtual)
    return FALSE;
#endif
  return fp_device_has_feature (device, FP_DEVICE_FEATURE_CAPTURE);
}

static void
take_device (MgFingerReader *self, FpDevice *device)
{
  if (self->device || !is_usable (self, device))
    return;
  self->device = g_object_ref (device);
  g_signal_connect_object (device, "notify::finger-status", G_CALLBACK (finger_status_cb), self, 0);
  fp_device_open (device, NULL, opened_cb, g_object_ref (self));
}

static void
device_removed_cb (FpContext *context, FpDevice *device, MgFingerReader *self)
{
  if (device != self->device)
    return;
  g_signal_handlers_disconnect_by_data (device, self);
  g_clear_object (&self->device);
  self->is_open = FALSE;
  self->is_wanted = FALSE;
  say (self, MG_READER_MISSING);
}

static void
device_added_cb (FpContext *context, FpDevice *device, MgFingerReader *self)
{
  take_device (self, device);
}

void
mg_finger_reader_start (MgFingerReader *self)
{
  /* A virtual reader appears merely because a variable is set: whoever sets it could play fingers. */
  g_unsetenv ("FP_VIRTUAL_IMAGE");
  g_unsetenv ("FP_VIRTUAL_DEVICE");
  g_unsetenv ("FP_VIRTUAL_DEVICE_STORAGE");
#ifdef MG_TEST_BUILD
  if (self->virtual_socket)
    g_setenv ("FP_VIRTUAL_IMAGE", self->virtual_socket, TRUE);
#endif
  self->context = fp_context_new ();
  g_signal_connect_object (self->context, "device-added", G_CALLBACK (device_added_cb), self, 0);
  g_signal_connect_object (self->context, "device-removed", G_CALLBACK (device_removed_cb), self,
                           0);
  GPtrArray *devices = fp_context_get_devices (self->context);
  for (guint i = 0; i < devices->len; i++)
    take_device (self, devices->pdata[i]);
  if (!self->device)
    say (self, MG_READER_MISSING);
}

void
mg_finger_reader_arm (MgFingerReader *self)
{
  if (!self->device || self->was_broken)
    {
      say (self, self->device ? MG_READER_BROKEN : MG_READER_MISSING);
      return;
    }
  self->is_wanted = TRUE;
  if (self->is_open && !self->cancel)
    capture (self);
}

void
mg_finger_reader_disarm (MgFingerReader *self)
{
  self->is_wanted = FALSE;
  if (self->cancel)
    g_cancellable_cancel (self->cancel);
}

static void
mg_finger_reader_dispose (GObject *object)
{
  MgFingerReader *self = MG_FINGER_READER (object);
  g_clear_object (&self->device);
  g_clear_object (&self->context);
  g_clear_pointer (&self->virtual_socket, g_free);
  G_OBJECT_CLASS (mg_finger_reader_parent_class)->dispose (object);
}

static void
mg_finger_reader_class_init (MgFingerReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mg_finger_reader_dispose;
}

static void
mg_finger_reader_init (MgFingerReader *self)
{
}

MgFingerReader *
mg_finger_reader_new (const char *virtual_socket, const MgFingerReaderSays *says, gpointer data)
{
  MgFingerReader *self = g_object_new (MG_TYPE_FINGER_READER, NULL);
  self->virtual_socket = g_strdup (virtual_socket);
  self->says = says;
  self->data = data;
  return self;
}
