/* SPDX-License-Identifier: Apache-2.0
 * The checks of MgRecord with the log's real public key: signed checkpoints and RFC 9162 proofs. */
#pragma once
#include "model/mg-record.h"

typedef struct _MgLogKey MgLogKey;

/* origin: the log's name; path: its Ed25519 public key in PEM. */
MgLogKey *mg_log_key_new (const char *origin, const char *path, GError **error);
void mg_log_key_free (MgLogKey *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgLogKey, mg_log_key_free)

/* For mg_record_new(), with the MgLogKey as data. */
extern const MgRecordChecks mg_log_key_checks;
