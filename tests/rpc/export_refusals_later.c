/* SPDX-License-Identifier: Apache-2.0
 * What may become of a ticket, its stick, its extract and its key between two steps; and a key that lies on a card. */
#include "export_refusals.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>
#include "admin/key_issue.h"
#include "admin/pki.h"
#include "card.h"

#define DAY_US (INT64_C(86400) * 1000000)

void refusals_withdraw(void)
{
	Pb__ExportWithdrawRequest in = PB__EXPORT_WITHDRAW_REQUEST__INIT;
	struct counter_said said;
	in.ticket_id = (ProtobufCBinaryData){16, ticket_id};
	if (!EXPORTER_SAY(&carrier, "Export/Withdraw", &in, ExportWithdrawReply, NULL, &said))
		fail_msg("withdraw: %s %s", said.code, said.field);
}

/* Asks again and signs with this window; approved. */
static void approve_between(int64_t from_us, int64_t to_us)
{
	struct exporter_ticket x;
	const int64_t now_us = (int64_t)time(NULL) * 1000000;
	item = exporter_request(&carrier, extract_id, ticket_id);
	exporter_fresh(&approver, 2, APPROVE, fresh);
	exporter_fill_ticket(&x, item, mg_rig_get_nth("MG_STAFF_%d_NO", APPROVER), epoch);
	x.t.not_before_us = now_us + from_us;
	x.t.not_after_us = now_us + to_us;
	struct counter_said said = refusals_approve(&approver, fresh, exporter_seal(key, TICKET_TYPE, &x.t.base, NULL));
	if (said.code[0])
		fail_msg("approve: %s %s", said.code, said.field);
}

void a_ticket_is_redeemed_in_its_time(void **state)
{
	(void)state;
	approve_between(INT64_C(600000000), INT64_C(1200000000));
	exporter_fresh(&carrier, 1, REDEEM, fresh);
	struct counter_said said = refusals_redeem(&carrier, fresh, nonce, 32);
	refusals_expect("a ticket that is good in ten minutes", &said, "REFUSED_BY_RULE", "not_yet");
	refusals_withdraw();
	approve_between(INT64_C(-60000000), INT64_C(4000000));
	exporter_fresh(&carrier, 1, REDEEM, fresh);
	sleep(5); /* what is waited for is the ticket's end itself */
	said = refusals_redeem(&carrier, fresh, nonce, 32);
	refusals_expect("a ticket that ran out a second ago", &said, "REFUSED_BY_RULE", "expired");
	/* as ExportWatch does within its minute; the next request must not wait for it */
	mg_test_db_sql(&counter_superuser, "UPDATE madoguchi.export_ticket SET state = 'expired' WHERE state = 'approved'");
}

static void lend(bool lent)
{
	counter_logout(&carrier);
	exporter_lend(lent);
	counter_login(&carrier, CARRIER, 1);
}

void a_stick_that_was_taken_back_carries_nothing(void **state)
{
	(void)state;
	item = exporter_request(&carrier, extract_id, ticket_id);
	lend(false);
	exporter_fresh(&approver, 2, APPROVE, fresh);
	struct counter_said said = refusals_approve(&approver, fresh, refusals_good_ticket(NULL));
	refusals_expect("the stick was taken back before the approval", &said, "REFUSED_BY_RULE", "stick_not_lent");
	lend(true);
	exporter_fresh(&approver, 2, APPROVE, fresh);
	said = refusals_approve(&approver, fresh, refusals_good_ticket(NULL));
	refusals_expect("lent again", &said, "", NULL);
	lend(false);
	exporter_fresh(&carrier, 1, REDEEM, fresh);
	said = refusals_redeem(&carrier, fresh, nonce, 32);
	refusals_expect("taken back before the redemption", &said, "REFUSED_BY_RULE", "stick_not_lent");
	lend(true);
	refusals_withdraw();
}

/* What the database's superuser could do, past the triggers: the row goes, and comes back with another size. */
static void spoil_extract(int by)
{
	char sql[700];
	snprintf(sql, sizeof(sql),
		"CREATE TEMPORARY TABLE madoguchi.spoilt AS SELECT * FROM madoguchi.extract WHERE extract_id = %llu;"
		"UPDATE madoguchi.spoilt SET state = 'building', sealed_size = sealed_size + %d;"
		"DELETE FROM madoguchi.extract WHERE extract_id = %llu;"
		"INSERT INTO madoguchi.extract SELECT * FROM madoguchi.spoilt;"
		"UPDATE madoguchi.extract SET state = 'ready' WHERE extract_id = %llu",
		(unsigned long long)extract_id, by, (unsigned long long)extract_id, (unsigned long long)extract_id);
	mg_test_db_sql(&counter_superuser, sql);
}

