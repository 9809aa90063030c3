/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-capture.h"

/* protobuf-c's structures are not const; nothing is changed through them. */
static ProtobufCBinaryData
borrow (const guint8 *bytes, gsize n)
{
  return (ProtobufCBinaryData){.len = n, .data = (uint8_t *)bytes};
}

gboolean
mg_capture_fill_picture (MgCapture *self, const MgPicture *picture, const guint8 *nonce,
                         const MgAssertion *assertion)
{
  Pb__Capture capture = PB__CAPTURE__INIT;
  const gsize pixels_n = (gsize)picture->width * picture->height;
  mg_assertion_digest (assertion, picture->pixels, pixels_n, &self->digest);
  capture.nonce = borrow (nonce, MG_LOGIN_NONCE_BYTES);
  capture.image_sha256 = borrow (self->digest.b, sizeof self->digest.b);
  g_assert (pb__capture__get_packed_size (&capture) <= sizeof self->payload);
  const gsize payload_n = pb__capture__pack (&capture, self->payload);
  if (!mg_assertion_sign (assertion, MG_ENVELOPE_TYPE ("capture"), self->payload, payload_n,
                          self->signature))
    return FALSE;

  pb__finger_image__init (&self->finger);
  self->finger.width = picture->width;
  self->finger.height = picture->height;
  self->finger.pixels = borrow (picture->pixels, pixels_n);
  self->finger.driver = picture->driver;
  self->finger.device_id = picture->device_id;
  pb__envelope__init (&self->envelope);
  self->envelope.payload_type = (char *)MG_ENVELOPE_TYPE ("capture");
  self->envelope.payload = borrow (self->payload, payload_n);
  self->envelope.key_id = borrow (mg_assertion_get_key_id (assertion), MG_KEY_ID_BYTES);
  self->envelope.signature = borrow (self->signature, sizeof self->signature);
  return TRUE;
}

gboolean
mg_capture_fill (MgCapture *self, MgLogin *login, const MgAssertion *assertion)
{
  const MgPicture *picture = mg_login_get_picture (login);
  return picture
         && mg_capture_fill_picture (self, picture, mg_login_get_nonce (login), assertion);
}
