/* SPDX-License-Identifier: Apache-2.0
 * The matrix of rights in a served city, over real mutual TLS: two persons, fresh factors, sessions that go on under
 * the new matrix at their next call, on two servers, without a call that is lost. Leaves the city with what it began
 * with, under a higher version. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>
#include "admin/key_issue.h"
#include "admin/pki.h"
#include "admin/rights_issue.h"
#include "exporter.h"
#include "madoguchi/v1/paper.pb-c.h"
#include "madoguchi/v1/rights.pb-c.h"
#include "rights_file.h"
#include "second.h"

#define CLERK_HERE 3
#define PROPOSER 4
#define APPLIER 5
#define CALLERS 4
#define CHANGES 4
#define APPLY "/madoguchi.v1.Rights/Apply"
static EVP_PKEY *root;
static unsigned version; /* in force */

static void set_role(int staff, const char *role)
{
	char sql[200];
	snprintf(sql, sizeof(sql), "UPDATE madoguchi.staff SET role = '%s' WHERE staff_no = '%s'", role,
		mg_rig_get_nth("MG_STAFF_%d_NO", staff));
	mg_test_db_sql(&counter_superuser, sql);
}

static int setup(void **state)
{
	char path[600];
	struct mg_error err = {0};
	(void)state;
	counter_open();
	mg_arena_init(&arena, 256U << 20);
	snprintf(path, sizeof(path), "%s/authority/root.key.pem", mg_rig_get("MG_CITY"));
	assert_true(mg_pki_read_private(path, NULL, &root, &err));
	version = (unsigned)counter_number("SELECT MAX(applied_version) FROM madoguchi.rights_matrix");
	set_role(CLERK_HERE, "clerk");
	set_role(PROPOSER, "authority");
	set_role(APPLIER, "authority");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	set_role(PROPOSER, "supervisor");
	set_role(APPLIER, "supervisor");
	EVP_PKEY_free(root);
	return 0;
}

/* ---- signed files ---- */

/* The city's first matrix under this version; clerks may see imports, and have lost what they print, or not. */
static const char *text_of(unsigned v, bool clerks_see_imports, bool clerks_print)
{
	static char text[MG_RIGHTS_TEXT_BYTES_MAX];
	size_t n;
	const char *whole = strchr(mg_test_rights_text(&n), '\n');
	snprintf(text, sizeof(text), "version,%u%s", v, whole);
	if (clerks_see_imports)
		strstr(text, "IMPORT_READ,-")[12] = 'x';
	if (!clerks_print)
		strstr(text, "PAPER_PRINT,x")[12] = '-';
	return text;
}

static Pb__Envelope *signed_by(EVP_PKEY *key, const char *text)
{
	struct mg_bytes packed;
	struct mg_error err = {0};
	const Pb__Envelope *e;
	assert_true(mg_keys_seal_envelope(
		&arena, key, MG_RIGHTS_TYPE, (struct mg_bytes){(const uint8_t *)text, strlen(text)}, &packed, &err));
	assert_true(mg_envelope_unpack(&arena, packed, &e, &err));
	return (Pb__Envelope *)(uintptr_t)e;
}

/* ---- calls ---- */

#define exporter_RightsShowReply_descriptor &pb__rights_show_reply__descriptor
#define exporter_RightsProposeReply_descriptor &pb__rights_propose_reply__descriptor
#define exporter_RightsApplyReply_descriptor &pb__rights_apply_reply__descriptor
#define exporter_ListRunsReply_descriptor &pb__list_runs_reply__descriptor
#define exporter_LoginReply_descriptor &pb__login_reply__descriptor

static const Pb__RightsShowReply *show(const struct counter *c)
{
	Pb__RightsShowRequest in = PB__RIGHTS_SHOW_REQUEST__INIT;
	struct counter_said said;
	const Pb__RightsShowReply *r = EXPORTER_SAY(c, "Rights/Show", &in, RightsShowReply, NULL, &said);
	if (!r)
		fail_msg("show: %s", said.code);
	return r;
}

static const Pb__RightsProposeReply *propose(const struct counter *c, Pb__Envelope *e, struct counter_said *said)
{
	Pb__RightsProposeRequest in = PB__RIGHTS_PROPOSE_REQUEST__INIT;
	in.signed_file = e;
	return EXPORTER_SAY(c, "Rights/Propose", &in, RightsProposeReply, NULL, said);
}

static const Pb__RightsApplyReply *apply(
	const struct counter *c, const Pb__RightsMatrix *m, const uint8_t *fresh, struct counter_said *said)
{
	Pb__RightsApplyRequest in = PB__RIGHTS_APPLY_REQUEST__INIT;
	in.version = m->version;
	in.sha256 = m->sha256;
	return EXPORTER_SAY(c, "Rights/Apply", &in, RightsApplyReply, &(struct exporter_call){.fresh = fresh}, said);
}

