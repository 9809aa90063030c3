/* SPDX-License-Identifier: Apache-2.0
 * Receipt and log: what holds, and each way in which it does not, with its own reason. */
#include "../wire/cmocka_all.h"
#include "forge.h"

#define NOW (INT64_C(1795000000) * 1000000)
#define MONO INT64_C(5000000)

/* One carry-out up to its nonce; the receipt is judged at now_us and mono_us. */
struct attempt {
	struct forge *f;
	struct mg_policy policy;
	struct mg_known known;
	struct mg_claim claim;
	struct mg_order order;
	int64_t now_us, mono_us;
};
typedef void spoil(struct attempt *a);

/* Spoils before the log entry is made, before the receipt is signed, or the signed bytes. */
struct row {
	const char *name;
	spoil *entry, *receipt, *bytes;
	enum mg_reason reason;
};

static const uint8_t nonce[MG_NONCE_BYTES] = {0x77, 0x66};

static void begin(struct attempt *a)
{
	forge_sign_list(a->f);
	forge_sign_ticket(a->f);
	const struct mg_signed list = forge_view(&a->f->key_list), ticket = forge_view(&a->f->signed_ticket);
	assert_int_equal(mg_verify_ticket(&a->policy, &a->known, &list, &ticket, NOW, &a->claim), MG_REASON_NONE);
	mg_claim_open_nonce(&a->claim, nonce, MONO);
}

static void attempt_init(struct attempt *a)
{
	*a = (struct attempt){.f = forge_new(NOW), .now_us = NOW, .mono_us = MONO};
	a->policy = forge_policy(a->f);
}

static void attempt_done(struct attempt *a)
{
	mg_claim_done(&a->claim);
	forge_free(a->f);
}

static enum mg_reason judge(struct attempt *a)
{
	const struct mg_signed receipt = forge_view(&a->f->signed_receipt);
	return mg_verify_receipt(&a->policy, &a->known, &a->claim, &receipt, a->now_us, a->mono_us, &a->order);
}

static enum mg_reason run(const struct row *row)
{
	struct attempt a;
	attempt_init(&a);
	begin(&a);
	if (row->entry)
		row->entry(&a);
	forge_answer(a.f, nonce, mg_known_size(&a.known, &a.claim));
	if (row->receipt) {
		row->receipt(&a);
		forge_sign_receipt(a.f);
	}
	if (row->bytes)
		row->bytes(&a);
	const enum mg_reason reason = judge(&a);
	assert_true(reason == MG_REASON_NONE || a.order.sealed_size == 0);
	attempt_done(&a);
	return reason;
}

static void run_all(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const enum mg_reason got = run(&rows[i]);
		if (got != rows[i].reason)
			fail_msg("%s: %s, not %s", rows[i].name, mg_reason_name(got), mg_reason_name(rows[i].reason));
	}
}

/* ---- envelope and bytes ---- */

static void again(struct attempt *a)
{
	forge_sign_again(a->f, &a->f->signed_receipt, a->f->receipt_key, a->f->receipt_type);
}
static void by_stranger(struct attempt *a)
{
	a->f->receipt_key = &a->f->stranger;
}
static void by_supervisor(struct attempt *a)
{
	a->f->receipt_key = &a->f->keys[FORGE_SUPERVISOR];
}
static void as_ticket(struct attempt *a)
{
	a->f->receipt_type = MG_ENVELOPE_TYPE("export-ticket");
}
static void key_over(struct attempt *a)
{
	a->now_us = NOW + 25 * FORGE_HOUR_US;
}
static void one_bit(struct attempt *a)
{
	a->f->signed_receipt.payload[70] ^= 0x10;
}
static void unknown_field(struct attempt *a)
{
	memcpy(a->f->signed_receipt.payload + a->f->signed_receipt.n, "\x98\x06\x01", 3);
	a->f->signed_receipt.n += 3;
	again(a);
}
static void reordered(struct attempt *a)
{
	struct forge_signed *s = &a->f->signed_receipt;
	uint8_t id[18];
	memcpy(id, s->payload, sizeof(id));
	memmove(s->payload, s->payload + sizeof(id), s->n - sizeof(id));
	memcpy(s->payload + s->n - sizeof(id), id, sizeof(id));
	again(a);
}
static void overlong(struct attempt *a)
{
	struct forge_signed *s = &a->f->signed_receipt;
	memmove(s->payload + 3, s->payload + 2, s->n - 2);
	s->payload[1] |= 0x80;
	s->payload[2] = 0;
	s->n++;
	again(a);
}
static void is_a_ticket(struct attempt *a)
{
	a->f->signed_receipt = a->f->signed_ticket;
	again(a);
}

