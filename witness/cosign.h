/* SPDX-License-Identifier: Apache-2.0
 * Vouches for the log's growth: a cosignature on the newest checkpoint, only after a proof that it continues the last one
 * this witness has seen. Never signs two logs that differ. */
#pragma once
#include "verify.h"

struct mg_cosign_config {
	struct mg_verify_config verify; /* `known` is ignored: the state file says it */
	const char *witness;            /* name in the cosignature */
	const struct mg_signer *signer;
	const char *state_file;
};

enum mg_cosign_result { MG_COSIGN_NOTHING_NEW, MG_COSIGN_DONE, MG_COSIGN_REFUSED };

/* The first time there is no state: then the whole log is verified before it is vouched for. *ret_size: of the checkpoint
 * that is cosigned now. REFUSED: `ret_finding` says why; the log is not what it was. Errors: UNAVAILABLE, INTERNAL,
 * DATA_LOSS (the state file was changed). */
bool mg_cosign_step(struct mg_cosign_config *config, enum mg_cosign_result *ret, uint64_t *ret_size,
	struct mg_finding *ret_finding, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_cosign_statements;
