/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-authority.h"
#include <gio/gio.h>
#include <string.h>
#include "agent/verify/keys.h"
#include "wire/hash_evp.h"

struct _MgAuthority
{
  struct mg_crypto *crypto;
  struct mg_policy policy;
  struct mg_known known; /* the newest epoch of this session */
};

MgAuthority *
mg_authority_new (const char *municipality, const char *path, GError **error)
{
  struct mg_error err = {0};
  g_autoptr (MgAuthority) self = g_new0 (MgAuthority, 1);
  if (!mg_crypto_evp_new (&self->crypto, &err)
      || !mg_public_key_load (path, self->policy.authority, &err))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "authority: %s", err.detail);
      return NULL;
    }
  g_strlcpy (self->policy.municipality, municipality, sizeof self->policy.municipality);
  self->policy.crypto = self->crypto;
  return g_steal_pointer (&self);
}

void
mg_authority_free (MgAuthority *self)
{
  if (!self)
    return;
  mg_crypto_evp_free (self->crypto);
  g_free (self);
}

Sg__KeyList *
mg_authority_open (MgAuthority *self, const Pb__Envelope *envelope)
{
  Sg__KeyList *list = NULL;
  if (!envelope || !g_str_equal (envelope->payload_type, MG_ENVELOPE_TYPE ("key-list")))
    return NULL;
  const struct mg_signed signed_list = {{envelope->payload.data, envelope->payload.len},
                                        {envelope->key_id.data, envelope->key_id.len},
                                        {envelope->signature.data, envelope->signature.len}};
  return mg_verify_keys (&self->policy, &self->known, &signed_list, &list) == MG_REASON_NONE
             ? list
             : NULL;
}