void an_extract_that_is_not_as_it_was_asked_for_is_gone(void **state)
{
	(void)state;
	item = exporter_request(&carrier, extract_id, ticket_id);
	exporter_fresh(&approver, 2, APPROVE, fresh);
	spoil_extract(1);
	struct counter_said said = refusals_approve(&approver, fresh, refusals_good_ticket(NULL));
	spoil_extract(-1);
	refusals_expect("the extract's row is another than it was", &said, "REFUSED_BY_RULE", "extract_gone");
	said = refusals_approve(&approver, fresh, refusals_good_ticket(NULL));
	refusals_expect("as it was", &said, "", NULL);
	exporter_fresh(&carrier, 1, REDEEM, fresh);
	spoil_extract(1);
	said = refusals_redeem(&carrier, fresh, nonce, 32);
	spoil_extract(-1);
	refusals_expect("the same at the redemption", &said, "REFUSED_BY_RULE", "extract_gone");
	refusals_withdraw();
}

/* ---- the alarm ---- */

static uint32_t watch(const struct counter *c)
{
	Pb__WatchRequest in = PB__WATCH_REQUEST__INIT;
	struct counter_said said;
	const Pb__WatchReply *r = EXPORTER_SAY(c, "Session/Watch", &in, WatchReply, NULL, &said);
	if (!r)
		fail_msg("watch: %s", said.code);
	return r->unclosed;
}

void a_redemption_without_a_close_is_told_to_who_approved(void **state)
{
	(void)state;
	assert_int_equal(watch(&approver), 0);
	refusals_begin();
	exporter_fresh(&carrier, 1, REDEEM, fresh);
	struct counter_said said = refusals_redeem(&carrier, fresh, nonce, 32);
	assert_string_equal(said.code, "");
	assert_int_equal(watch(&approver), 0);
	/* as ExportWatch does after ten minutes */
	mg_test_db_sql(&counter_superuser,
		"UPDATE madoguchi.export_ticket SET state = 'unclosed', unclosed_us = redeemed_us WHERE state = 'redeemed'");
	assert_int_equal(watch(&approver), 1);
	assert_int_equal(watch(&carrier), 0);
	refusals_line("redeemed and not closed: the long poll", "", "tells the approver, and not the carrier");
	refusals_end_failed();
	assert_int_equal(watch(&approver), 0);
}

/* ---- keys ---- */

static int64_t shifted_utc_us(const struct mg_clock *clock)
{
	return mg_now_us(&mg_clock_system) + clock->shift_us;
}

/* A key of the approver's, good for one day from `shift_us` from now, of this ward, in a list of its own: as madoguchi-admin
 * issues it, at another time or for somebody who was in another section then. */
static void issue_key(const char *ward, int64_t shift_us)
{
	const struct mg_clock clock = {shifted_utc_us, mg_clock_system.mono_us, shift_us};
	MG_CLEANUP(mg_pkey_freep) EVP_PKEY *root = NULL;
	MG_CLEANUP(mg_tx_done) struct mg_tx tx = {0};
	struct mg_city city;
	struct mg_wrapped_key wrapped;
	struct mg_error err = {0};
	const char *no = mg_rig_get_nth("MG_STAFF_%d_NO", APPROVER);
	assert_true(mg_signer_wrap_new("7284", MG_WRAP_MEMORY_KIB_MIN, 1, &wrapped, &err));
	if (!mg_city_open(mg_rig_get("MG_CITY"), &city, &err) || !mg_city_open_log(&city, &err))
		fail_msg("city: %s", err.detail);
	struct mg_new_key made = {.use = SG__KEY__USE__SUPERVISOR, .holder = no, .ward = ward, .wrapped = &wrapped, .days = 1,
		.staff_id = (uint64_t)counter_number("SELECT staff_id FROM madoguchi.staff WHERE staff_no = '200001'")};
	memcpy(made.public_key, wrapped.public_key, 32);
	assert_true(mg_keys_load_root(&city, &root, &err));
	mg_act_begin(&city, &tx);
	city.shared.clock = &clock;
	bool ok = mg_keys_issue(&city, &tx, root, SG__KEY__USE__SUPERVISOR, no, &made, &epoch, &err);
	city.shared.clock = &mg_clock_system;
	if (!ok || !mg_act_commit(&city, &tx, MG_AUDIT_ADMIN_KEYS, "key-add", &err))
		fail_msg("key: %s", err.detail);
	mg_signer_key_freep(&key);
	assert_true(mg_signer_open_wrapped(&wrapped, "7284", &key, &err));
	mg_tx_done(&tx);
	mg_city_done(&city);
}