static const char *list_runs(const struct counter *c)
{
	static struct counter_said said;
	Pb__ListRunsRequest in = PB__LIST_RUNS_REQUEST__INIT;
	in.limit = 1;
	(void)EXPORTER_SAY(c, "Exchange/ListRuns", &in, ListRunsReply, NULL, &said);
	return said.code;
}

/* Proposed at terminal 2 by one, applied there by another; each logs in for it. */
static void put_in_force(bool clerks_see_imports, bool clerks_print)
{
	struct counter c;
	struct counter_said said;
	uint8_t fresh[32];
	counter_login(&c, PROPOSER, 2);
	const Pb__RightsProposeReply *p =
		propose(&c, signed_by(root, text_of(version + 1, clerks_see_imports, clerks_print)), &said);
	if (!p || p->fault[0])
		fail_msg("propose: %s %s", said.code, p ? p->fault : "");
	counter_logout(&c);
	counter_login(&c, APPLIER, 2);
	exporter_fresh(&c, 2, APPLY, fresh);
	if (!apply(&c, show(&c)->proposal, fresh, &said))
		fail_msg("apply: %s %s", said.code, said.field);
	version++;
	counter_logout(&c);
}

/* ---- the cases ---- */

static void the_login_tells_ones_own_screens_and_no_others(void **state)
{
	(void)state;
	static const uint32_t clerks[] = {1, 3, 11, 32, 46};
	struct mg_rpc_client *client = mg_rig_connect(1);
	struct mg_rpc_result r;
	mg_rig_login(client, &(struct mg_rig_login){.staff = CLERK_HERE, .terminal = 1}, &arena, &r);
	assert_int_equal(r.status, 0);
	const Pb__LoginReply *login = (const Pb__LoginReply *)(const void *)r.reply;
	assert_true(login->n_screens >= MG_LEN(clerks));
	const struct mg_screens own = mg_rights_screens(mg_test_rights(), mg_test_rights()->role[MG_STAFF_CLERK]);
	for (size_t i = 0; i < login->n_screens; i++)
		assert_true(mg_screens_has(&own, login->screens[i]));
	for (size_t i = 0, k = 0; i < MG_LEN(clerks); i++) {
		while (k < login->n_screens && login->screens[k] != clerks[i])
			k++;
		assert_true(k < login->n_screens);
	}
	mg_rig_logout(client, login->token.data);
	mg_rpc_client_free(client);
}

static const Pb__RightsLine *line_of(const Pb__RightsShowReply *r, const char *permission)
{
	for (size_t i = 0; i < r->n_lines; i++)
		if (strcmp(r->lines[i]->permission, permission) == 0)
			return r->lines[i];
	fail_msg("%s has no line", permission);
	return NULL;
}

static void one_person_proposes_and_another_applies_with_fresh_factors(void **state)
{
	(void)state;
	struct counter clerk, c;
	struct counter_said said;
	uint8_t fresh[32];
	counter_login(&clerk, CLERK_HERE, 1);
	assert_string_equal(list_runs(&clerk), "DENIED");
	counter_login(&c, PROPOSER, 2);
	assert_null(show(&c)->proposal);
	const Pb__RightsProposeReply *p = propose(&c, signed_by(root, text_of(version + 1, true, true)), &said);
	assert_non_null(p);
	assert_int_equal(p->gained, 1);
	assert_int_equal(p->lost, 0);
	const Pb__RightsShowReply *r = show(&c);
	assert_false(r->may_apply);
	assert_string_equal(r->proposal->proposed_by, mg_rig_get_nth("MG_STAFF_%d_NO", PROPOSER));
	exporter_fresh(&c, 2, APPLY, fresh);
	assert_null(apply(&c, r->proposal, fresh, &said)); /* the own proposal */
	assert_string_equal(said.code, "REFUSED_BY_RULE");
	assert_string_equal(list_runs(&clerk), "DENIED");
	counter_logout(&c);

	counter_login(&c, APPLIER, 2);
	r = show(&c);
	assert_true(r->may_apply);
	assert_int_equal(r->now->version, version);
	assert_int_equal(r->proposal->version, version + 1);
	const Pb__RightsLine *l = line_of(r, "IMPORT_READ");
	assert_false(l->now[0]);
	assert_true(l->proposed[0]);
	assert_true(line_of(r, "EXTRACT")->for_persons);
	assert_null(apply(&c, r->proposal, NULL, &said));
	assert_string_equal(said.code, "FRESH_FACTOR");
	Pb__RightsMatrix other = *r->proposal;
	other.sha256 = r->now->sha256; /* not what was looked at */
	exporter_fresh(&c, 2, APPLY, fresh);
	assert_null(apply(&c, &other, fresh, &said));
	assert_string_equal(said.code, "CONFLICT");
	const Pb__RightsApplyReply *a = apply(&c, r->proposal, fresh, &said);
	if (!a)
		fail_msg("apply: %s %s", said.code, said.field);
	version++;
	assert_int_equal(a->gained, 1);
	assert_string_equal(list_runs(&clerk), ""); /* in the session that was refused before */
	assert_null(show(&c)->proposal);
	assert_int_equal(show(&c)->now->version, version);
	exporter_fresh(&c, 2, APPLY, fresh);
	assert_null(apply(&c, r->proposal, fresh, &said)); /* once */
	assert_string_equal(said.code, "CONFLICT");
	counter_logout(&c);
	counter_logout(&clerk);
}

