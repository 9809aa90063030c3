/* SPDX-License-Identifier: Apache-2.0
 * The database's own no to what must not leave, whoever asks it directly; and that each statement fits it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "rig.h"

static uint64_t sofusho(void)
{
	return (uint64_t)rig_number("SELECT MIN(extract_id) FROM madoguchi.extract WHERE spec = 'sofusho'");
}

#define TICKET_TRIES(where, ...)                                                                                          \
	do {                                                                                                              \
		static const char *const tries[] = {__VA_ARGS__};                                                          \
		for (size_t i = 0; i < MG_LEN(tries); i++)                                                                \
			if (!rig_sql_is_refused("UPDATE madoguchi.export_ticket SET %s WHERE ticket_id = X'%s'", tries[i],  \
				    where))                                                                               \
				fail_msg("the database took: %s", tries[i]);                                               \
	} while (0)

static void the_database_lets_a_ticket_only_move_forward(void **state)
{
	(void)state;
	char id[33];
	const Pb__ExportItem *item = rig_request(CLERK, sofusho());
	assert_non_null(item);
	snprintf(id, sizeof(id), "%s", rig_hex_of(item->ticket_id));
	TICKET_TRIES(id, "state = 'redeemed'", "state = 'written'", REDEEMED, "purpose = 'x'", "recipient = 'x'", "terminal_id = 2",
		"serial = 'x'", "sealed_sha256 = REPEAT('x', 32)", "requester_id = 9", "ward = '142'", "state = 'approved'",
		"state = 'refused'", "nonce = REPEAT('n', 32)", "passphrase_shown_us = 1, passphrase_shown_to = '200001'",
		/* another section's head, no rank, no right, the carrier, five hours */
		"state = 'approved', approver_id = 5, approver_no = '200002', approver_name = 'x', decided_us = 5, not_before_us = "
		"1795820400000000, not_after_us = 1795820400000000 + 1, key_epoch = 1, ticket = ''",
		"state = 'approved', approver_id = 9, approver_no = '100009', approver_name = 'x', decided_us = 5, not_before_us = "
		"1795820400000000, not_after_us = 1795820400000000 + 1, key_epoch = 1, ticket = ''",
		"state = 'approved', approver_id = 6, approver_no = '200003', approver_name = 'x', decided_us = 5, not_before_us = "
		"1795820400000000, not_after_us = 1795820400000000 + 1, key_epoch = 1, ticket = ''",
		"state = 'approved', approver_id = 1, approver_no = '100001', approver_name = 'x', decided_us = 5, not_before_us = "
		"1795820400000000, not_after_us = 1795820400000000 + 1, key_epoch = 1, ticket = ''",
		"state = 'approved', approver_id = 4, approver_no = '200001', approver_name = 'x', decided_us = 5, not_before_us = "
		"1795820400000000, not_after_us = 1795820400000000 + 14400000001, key_epoch = 1, ticket = ''");
	rig_sql("UPDATE madoguchi.export_ticket SET " APPROVED " WHERE ticket_id = X'%s'", id);
	TICKET_TRIES(id, "state = 'requested'", "state = 'written'", "not_after_us = not_after_us + 1", "key_epoch = 2",
		"approver_id = 5", "ticket = 'x'",
		"state = 'redeemed', nonce = REPEAT('n', 32), redeemed_us = 1, redeem_writer = 1, redeem_n = 1");
	rig_sql("UPDATE madoguchi.export_ticket SET " REDEEMED " WHERE ticket_id = X'%s'", id);
	TICKET_TRIES(id, REDEEMED, "nonce = REPEAT('m', 32)", "state = 'approved'", "state = 'withdrawn'", "state = 'expired'",
		"state = 'written'", "state = 'written', closed_us = 9, close_envelope = '', written_sha256 = REPEAT('x', 32)",
		"state = 'failed', closed_us = 9, close_envelope = ''", "passphrase_shown_us = 1, passphrase_shown_to = '200001'");
	rig_sql("UPDATE madoguchi.export_ticket SET state = 'written', closed_us = 9, close_envelope = '', written_sha256 = "
		"sealed_sha256, written_bytes = sealed_size WHERE ticket_id = X'%s'",
		id);
	TICKET_TRIES(id, "state = 'failed'", "state = 'redeemed'", "closed_us = 10",
		"passphrase_shown_us = 1, passphrase_shown_to = '100001'");
	rig_sql("UPDATE madoguchi.export_ticket SET passphrase_shown_us = 1, passphrase_shown_to = '200001' WHERE ticket_id = X'%s'", id);
	TICKET_TRIES(id, "passphrase_shown_us = 2", "changed_us = 7");
}

