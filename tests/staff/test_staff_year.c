/* SPDX-License-Identifier: Apache-2.0
 * The yearly confirmation, and accounts beside the list of personnel. */
#include "test_staff.h"
#include <openssl/evp.h>
#include <stdio.h>
#include "staff/personnel_load.h"

/* ---- confirmation ---- */

static const Pb__StaffConfirmListReply *list_of(enum who who)
{
	Pb__StaffConfirmListRequest in = PB__STAFF_CONFIRM_LIST_REQUEST__INIT;
	const Pb__StaffConfirmListReply *r = rig_call(who, "Staff/ConfirmList", &in.base);
	assert_non_null(r);
	return r;
}

/* Keeps everybody but `to_end`; `extra`: one more line. */
static const Pb__StaffConfirmReply *confirm(enum who who, const Pb__StaffConfirmListReply *list, const char *to_end, const char *extra)
{
	static Pb__StaffConfirmLine lines[64];
	static Pb__StaffConfirmLine *all[64];
	Pb__StaffConfirmRequest in = PB__STAFF_CONFIRM_REQUEST__INIT;
	for (; in.n_lines < list->n_members; in.n_lines++) {
		lines[in.n_lines] = (Pb__StaffConfirmLine)PB__STAFF_CONFIRM_LINE__INIT;
		lines[in.n_lines].staff_no = list->members[in.n_lines]->staff_no;
		lines[in.n_lines].answer = to_end && strcmp(lines[in.n_lines].staff_no, to_end) == 0
						   ? PB__STAFF_ANSWER__STAFF_END
						   : PB__STAFF_ANSWER__STAFF_KEEP;
		all[in.n_lines] = &lines[in.n_lines];
	}
	if (extra) {
		lines[in.n_lines] = (Pb__StaffConfirmLine)PB__STAFF_CONFIRM_LINE__INIT;
		lines[in.n_lines].staff_no = S(extra);
		lines[in.n_lines].answer = PB__STAFF_ANSWER__STAFF_KEEP;
		all[in.n_lines] = &lines[in.n_lines];
		in.n_lines++;
	}
	in.digest = list->digest;
	in.lines = all;
	return rig_call(who, "Staff/Confirm", &in.base);
}

static const Pb__StaffReminder *reminder_of(const char *section)
{
	Pb__StaffRemindersRequest in = PB__STAFF_REMINDERS_REQUEST__INIT;
	const Pb__StaffRemindersReply *r = rig_call(AUDITOR, "Staff/Reminders", &in.base);
	assert_non_null(r);
	for (size_t i = 0; i < r->n_reminders; i++)
		if (strcmp(r->reminders[i]->section, section) == 0)
			return r->reminders[i];
	fail_msg("no section %s", section);
	return NULL;
}

