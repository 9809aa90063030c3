/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-assertion.h"
#include <gio/gio.h>
#include "wire/hash_evp.h"

struct _MgAssertion
{
  EVP_PKEY *key;
  struct mg_crypto *crypto;
  struct mg_signer signer;
  guint8 key_id[MG_KEY_ID_BYTES];
};

static gboolean
load (MgAssertion *self, const char *path, struct mg_error *err)
{
  if (!mg_crypto_evp_new (&self->crypto, err) || !mg_private_key_load (path, &self->key, err)
      || !mg_signer_evp (self->key, &self->signer, err))
    return FALSE;
  mg_key_id (self->crypto, self->signer.public_key, self->key_id);
  return TRUE;
}

MgAssertion *
mg_assertion_new (const char *path, GError **error)
{
  struct mg_error err = {0};
  g_autoptr (MgAssertion) self = g_new0 (MgAssertion, 1);
  if (!load (self, path, &err))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "assertion key: %s", err.detail);
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
mg_assertion_free (MgAssertion *self)
{
  if (!self)
    return;
  mg_private_key_freep (&self->key);
  mg_crypto_evp_free (self->crypto);
  g_free (self);
}

const guint8 *
mg_assertion_get_key_id (const MgAssertion *self)
{
  return self->key_id;
}

gboolean
mg_assertion_sign (const MgAssertion *self, const char *type, const guint8 *payload, gsize n,
                   guint8 ret_signature[MG_SIGNATURE_BYTES])
{
  return mg_envelope_sign (&self->signer, type, (struct mg_bytes){payload, n}, ret_signature,
                           NULL);
}

void
mg_assertion_digest (const MgAssertion *self, const guint8 *bytes, gsize n, struct mg_hash *ret)
{
  const struct mg_bytes part = {bytes, n};
  self->crypto->sha256 (self->crypto, &part, 1, ret);
}
