/* SPDX-License-Identifier: Apache-2.0
 * A terminal comes into the city: keys and request made by madoguchi-terminal, brought by one person, approved by another who
 * reads the fingerprint there, signed by madoguchi-admin, carried back, logged in at. Then it renews its certificate without a
 * visit, and is revoked. Real programs, real mutual TLS. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "ceremony/carried.h"
#include "ceremony/keep.h"
#include "exporter.h"
#include "forger.h"
#include "madoguchi/v1/terminal.pb-c.h"
#include "said.h"

#define FIRST 5  /* 200002 with another role for the test, at terminal 2 */
#define SECOND 3 /* 100003 likewise, at terminal 1 */
#define RENEWED_ENTRY "INSTR(entry, X'00000007756E6B6E6F776E000000D1') > 0" /* path "unknown", OK, action 209 */

/* path "madoguchi-admin/terminal-issue", OK, action 261 */
#define REFUSED_ENTRY "INSTR(entry, CONCAT(X'0000001E', 'madoguchi-admin/terminal-issue', X'00000105')) > 0"

static struct counter first, second;
static struct counter_said said;
static char folder[] = "/tmp/mg-ceremony-XXXXXX";
static char output[16384], name[40];
static uint8_t fingerprint[MG_FINGERPRINT_BYTES];
static uint64_t terminal_id;
static char paths[4][MG_KEEP_PATH_BYTES];
static const struct mg_keep keep = {.key = paths[0], .cert = paths[1], .assertion = paths[2], .ca = paths[3]};

/* Runs the line; its output is kept. */
static int run(const char *format, ...)
{
	char line[2000];
	va_list ap;
	va_start(ap, format);
	vsnprintf(line, sizeof(line), format, ap);
	va_end(ap);
	strncat(line, " 2>&1", sizeof(line) - strlen(line) - 1);
	FILE *p = popen(line, "re");
	assert_non_null(p);
	const size_t n = fread(output, 1, sizeof(output) - 1, p);
	output[n] = '\0';
	const int status = pclose(p);
	return WEXITSTATUS(status);
}

static int issue(void)
{
	return run("'%s/server/admin/madoguchi-admin' terminal-issue --dir '%s'", mg_rig_get("MG_BIN"), mg_rig_get("MG_CITY"));
}

static int setup(void **state)
{
	static const char *const names[] = {"terminal.key.pem", "terminal.crt.pem", "assertion.key.pem", "ca.crt.pem"};
	counter_setup(state);
	assert_non_null(mkdtemp(folder));
	for (size_t i = 0; i < MG_LEN(names); i++)
		snprintf(paths[i], sizeof(paths[i]), "%s/own/%s", folder, names[i]);
	snprintf(name, sizeof(name), "儀-%lld", (long long)time(NULL) % 100000000);
	mg_test_db_sql(&counter_superuser, "UPDATE madoguchi.staff SET role = 'it' WHERE staff_no IN ('200002', '100003')");
	counter_login(&first, FIRST, 2);
	counter_login(&second, SECOND, 1);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	counter_logout(&first);
	counter_logout(&second);
	mg_test_db_sql(&counter_superuser, "UPDATE madoguchi.staff SET role = 'supervisor' WHERE staff_no = '200002';"
					   "UPDATE madoguchi.staff SET role = 'clerk' WHERE staff_no = '100003'");
	return run("rm -r '%s'", folder);
}

/* ---- calls ---- */

static const Pb__TerminalRequestItem *act(const struct counter *c, int terminal, const char *path, const ProtobufCMessage *in)
{
	uint8_t fresh[32];
	exporter_fresh(c, terminal, path, fresh);
	const Pb__TerminalRequestReply *r = (const Pb__TerminalRequestReply *)exporter_say(
		c, path, in, &pb__terminal_request_reply__descriptor, &(struct exporter_call){.fresh = fresh}, &said);
	return r ? r->request : NULL;
}

static const Pb__TerminalRequestItem *propose(const void *bytes, size_t n, const char *called)
{
	Pb__TerminalProposeRequest in = PB__TERMINAL_PROPOSE_REQUEST__INIT;
	in.request = (ProtobufCBinaryData){n, (uint8_t *)(uintptr_t)bytes};
	in.name = (char *)(uintptr_t)called;
	in.section = (char *)(uintptr_t) "北区役所 保険年金課";
	in.ward = (char *)(uintptr_t) "146";
	return act(&first, 2, "/madoguchi.v1.Terminal/Propose", &in.base);
}