void heads_confirm_their_people_each_year_and_sign(void **state)
{
	(void)state;
	const Pb__StaffConfirmListReply *mine = list_of(HEAD), *theirs = list_of(HEAD_ELSEWHERE), *rest = list_of(AUTHORITY);
	assert_int_equal(mine->fiscal_year, 2026);
	for (size_t i = 0; i < mine->n_members; i++) {
		assert_string_equal(mine->members[i]->account->section, "北");
		assert_string_not_equal(mine->members[i]->staff_no, "200001");
	}
	const struct Pb__StaffReminder *north = reminder_of("北");
	assert_true(north->overdue); /* since 1 May */
	assert_string_equal(north->head_name, "架空 200001");
	const unsigned before = north->unconfirmed;
	/* a number of another ward; a list that is another one by now; an answer that is missing */
	assert_null(confirm(HEAD, mine, NULL, "100003"));
	rig_refused_by("not_of_the_list");
	const Pb__StaffConfirmListReply stale = {.base = mine->base, .n_members = mine->n_members, .members = mine->members,
		.digest = theirs->digest};
	assert_null(confirm(HEAD, &stale, NULL, NULL));
	assert_int_equal(rig_code, MG_ERR_CONFLICT);
	const Pb__StaffConfirmListReply less = {.base = mine->base, .n_members = mine->n_members - 1, .members = mine->members,
		.digest = mine->digest};
	assert_null(confirm(HEAD, &less, NULL, NULL));
	assert_string_equal(rig_field, "lines");
	assert_null(confirm(CLERK, mine, NULL, NULL));
	assert_int_equal(rig_code, MG_ERR_DENIED);
	/* signed: all but one are still needed */
	const Pb__StaffConfirmReply *r = confirm(HEAD, mine, "100002", NULL);
	assert_non_null(r);
	assert_int_equal(r->kept, mine->n_members - 1);
	assert_int_equal(r->to_end, 1);
	assert_int_equal(list_of(HEAD)->n_members, 0);
	assert_int_equal(list_of(HEAD)->confirmed, mine->n_members);
	assert_null(confirm(HEAD, list_of(HEAD), NULL, NULL));
	rig_refused_by("nothing_to_confirm");
	assert_int_equal(reminder_of("北")->unconfirmed, before - mine->n_members);
	/* heads, and who has none, are the authority's; never themselves */
	bool has_head = false, has_auditor = false;
	for (size_t i = 0; i < rest->n_members; i++) {
		has_head = has_head || strcmp(rest->members[i]->staff_no, "200001") == 0;
		has_auditor = has_auditor || strcmp(rest->members[i]->staff_no, "400001") == 0;
		assert_string_not_equal(rest->members[i]->staff_no, "300001");
	}
	assert_true(has_head && has_auditor);
	/* the database: nobody themselves, no other section, nothing rewritten */
	assert_true(rig_sql_is_refused("INSERT INTO madoguchi.staff_confirmation VALUES ('271403', %llu, %d, 2026, '146', '北', 'head', 'keep')",
		(unsigned long long)r->signoff_no, HEAD));
	assert_true(rig_sql_is_refused("INSERT INTO madoguchi.staff_confirmation VALUES ('271403', %llu, %d, 2026, '142', '中', 'clerk', 'keep')",
		(unsigned long long)r->signoff_no, CLERK_ELSEWHERE));
	assert_true(rig_sql_is_refused("UPDATE madoguchi.staff_confirmation SET answer = 'keep'"));
	assert_true(rig_sql_is_refused("UPDATE madoguchi.staff_signoff SET line_count = 0"));
	/* a changed assignment is confirmed anew, and the next fiscal year everything */
	rig_sql("UPDATE madoguchi.staff SET role = 'supervisor' WHERE staff_id = %d", CLERK);
	assert_int_equal(list_of(HEAD)->n_members, 1);
	rig_sql("UPDATE madoguchi.staff SET role = 'clerk' WHERE staff_id = %d", CLERK);
	rig_day(124); /* 2027-04-01; the vendor's account is over */
	assert_int_equal(list_of(HEAD)->fiscal_year, 2027);
	assert_int_equal(list_of(HEAD)->n_members, mine->n_members - 1);
	assert_false(reminder_of("北")->overdue);
	rig_day(0);
}

/* ---- personnel ---- */

static char file[8192];
static size_t file_n, file_at;

static bool read_file(void *context, void *ret, size_t cap, size_t *ret_n, struct mg_error *err)
{
	(void)context;
	(void)err;
	*ret_n = file_n - file_at < cap ? file_n - file_at : cap;
	memcpy(ret, file + file_at, *ret_n);
	file_at += *ret_n;
	return true;
}

struct line {
	const char *no, *name;
	int state;
	const char *left_on, *birth_on;
};