static void a_receipt_is_sent_when_the_list_that_took_it_in_was_carried_out(void **state)
{
	(void)state;
#define SENT_BY_HAND(image)                                                                                               \
	image "UPDATE madoguchi.receipt SET state = 'sent', row_version = row_version + 1 WHERE number = 3"
#define IMAGE_OF_3                                                                                                        \
	"INSERT INTO madoguchi.receipt_history (municipality, ward, day, number, row_version, known_from_us, known_to_us, "  \
	"log_writer, log_n, form, state, shori_no, name_kanji, name_kana, kanji_key, kana_key, received_date, entered_us, "  \
	"staff_id, staff_no, staff_name, form_version, form_day, form_staff_id, number_inquired, checked_us, checked_by, "   \
	"checked_by_name) SELECT municipality, ward, day, number, row_version, known_from_us, 9, log_writer, log_n, form, "  \
	"state, shori_no, name_kanji, name_kana, kanji_key, kana_key, received_date, entered_us, staff_id, staff_no, "       \
	"staff_name, form_version, form_day, form_staff_id, number_inquired, checked_us, checked_by, checked_by_name FROM "  \
	"madoguchi.receipt WHERE number = 3;"
	/* the first test carried the list out; one of its receipts was changed since, as a return and a resumption do */
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.receipt WHERE state = 'checked'"), 3);
	rig_sql(IMAGE_OF_3 "UPDATE madoguchi.receipt SET row_version = row_version + 1 WHERE number = 3");
	assert_true(rig_sql_is_refused(SENT_BY_HAND(IMAGE_OF_3)));
	assert_int_equal(rig_send(sofusho()), 2);
	assert_int_equal(rig_send(sofusho()), 0);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.receipt r JOIN madoguchi.receipt_step s ON s.ward = r.ward "
				    "AND s.day = r.day AND s.number = r.number AND s.step = r.row_version AND s.what = 'sent' "
				    "JOIN madoguchi.receipt_history h ON h.ward = r.ward AND h.day = r.day AND h.number = "
				    "r.number AND h.row_version = r.row_version - 1 AND h.state = 'checked' "
				    "WHERE r.state = 'sent' AND r.checked_us IS NOT NULL"),
		2);
	/* what was not sent as it stands now is in the next list, and only that */
	assert_true(rig_job("ExtractDaily"));
	assert_int_equal(rig_number("SELECT row_count FROM madoguchi.extract ORDER BY extract_id DESC LIMIT 1"), 1);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.extract_receipt"), 4);
	assert_true(rig_sql_is_refused("UPDATE madoguchi.extract_receipt SET row_version = 9"));
	const uint64_t again = (uint64_t)rig_number("SELECT MAX(extract_id) FROM madoguchi.extract");
	assert_int_equal(rig_send(again), -1); /* nobody carried it */
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.receipt WHERE state = 'sent'"), 2);
}

