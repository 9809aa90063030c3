/* SPDX-License-Identifier: Apache-2.0
 * The city's authority root as it is pinned on this terminal: opens lists of signing keys and
 * believes none that the root did not sign. Signs nothing and asks nobody. */
#pragma once
#include <glib.h>
#include "madoguchi/signed/v1/export.pb-c.h"
#include "madoguchi/v1/login.pb-c.h"

typedef struct _MgAuthority MgAuthority;

/* municipality: whose lists, six digits; path: the root's Ed25519 public key in PEM. */
MgAuthority *mg_authority_new (const char *municipality, const char *path, GError **error);
void mg_authority_free (MgAuthority *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgAuthority, mg_authority_free)

/* By the agent's own check (agent/verify/keys.h), for mg_key_list_free(). NULL: not signed by the
 * root, another city's, malformed, or older than one that was opened before. */
Sg__KeyList *mg_authority_open (MgAuthority *self, const Pb__Envelope *envelope);
