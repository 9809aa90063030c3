/* SPDX-License-Identifier: Apache-2.0 */
#include "../wire/cmocka_all.h"
#include "attempt.h"

static enum mg_reason run(const struct row *row)
{
	struct attempt a = {.f = forge_new(NOW), .now_us = NOW};
	struct mg_claim claim = {0};
	a.policy = forge_policy(a.f);
	if (row->before)
		row->before(&a);
	forge_sign_list(a.f);
	forge_sign_ticket(a.f);
	if (row->after)
		row->after(&a);
	const struct mg_signed list = forge_view(&a.f->key_list), ticket = forge_view(&a.f->signed_ticket);
	const enum mg_reason reason = mg_verify_ticket(&a.policy, &a.known, &list, &ticket, a.now_us, &claim);
	assert_true(reason == MG_REASON_NONE || claim.keys == NULL);
	mg_claim_done(&claim);
	forge_free(a.f);
	return reason;
}

void attempt_all(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const enum mg_reason got = run(&rows[i]);
		if (got != rows[i].reason)
			fail_msg("%s: %s, not %s", rows[i].name, mg_reason_name(got), mg_reason_name(rows[i].reason));
	}
}

void attempt_append(struct forge_signed *s, const void *bytes, size_t n)
{
	memcpy(s->payload + s->n, bytes, n);
	s->n += n;
}