static void write_file(unsigned seq, const struct line *lines, size_t n, int spoil)
{
	uint8_t hash[32];
	char hex[65];
	uint64_t total = 0;
	size_t at = (size_t)snprintf(file, sizeof(file),
		"\"1\",\"H01\",\"2\",\"271403\",\"20261128080000\",\"人事\",\"%08u\",\"UTF-8\",\"H01-2\"\r\n", seq);
	for (size_t i = 0; i < n; i++) {
		at += (size_t)snprintf(file + at, sizeof(file) - at, "\"2\",\"%zu\",\"%s\",\"%s\",\"カクウ\",\"北\",\"%d\",\"%s\",\"%s\"\r\n", i + 1,
			lines[i].no, lines[i].name, lines[i].state, lines[i].left_on, lines[i].birth_on);
		assert_true(mg_frame_add_key(&total, lines[i].no, 10));
	}
	assert_int_equal(EVP_Q_digest(NULL, "SHA256", NULL, file, at, hash, NULL), 1);
	mg_hex(hash, 32, hex);
	at += (size_t)snprintf(file + at, sizeof(file) - at, "\"3\",\"%zu\",\"0\",\"0\",\"%llu\",\"%s\"\r\n", n + (size_t)spoil,
		(unsigned long long)total, hex);
	file_n = at;
}

static struct mg_import_fault fault;

static bool load(struct mg_call *call, void *user, struct mg_error *err)
{
	struct mg_personnel_loaded *loaded = user;
	struct mg_personnel_file f = {.read = read_file, .by = "admin:test", .now_us = call->now_us};
	mg_call_log_ref(call, &f.log_writer, &f.log_n);
	file_at = 0;
	call->arena->limit_bytes = 16U << 20;
	return mg_personnel_load(call->tx, call->arena, MG_BUREAU_CITY, &f, loaded, &fault, err);
}

static enum mg_import_reason take_in(void)
{
	struct mg_personnel_loaded loaded;
	struct mg_error err = {0};
	if (mg_bureau_run(NULL, load, &loaded, &err))
		return MG_REASON_NONE;
	if (err.code != MG_ERR_INVALID)
		fail_msg("%s", err.detail);
	return fault.reason;
}

static const Pb__StaffPersonnelReply *report(void)
{
	Pb__StaffPersonnelRequest in = PB__STAFF_PERSONNEL_REQUEST__INIT;
	const Pb__StaffPersonnelReply *r = rig_call(AUTHORITY, "Staff/Personnel", &in.base);
	assert_non_null(r);
	return r;
}

/* NULL: the account is in order. */
static const Pb__StaffReported *reported(const Pb__StaffPersonnelReply *r, const char *staff_no)
{
	for (size_t i = 0; i < r->n_reported; i++)
		if (strcmp(r->reported[i]->member->staff_no, staff_no) == 0)
			return r->reported[i];
	return NULL;
}

static Pb__StaffFinding finding_of(const Pb__StaffPersonnelReply *r, const char *staff_no)
{
	const Pb__StaffReported *row = reported(r, staff_no);
	return row ? row->finding : PB__STAFF_FINDING__STAFF_FINDING_NONE;
}

static void since(const Pb__StaffPersonnelReply *r, const char *staff_no, unsigned month, unsigned day)
{
	const Pb__StaffReported *row = reported(r, staff_no);
	assert_non_null(row);
	assert_non_null(row->since);
	assert_int_equal(row->since->year, 2026);
	assert_int_equal(row->since->month, month);
	assert_int_equal(row->since->day, day);
}

static void the_gravest_come_first(const Pb__StaffPersonnelReply *r)
{
	static const int rank[] = {[PB__STAFF_FINDING__STAFF_DEPARTED] = 1, [PB__STAFF_FINDING__STAFF_UNKNOWN] = 2,
		[PB__STAFF_FINDING__STAFF_TO_END] = 3, [PB__STAFF_FINDING__STAFF_UNUSED] = 4, [PB__STAFF_FINDING__STAFF_UNCONFIRMED] = 5};
	for (size_t i = 1; i < r->n_reported; i++)
		assert_true(rank[r->reported[i - 1]->finding] <= rank[r->reported[i]->finding]);
}