static void the_database_keeps_rights_apart_and_a_change_reaches_sessions(void **state)
{
	(void)state;
#define GIVE(staff, right, asked, allowed)                                                                                \
	"INSERT INTO madoguchi.staff_right (municipality, staff_id, name, given_us, given_by, asked_by, allowed_by, "     \
	"log_writer, log_n) VALUES ('271403', " #staff ", '" right "', 1, 'x', '" asked "', '" allowed "', 1, 1)"
	static const char *const tries[] = {GIVE(1, "EXTRACT", "400001", "300001"), GIVE(2, "MEDIA_OUT", "400001", "300001"),
		GIVE(3, "MEDIA_OUT", "400001", "300001"), GIVE(4, "EXTRACT", "400001", "300001"),
		GIVE(9, "MEDIA_OUT", "400001", "300001") /* held */, GIVE(8, "MEDIA_OUT", "300001", "300001"),
		GIVE(8, "MEDIA_OUT", "400001", "300001") /* asked for oneself */, GIVE(8, "MEDIA_OUT", "100002", "100003") /* one person */,
		GIVE(8, "MEDIA_OUT", "999999", "300001"), GIVE(8, "EXPORT_APPROVE", "100002", "300001") /* no rank */};
	for (size_t i = 0; i < MG_LEN(tries); i++)
		if (!rig_sql_is_refused("%s", tries[i]))
			fail_msg("the database took: %s", tries[i]);
	rig_sql("INSERT INTO madoguchi.session (municipality, token_sha256, staff_id, terminal_id, cert_sha256, created_us, "
		"last_seen_us, resume_tries) VALUES ('271403', REPEAT('t', 32), 8, 1, REPEAT('a', 32), 1, 1, 0)");
	rig_sql(GIVE(8, "EXPORT_READ", "100002", "300001"));
	assert_int_equal(rig_number("SELECT version FROM madoguchi.session"), 2);
	rig_sql("UPDATE madoguchi.staff_right SET ended_us = 2, ended_by = 'x' WHERE staff_id = 8");
	assert_int_equal(rig_number("SELECT version FROM madoguchi.session"), 3);
	assert_true(rig_sql_is_refused("UPDATE madoguchi.staff_right SET ended_us = NULL, ended_by = NULL WHERE staff_id = 8"));
}

static void the_database_keeps_sticks_and_key_lists(void **state)
{
	(void)state;
	assert_true(rig_sql_is_refused("UPDATE madoguchi.medium SET serial = 'x', row_version = row_version + 1"));
	assert_true(rig_sql_is_refused("UPDATE madoguchi.medium SET note = 'x'"));
	assert_true(rig_sql_is_refused("UPDATE madoguchi.medium_history SET note = 'x'"));
	rig_sql("INSERT INTO madoguchi.key_list VALUES ('271403', 5, 'x', REPEAT('h', 32), 1, 1, 'x', 1, 1)");
	assert_true(rig_sql_is_refused("INSERT INTO madoguchi.key_list VALUES ('271403', 5, 'x', REPEAT('h', 32), 1, 1, 'x', 1, 1)"));
	assert_true(rig_sql_is_refused("INSERT INTO madoguchi.key_list VALUES ('271403', 4, 'x', REPEAT('h', 32), 1, 1, 'x', 1, 1)"));
	assert_true(rig_sql_is_refused("UPDATE madoguchi.key_list SET envelope = 'y'"));
}

static void every_statement_prepares_under_its_account(void **state)
{
	(void)state;
	extern mg_stmt_list mg_extract_statements, mg_extract_rows_statements, mg_extract_remove_statements, mg_export_statements,
		mg_media_statements, mg_extract_load_statements, mg_export_gate_statements, mg_key_list_statements;
	const struct {
		const char *account;
		const struct mg_stmt_def *const *list;
	} lists[] = {{"mg_app", mg_extract_statements}, {"mg_app", mg_extract_rows_statements}, {"mg_app", mg_export_statements},
		{"mg_app", mg_media_statements}, {"mg_app", mg_export_gate_statements},
		{"mg_app", mg_key_list_statements}, {"mg_import", mg_extract_remove_statements}, {NULL, mg_extract_load_statements}};
	for (size_t i = 0; i < MG_LEN(lists); i++) {
		struct mg_db_config config = *mg_bureau.superuser;
		struct mg_error err = {0};
		if (lists[i].account)
			config = mg_test_db_as(mg_bureau.superuser, lists[i].account);
		MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&config);
		for (const struct mg_stmt_def *const *s = lists[i].list; *s; s++)
			if (!mg_stmt_check(db, *s, &err))
				fail_msg("%s: %s", (*s)->name, err.detail);
	}
}

static int setup(void **state)
{
	(void)state;
	rig_open("test_export_database");
	rig_receipts();
	rig_approve_specs();
	assert_true(rig_job("ExtractDaily"));
	assert_true(rig_lend("100001", 30));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	rig_close();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_statement_prepares_under_its_account),
		cmocka_unit_test(the_database_lets_a_ticket_only_move_forward),
		cmocka_unit_test(a_receipt_is_sent_when_the_list_that_took_it_in_was_carried_out),
		cmocka_unit_test(the_database_keeps_rights_apart_and_a_change_reaches_sessions),
		cmocka_unit_test(the_database_keeps_sticks_and_key_lists),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