static void a_receipt_is_the_servers_and_whole(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"good", NULL, NULL, NULL, MG_REASON_NONE},
		{"a key outside the list", NULL, by_stranger, NULL, MG_REASON_RECEIPT_KEY_UNKNOWN},
		{"a supervisor's key", NULL, by_supervisor, NULL, MG_REASON_RECEIPT_KEY_USE},
		{"key over", NULL, key_over, NULL, MG_REASON_RECEIPT_KEY_PERIOD},
		{"signed as a ticket", NULL, as_ticket, NULL, MG_REASON_RECEIPT_FORGED},
		{"one bit", NULL, NULL, one_bit, MG_REASON_RECEIPT_FORGED},
		{"unknown field", NULL, NULL, unknown_field, MG_REASON_RECEIPT_MALFORMED},
		{"fields in another order", NULL, NULL, reordered, MG_REASON_RECEIPT_MALFORMED},
		{"overlong varint", NULL, NULL, overlong, MG_REASON_RECEIPT_MALFORMED},
		{"a ticket as a receipt", NULL, NULL, is_a_ticket, MG_REASON_RECEIPT_MALFORMED},
	};
	run_all(rows, MG_LEN(rows));
}

/* ---- what it names ---- */

static uint8_t other_bytes[MG_NONCE_BYTES];

#define SET(function, ...)                                                                                                     \
	static void function(struct attempt *a)                                                                                \
	{                                                                                                                      \
		MG_UNUSED Sg__ExportReceipt *r = &a->f->receipt;                                                               \
		MG_UNUSED struct mg_entry *e = &a->f->entry;                                                                   \
		__VA_ARGS__;                                                                                                   \
	}
SET(other_ticket, r->ticket_id.data = other_bytes)
SET(short_ticket, r->ticket_id.len = 15)
SET(other_nonce, r->nonce.data = other_bytes)
SET(no_nonce, r->nonce.len = 0)
SET(other_terminal, r->terminal = 8)
SET(other_period, r->not_after_us++)
SET(ticket_over, a->now_us = a->f->ticket.not_after_us)
SET(last_instant, a->now_us = a->f->ticket.not_after_us - 1)
SET(earlier_epoch, r->key_epoch = 4)
SET(later_epoch, r->key_epoch = 6)
SET(nonce_over, a->mono_us = MONO + MG_NONCE_LIFE_US)
SET(nonce_last, a->mono_us = MONO + MG_NONCE_LIFE_US - 1)

static void a_receipt_is_for_this_ticket_and_this_nonce(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"another ticket", NULL, other_ticket, NULL, MG_REASON_RECEIPT_TICKET},
		{"short ticket id", NULL, short_ticket, NULL, MG_REASON_RECEIPT_TICKET},
		{"another nonce", NULL, other_nonce, NULL, MG_REASON_RECEIPT_NONCE},
		{"no nonce", NULL, no_nonce, NULL, MG_REASON_RECEIPT_NONCE},
		{"another terminal", NULL, other_terminal, NULL, MG_REASON_RECEIPT_TERMINAL},
		{"another period", NULL, other_period, NULL, MG_REASON_RECEIPT_PERIOD},
		{"the ticket is over", NULL, ticket_over, NULL, MG_REASON_TICKET_OVER},
		{"the last instant", NULL, last_instant, NULL, MG_REASON_NONE},
		{"earlier epoch", NULL, earlier_epoch, NULL, MG_REASON_RECEIPT_EPOCH},
		{"later epoch", NULL, later_epoch, NULL, MG_REASON_KEYS_OUTDATED},
		{"60 s later", NULL, nonce_over, NULL, MG_REASON_NONCE_OVER},
		{"just in time", NULL, nonce_last, NULL, MG_REASON_NONE},
	};
	run_all(rows, MG_LEN(rows));
}

