/* SPDX-License-Identifier: Apache-2.0
 * Tickets under a good list, every signature holding: an order that comes of one is whole. */
#include "agent/verify/shape.h"
#include "forge.h"
#include "fuzz_verdict.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct forge *f;
	const struct mg_policy policy = fuzz_policy();
	struct mg_known known = {0};
	struct mg_claim claim = {0};
	uint8_t id[MG_KEY_ID_BYTES];
	if (!f) {
		f = forge_new(FUZZ_NOW);
		forge_sign_list(f);
	}
	mg_key_id(policy.crypto, policy.authority, id);
	const struct mg_signed list = fuzz_signed(f->key_list.payload, f->key_list.n, id);
	const struct mg_signed ticket = fuzz_signed(data, size, f->keys[FORGE_SUPERVISOR].id);
	if (mg_verify_ticket(&policy, &known, &list, &ticket, FUZZ_NOW, &claim) != MG_REASON_NONE) {
		if (claim.keys)
			abort();
		return 0;
	}
	if (!mg_order_is_whole(&claim.order, FUZZ_NOW) || claim.order.terminal != 7 || !mg_staff_no_is_valid(claim.requester))
		abort();
	mg_claim_done(&claim);
	return 0;
}