static const Pb__TerminalRequestItem *review(
	const struct counter *c, int terminal, uint64_t id, bool approve, const uint8_t *typed, const char *words)
{
	Pb__TerminalReviewRequest in = PB__TERMINAL_REVIEW_REQUEST__INIT;
	in.request_id = id;
	in.approve = approve;
	in.words = (char *)(uintptr_t)words;
	if (typed)
		in.fingerprint = (ProtobufCBinaryData){MG_FINGERPRINT_BYTES, (uint8_t *)(uintptr_t)typed};
	return act(c, terminal, "/madoguchi.v1.Terminal/Review", &in.base);
}

static const Pb__TerminalRequestItem *find_request(uint64_t id)
{
	Pb__TerminalRequestsRequest in = PB__TERMINAL_REQUESTS_REQUEST__INIT;
	const Pb__TerminalRequestsReply *r = (const Pb__TerminalRequestsReply *)exporter_say(
		&second, "/madoguchi.v1.Terminal/Requests", &in.base, &pb__terminal_requests_reply__descriptor, NULL, &said);
	if (!r)
		fail_msg("requests: %s", said.code);
	for (size_t i = 0; i < r->n_requests; i++)
		if (r->requests[i]->request_id == id)
			return r->requests[i];
	fail_msg("request %llu is not listed", (unsigned long long)id);
	return NULL;
}

static const Pb__TerminalItem *find_terminal(uint64_t id)
{
	Pb__TerminalListRequest in = PB__TERMINAL_LIST_REQUEST__INIT;
	const Pb__TerminalListReply *r = (const Pb__TerminalListReply *)exporter_say(
		&second, "/madoguchi.v1.Terminal/List", &in.base, &pb__terminal_list_reply__descriptor, NULL, &said);
	if (!r)
		fail_msg("list: %s", said.code);
	for (size_t i = 0; i < r->n_terminals; i++)
		if (r->terminals[i]->terminal_id == id)
			return r->terminals[i];
	fail_msg("terminal %llu is not listed", (unsigned long long)id);
	return NULL;
}

/* A call of a terminal without a session. */
static const void *ask(struct mg_rpc_client *client, const char *path, const ProtobufCMessage *in,
	const ProtobufCMessageDescriptor *out)
{
	struct mg_rpc_result r;
	mg_rpc_call(client, path, in, out, &(struct mg_rpc_options){.timeout_ms = 60000}, &arena, &r);
	snprintf(said.code, sizeof(said.code), "%s", r.status == 0 ? "" : r.code[0] ? r.code : "TRANSPORT");
	snprintf(said.field, sizeof(said.field), "%s", r.field);
	return r.status == 0 ? r.reply : NULL;
}

static const Pb__TerminalRequestItem *renew(struct mg_rpc_client *client, const struct mg_request *request)
{
	Pb__TerminalRenewRequest in = PB__TERMINAL_RENEW_REQUEST__INIT;
	char text[MG_REQUEST_TEXT_MAX];
	assert_true(mg_request_write(request, text, NULL));
	in.request = (ProtobufCBinaryData){strlen(text), (uint8_t *)text};
	const Pb__TerminalRequestReply *r = (const Pb__TerminalRequestReply *)ask(
		client, "/madoguchi.v1.Terminal/Renew", &in.base, &pb__terminal_request_reply__descriptor);
	return r ? r->request : NULL;
}

/* The certificate that waits; n 0: none. */
static ProtobufCBinaryData fetch(struct mg_rpc_client *client, const char *program)
{
	Pb__TerminalCertificateRequest in = PB__TERMINAL_CERTIFICATE_REQUEST__INIT;
	in.program = (char *)(uintptr_t)program;
	const Pb__TerminalCertificateReply *r = (const Pb__TerminalCertificateReply *)ask(
		client, "/madoguchi.v1.Terminal/Certificate", &in.base, &pb__terminal_certificate_reply__descriptor);
	return r ? r->certificate : (ProtobufCBinaryData){0};
}

static struct mg_rpc_client *connect_own(void)
{
	return mg_rig_connect_with(keep.ca, keep.cert, keep.key);
}

