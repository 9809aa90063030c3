/* SPDX-License-Identifier: Apache-2.0
 * Signs with the terminal's assertion key (Ed25519) as DSSE v1 envelopes. Must sign nothing but what
 * this terminal itself saw. docs/architecture.md, "Login". */
#pragma once
#include <glib.h>
#include "wire/envelope.h"

typedef struct _MgAssertion MgAssertion;

/* path: a private Ed25519 key in PEM. */
MgAssertion *mg_assertion_new (const char *path, GError **error);
void mg_assertion_free (MgAssertion *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgAssertion, mg_assertion_free)

const guint8 *mg_assertion_get_key_id (const MgAssertion *self); /* MG_KEY_ID_BYTES */
gboolean mg_assertion_sign (const MgAssertion *self, const char *type, const guint8 *payload,
                            gsize n, guint8 ret_signature[MG_SIGNATURE_BYTES]);
void mg_assertion_digest (const MgAssertion *self, const guint8 *bytes, gsize n,
                          struct mg_hash *ret);
