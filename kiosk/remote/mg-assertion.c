/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-assertion.h"
#include <gio/gio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string.h>

struct _MgAssertion
{
  EVP_PKEY *key;
  guint8 key_id[MG_ASSERTION_KEY_ID_BYTES];
};

void
mg_digest (const guint8 *prefix, gsize prefix_n, const guint8 *bytes, gsize n,
           guint8 ret[MG_ASSERTION_DIGEST_BYTES])
{
  EVP_MD_CTX *md = EVP_MD_CTX_new ();
  EVP_DigestInit_ex (md, EVP_sha256 (), NULL);
  EVP_DigestUpdate (md, prefix, prefix_n);
  EVP_DigestUpdate (md, bytes, n);
  EVP_DigestFinal_ex (md, ret, NULL);
  EVP_MD_CTX_free (md);
}

MgAssertion *
mg_assertion_new (const char *pem, GError **error)
{
  guint8 raw[32];
  guint8 digest[MG_ASSERTION_DIGEST_BYTES];
  size_t raw_n = sizeof raw;
  BIO *bio = BIO_new_mem_buf (pem, -1);
  EVP_PKEY *key = PEM_read_bio_PrivateKey (bio, NULL, NULL, NULL);
  BIO_free (bio);
  if (!key || EVP_PKEY_get_id (key) != EVP_PKEY_ED25519
      || EVP_PKEY_get_raw_public_key (key, raw, &raw_n) != 1)
    {
      EVP_PKEY_free (key);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           "the assertion key is not an Ed25519 private key in PEM");
      return NULL;
    }
  MgAssertion *self = g_new0 (MgAssertion, 1);
  self->key = key;
  mg_digest (NULL, 0, raw, raw_n, digest);
  memcpy (self->key_id, digest, sizeof self->key_id);
  return self;
}

void
mg_assertion_free (MgAssertion *self)
{
  if (!self)
    return;
  EVP_PKEY_free (self->key); /* wipes */
  g_free (self);
}

const guint8 *
mg_assertion_get_key_id (const MgAssertion *self)
{
  return self->key_id;
}

gboolean
mg_assertion_sign (const MgAssertion *self, const char *type, const guint8 *payload, gsize n,
                   guint8 ret_signature[MG_ASSERTION_SIGNATURE_BYTES])
{
  g_autoptr (GByteArray) pae = g_byte_array_new ();
  g_autofree char *head = g_strdup_printf ("DSSEv1 %" G_GSIZE_FORMAT " %s %" G_GSIZE_FORMAT " ",
                                           strlen (type), type, n);
  size_t written = MG_ASSERTION_SIGNATURE_BYTES;
  g_byte_array_append (pae, (const guint8 *)head, (guint)strlen (head));
  g_byte_array_append (pae, payload, (guint)n);
  EVP_MD_CTX *md = EVP_MD_CTX_new ();
  const gboolean done = EVP_DigestSignInit (md, NULL, NULL, NULL, self->key) == 1
                        && EVP_DigestSign (md, ret_signature, &written, pae->data, pae->len) == 1;
  EVP_MD_CTX_free (md);
  return done && written == MG_ASSERTION_SIGNATURE_BYTES;
}
