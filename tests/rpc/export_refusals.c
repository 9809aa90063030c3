/* SPDX-License-Identifier: Apache-2.0
 * One file leaves the served city, over mutual TLS, database and sequencer; before each step everything that must not pass.
 * Prints what was tried and what was said as a table that people can read. */
#include "export_refusals.h"
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>
#include "second.h"
#include "wire/checkpoint.h"
#include "wire/entry.h"
#include "wire/hash_evp.h"

#define PARALLEL 50

struct counter carrier, approver;
struct mg_signer_key *key;
uint64_t epoch, extract_id;
uint8_t ticket_id[16], nonce[32], fresh[32];
const Pb__ExportItem *item;
static const Pb__ExportReceiptReply *receipt;

/* ---- redeem ---- */

struct counter_said refusals_redeem(const struct counter *c, const uint8_t *token, const uint8_t *n, size_t n_len)
{
	Pb__ExportRedeemRequest in = PB__EXPORT_REDEEM_REQUEST__INIT;
	struct counter_said said;
	in.ticket_id = (ProtobufCBinaryData){16, ticket_id};
	in.nonce = (ProtobufCBinaryData){n_len, (uint8_t *)(uintptr_t)n};
	(void)EXPORTER_SAY(c, "Export/Redeem", &in, ExportRedeemReply, (&(struct exporter_call){.fresh = token}), &said);
	return said;
}

static void a_ticket_that_is_not_approved_is_not_redeemed(void **state)
{
	(void)state;
	refusals_head("Export.Redeem");
	exporter_fresh(&carrier, 1, REDEEM, fresh);
	struct counter_said said = refusals_redeem(&carrier, fresh, nonce, 32);
	refusals_expect("before it is approved", &said, "REFUSED_BY_RULE", "not_approved");
}

static void only_the_carrier_at_that_terminal_redeems(void **state)
{
	(void)state;
	uint8_t other_fresh[32];
	struct counter other;
	exporter_fresh(&carrier, 1, REDEEM, fresh);
	struct counter_said said = refusals_redeem(&carrier, NULL, nonce, 32);
	refusals_expect("without fresh factors", &said, "FRESH_FACTOR", NULL);
	said = refusals_redeem(&carrier, fresh, nonce, 31);
	refusals_expect("a nonce of 31 bytes", &said, "REFUSED_BY_RULE", "nonce");
	said = refusals_redeem(&approver, fresh, nonce, 32);
	refusals_expect("by the approver", &said, "DENIED", NULL);
	counter_logout(&approver);
	counter_logout(&carrier);
	counter_login(&other, CARRIER, 2);
	said = refusals_redeem(&other, fresh, nonce, 32);
	refusals_expect("fresh factors of the session before, at another terminal", &said, "FRESH_FACTOR", NULL);
	exporter_fresh(&other, 2, REDEEM, other_fresh);
	said = refusals_redeem(&other, other_fresh, nonce, 32);
	refusals_expect("by the carrier at another terminal", &said, "REFUSED_BY_RULE", "another_terminal");
	counter_logout(&other);
	counter_login(&carrier, CARRIER, 1);
	counter_login(&approver, APPROVER, 2);
}

struct racer {
	uint8_t token[32], nonce[32];
	struct counter_said said;
};
static struct racer racers[PARALLEL];

static void *race(void *p)
{
	struct racer *r = p;
	struct mg_rpc_result result;
	MG_CLEANUP(mg_arena_done) struct mg_arena own;
	Pb__ExportRedeemRequest in = PB__EXPORT_REDEEM_REQUEST__INIT;
	uint8_t idempotency[16];
	mg_arena_init(&own, 1U << 20);
	memcpy(idempotency, r->nonce, sizeof(idempotency));
	in.ticket_id = (ProtobufCBinaryData){16, ticket_id};
	in.nonce = (ProtobufCBinaryData){32, r->nonce};
	for (;;) { /* BUSY: the server takes so many of one terminal at once */
		mg_rpc_call(carrier.client, REDEEM, &in.base, &pb__export_redeem_reply__descriptor,
			&(struct mg_rpc_options){.token = carrier.token, .key = idempotency, .fresh = r->token, .timeout_ms = 60000},
			&own, &result);
		if (strcmp(result.code, "BUSY") != 0)
			break;
		usleep(50000);
	}
	snprintf(r->said.code, sizeof(r->said.code), "%s", result.status == 0 ? "" : result.code[0] ? result.code : "TRANSPORT");
	snprintf(r->said.field, sizeof(r->said.field), "%s", result.field);
	return NULL;
}