void refusals_renew_key(void)
{
	char words[500];
	snprintf(words, sizeof(words), "printf '%s' | '%s/server/admin/madoguchi-admin' key-make --short-pin --out '%s/run/again.key'",
		mg_rig_get_nth("MG_STAFF_%d_PIN", APPROVER), mg_rig_get("MG_BIN"), mg_rig_get("MG_CITY"));
	assert_int_equal(system(words), 0);
	snprintf(words, sizeof(words), "key-add --staff-no 200001 --wrapped '%s/run/again.key'", mg_rig_get("MG_CITY"));
	assert_int_equal(exporter_admin("", words), 0);
	snprintf(words, sizeof(words), "%s/run/again.key", mg_rig_get("MG_CITY"));
	unlink(words);
	mg_signer_key_freep(&key);
	key = exporter_key(&approver, &epoch);
}

void a_key_of_another_ward_or_out_of_its_time_signs_nothing(void **state)
{
	static const struct {
		const char *tried, *ward;
		int64_t shift_us;
		const char *reason;
	} keys[] = {
		{"the approver's key for another ward", "142", 0, "key_of_another_ward"},
		{"the approver's key of yesterday", "146", -2 * DAY_US, "key_expired"},
		{"the approver's key of tomorrow", "146", DAY_US, "key_not_yet"},
	};
	(void)state;
	item = exporter_request(&carrier, extract_id, ticket_id);
	exporter_fresh(&approver, 2, APPROVE, fresh);
	for (size_t i = 0; i < MG_LEN(keys); i++) {
		issue_key(keys[i].ward, keys[i].shift_us);
		struct counter_said said = refusals_approve(&approver, fresh, refusals_good_ticket(NULL));
		refusals_expect(keys[i].tried, &said, "REFUSED_BY_RULE", keys[i].reason);
	}
	refusals_withdraw();
	refusals_renew_key();
}

void a_ticket_signed_by_a_card_goes_through(void **state)
{
	char words[300];
	uint8_t public_key[32];
	struct mg_error err = {0};
	struct counter_said said;
	(void)state;
	mg_card_make("approver 200001", mg_rig_get_nth("MG_STAFF_%d_PIN", APPROVER));
	snprintf(words, sizeof(words), "key-add --staff-no 200001 --module %s --card \"approver 200001\"", MG_CARD_MODULE);
	setenv("ASAN_OPTIONS", "detect_leaks=0", 1); /* as card.c has it for this process */
	assert_int_equal(exporter_admin("", words), 0);
	unsetenv("ASAN_OPTIONS");
	Pb__ExportKeysRequest in = PB__EXPORT_KEYS_REQUEST__INIT;
	const Pb__ExportKeysReply *r = EXPORTER_SAY(&approver, "Export/Keys", &in, ExportKeysReply, NULL, &said);
	assert_non_null(r);
	assert_null(r->own); /* nothing of a card lies with the server */
	epoch++;
	mg_signer_key_freep(&key);
	assert_true(mg_signer_card_public_key(MG_CARD_MODULE, "approver 200001", public_key, &err));
	if (!mg_signer_open_pkcs11(MG_CARD_MODULE, public_key, mg_rig_get_nth("MG_STAFF_%d_PIN", APPROVER), &key, &err))
		fail_msg("card: %s", err.detail);
	refusals_begin();
	refusals_line("a ticket signed by a card (PKCS #11)", "", "approved");
	exporter_fresh(&carrier, 1, REDEEM, fresh);
	said = refusals_redeem(&carrier, fresh, nonce, 32);
	refusals_expect("and redeemed", &said, "", NULL);
	refusals_end_failed();
	mg_signer_key_freep(&key);
	mg_card_remove();
	refusals_renew_key();
}
