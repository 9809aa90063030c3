/* SPDX-License-Identifier: Apache-2.0
 * Opens the approver's key with its PIN in a thread of its own, signs one ticket, wipes the key.
 * Must not decide what is signed. */
#pragma once
#include <gio/gio.h>
#include "madoguchi/v1/export.pb-c.h"
#include "mg-approval.h"
#include "signer/signer.h"

typedef struct
{
  GBytes *payload;
  struct mg_signed with;
} MgSigned;
void mg_signed_free (MgSigned *self); /* accepts NULL */

/* wrapped: NULL for a key on a card, which is then looked for by public_key (32 bytes). All is
 * copied, pin into locked memory. owner is the task's source. */
void mg_sign_async (GObject *owner, GBytes *payload, const Pb__WrappedKey *wrapped,
                    const guint8 *public_key, const char *pin, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer data);
/* NULL: ret_outcome says why; else it is SIGNED. */
MgSigned *mg_sign_finish (GAsyncResult *result, MgSigning *ret_outcome);