/* Who may ask, what was asked, and what was decided, stands beside the account. */
static void removals_stand_in_the_report(void)
{
	const Pb__StaffPersonnelReply *r = report();
	assert_int_equal(reported(r, "100001")->removal_no, 0);
	assert_string_equal(reported(r, "100001")->head_name, "架空 200001");
	assert_string_equal(reported(r, "200001")->head_name, ""); /* nobody asks for the own removal */
	assert_string_equal(reported(r, "400001")->head_name, ""); /* a section without a head */
	const uint64_t open = rig_ask(&(struct ask){HEAD, PB__STAFF_KIND__STAFF_REMOVE, "100001", .from = 2});
	const uint64_t late = rig_ask(&(struct ask){HEAD, PB__STAFF_KIND__STAFF_REMOVE, "100100", .from = 300});
	assert_true(open > 0 && late > 0 && rig_approve(AUTHORITY, late));
	r = report();
	assert_int_equal(reported(r, "100001")->removal_no, open);
	assert_false(reported(r, "100001")->removal_approved);
	assert_int_equal(reported(r, "100001")->removal_on->day, 30);
	assert_int_equal(reported(r, "100100")->removal_no, late);
	assert_true(reported(r, "100100")->removal_approved);
	Pb__StaffWithdrawRequest withdraw = PB__STAFF_WITHDRAW_REQUEST__INIT;
	withdraw.request_no = open;
	assert_non_null(rig_call(HEAD, "Staff/Withdraw", &withdraw.base));
	assert_int_equal(reported(report(), "100001")->removal_no, 0);
}

/* 1 works, 2 left yesterday, 4 leaves today; 10 is unknown. What could only be asked for before the list came. */
static void approved_is_who_is_on_the_list(void)
{
	const struct {
		struct ask ask;
		const char *refused; /* NULL: approved */
	} cases[] = {
		{{HEAD, PB__STAFF_KIND__STAFF_REGISTER, "100120", "120", .from = 0}, "not_in_personnel"},
		{{HEAD, PB__STAFF_KIND__STAFF_REGISTER, "100120", "0000000007", .from = 0}, NULL},
		{{HEAD, PB__STAFF_KIND__STAFF_CHANGE, "100001", .role = "supervisor"}, "not_in_personnel"},
		{{HEAD, PB__STAFF_KIND__STAFF_REGISTER, "500009", "90", .vendor = true, .to = 30}, NULL},
	};
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const uint64_t no = rig_ask(&cases[i].ask);
		assert_true(no > 0);
		if (!cases[i].refused) {
			assert_true(rig_approve(AUTHORITY, no));
			continue;
		}
		assert_false(rig_approve(AUTHORITY, no));
		rig_refused_by(cases[i].refused);
		assert_true(rig_refuse(AUTHORITY, no, "x"));
	}
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.staff WHERE staff_no = '100120' AND person_ref = 'P-7'"), 1);
	rig_sql("UPDATE madoguchi.staff SET state = 'disabled', disabled_us = 1 WHERE staff_no IN ('100120', '500009')");
}

/* The seventh list: whole or not at all, in its order, once. */
static void only_a_whole_list_is_taken_in(const struct line *lines, size_t n)
{
	write_file(7, lines, n, 1);
	assert_int_equal(take_in(), MG_REASON_RECORD_COUNT);
	static const struct line twice[] = {{"0000000001", "架空 一", 1, "", ""}, {"0000000001", "架空 一", 1, "", ""}};
	write_file(7, twice, 2, 0);
	assert_int_equal(take_in(), MG_REASON_PERSON_REPEATED);
	static const struct line wrong[] = {{"0000000001", "架空 一", 3, "", ""}};
	write_file(7, wrong, 1, 0);
	assert_int_equal(take_in(), MG_REASON_REQUIRED);
	static const struct line none[] = {{"0000000000", "架空 零", 1, "", ""}};
	write_file(7, none, 1, 0);
	assert_int_equal(take_in(), MG_REASON_NOT_A_CODE);
	static const struct line unborn[] = {{"0000000001", "架空 一", 1, "", "19790532"}};
	write_file(7, unborn, 1, 0);
	assert_int_equal(take_in(), MG_REASON_NO_SUCH_DAY);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.personnel"), 0);
	write_file(7, lines, n, 0);
	assert_int_equal(take_in(), MG_REASON_NONE);
	assert_int_equal(take_in(), MG_REASON_SEQUENCE_REPEATED);
	write_file(9, lines, n, 0);
	assert_int_equal(take_in(), MG_REASON_SEQUENCE_GAP);
}