static void a_clerk_sees_and_changes_nothing_of_it(void **state)
{
	(void)state;
	Pb__RightsShowRequest in = PB__RIGHTS_SHOW_REQUEST__INIT;
	struct counter clerk;
	struct counter_said said;
	counter_login(&clerk, CLERK_HERE, 1);
	assert_null(EXPORTER_SAY(&clerk, "Rights/Show", &in, RightsShowReply, NULL, &said));
	assert_string_equal(said.code, "DENIED");
	assert_null(propose(&clerk, signed_by(root, text_of(version + 1, false, true)), &said));
	assert_string_equal(said.code, "DENIED");
	counter_logout(&clerk);
}

static void what_is_not_signed_complete_or_newer_is_refused(void **state)
{
	(void)state;
	struct counter c;
	struct counter_said said;
	char text[MG_RIGHTS_TEXT_BYTES_MAX];
	EVP_PKEY *other = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	const int64_t before = counter_number("SELECT COUNT(*) FROM madoguchi.rights_matrix");
	counter_login(&c, PROPOSER, 2);
	assert_null(propose(&c, signed_by(other, text_of(version + 1, false, true)), &said));
	assert_string_equal(said.code, "INVALID");
	assert_string_equal(said.field, "signed_file");
	Pb__Envelope *e = signed_by(root, text_of(version + 1, false, true));
	e->payload.data[strlen("version,")] ^= 1; /* another version than was signed */
	assert_null(propose(&c, e, &said));
	assert_string_equal(said.code, "INVALID");
	e = signed_by(root, text_of(version + 1, false, true));
	e->signature.len = 0;
	assert_null(propose(&c, e, &said));
	assert_string_equal(said.code, "INVALID");
	assert_null(propose(&c, signed_by(root, text_of(version, false, true)), &said));
	assert_string_equal(said.code, "REFUSED_BY_RULE");
	snprintf(text, sizeof(text), "%s", text_of(version + 1, false, true));
	memcpy(strstr(text, "\nRECEIPT_CHECK"), "\n#", 2);
	const Pb__RightsProposeReply *p = propose(&c, signed_by(root, text), &said);
	assert_non_null(p);
	assert_non_null(strstr(p->fault, "RECEIPT_CHECK: has no line"));
	snprintf(text, sizeof(text), "%s", text_of(version + 1, false, true));
	strstr(text, "MEDIA_OUT,-")[10] = 'x';
	p = propose(&c, signed_by(root, text), &said);
	assert_non_null(p);
	assert_memory_equal(p->fault, "line ", 5);
	assert_non_null(strstr(p->fault, "MEDIA_OUT"));
	counter_logout(&c);
	EVP_PKEY_free(other);
	assert_int_equal(counter_number("SELECT COUNT(*) FROM madoguchi.rights_matrix"), before);
}

/* ---- while many call ---- */

struct caller {
	struct counter c;
	pthread_t thread;
	unsigned served;
	char lost[32]; /* the first code that was not served */
};
static atomic_bool over;

static void *call_on(void *user)
{
	struct caller *me = user;
	Pb__PersonSearchRequest in = PB__PERSON_SEARCH_REQUEST__INIT;
	in.text = (char *)(uintptr_t) "やま";
	struct mg_arena own;
	mg_arena_init(&own, 8U << 20);
	while (!atomic_load(&over) && !me->lost[0]) {
		struct mg_rpc_result r;
		mg_arena_reset(&own);
		mg_rpc_call(me->c.client, "/madoguchi.v1.Person/Search", &in.base, &pb__person_search_reply__descriptor,
			&(struct mg_rpc_options){.token = me->c.token, .timeout_ms = 60000}, &own, &r);
		if (r.status == 0)
			me->served++;
		else
			snprintf(me->lost, sizeof(me->lost), "%s", r.code[0] ? r.code : "TRANSPORT");
	}
	mg_arena_done(&own);
	return NULL;
}

