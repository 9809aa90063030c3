/* SPDX-License-Identifier: Apache-2.0
 * A short secret (password, token) in locked memory that never reaches swap or a core file. Must not
 * be copied into ordinary strings. */
#pragma once
#include <glib.h>

typedef struct _MgSecret MgSecret;

/* NULL when the process may lock no more memory. */
MgSecret *mg_secret_new (void);
/* Wipes and frees; accepts NULL. */
void mg_secret_free (MgSecret *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgSecret, mg_secret_free)

/* FALSE (and the old content is gone) when n is more than mg_secret_capacity(). */
gboolean mg_secret_set (MgSecret *self, const void *bytes, gsize n);
void mg_secret_clear (MgSecret *self);
gsize mg_secret_get_size (const MgSecret *self);
/* Borrowed; always followed by a NUL byte. */
const char *mg_secret_peek (const MgSecret *self);
gsize mg_secret_capacity (void);

/* Wipes n bytes (the string's length when n < 0) and frees; accepts NULL. */
void mg_wipe_free (char *text, gssize n);
