/* SPDX-License-Identifier: Apache-2.0
 * Signs with the terminal's assertion key (Ed25519) as DSSE v1 envelopes. Must sign nothing but what
 * this terminal itself saw. docs/architecture.md, "Login". */
#pragma once
#include <glib.h>

#define MG_ASSERTION_SIGNATURE_BYTES 64
#define MG_ASSERTION_KEY_ID_BYTES 8
#define MG_ASSERTION_DIGEST_BYTES 32

typedef struct _MgAssertion MgAssertion;

/* pem: a private Ed25519 key. */
MgAssertion *mg_assertion_new (const char *pem, GError **error);
void mg_assertion_free (MgAssertion *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgAssertion, mg_assertion_free)

/* First 8 bytes of SHA-256 of the raw public key. */
const guint8 *mg_assertion_get_key_id (const MgAssertion *self);
/* Over the DSSE pre-authentication encoding of type and payload. */
gboolean mg_assertion_sign (const MgAssertion *self, const char *type, const guint8 *payload,
                            gsize n, guint8 ret_signature[MG_ASSERTION_SIGNATURE_BYTES]);

/* SHA-256 of prefix (0 to 1 byte) and bytes. */
void mg_digest (const guint8 *prefix, gsize prefix_n, const guint8 *bytes, gsize n,
                guint8 ret[MG_ASSERTION_DIGEST_BYTES]);