/* ---- checkpoint and proof ---- */

SET(no_checkpoint, r->checkpoint = (char *)"")
SET(other_origin, a->f->origin = "madoguchi.example/271004/2026")
SET(other_log_key, a->f->log_key = &a->f->stranger)
SET(witness_signs, a->f->log_key = &a->f->keys[FORGE_RECEIPT])
SET(leaf_elsewhere, r->leaf_index--)
SET(leaf_outside, r->leaf_index = 1000)
SET(path_cut, r->n_path--)
SET(path_bit, a->f->room.path.path[3].b[0] ^= 1)
SET(path_short, r->path[2].len = 31)
SET(path_long, r->n_path = MG_PROOF_MAX + 1; for (size_t i = 0; i < r->n_path; i++) r->path[i] = r->path[0])
SET(path_none, r->n_path = 0)
SET(growth_short, r->n_consistency = 1; r->consistency[0] = (ProtobufCBinaryData){31, a->f->room.sealed})
SET(growth_unasked, r->n_consistency = 1; r->consistency[0] = (ProtobufCBinaryData){32, a->f->room.sealed})
SET(entry_bit, a->f->room.entry[20] ^= 1)

static void the_log_proves_the_redemption(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"no checkpoint", NULL, no_checkpoint, NULL, MG_REASON_CHECKPOINT_MALFORMED},
		{"another log", other_origin, NULL, NULL, MG_REASON_CHECKPOINT_ORIGIN},
		{"another log's key", other_log_key, NULL, NULL, MG_REASON_CHECKPOINT_FORGED},
		{"the server's key", witness_signs, NULL, NULL, MG_REASON_CHECKPOINT_FORGED},
		{"leaf elsewhere", NULL, leaf_elsewhere, NULL, MG_REASON_PROOF_WRONG},
		{"leaf outside", NULL, leaf_outside, NULL, MG_REASON_PROOF_WRONG},
		{"path cut", NULL, path_cut, NULL, MG_REASON_PROOF_WRONG},
		{"one bit of the path", NULL, path_bit, NULL, MG_REASON_PROOF_WRONG},
		{"no path", NULL, path_none, NULL, MG_REASON_PROOF_WRONG},
		{"a short hash", NULL, path_short, NULL, MG_REASON_PROOF_HASHES},
		{"too many hashes", NULL, path_long, NULL, MG_REASON_PROOF_HASHES},
		{"a short hash of growth", NULL, growth_short, NULL, MG_REASON_PROOF_HASHES},
		{"growth that nobody asked", NULL, growth_unasked, NULL, MG_REASON_LOG_FORKED},
		{"one bit of the entry", NULL, entry_bit, NULL, MG_REASON_PROOF_WRONG},
	};
	run_all(rows, MG_LEN(rows));
}

/* ---- the entry ---- */

#define TEXT(s) ((struct mg_bytes){(const uint8_t *)(s), sizeof(s) - 1})
SET(entry_municipality, memcpy(e->municipality, "271004", 7))
SET(entry_other_call, e->rpc_path = TEXT("/madoguchi.v1.Export/Receipt"))
SET(entry_same_length_call, e->rpc_path = TEXT("/madoguchi.v1.Export/Redeen"))
SET(entry_refused, e->result = MG_ERR_DENIED)
SET(entry_actor, e->actor = TEXT("300009"))
SET(entry_no_actor, e->actor.n = 0)
SET(entry_terminal, e->terminal_cert[31] ^= 1)
SET(entry_terminal_not_configured, e->terminal_cert[31] ^= 1; a->policy.has_certificate = false)

