/* SPDX-License-Identifier: Apache-2.0
 * The finger and its signed capture as Login and Resume carry them; for the clients only. */
#pragma once
#include "madoguchi/v1/login.pb-c.h"
#include "mg-assertion.h"
#include "model/mg-login.h"

typedef struct
{
  Pb__FingerImage finger;
  Pb__Envelope envelope;
  struct mg_hash digest;
  guint8 payload[128];
  guint8 signature[MG_SIGNATURE_BYTES];
} MgCapture;

/* A picture signed with a nonce of MG_LOGIN_NONCE_BYTES; self borrows from picture and assertion. */
gboolean mg_capture_fill_picture (MgCapture *self, const MgPicture *picture, const guint8 *nonce,
                                  const MgAssertion *assertion);
/* Fills self from what login holds; self borrows from login and assertion. FALSE without a picture. */
gboolean mg_capture_fill (MgCapture *self, MgLogin *login, const MgAssertion *assertion);
