/* SPDX-License-Identifier: Apache-2.0
 * After a break-glass: what the authority sees of it, and that two different persons say that they have. */
#include "test_staff.h"
#include "glass/glass_seen_store.h"

static void every_statement(void)
{
	const struct mg_db_config app = mg_test_db_as(mg_bureau.superuser, "mg_app");
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&app);
	struct mg_error err = {0};
	for (size_t i = 0; mg_glass_seen_statements[i]; i++)
		if (!mg_stmt_check(db, mg_glass_seen_statements[i], &err))
			fail_msg("%s", err.detail);
}

static uint32_t acknowledge(enum who who, uint64_t no, const char *note)
{
	Pb__StaffGlassAcknowledgeRequest in = PB__STAFF_GLASS_ACKNOWLEDGE_REQUEST__INIT;
	in.glass_no = no;
	in.note = S(note);
	const Pb__StaffGlassAcknowledgeReply *r = rig_call(who, "Staff/GlassAcknowledge", &in.base);
	return r ? r->seen : 0;
}

static const Pb__StaffGlass *find(uint64_t no)
{
	Pb__StaffGlassListRequest in = PB__STAFF_GLASS_LIST_REQUEST__INIT;
	const Pb__StaffGlassListReply *r = rig_call(AUTHORITY, "Staff/GlassList", &in.base);
	assert_non_null(r);
	for (size_t i = 0; i < r->n_items; i++)
		if (r->items[i]->glass_no == no)
			return r->items[i];
	return NULL;
}

void two_of_the_authority_acknowledge_a_break_glass(void **state)
{
	(void)state;
	every_statement();
	assert_null(find(1));
	/* past the trigger: how one is opened is tested with madoguchi-admin */
	rig_sql("DROP TRIGGER madoguchi.glass_is_opened_by_two; INSERT INTO madoguchi.break_glass (municipality, way, reason, opened_by,"
		" opened_us, until_us, log_writer, log_n) VALUES ('271403', 'codes', '夜間障害', 'admin:test', %lld, %lld, 1, 1);"
		"INSERT INTO madoguchi.glass_act VALUES ('271403', 1, 7, 1, 'staff-add', 'admin:test', 1)",
		(long long)RIG_START_US, (long long)(RIG_START_US + DAY_US / 24));
	const Pb__StaffGlass *g = find(1);
	assert_non_null(g);
	assert_true(g->by_codes);
	assert_string_equal(g->reason, "夜間障害");
	assert_int_equal(g->acts_in_all, 1);
	assert_string_equal(g->acts[0]->command, "staff-add");
	assert_int_equal(acknowledge(AUTHORITY, 1, "早すぎる"), 0);
	rig_refused_by("still_open");
	rig_sql("UPDATE madoguchi.break_glass SET ended_us = %lld, ended_by = 'system', end_writer = 1, end_n = 1",
		(long long)(RIG_START_US + 1));
	assert_int_equal(acknowledge(AUTHORITY, 1, ""), 0);
	assert_string_equal(rig_field, "note");
	assert_int_equal(acknowledge(HEAD, 1, "所属長"), 0);
	assert_int_equal(rig_code, MG_ERR_DENIED);
	assert_int_equal(acknowledge(AUTHORITY, 2, "ない"), 0);
	assert_int_equal(rig_code, MG_ERR_NOT_FOUND);
	assert_int_equal(acknowledge(AUTHORITY, 1, "夜間障害の報告を受けた"), 1);
	assert_int_equal(acknowledge(AUTHORITY, 1, "もう一度"), 0);
	rig_refused_by("same_person");
	/* another account of that person */
	rig_sql("UPDATE madoguchi.staff SET role = 'authority', person_ref = 'P-6' WHERE staff_id = %d", AUDITOR);
	assert_int_equal(acknowledge(AUDITOR, 1, "別の口座"), 0);
	rig_refused_by("same_person");
	assert_true(rig_app_is_refused("INSERT INTO madoguchi.glass_acknowledgement VALUES ('271403', 1, %d, '400001', 'x', 'x', 1, 1, 2)",
		AUDITOR));
	assert_true(rig_app_is_refused("INSERT INTO madoguchi.glass_acknowledgement VALUES ('271403', 1, %d, '200001', 'x', 'x', 1, 1, 2)",
		HEAD));
	rig_sql("UPDATE madoguchi.staff SET role = 'auditor', person_ref = 'P-8' WHERE staff_id = %d", AUDITOR);
	assert_int_equal(acknowledge(AUTHORITY_2, 1, "確認した"), 2);
	g = find(1);
	assert_int_equal(g->n_seen, 2);
	assert_string_equal(g->seen[0]->note, "夜間障害の報告を受けた");
	assert_string_equal(g->seen[1]->staff_no, "300002");
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.glass_acknowledgement a JOIN madoguchi_log.leaf l"
				    " ON l.writer = a.log_writer AND l.n = a.log_n"), 2);
	assert_true(rig_app_is_refused("UPDATE madoguchi.break_glass SET ended_us = NULL, ended_by = NULL, end_n = NULL"));
}