static void no_call_is_lost_while_matrices_change_on_two_servers(void **state)
{
	(void)state;
	static const char *const as_it_is[] = {NULL};
	struct caller callers[CALLERS];
	struct mg_second second;
	struct counter clerk;
	mg_second_start(&second, as_it_is, NULL);
	counter_login(&clerk, CLERK_HERE, 1);
	struct counter elsewhere = clerk; /* the same session, asked on the other server */
	elsewhere.client = mg_second_connect_as(&second, 1);
	memset(callers, 0, sizeof(callers));
	atomic_store(&over, false);
	for (size_t i = 0; i < CALLERS; i++) {
		callers[i].c = i % 2 ? elsewhere : clerk;
		assert_int_equal(pthread_create(&callers[i].thread, NULL, call_on, &callers[i]), 0);
	}
	for (int i = 0; i < CHANGES; i++) {
		put_in_force(i % 2 == 1, true);
		/* whatever a worker remembers: the next call is judged by the new matrix, on either server */
		for (int k = 0; k < 8; k++) {
			assert_string_equal(list_runs(&clerk), i % 2 ? "" : "DENIED");
			assert_string_equal(list_runs(&elsewhere), i % 2 ? "" : "DENIED");
		}
	}
	atomic_store(&over, true);
	for (size_t i = 0; i < CALLERS; i++) {
		pthread_join(callers[i].thread, NULL);
		assert_string_equal(callers[i].lost, "");
		assert_true(callers[i].served > 0);
	}
	mg_rpc_client_free(elsewhere.client);
	counter_logout(&clerk);
	assert_int_equal(mg_second_stop(&second, SIGTERM), 0);
}

static void what_is_taken_away_is_gone_at_the_next_call_and_from_the_menu(void **state)
{
	(void)state;
	Pb__PaperJobsRequest in = PB__PAPER_JOBS_REQUEST__INIT;
	struct counter clerk;
	struct counter_said said;
	struct mg_rpc_result r;
	counter_login(&clerk, CLERK_HERE, 1);
	assert_non_null(exporter_say(
		&clerk, "/madoguchi.v1.Paper/Jobs", &in.base, &pb__paper_jobs_reply__descriptor, NULL, &said));
	put_in_force(false, false);
	assert_null(exporter_say(
		&clerk, "/madoguchi.v1.Paper/Jobs", &in.base, &pb__paper_jobs_reply__descriptor, NULL, &said));
	assert_string_equal(said.code, "DENIED");
	counter_logout(&clerk);
	struct mg_rpc_client *client = mg_rig_connect(1);
	mg_rig_login(client, &(struct mg_rig_login){.staff = CLERK_HERE, .terminal = 1}, &arena, &r);
	assert_int_equal(r.status, 0);
	const Pb__LoginReply *login = (const Pb__LoginReply *)(const void *)r.reply;
	for (size_t i = 0; i < login->n_screens; i++)
		assert_int_not_equal(login->screens[i], 32);
	mg_rig_logout(client, login->token.data);
	mg_rpc_client_free(client);
	put_in_force(false, true); /* as the city began */
}

/* ---- a server that may not believe what is there ---- */

static void a_server_that_finds_no_matrix_of_its_root_does_not_start(void **state)
{
	(void)state;
	char line[2400], said[2000];
	const char *city = mg_rig_get("MG_CITY");
	snprintf(line, sizeof(line),
		"d=$(mktemp -d) && sed -e \"s|^authority.root_file.*|authority.root_file = %s/log.pub.pem|\""
		" -e \"s|^keys.state_file.*|keys.state_file = $d/state|\" -e '/^listen.port_file/d' -e '/^import.dir/d'"
		" '%s/server.conf' >$d/server.conf && timeout 60 '%s/server/madoguchi-server' --config $d/server.conf "
		"2>&1;"
		" echo \"exit $?\"; rm -r $d",
		city, city, mg_rig_get("MG_BIN"));
	FILE *p = popen(line, "re");
	assert_non_null(p);
	said[fread(said, 1, sizeof(said) - 1, p)] = '\0';
	pclose(p);
	if (!strstr(said, "does not start") || !strstr(said, "exit 1") || strstr(said, "ready"))
		fail_msg("%s", said);
	assert_true(strstr(said, "matrix of rights") || strstr(said, "key list"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_login_tells_ones_own_screens_and_no_others),
		cmocka_unit_test(one_person_proposes_and_another_applies_with_fresh_factors),
		cmocka_unit_test(a_clerk_sees_and_changes_nothing_of_it),
		cmocka_unit_test(what_is_not_signed_complete_or_newer_is_refused),
		cmocka_unit_test(no_call_is_lost_while_matrices_change_on_two_servers),
		cmocka_unit_test(what_is_taken_away_is_gone_at_the_next_call_and_from_the_menu),
		cmocka_unit_test(a_server_that_finds_no_matrix_of_its_root_does_not_start),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