/* The code of a login at the new terminal; "" and the token when it went well. */
static const char *login(struct mg_rpc_client *client, uint8_t ret_token[32])
{
	struct mg_rpc_result r;
	mg_rig_login(client, &(struct mg_rig_login){.staff = CLERK, .assertion_file = keep.assertion}, &arena, &r);
	snprintf(said.code, sizeof(said.code), "%s", r.status == 0 ? "" : r.code[0] ? r.code : "TRANSPORT");
	if (r.status == 0)
		memcpy(ret_token, ((const Pb__LoginReply *)(const void *)r.reply)->token.data, 32);
	return said.code;
}

/* ---- the enrolment ---- */

static size_t read_request(char *ret, size_t cap)
{
	char path[600];
	snprintf(path, sizeof(path), "%s/own/terminal.request", folder);
	FILE *f = fopen(path, "re");
	assert_non_null(f);
	const size_t n = fread(ret, 1, cap, f);
	fclose(f);
	return n;
}

static void a_request_is_made_at_the_terminal(void **state)
{
	(void)state;
	assert_int_equal(run("'%s' request --dir '%s/own'", TERMINAL_PROGRAM, folder), 0);
	const char *words = strstr(output, "fingerprint: ");
	assert_non_null(words);
	assert_true(mg_fingerprint_read(words + strlen("fingerprint: "), fingerprint));
	assert_int_equal(run("'%s' show --dir '%s/own'", TERMINAL_PROGRAM, folder), 0);
	assert_non_null(strstr(output, "fingerprint: "));
	assert_int_equal(run("'%s' request --dir '%s/own'", TERMINAL_PROGRAM, folder), 1); /* never a second key */
}

static uint64_t request_id;

static void only_a_whole_request_is_taken_and_only_with_fresh_factors(void **state)
{
	(void)state;
	char text[MG_REQUEST_TEXT_MAX];
	const size_t n = read_request(text, sizeof(text));
	Pb__TerminalProposeRequest bare = PB__TERMINAL_PROPOSE_REQUEST__INIT;
	assert_null(exporter_say(&first, "/madoguchi.v1.Terminal/Propose", &bare.base, &pb__terminal_request_reply__descriptor,
		NULL, &said));
	assert_string_equal(said.code, "FRESH_FACTOR");
	assert_null(propose("", 0, name));
	assert_string_equal(said.field, "request");
	text[n / 2] ^= 1;
	assert_null(propose(text, n, name));
	assert_string_equal(said.code, "INVALID");
	assert_string_equal(said.field, "request");
	text[n / 2] ^= 1;
	assert_null(propose(text, n, " 端末"));
	assert_string_equal(said.field, "name");
	assert_null(propose(text, n, "北-01"));
	assert_string_equal(said.field, "name_taken");
	const Pb__TerminalRequestItem *r = propose(text, n, name);
	if (!r)
		fail_msg("propose: %s %s", said.code, said.field);
	request_id = r->request_id;
	assert_int_equal(r->state, PB__TERMINAL_REQUEST_STATE__REQUEST_PROPOSED);
	assert_memory_equal(r->fingerprint.data, fingerprint, sizeof(fingerprint)); /* to compare, for who brought it */
	assert_null(propose(text, n, "別の名前"));
	assert_string_equal(said.field, "proposed_already");
	struct mg_request other; /* the same assertion key in another request */
	assert_true(mg_keep_renew(&keep, &other, NULL) && mg_request_write(&other, text, NULL) && run("rm '%s.next'", keep.key) == 0);
	assert_null(propose(text, strlen(text), "別の端末"));
	assert_string_equal(said.field, "key_taken");
	assert_int_equal(find_request(request_id)->fingerprint.len, 0); /* who decides reads it at the terminal */
}

static void one_person_does_not_enrol_a_terminal(void **state)
{
	(void)state;
	uint8_t wrong[MG_FINGERPRINT_BYTES];
	memcpy(wrong, fingerprint, sizeof(wrong));
	wrong[15] ^= 1;
	assert_null(review(&first, 2, request_id, true, fingerprint, ""));
	assert_string_equal(said.field, "own_request");
	mg_test_db_sql(&counter_superuser, "UPDATE madoguchi.staff SET person_ref = 'P-200002' WHERE staff_no = '100003'");
	assert_null(review(&second, 1, request_id, true, fingerprint, ""));
	assert_string_equal(said.field, "same_person");
	mg_test_db_sql(&counter_superuser, "UPDATE madoguchi.staff SET person_ref = 'P-100003' WHERE staff_no = '100003'");
	assert_null(review(&second, 1, request_id, true, wrong, ""));
	assert_string_equal(said.field, "fingerprint");
	assert_null(review(&second, 1, request_id, true, NULL, ""));
	assert_string_equal(said.field, "fingerprint");
	assert_null(review(&second, 1, 999999, true, fingerprint, ""));
	assert_string_equal(said.code, "NOT_FOUND");
	assert_int_equal(issue(), 0); /* what is not approved is not signed */
	assert_null(strstr(output, name));
	assert_int_equal(find_request(request_id)->state, PB__TERMINAL_REQUEST_STATE__REQUEST_PROPOSED);
}

