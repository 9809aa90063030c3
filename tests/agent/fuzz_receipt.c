/* SPDX-License-Identifier: Apache-2.0
 * Receipts for one claim, every signature holding, so that note, entry and proofs are reached: what is taken is for this
 * nonce, and what is refused leaves no order. */
#include "forge.h"
#include "fuzz_verdict.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct forge *f;
	static const uint8_t nonce[MG_NONCE_BYTES] = {0x77, 0x66};
	const struct mg_policy policy = fuzz_policy();
	struct mg_known known = {0};
	struct mg_claim claim = {0};
	struct mg_order order = {0};
	uint8_t id[MG_KEY_ID_BYTES];
	if (!f) {
		f = forge_new(FUZZ_NOW);
		forge_sign_list(f);
		forge_sign_ticket(f);
	}
	mg_key_id(policy.crypto, policy.authority, id);
	const struct mg_signed list = fuzz_signed(f->key_list.payload, f->key_list.n, id), ticket = forge_view(&f->signed_ticket);
	if (mg_verify_ticket(&policy, &known, &list, &ticket, FUZZ_NOW, &claim) != MG_REASON_NONE)
		abort();
	mg_claim_open_nonce(&claim, nonce, 0);
	const struct mg_signed receipt = fuzz_signed(data, size, f->keys[FORGE_RECEIPT].id);
	if (mg_verify_receipt(&policy, &known, &claim, &receipt, FUZZ_NOW, 0, &order) == MG_REASON_NONE) {
		if (memcmp(order.nonce, nonce, sizeof(nonce)) != 0 || known.size == 0)
			abort();
	} else if (order.sealed_size != 0) {
		abort();
	}
	if (claim.is_open)
		abort();
	mg_claim_done(&claim);
	return 0;
}