/* The entry of another redemption, honestly logged: everything is proved but the request hash. */
static void entry_of_another_ticket(struct attempt *a)
{
	memset(a->f->entry.request_hash, 0x99, MG_HASH_BYTES);
	forge_prove(a->f, 0);
}
/* Bytes that are no entry, but under the log. */
static void no_entry(struct attempt *a)
{
	a->f->log_size = 1;
	a->f->leaf_index = 0;
	forge_prove(a->f, 0);
	a->f->receipt.entry.len--;
	struct mg_checkpoint checkpoint = {.size = 1};
	memcpy(checkpoint.origin, FORGE_ORIGIN, sizeof(FORGE_ORIGIN));
	mg_merkle_leaf(a->f->crypto, (struct mg_bytes){a->f->receipt.entry.data, a->f->receipt.entry.len},
		&checkpoint.root);
	assert_true(mg_checkpoint_sign(a->f->crypto, &a->f->log_key->signer, &checkpoint, a->f->room.checkpoint,
		sizeof(a->f->room.checkpoint), NULL));
}

static void the_entry_is_of_this_redemption(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"no entry", NULL, no_entry, NULL, MG_REASON_ENTRY_MALFORMED},
		{"municipality", entry_municipality, NULL, NULL, MG_REASON_ENTRY_MUNICIPALITY},
		{"another call", entry_other_call, NULL, NULL, MG_REASON_ENTRY_CALL},
		{"another call of the same length", entry_same_length_call, NULL, NULL, MG_REASON_ENTRY_CALL},
		{"a refusal", entry_refused, NULL, NULL, MG_REASON_ENTRY_RESULT},
		{"another person", entry_actor, NULL, NULL, MG_REASON_ENTRY_ACTOR},
		{"nobody", entry_no_actor, NULL, NULL, MG_REASON_ENTRY_ACTOR},
		{"another terminal", entry_terminal, NULL, NULL, MG_REASON_ENTRY_TERMINAL},
		{"no certificate configured", entry_terminal_not_configured, NULL, NULL, MG_REASON_NONE},
		{"another ticket", NULL, entry_of_another_ticket, NULL, MG_REASON_ENTRY_REQUEST},
	};
	run_all(rows, MG_LEN(rows));
}

/* ---- more than one receipt ---- */

static void a_receipt_is_judged_once(void **state)
{
	(void)state;
	struct attempt a;
	attempt_init(&a);
	begin(&a);
	forge_answer(a.f, nonce, 0);
	assert_int_equal(judge(&a), MG_REASON_NONE);
	assert_memory_equal(a.order.nonce, nonce, sizeof(nonce));
	assert_memory_equal(a.order.ticket_id, a.f->room.ticket_id, MG_TICKET_ID_BYTES);
	assert_int_equal(judge(&a), MG_REASON_NONCE_SPENT);
	/* Begun anew there is another nonce, and the old receipt does not fit. */
	const uint8_t next[MG_NONCE_BYTES] = {1};
	mg_claim_open_nonce(&a.claim, next, MONO);
	assert_int_equal(judge(&a), MG_REASON_RECEIPT_NONCE);
	attempt_done(&a);
}

static void a_bad_receipt_spends_the_nonce_too(void **state)
{
	(void)state;
	struct attempt a;
	attempt_init(&a);
	begin(&a);
	forge_answer(a.f, nonce, 0);
	a.f->signed_receipt.signature[0] ^= 1;
	assert_int_equal(judge(&a), MG_REASON_RECEIPT_FORGED);
	a.f->signed_receipt.signature[0] ^= 1;
	assert_int_equal(judge(&a), MG_REASON_NONCE_SPENT);
	attempt_done(&a);
}