static void two_people_enrol_it_and_the_authority_signs(void **state)
{
	(void)state;
	const Pb__TerminalRequestItem *r = review(&second, 1, request_id, true, fingerprint, "");
	if (!r)
		fail_msg("review: %s %s", said.code, said.field);
	assert_int_equal(r->state, PB__TERMINAL_REQUEST_STATE__REQUEST_APPROVED);
	assert_null(review(&second, 1, request_id, false, NULL, "やめる"));
	assert_string_equal(said.field, "decided_already");
	run("'%s/server/admin/madoguchi-admin' self-check --dir '%s'", mg_rig_get("MG_BIN"), mg_rig_get("MG_CITY"));
	assert_non_null(strstr(output, "wait for terminal-issue"));
	/* the statement asks once more */
	mg_test_db_sql(&counter_superuser, "UPDATE madoguchi.staff SET person_ref = 'P-200002' WHERE staff_no = '100003'");
	assert_int_equal(issue(), 0);
	assert_null(strstr(output, name));
	mg_test_db_sql(&counter_superuser, "UPDATE madoguchi.staff SET person_ref = 'P-100003' WHERE staff_no = '100003'");
	if (issue() != 0)
		fail_msg("%s", output);
	assert_non_null(strstr(output, name));
	r = find_request(request_id);
	assert_int_equal(r->state, PB__TERMINAL_REQUEST_STATE__REQUEST_ISSUED);
	terminal_id = r->terminal_id;
	assert_string_equal(find_terminal(terminal_id)->name, name);
	assert_string_equal(find_terminal(terminal_id)->ward, "146");
}

static int install(const char *from, const char *told)
{
	return run("printf '%s\\n' | '%s' install --dir '%s/own' --from '%s'", told, TERMINAL_PROGRAM, folder, from);
}

/* One byte of one file is another one. */
static void spoil(const char *from, const char *file)
{
	assert_int_equal(run("rm -rf '%s/spoilt' && cp -r '%s' '%s/spoilt' && printf '\\n' >> '%s/spoilt/%s'", folder, from, folder,
				 folder, file), 0);
}

static void what_comes_back_is_checked_and_the_terminal_is_logged_in_at(void **state)
{
	char carried[600], told[80], spoilt[80];
	uint8_t token[32];
	(void)state;
	const char *words = strstr(output, "fingerprint of the folder: ");
	assert_non_null(words);
	snprintf(told, sizeof(told), "%.39s", words + strlen("fingerprint of the folder: "));
	snprintf(carried, sizeof(carried), "%s/terminals/%llu", mg_rig_get("MG_CITY"), (unsigned long long)terminal_id);
	snprintf(spoilt, sizeof(spoilt), "%s/spoilt", folder);
	assert_int_equal(run("ls '%s' | grep -c key.pem", carried), 1); /* no private key in it */
	assert_int_equal(install(carried, "0000 0000 0000 0000 0000 0000 0000 0000"), 1);
	assert_int_equal(install(carried, ""), 1); /* not without it */
	assert_null(strstr(output, told)); /* and it does not say what it wants to hear */
	for (size_t i = 0; i < MG_CARRIED_FILES; i++) {
		spoil(carried, mg_carried_names[i]);
		assert_int_equal(install(spoilt, told), 1);
		if (!strstr(output, "nothing was installed"))
			fail_msg("%s: %s", mg_carried_names[i], output);
	}
	assert_int_equal(run("rm '%s/log.pub.pem'", spoilt), 0);
	assert_int_equal(install(spoilt, told), 1);
	assert_int_equal(run("ls '%s/own' | grep -c -e crt -e pub -e conf", folder), 1); /* nothing is half installed */
	snprintf(spoilt, sizeof(spoilt), "%s/terminals/1", mg_rig_get("MG_CITY"));
	assert_int_equal(install(spoilt, told), 1); /* another terminal's folder */
	if (install(carried, told) != 0)
		fail_msg("%s", output);
	struct mg_rpc_client *client = connect_own();
	assert_string_equal(login(client, token), "");
	mg_rig_logout(client, token);
	mg_rpc_client_free(client);
}

