/* SPDX-License-Identifier: Apache-2.0
 * What the agent vouches for at the end: ExportClose, packed and signed with the terminal's agent key. Only the root half
 * has that key, and only of what it did itself does it make one. */
#pragma once
#include "agent/carry.h"
#include "wire/crypto.h"

/* Errors: INTERNAL, the signer's. */
bool mg_close_sign(const struct mg_signer *signer, const struct mg_crypto *crypto, const struct mg_order *order,
	const struct mg_carry_result *result, struct mg_signed_close *ret, struct mg_error *err) MG_MUST_CHECK;