/* A second carry-out after the first, at another size of the log. */
static enum mg_reason second(struct attempt *a, uint64_t size, uint64_t named)
{
	a->f->log_size = size;
	mg_claim_open_nonce(&a->claim, nonce, MONO);
	forge_answer(a->f, nonce, named);
	return judge(a);
}

static void the_log_only_grows(void **state)
{
	(void)state;
	struct attempt a;
	attempt_init(&a);
	begin(&a);
	assert_int_equal(mg_known_size(&a.known, &a.claim), 0);
	assert_int_equal(second(&a, 1000, 0), MG_REASON_NONE);
	assert_int_equal(mg_known_size(&a.known, &a.claim), 1000);
	assert_int_equal(second(&a, 1000, 1000), MG_REASON_NONE);
	assert_int_equal(second(&a, 1300, 1000), MG_REASON_NONE);
	assert_int_equal(a.known.size, 1300);
	assert_int_equal(second(&a, 1299, 1300), MG_REASON_LOG_OLDER);
	/* without a proof, or with one from another size */
	assert_int_equal(second(&a, 1400, 0), MG_REASON_LOG_FORKED);
	assert_int_equal(second(&a, 1400, 1200), MG_REASON_LOG_FORKED);
	assert_int_equal(a.known.size, 1300);
	/* another log that is longer, signed by the right key: a leaf that was there is gone */
	a.f->leaf_index = 997;
	assert_int_equal(second(&a, 1400, 1300), MG_REASON_LOG_FORKED);
	assert_int_equal(second(&a, 1300, 1300), MG_REASON_LOG_FORKED);
	a.f->leaf_index = 998;
	assert_int_equal(second(&a, 1400, 1300), MG_REASON_NONE);
	attempt_done(&a);
}

/* The new year's log has another name and begins again. */
static void a_new_log_is_another_log(void **state)
{
	(void)state;
	struct attempt a;
	attempt_init(&a);
	begin(&a);
	assert_int_equal(second(&a, 1000, 0), MG_REASON_NONE);
	mg_claim_done(&a.claim);
	a.f->origin = "madoguchi.example/271403/2027";
	a.f->log_key = &a.f->keys[FORGE_OTHER_SUPERVISOR];
	Sg__Key *r = &a.f->records[FORGE_OTHER_SUPERVISOR];
	r->use = SG__KEY__USE__LOG;
	r->holder = (char *)a.f->origin;
	r->ward = (char *)"";
	r->not_before_us = a.f->records[FORGE_LOG].not_before_us - 1; /* before: still the old one's time */
	begin(&a);
	assert_int_equal(mg_known_size(&a.known, &a.claim), 1000);
	mg_claim_done(&a.claim);
	r->not_before_us = NOW - FORGE_HOUR_US;
	begin(&a);
	assert_int_equal(mg_known_size(&a.known, &a.claim), 0);
	a.f->leaf_index = 2;
	assert_int_equal(second(&a, 5, 0), MG_REASON_NONE);
	assert_int_equal(a.known.size, 5);
	attempt_done(&a);
}

/* A good checkpoint is remembered even when the receipt around it is refused. */
static void a_checkpoint_counts_though_the_entry_is_refused(void **state)
{
	(void)state;
	struct attempt a;
	attempt_init(&a);
	begin(&a);
	entry_refused(&a);
	forge_answer(a.f, nonce, 0);
	assert_int_equal(judge(&a), MG_REASON_ENTRY_RESULT);
	assert_int_equal(a.known.size, 1000);
	attempt_done(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_receipt_is_the_servers_and_whole),
		cmocka_unit_test(a_receipt_is_for_this_ticket_and_this_nonce),
		cmocka_unit_test(the_log_proves_the_redemption),
		cmocka_unit_test(the_entry_is_of_this_redemption),
		cmocka_unit_test(a_receipt_is_judged_once),
		cmocka_unit_test(a_bad_receipt_spends_the_nonce_too),
		cmocka_unit_test(the_log_only_grows),
		cmocka_unit_test(a_new_log_is_another_log),
		cmocka_unit_test(a_checkpoint_counts_though_the_entry_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