/* ---- rows of who has the server's account of the database ---- */

/* Nothing was signed, and that is an entry; the row goes. */
static void assert_refused(const char *why)
{
	const int64_t certificates = counter_number("SELECT COUNT(*) FROM madoguchi.terminal_request WHERE state = 'issued'");
	const int64_t refusals = counter_number("SELECT COUNT(*) FROM madoguchi_log.leaf WHERE " REFUSED_ENTRY);
	assert_int_equal(issue(), 1);
	if (!strstr(output, why) || strstr(output, "Passphrase"))
		fail_msg("%s", output);
	assert_int_equal(counter_number("SELECT COUNT(*) FROM madoguchi_log.leaf WHERE " REFUSED_ENTRY), refusals + 1);
	assert_int_equal(counter_number("SELECT COUNT(*) FROM madoguchi.terminal_request WHERE state = 'issued'"), certificates);
	mg_test_db_sql(&counter_superuser, "DELETE FROM madoguchi.terminal_request WHERE state = 'approved'");
}

static void what_a_row_says_is_not_believed_before_the_request_itself(void **state)
{
	(void)state;
	struct mg_request foreign;
	char print[80], key[80], hex[65];
	forger_request(folder, &foreign);
	mg_hex(foreign.fingerprint, sizeof(foreign.fingerprint), hex);
	snprintf(print, sizeof(print), "X'%s'", hex);
	mg_hex(foreign.assertion_key, sizeof(foreign.assertion_key), hex);
	snprintf(key, sizeof(key), "X'%s'", hex);
	/* this terminal's renewal, with the keys of another */
	forger_insert(terminal_id, "renewal", &foreign, print, "t.assertion_key");
	assert_refused("not signed by the terminal's assertion key");
	/* what two approved by its fingerprint, and another request in its place */
	forger_insert(terminal_id, "new", &foreign, "REPEAT('f', 16)", key);
	assert_refused("another fingerprint than its row");
	forger_insert(terminal_id, "new", &foreign, print, "REPEAT('k', 32)");
	assert_refused("another assertion key than its row");
}

/* ---- the renewal ---- */

static void a_terminal_asks_for_itself_and_for_nobody_else(void **state)
{
	(void)state;
	struct mg_request request, other;
	char copy[MG_KEEP_PATH_BYTES + 8];
	struct mg_rpc_client *own = connect_own(), *another = mg_rig_connect(1);
	assert_true(mg_keep_renew(&keep, &request, NULL));
	assert_null(renew(another, &request));
	assert_string_equal(said.field, "another_terminal");
	const Pb__TerminalRequestItem *r = renew(own, &request);
	if (!r)
		fail_msg("renew: %s %s", said.code, said.field);
	assert_true(r->renewal);
	assert_int_equal(r->terminal_id, terminal_id);
	assert_string_equal(r->name, name);
	const uint64_t id = r->request_id;
	assert_int_equal(renew(own, &request)->request_id, id); /* asked again: the same */
	assert_int_equal(find_terminal(terminal_id)->renewal, PB__TERMINAL_RENEWAL__RENEWAL_WAITING);
	snprintf(copy, sizeof(copy), "%s/own/next.away", folder);
	assert_int_equal(run("mv '%s.next' '%s'", keep.key, copy), 0);
	assert_true(mg_keep_renew(&keep, &other, NULL)); /* another key within the hour */
	assert_null(renew(own, &other));
	assert_string_equal(said.field, "too_soon");
	assert_int_equal(run("mv '%s' '%s.next'", copy, keep.key), 0);
	assert_int_equal(fetch(own, "0.1.0").len, 0);
	assert_string_equal(said.code, "");
	fetch(own, "<script>");
	assert_string_equal(said.field, "program");
	assert_string_equal(find_terminal(terminal_id)->program, "0.1.0");
	assert_true(find_terminal(terminal_id)->last_seen_us > 0);
	mg_rpc_client_free(own);
	mg_rpc_client_free(another);
}