void the_list_of_personnel_shows_what_is_out_of_order(void **state)
{
	(void)state;
	static const struct line lines[] = {
		{"0000000001", "架空 一", 1, "", "19790514"}, {"0000000002", "架空 二", 3, "20261127", ""},
		{"0000000003", "架空 三", 2, "", ""}, {"0000000004", "架空 四", 3, "20261128", ""},
		{"0000000006", "架空 六", 1, "", ""}, {"0000000007", "架空 七", 1, "", ""}};
	const size_t n = MG_LEN(lines);
	assert_int_equal(report()->run_no, 0); /* no list: nobody is unknown */
	assert_int_equal(finding_of(report(), "400001"), PB__STAFF_FINDING__STAFF_UNCONFIRMED);
	since(report(), "400001", 4, 1);
	assert_int_equal(finding_of(report(), "100001"), PB__STAFF_FINDING__STAFF_FINDING_NONE); /* kept by the head */
	assert_int_equal(finding_of(report(), "100002"), PB__STAFF_FINDING__STAFF_TO_END); /* her head said so */
	since(report(), "100002", 11, 28);
	rig_sql("UPDATE madoguchi.staff SET made_us = %lld WHERE staff_id = %d", (long long)(RIG_START_US - 30 * DAY_US), AUDITOR);
	assert_int_equal(finding_of(report(), "400001"), PB__STAFF_FINDING__STAFF_FINDING_NONE); /* it may wait so long */
	rig_sql("UPDATE madoguchi.staff SET last_login_us = %lld WHERE staff_id IN (%d, %d)",
		(long long)(RIG_START_US - 61 * DAY_US), HEAD, VENDOR);
	only_a_whole_list_is_taken_in(lines, n);
	const Pb__StaffPersonnelReply *r = report();
	assert_true(r->run_no > 0);
	assert_int_equal(r->lines, n);
	assert_int_equal(finding_of(r, "100001"), PB__STAFF_FINDING__STAFF_DEPARTED);
	since(r, "100001", 11, 27);
	assert_int_equal(finding_of(r, "200002"), PB__STAFF_FINDING__STAFF_UNCONFIRMED); /* today is the last day */
	assert_int_equal(finding_of(r, "400001"), PB__STAFF_FINDING__STAFF_UNKNOWN);
	since(r, "400001", 11, 28); /* the list's day */
	assert_int_equal(finding_of(r, "500001"), PB__STAFF_FINDING__STAFF_UNUSED); /* a vendor is in no list */
	assert_int_equal(finding_of(r, "200001"), PB__STAFF_FINDING__STAFF_UNUSED);
	since(r, "200001", 9, 28); /* the last login */
	assert_int_equal(finding_of(r, "300001"), PB__STAFF_FINDING__STAFF_UNCONFIRMED);
	the_gravest_come_first(r);
	removals_stand_in_the_report();
	assert_int_equal(rig_number("SELECT birth_on = '1979-05-14' FROM madoguchi.personnel WHERE person_ref = 'P-1'"), 1);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.personnel WHERE birth_on IS NULL"), n - 1);
	approved_is_who_is_on_the_list();
	write_file(8, lines, 1, 0); /* the next one stands in its place */
	assert_int_equal(take_in(), MG_REASON_NONE);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.personnel"), 1);
	rig_sql("DELETE FROM madoguchi.personnel; DELETE FROM madoguchi.personnel_run"); /* the other tests know no list */
	rig_sql("UPDATE madoguchi.staff SET last_login_us = %lld, made_us = 1", (long long)RIG_START_US);
}