#define SPENT_TOKENS \
	counter_number("SELECT COUNT(*) FROM madoguchi.fresh_token WHERE used_us IS NOT NULL AND rpc_path = '" REDEEM "'")

static void of_fifty_at_once_exactly_one_redeems(void **state)
{
	(void)state;
	pthread_t threads[PARALLEL];
	char words[80];
	int won = 0, spent = 0;
	const uint64_t before = SPENT_TOKENS; /* the city's other carry-outs spent theirs */
	for (int i = 0; i < PARALLEL; i++) {
		assert_int_equal(RAND_bytes(racers[i].token, 32), 1);
		assert_int_equal(RAND_bytes(racers[i].nonce, 32), 1);
		refusals_enter_token(&carrier, racers[i].token, REDEEM, 0);
	}
	for (int i = 0; i < PARALLEL; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
	for (int i = 0; i < PARALLEL; i++) {
		pthread_join(threads[i], NULL);
		if (racers[i].said.code[0] == '\0') {
			memcpy(nonce, racers[i].nonce, 32);
			won++;
		} else if (strcmp(racers[i].said.field, "spent") == 0) {
			spent++;
		} else {
			fail_msg("racer %d: %s %s", i, racers[i].said.code, racers[i].said.field);
		}
	}
	snprintf(words, sizeof(words), "fifty at once: %d redeemed, %d refused", won, spent);
	refusals_line(words, "", "the others: spent");
	assert_int_equal(won, 1);
	assert_int_equal(spent, PARALLEL - 1);
	assert_int_equal(SPENT_TOKENS - before, 1);
	exporter_fresh(&carrier, 1, REDEEM, fresh);
	struct counter_said said = refusals_redeem(&carrier, fresh, nonce, 32);
	refusals_expect("the same nonce again, by new factors", &said, "REFUSED_BY_RULE", "spent");
}

/* ---- receipt ---- */

static const Pb__ExportReceiptReply *ask(
	const struct counter *c, const uint8_t n[32], uint64_t known_size, struct counter_said *said)
{
	Pb__ExportReceiptRequest in = PB__EXPORT_RECEIPT_REQUEST__INIT;
	in.ticket_id = (ProtobufCBinaryData){16, ticket_id};
	in.nonce = (ProtobufCBinaryData){32, (uint8_t *)(uintptr_t)n};
	in.known_size = known_size;
	return EXPORTER_SAY(c, "Export/Receipt", &in, ExportReceiptReply, NULL, said);
}

static const Pb__ExportReceiptReply *wait_for_receipt(void)
{
	struct counter_said said;
	for (int i = 0; i < 300; i++) {
		const Pb__ExportReceiptReply *r = ask(&carrier, nonce, 0, &said);
		if (!r)
			fail_msg("receipt: %s %s", said.code, said.field);
		if (r->receipt)
			return r;
		usleep(200000);
	}
	fail_msg("no receipt within a minute");
	return NULL;
}

/* What the agent looks at, by wire/ alone. */
static void check_receipt(const Pb__Envelope *e)
{
	MG_CLEANUP(mg_crypto_evp_freep) struct mg_crypto *crypto = NULL;
	struct mg_error err = {0};
	struct mg_checkpoint checkpoint;
	struct mg_entry entry;
	struct mg_hash leaf, path[MG_PROOF_MAX];
	uint8_t server_key[32], log_key[32], request[64], digest[32];
	char file[400], origin[MG_ORIGIN_BYTES_MAX + 1];
	assert_true(mg_crypto_evp_new(&crypto, &err));
	snprintf(file, sizeof(file), "%s/receipt.pub.pem", mg_rig_get("MG_CITY"));
	assert_true(mg_public_key_load(file, server_key, &err));
	snprintf(file, sizeof(file), "%s/log.pub.pem", mg_rig_get("MG_CITY"));
	assert_true(mg_public_key_load(file, log_key, &err));
	const struct mg_envelope envelope = {e->payload_type, {e->payload.data, e->payload.len}, {e->key_id.data, e->key_id.len},
		{e->signature.data, e->signature.len}};
	assert_true(mg_envelope_verify(crypto, server_key, MG_ENVELOPE_TYPE("export-receipt"), &envelope, &err));
	Sg__ExportReceipt *r = sg__export_receipt__unpack(NULL, e->payload.len, e->payload.data);
	assert_non_null(r);
	assert_memory_equal(r->nonce.data, nonce, 32);
	assert_memory_equal(r->ticket_id.data, ticket_id, 16);
	assert_int_equal(r->key_epoch, epoch);
	assert_true(r->n_path <= MG_PROOF_MAX);
	snprintf(origin, sizeof(origin), "%.*s", (int)strcspn(r->checkpoint, "\n"), r->checkpoint);
	assert_true(mg_checkpoint_open(crypto, origin, log_key,
		(struct mg_bytes){(const uint8_t *)r->checkpoint, strlen(r->checkpoint)}, &checkpoint, &err));
	mg_merkle_leaf(crypto, (struct mg_bytes){r->entry.data, r->entry.len}, &leaf);
	for (size_t i = 0; i < r->n_path; i++)
		memcpy(path[i].b, r->path[i].data, 32);
	assert_true(mg_inclusion_is_proved(crypto, r->leaf_index, checkpoint.size, &leaf, path, r->n_path, &checkpoint.root));
	assert_true(mg_entry_read(r->entry.data, r->entry.len, &entry, &err));
	assert_int_equal(entry.result, 0);
	assert_int_equal(entry.rpc_path.n, strlen(REDEEM));
	assert_memory_equal(entry.rpc_path.p, REDEEM, strlen(REDEEM));
	assert_memory_equal(entry.actor.p, "100001", 6);
	Pb__ExportRedeemRequest in = PB__EXPORT_REDEEM_REQUEST__INIT;
	in.ticket_id = (ProtobufCBinaryData){16, ticket_id};
	in.nonce = (ProtobufCBinaryData){32, nonce};
	SHA256(request, pb__export_redeem_request__pack(&in, request), digest);
	assert_memory_equal(entry.request_hash, digest, 32);
	sg__export_receipt__free_unpacked(r, NULL);
}

static void the_receipt_comes_for_that_nonce_only_and_proves_the_entry(void **state)
{
	(void)state;
	struct counter_said said;
	uint8_t other[32];
	refusals_head("Export.Receipt");
	memcpy(other, nonce, 32);
	other[31] ^= 1;
	(void)ask(&carrier, other, 0, &said);
	refusals_expect("for another nonce", &said, "REFUSED_BY_RULE", "another_nonce");
	receipt = wait_for_receipt();
	check_receipt(receipt->receipt);
	refusals_line("for the nonce that redeemed it, under a checkpoint", "", "signature, proof, entry and request hash hold");
	(void)ask(&carrier, nonce, UINT64_C(1) << 40, &said);
	refusals_expect("by an agent that has seen a longer log", &said, "REFUSED_BY_RULE", "log_is_shorter");
	(void)ask(&approver, nonce, 0, &said);
	refusals_expect("by the approver", &said, "DENIED", NULL);
}

/* ---- close and passphrase ---- */

static Sg__ExportClose written(void)
{
	Sg__ExportClose c = SG__EXPORT_CLOSE__INIT;
	c.ticket_id = (ProtobufCBinaryData){16, ticket_id};
	c.nonce = (ProtobufCBinaryData){32, nonce};
	c.terminal = 1;
	c.outcome = SG__EXPORT_CLOSE__OUTCOME__WRITTEN;
	c.written_sha256 = item->extract->sealed_sha256;
	c.written_bytes = item->extract->sealed_size;
	c.opened_us = 1700000000000000;
	c.closed_us = 1700000001000000;
	return c;
}

static struct counter_said close_with(Pb__Envelope *e)
{
	Pb__ExportCloseRequest in = PB__EXPORT_CLOSE_REQUEST__INIT;
	struct counter_said said;
	in.ticket_id = (ProtobufCBinaryData){16, ticket_id};
	in.close = e;
	(void)EXPORTER_SAY(&carrier, "Export/Close", &in, ExportCloseReply, NULL, &said);
	return said;
}

static struct counter_said passphrase(const struct counter *c, const uint8_t *token, const char **ret)
{
	Pb__ExportPassphraseRequest in = PB__EXPORT_PASSPHRASE_REQUEST__INIT;
	struct counter_said said;
	in.ticket_id = (ProtobufCBinaryData){16, ticket_id};
	const Pb__ExportPassphraseReply *r =
		EXPORTER_SAY(c, "Export/Passphrase", &in, ExportPassphraseReply, (&(struct exporter_call){.fresh = token}), &said);
	*ret = r ? r->passphrase : NULL;
	return said;
}

static void no_passphrase_before_the_close(void **state)
{
	(void)state;
	const char *words;
	refusals_head("Export.Passphrase, Export.Close");
	exporter_fresh(&approver, 2, PASSPHRASE, fresh);
	struct counter_said said = passphrase(&approver, fresh, &words);
	refusals_expect("the passphrase before the close", &said, "REFUSED_BY_RULE", "not_written");
}

static void only_the_terminals_agent_closes_and_only_with_what_was_approved(void **state)
{
	(void)state;
	Sg__ExportClose c = written();
	struct counter_said said = close_with(exporter_seal_close(2, &c, NULL));
	refusals_expect("signed by another terminal's agent", &said, "REFUSED_BY_RULE", "close_agent");
	Pb__Envelope *e = exporter_seal_close(1, &c, NULL);
	e->signature.data[0] ^= 1;
	said = close_with(e);
	refusals_expect("signature with one bit changed", &said, "REFUSED_BY_RULE", "close_signature");
	said = close_with(exporter_seal_close(1, &c, refusals_unknown_field));
	refusals_expect("an unknown field", &said, "REFUSED_BY_RULE", "close_form");
	said = close_with(exporter_seal(key, MG_ENVELOPE_TYPE("export-close"), &c.base, NULL));
	refusals_expect("signed by the approver's key", &said, "REFUSED_BY_RULE", "key_of_another_use");
	uint8_t other[32];
	memcpy(other, c.written_sha256.data, 32);
	other[3] ^= 4;
	c.written_sha256.data = other;
	said = close_with(exporter_seal_close(1, &c, NULL));
	refusals_expect("something else was written: one bit", &said, "REFUSED_BY_RULE", "close_digest");
	c = written();
	c.terminal = 2;
	said = close_with(exporter_seal_close(1, &c, NULL));
	refusals_expect("another terminal", &said, "REFUSED_BY_RULE", "close_terminal");
	c = written();
	c.nonce.data = other;
	said = close_with(exporter_seal_close(1, &c, NULL));
	refusals_expect("another nonce", &said, "REFUSED_BY_RULE", "close_nonce");
	c = written();
	e = exporter_seal_close(1, &c, NULL);
	said = close_with(e);
	refusals_expect("written, as approved", &said, "", NULL);
	said = close_with(e);
	refusals_expect("the same close again", &said, "", NULL);
	c.closed_us++;
	said = close_with(exporter_seal_close(1, &c, NULL));
	refusals_expect("another close", &said, "REFUSED_BY_RULE", "closed_otherwise");
}

static void the_passphrase_is_shown_to_who_approved_and_each_showing_is_logged(void **state)
{
	(void)state;
	const char *words, *again;
	int64_t before = refusals_entries();
	struct counter_said said = passphrase(&approver, NULL, &words);
	refusals_expect("the passphrase without fresh factors", &said, "FRESH_FACTOR", NULL);
	said = passphrase(&carrier, NULL, &words);
	refusals_expect("by the carrier", &said, "DENIED", NULL);
	exporter_fresh(&approver, 2, PASSPHRASE, fresh);
	said = passphrase(&approver, fresh, &words);
	refusals_expect("by the approver, after the close", &said, "", NULL);
	assert_int_equal(strlen(words), 24);
	exporter_fresh(&approver, 2, PASSPHRASE, fresh);
	said = passphrase(&approver, fresh, &again);
	assert_string_equal(words, again);
	assert_true(refusals_entries() >= before + 6);
}

/* ---- later ---- */

void refusals_begin(void)
{
	item = exporter_request(&carrier, extract_id, ticket_id);
	exporter_fresh(&approver, 2, APPROVE, fresh);
	struct counter_said said = refusals_approve(&approver, fresh, refusals_good_ticket(NULL));
	if (said.code[0])
		fail_msg("approve: %s %s", said.code, said.field);
	assert_int_equal(RAND_bytes(nonce, sizeof(nonce)), 1);
}

void refusals_end_failed(void)
{
	Sg__ExportClose c = written();
	c.outcome = SG__EXPORT_CLOSE__OUTCOME__FAILED;
	c.reason = (char *)(uintptr_t) "WRITE_FAILED";
	c.written_sha256 = (ProtobufCBinaryData){0};
	c.written_bytes = 0;
	struct counter_said said = close_with(exporter_seal_close(1, &c, NULL));
	if (said.code[0])
		fail_msg("close: %s %s", said.code, said.field);
}

static void a_receipt_comes_from_another_server_when_the_first_one_died(void **state)
{
	(void)state;
	static const char *const changes[] = {"listen.port_file = %s/port", NULL};
	struct mg_second second;
	refusals_head("Afterwards");
	refusals_begin();
	mg_second_start(&second, changes, NULL);
	struct counter there = carrier;
	there.client = mg_second_connect_as(&second, 1);
	exporter_fresh(&there, 1, REDEEM, fresh);
	struct counter_said said = refusals_redeem(&there, fresh, nonce, 32);
	if (said.code[0])
		fail_msg("redeem: %s %s", said.code, said.field);
	assert_int_equal(mg_second_stop(&second, SIGKILL), -1);
	mg_rpc_client_free(there.client);
	check_receipt(wait_for_receipt()->receipt);
	refusals_line("the server is killed after the redemption", "", "the receipt still comes");
	refusals_end_failed();
}

static void a_key_that_was_revoked_takes_its_tickets_along(void **state)
{
	(void)state;
	refusals_begin();
	assert_int_equal(exporter_admin("", "key-revoke --staff-no 200001"), 0);
	exporter_fresh(&carrier, 1, REDEEM, fresh);
	struct counter_said said = refusals_redeem(&carrier, fresh, nonce, 32);
	refusals_expect("approved, then the approver's key is lost", &said, "REFUSED_BY_RULE", "key_unknown");
	refusals_withdraw();
	refusals_renew_key();
}

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int by_length(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return x < y ? -1 : x > y;
}

/* How long from the redemption to the receipt; MG_EXPORT_ROUNDS: how often (3). A figure, not a judgement. */
static void the_way_from_redemption_to_receipt_is_measured(void **state)
{
	(void)state;
	const char *wish = getenv("MG_EXPORT_ROUNDS");
	int rounds = wish ? atoi(wish) : 3;
	static int64_t took[1000];
	rounds = rounds < 1 ? 1 : rounds > 1000 ? 1000 : rounds;
	for (int i = 0; i < rounds; i++) {
		refusals_begin();
		exporter_fresh(&carrier, 1, REDEEM, fresh);
		int64_t from = now_ms();
		struct counter_said said = refusals_redeem(&carrier, fresh, nonce, 32);
		if (said.code[0])
			fail_msg("redeem: %s %s", said.code, said.field);
		(void)wait_for_receipt();
		took[i] = now_ms() - from;
		refusals_end_failed();
	}
	qsort(took, (size_t)rounds, sizeof(took[0]), by_length);
	printf("redemption to receipt, %d rounds: p50 %lld ms, p99 %lld ms, longest %lld ms\n", rounds, (long long)took[rounds / 2],
		(long long)took[rounds * 99 / 100], (long long)took[rounds - 1]);
}

static int setup(void **state)
{
	(void)state;
	counter_open();
	mg_arena_init(&arena, 256U << 20);
	exporter_open();
	extract_id = exporter_build();
	counter_login(&carrier, CARRIER, 1);
	counter_login(&approver, APPROVER, 2);
	key = exporter_key(&approver, &epoch);
	item = exporter_request(&carrier, extract_id, ticket_id);
	return RAND_bytes(nonce, sizeof(nonce)) == 1 ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	mg_signer_key_freep(&key);
	counter_logout(&carrier);
	counter_logout(&approver);
	exporter_close();
	refusals_end();
	mg_arena_done(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_ticket_that_is_not_approved_is_not_redeemed),
		cmocka_unit_test(only_the_very_ticket_that_was_asked_for_is_approved),
		cmocka_unit_test(a_key_of_nobody_or_of_another_signs_nothing),
		cmocka_unit_test(one_person_under_two_numbers_is_one_person),
		cmocka_unit_test(the_approver_approves_once),
		cmocka_unit_test(only_the_carrier_at_that_terminal_redeems),
		cmocka_unit_test(of_fifty_at_once_exactly_one_redeems),
		cmocka_unit_test(the_receipt_comes_for_that_nonce_only_and_proves_the_entry),
		cmocka_unit_test(no_passphrase_before_the_close),
		cmocka_unit_test(only_the_terminals_agent_closes_and_only_with_what_was_approved),
		cmocka_unit_test(the_passphrase_is_shown_to_who_approved_and_each_showing_is_logged),
		cmocka_unit_test(a_receipt_comes_from_another_server_when_the_first_one_died),
		cmocka_unit_test(a_key_that_was_revoked_takes_its_tickets_along),
		cmocka_unit_test(a_ticket_is_redeemed_in_its_time),
		cmocka_unit_test(a_stick_that_was_taken_back_carries_nothing),
		cmocka_unit_test(an_extract_that_is_not_as_it_was_asked_for_is_gone),
		cmocka_unit_test(a_redemption_without_a_close_is_told_to_who_approved),
		cmocka_unit_test(a_key_of_another_ward_or_out_of_its_time_signs_nothing),
		cmocka_unit_test(a_ticket_signed_by_a_card_goes_through),
		cmocka_unit_test(the_way_from_redemption_to_receipt_is_measured),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