static void both_certificates_count_until_the_new_one_is_used(void **state)
{
	(void)state;
	uint8_t token[32], fresh_token[32];
	bool settled;
	struct mg_rpc_client *before = connect_own(), *another = mg_rig_connect(1);
	const int64_t renewals = counter_number("SELECT COUNT(*) FROM madoguchi_log.leaf WHERE " RENEWED_ENTRY);
	if (issue() != 0)
		fail_msg("%s", output);
	assert_int_equal(fetch(another, "").len, 0); /* not for another terminal */
	const ProtobufCBinaryData der = fetch(before, "0.1.0");
	assert_true(der.len > 0);
	assert_int_equal(find_terminal(terminal_id)->renewal, PB__TERMINAL_RENEWAL__RENEWAL_ISSUED);
	assert_true(mg_keep_take(&keep, der.data, der.len, NULL));
	assert_string_equal(login(before, token), "");
	assert_int_equal(said_search(before, token, 0).status, 0);
	assert_true(mg_keep_settle(&keep, &settled, NULL) && settled);
	struct mg_rpc_client *after = connect_own();
	assert_int_equal(said_search(before, token, 0).status, 0); /* still: nobody used the new one */
	/* the token is bound to the old certificate, and such a call uses nothing up */
	assert_string_equal(said_search(after, token, 0).code, "UNAUTHENTICATED");
	assert_int_equal(said_challenge(before).status, 0);
	assert_int_equal(said_challenge(after).status, 0); /* the first use */
	assert_string_equal(said_challenge(before).code, "TERMINAL_UNKNOWN");
	assert_string_equal(said_search(before, token, 0).code, "UNAUTHENTICATED");
	assert_int_equal(counter_number("SELECT COUNT(*) FROM madoguchi_log.leaf WHERE " RENEWED_ENTRY), renewals + 1);
	assert_int_equal(find_terminal(terminal_id)->renewal, PB__TERMINAL_RENEWAL__RENEWAL_NONE);
	assert_string_equal(login(after, fresh_token), "");
	assert_int_equal(said_search(after, fresh_token, 0).status, 0);
	mg_rig_logout(after, fresh_token);
	assert_int_equal(fetch(after, "0.1.0").len, 0);
	mg_rpc_client_free(before);
	mg_rpc_client_free(after);
	mg_rpc_client_free(another);
}

static void a_revoked_terminal_does_not_renew(void **state)
{
	(void)state;
	struct mg_request request;
	char sql[200];
	Pb__TerminalRevokeRequest in = PB__TERMINAL_REVOKE_REQUEST__INIT;
	uint8_t fresh[32];
	struct mg_rpc_client *own = connect_own();
	snprintf(sql, sizeof(sql), "DELETE FROM madoguchi.terminal_request WHERE kind = 'renewal' AND terminal_id = %llu",
		(unsigned long long)terminal_id); /* an hour passes */
	mg_test_db_sql(&counter_superuser, sql);
	assert_true(mg_keep_renew(&keep, &request, NULL));
	assert_non_null(renew(own, &request));
	exporter_fresh(&second, 1, "/madoguchi.v1.Terminal/Revoke", fresh);
	in.terminal_id = terminal_id;
	in.note = (char *)(uintptr_t) "試験の終わり";
	assert_non_null(exporter_say(&second, "/madoguchi.v1.Terminal/Revoke", &in.base, &pb__terminal_reply__descriptor,
		&(struct exporter_call){.fresh = fresh}, &said));
	assert_null(renew(own, &request));
	assert_string_equal(said.code, "TERMINAL_UNKNOWN");
	assert_int_equal(fetch(own, "0.1.0").len, 0);
	assert_string_equal(said.code, "TERMINAL_UNKNOWN");
	assert_int_equal(issue(), 0); /* what it asked for before is not signed */
	assert_null(strstr(output, name));
	mg_rpc_client_free(own);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_is_made_at_the_terminal),
		cmocka_unit_test(only_a_whole_request_is_taken_and_only_with_fresh_factors),
		cmocka_unit_test(one_person_does_not_enrol_a_terminal),
		cmocka_unit_test(two_people_enrol_it_and_the_authority_signs),
		cmocka_unit_test(what_comes_back_is_checked_and_the_terminal_is_logged_in_at),
		cmocka_unit_test(what_a_row_says_is_not_believed_before_the_request_itself),
		cmocka_unit_test(a_terminal_asks_for_itself_and_for_nobody_else),
		cmocka_unit_test(both_certificates_count_until_the_new_one_is_used),
		cmocka_unit_test(a_revoked_terminal_does_not_renew),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
