/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-finger-reader.h"
#include <fprint.h>
#include <string.h>
#ifdef MG_TEST_BUILD
#include <unistd.h>
#define PLUG_MS 100
#endif

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
  FpDevice *wrong;      /* plugged in, but gives no pictures; NULL: none */
  GCancellable *cancel; /* of the capture under way; NULL: none */
  /* state */
  gboolean is_opening;
  gboolean is_open;
  gboolean is_hot; /* that was said, and not yet that it is over */
  gboolean is_wanted;  /* arm() was called and no picture came yet */
#ifdef MG_TEST_BUILD
  guint plug; /* timer: looks whether another stand-in is plugged in */
#endif
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

/* libfprint reckons how warm the reader is, and says when it may be used again. */
static void
temperature_cb (FpDevice *device, GParamSpec *pspec, MgFingerReader *self)
{
  if (!self->is_hot || fp_device_get_temperature (device) == FP_TEMPERATURE_HOT)
    return;
  self->is_hot = FALSE;
  say (self, MG_READER_READY);
}

static MgReaderStatus
status_of_error (const GError *error)
{
  if (error->domain == FP_DEVICE_RETRY)
    return error->code == FP_DEVICE_RETRY_TOO_SHORT       ? MG_READER_SHORT
           : error->code == FP_DEVICE_RETRY_CENTER_FINGER ? MG_READER_OFF
           : error->code == FP_DEVICE_RETRY_REMOVE_FINGER ? MG_READER_LIFT
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
  const MgReaderStatus status = error ? status_of_error (error) : MG_READER_UNCLEAR;
  self->is_hot = !picture && status == MG_READER_HOT;
  if (status == MG_READER_BROKEN && error)
    g_message ("fingerprint reader: %s", error->message);
  if (picture)
    self->says->picture (picture, self->data);
  else
    say (self, status);
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
  self->is_opening = FALSE;
  self->is_open = opened;
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

static void
open_device (MgFingerReader *self)
{
  self->is_opening = TRUE;
  fp_device_open (self->device, NULL, opened_cb, g_object_ref (self));
}

/* Virtual readers are for tests, and tests take no other. */
static gboolean
is_allowed (MgFingerReader *self, FpDevice *device)
{
  const gboolean is_virtual = g_str_has_prefix (fp_device_get_driver (device), "virtual_");
#ifdef MG_TEST_BUILD
  return is_virtual == (self->virtual_socket != NULL);
#else
  return !is_virtual;
#endif
}

static void removed_cb (FpDevice *device, MgFingerReader *self);

static void
take_device (MgFingerReader *self, FpDevice *device)
{
  const gboolean is_right = fp_device_has_feature (device, FP_DEVICE_FEATURE_CAPTURE);
  if (self->device || !is_allowed (self, device) || (!is_right && self->wrong))
    return;
  *(is_right ? &self->device : &self->wrong) = g_object_ref (device);
  g_signal_connect_object (device, "removed", G_CALLBACK (removed_cb), self, 0);
  if (!is_right)
    {
      g_message ("fingerprint reader: %s gives no pictures", fp_device_get_driver (device));
      return;
    }
  g_signal_connect_object (device, "notify::finger-status", G_CALLBACK (finger_status_cb), self, 0);
  g_signal_connect_object (device, "notify::temperature", G_CALLBACK (temperature_cb), self, 0);
  open_device (self);
}

static void
say_absent (MgFingerReader *self)
{
  say (self, self->wrong ? MG_READER_WRONG : MG_READER_MISSING);
}

/* What is plugged in now; but: the one that is just going. */
static void
look_for_device (MgFingerReader *self, FpDevice *but)
{
  GPtrArray *devices = fp_context_get_devices (self->context);
  for (guint i = 0; i < devices->len; i++)
    if (devices->pdata[i] != but)
      take_device (self, devices->pdata[i]);
  if (!self->device)
    say_absent (self);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  /* the error says that it was pulled, which is why it is closed */
  fp_device_close_finish (FP_DEVICE (source), result, NULL);
}

static void
let_go (MgFingerReader *self)
{
  if (self->is_open)
    fp_device_close (self->device, NULL, closed_cb, NULL);
  g_clear_object (&self->device);
  self->is_opening = self->is_open = self->is_wanted = self->is_hot = FALSE;
}

/* libfprint takes a pulled reader from its list, and sees it come back, only when it was closed. */
static void
removed_cb (FpDevice *device, MgFingerReader *self)
{
  g_autoptr (FpDevice) gone = g_object_ref (device);
  g_signal_handlers_disconnect_by_data (gone, self);
  if (gone == self->device)
    let_go (self);
  else if (gone == self->wrong)
    g_clear_object (&self->wrong);
  look_for_device (self, gone);
}

static void
device_added_cb (FpContext *context, FpDevice *device, MgFingerReader *self)
{
  take_device (self, device);
  if (!self->device)
    say_absent (self);
}

static void
begin (MgFingerReader *self)
{
  self->context = fp_context_new ();
  g_signal_connect_object (self->context, "device-added", G_CALLBACK (device_added_cb), self, 0);
  look_for_device (self, NULL);
}

#ifdef MG_TEST_BUILD
/* libfprint looks for virtual readers only when a context begins. A file SOCKET.plug puts another stand-in where the one
 * before is or was; "wrong" in it: one that gives no pictures. */
static gboolean
plug_cb (gpointer data)
{
  MgFingerReader *self = data;
  g_autofree char *path = g_strconcat (self->virtual_socket, ".plug", NULL);
  g_autofree char *what = NULL;
  if (!g_file_get_contents (path, &what, NULL, NULL))
    return G_SOURCE_CONTINUE;
  unlink (path);
  const gboolean is_wrong = g_str_equal (what, "wrong");
  g_unsetenv (is_wrong ? "FP_VIRTUAL_IMAGE" : "FP_VIRTUAL_DEVICE");
  g_setenv (is_wrong ? "FP_VIRTUAL_DEVICE" : "FP_VIRTUAL_IMAGE", self->virtual_socket, TRUE);
  if (self->device)
    g_signal_handlers_disconnect_by_data (self->device, self);
  let_go (self);
  g_clear_object (&self->wrong);
  g_clear_object (&self->context);
  begin (self);
  return G_SOURCE_CONTINUE;
}
#endif

void
mg_finger_reader_start (MgFingerReader *self)
{
  /* A virtual reader appears merely because a variable is set: whoever sets it could play fingers. */
  g_unsetenv ("FP_VIRTUAL_IMAGE");
  g_unsetenv ("FP_VIRTUAL_DEVICE");
  g_unsetenv ("FP_VIRTUAL_DEVICE_STORAGE");
#ifdef MG_TEST_BUILD
  if (self->virtual_socket)
    {
      g_setenv ("FP_VIRTUAL_IMAGE", self->virtual_socket, TRUE);
      self->plug = g_timeout_add (PLUG_MS, plug_cb, self);
    }
#endif
  begin (self);
}

void
mg_finger_reader_arm (MgFingerReader *self)
{
  if (!self->device)
    {
      say_absent (self);
      return;
    }
  self->is_wanted = TRUE;
  if (!self->is_open && !self->is_opening)
    open_device (self); /* it could not be opened before */
  else if (self->is_open && !self->cancel)
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
#ifdef MG_TEST_BUILD
  g_clear_handle_id (&self->plug, g_source_remove);
#endif
  g_clear_object (&self->device);
  g_clear_object (&self->wrong);
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
