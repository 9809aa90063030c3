/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-log-key.h"
#include <gio/gio.h>
#include <string.h>
#include "wire/checkpoint.h"
#include "wire/hash_evp.h"

G_STATIC_ASSERT (MG_RECORD_HASH_BYTES == MG_HASH_BYTES);

struct _MgLogKey
{
  char *origin;
  struct mg_crypto *crypto;
  guint8 key[MG_PUBLIC_KEY_BYTES];
};

MgLogKey *
mg_log_key_new (const char *origin, const char *path, GError **error)
{
  struct mg_error err = {0};
  g_autoptr (MgLogKey) self = g_new0 (MgLogKey, 1);
  self->origin = g_strdup (origin);
  if (!mg_crypto_evp_new (&self->crypto, &err) || !mg_public_key_load (path, self->key, &err))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "log key: %s", err.detail);
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
mg_log_key_free (MgLogKey *self)
{
  if (!self)
    return;
  mg_crypto_evp_free (self->crypto);
  g_free (self->origin);
  g_free (self);
}

static gboolean
read_checkpoint (const char *note, gsize n, MgTree *ret, gpointer data)
{
  const MgLogKey *self = data;
  struct mg_checkpoint checkpoint;
  const struct mg_bytes bytes = {(const uint8_t *)note, n};
  if (!mg_checkpoint_open (self->crypto, self->origin, self->key, bytes, &checkpoint, NULL))
    return FALSE;
  ret->size = checkpoint.size;
  memcpy (ret->root, checkpoint.root.b, sizeof ret->root);
  return TRUE;
}

/* A proof longer than any tree of 64-bit size needs is no proof. */
static gboolean
copy_path (const guint8 *path, gsize n, struct mg_hash ret[MG_PROOF_MAX])
{
  if (n > MG_PROOF_MAX)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    memcpy (ret[i].b, path + i * MG_HASH_BYTES, MG_HASH_BYTES);
  return TRUE;
}

static gboolean
is_consistent (const MgTree *old, const MgTree *new, const guint8 *path, gsize path_n,
               gpointer data)
{
  const MgLogKey *self = data;
  struct mg_hash hashes[MG_PROOF_MAX];
  struct mg_hash old_root;
  struct mg_hash root;
  memcpy (old_root.b, old->root, MG_HASH_BYTES);
  memcpy (root.b, new->root, MG_HASH_BYTES);
  return copy_path (path, path_n, hashes)
         && mg_consistency_is_proved (self->crypto, old->size, &old_root, new->size, &root, hashes,
                                      path_n);
}

static gboolean
is_included (const MgTree *tree, const MgLeafProof *proof, gpointer data)
{
  const MgLogKey *self = data;
  struct mg_hash hashes[MG_PROOF_MAX];
  struct mg_hash leaf;
  struct mg_hash root;
  memcpy (leaf.b, proof->leaf, MG_HASH_BYTES);
  memcpy (root.b, tree->root, MG_HASH_BYTES);
  return copy_path (proof->path, proof->path_n, hashes)
         && mg_inclusion_is_proved (self->crypto, proof->index, tree->size, &leaf, hashes,
                                    proof->path_n, &root);
}

const MgRecordChecks mg_log_key_checks = {read_checkpoint, is_consistent, is_included};
