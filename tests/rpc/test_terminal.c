/* SPDX-License-Identifier: Apache-2.0
 * The city's terminals as central IT looks after them: listed, revoked on an open connection, heard again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include "admin/pki.h"
#include "base/clock.h"
#include "exporter.h"
#include "madoguchi/v1/terminal.pb-c.h"
#include "said.h"

#define IT 5 /* 200002, with another role for the test, at terminal 2 */
#define LOST 79

static struct counter it;
static struct counter_said said;
static char cert_file[600], key_file[600];

/* A terminal of its own, with a certificate of the city's authority. */
static void enrol_lost(void)
{
	struct mg_error err = {0};
	EVP_PKEY *ca_key = NULL, *key = NULL;
	X509 *ca = NULL, *cert = NULL;
	uint8_t sha256[32];
	char path[600], hex[65], sql[800];
	snprintf(path, sizeof(path), "%s/authority/ca.key.pem", mg_rig_get("MG_CITY"));
	snprintf(cert_file, sizeof(cert_file), "%s/lost-79.crt", mg_rig_get("MG_CITY"));
	snprintf(key_file, sizeof(key_file), "%s/lost-79.key", mg_rig_get("MG_CITY"));
	remove(cert_file);
	remove(key_file);
	assert_true(mg_pki_read_private(path, NULL, &ca_key, &err) && mg_pki_read_cert(mg_rig_get("MG_CA"), &ca, &err));
	assert_true(mg_pki_p256(&key, &err));
	const struct mg_cert_request request = {.use = MG_CERT_TERMINAL, .common_name = "lost",
		.alt_names = "URI:spiffe://271403.madoguchi/terminal/79", .key = key, .ca_key = ca_key, .ca = ca, .days = 1,
		.now_us = mg_now_us(&mg_clock_system)};
	assert_true(mg_pki_issue(&request, &cert, &err) && mg_pki_cert_sha256(cert, sha256, &err));
	assert_true(mg_pki_write_private(key_file, key, NULL, &err) && mg_pki_write_cert(cert_file, cert, &err));
	mg_hex(sha256, 32, hex);
	snprintf(sql, sizeof(sql),
		"DELETE FROM madoguchi.login_challenge WHERE terminal_id = 79; DELETE FROM madoguchi.terminal WHERE terminal_id = 79;"
		"INSERT INTO madoguchi.terminal (municipality, terminal_id, name, section, ward, cert_sha256,"
		" cert_not_after_us, assertion_key, state, enrolled_us) SELECT municipality, 79, '失-79', section, ward,"
		" X'%s', cert_not_after_us, UNHEX(SHA2(cert_sha256, 256)), 'enrolled', enrolled_us FROM madoguchi.terminal WHERE terminal_id = 1",
		hex);
	mg_test_db_sql(&counter_superuser, sql);
	mg_x509_freep(&cert);
	mg_x509_freep(&ca);
	mg_pkey_freep(&key);
	mg_pkey_freep(&ca_key);
}

static int setup(void **state)
{
	counter_setup(state);
	mg_test_db_sql(&counter_superuser, "UPDATE madoguchi.staff SET role = 'it' WHERE staff_no = '200002'");
	counter_login(&it, IT, 2);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	counter_logout(&it);
	mg_test_db_sql(&counter_superuser, "UPDATE madoguchi.staff SET role = 'supervisor' WHERE staff_no = '200002';"
					   "DELETE FROM madoguchi.login_challenge WHERE terminal_id = 79;"
					   "DELETE FROM madoguchi.terminal WHERE terminal_id = 79");
	return 0;
}

static const Pb__TerminalItem *find(uint64_t id)
{
	Pb__TerminalListRequest in = PB__TERMINAL_LIST_REQUEST__INIT;
	const Pb__TerminalListReply *r = (const Pb__TerminalListReply *)exporter_say(
		&it, "/madoguchi.v1.Terminal/List", &in.base, &pb__terminal_list_reply__descriptor, NULL, &said);
	if (!r)
		fail_msg("list: %s", said.code);
	assert_string_equal(r->tls, "TLS 1.3");
	for (size_t i = 0; i < r->n_terminals; i++)
		if (r->terminals[i]->terminal_id == id)
			return r->terminals[i];
	return NULL;
}

static bool act(bool revoke, uint64_t id, const char *note)
{
	Pb__TerminalRevokeRequest r = PB__TERMINAL_REVOKE_REQUEST__INIT;
	Pb__TerminalReleaseRequest l = PB__TERMINAL_RELEASE_REQUEST__INIT;
	const char *path = revoke ? "/madoguchi.v1.Terminal/Revoke" : "/madoguchi.v1.Terminal/Release";
	uint8_t fresh[32];
	exporter_fresh(&it, 2, path, fresh);
	r.terminal_id = l.terminal_id = id;
	r.note = l.note = (char *)(uintptr_t)note;
	return exporter_say(&it, path, revoke ? &r.base : &l.base, &pb__terminal_reply__descriptor,
		       &(struct exporter_call){.fresh = fresh}, &said) != NULL;
}

static void the_list_shows_who_was_seen_where(void **state)
{
	(void)state;
	const Pb__TerminalItem *here = find(2);
	assert_non_null(here);
	assert_int_equal(here->state, PB__TERMINAL_STATE__TERMINAL_ENROLLED);
	assert_string_equal(here->staff_no, "200002");
	assert_true(here->last_seen_us > 0);
	assert_int_equal(here->cert_sha256.len, 32);
	assert_null(find(12345));
}

static void a_revocation_counts_at_the_next_call_of_an_open_connection(void **state)
{
	(void)state;
	Pb__TerminalRevokeRequest in = PB__TERMINAL_REVOKE_REQUEST__INIT;
	enrol_lost();
	struct mg_rpc_client *lost = mg_rig_connect_with(mg_rig_get("MG_CA"), cert_file, key_file);
	assert_int_equal(said_challenge(lost).status, 0);
	in.terminal_id = LOST;
	in.note = (char *)(uintptr_t) "盗難";
	assert_null(exporter_say(&it, "/madoguchi.v1.Terminal/Revoke", &in.base, &pb__terminal_reply__descriptor, NULL, &said));
	assert_string_equal(said.code, "FRESH_FACTOR");
	assert_false(act(true, LOST, ""));
	assert_string_equal(said.field, "note");
	assert_false(act(true, 2, "ここ"));
	assert_string_equal(said.field, "terminal_id");
	assert_false(act(true, 12345, "ない"));
	assert_string_equal(said.code, "NOT_FOUND");
	assert_int_equal(said_challenge(lost).status, 0);
	assert_true(act(true, LOST, "盗難"));
	assert_string_equal(said_challenge(lost).code, "TERMINAL_UNKNOWN");
	mg_rpc_client_free(lost);
	const Pb__TerminalItem *t = find(LOST);
	assert_non_null(t);
	assert_int_equal(t->state, PB__TERMINAL_STATE__TERMINAL_REVOKED);
	assert_string_equal(t->changed_by, "200002");
	assert_string_equal(t->note, "盗難");
	assert_false(act(false, LOST, "見つかった")); /* revoked is for good */
	assert_string_equal(said.code, "REFUSED_BY_RULE");
}

static void a_suspended_terminal_is_heard_again_when_somebody_lifts_it(void **state)
{
	(void)state;
	enrol_lost();
	struct mg_rpc_client *lost = mg_rig_connect_with(mg_rig_get("MG_CA"), cert_file, key_file);
	assert_int_equal(said_challenge(lost).status, 0);
	assert_false(act(false, LOST, "何も")); /* nothing to lift */
	mg_test_db_sql(&counter_superuser, "UPDATE madoguchi.terminal SET suspended_us = 5, changed_by = 'system:limit' WHERE terminal_id = 79");
	assert_string_equal(said_challenge(lost).code, "TERMINAL_UNKNOWN");
	assert_int_equal(find(LOST)->state, PB__TERMINAL_STATE__TERMINAL_SUSPENDED);
	assert_true(act(false, LOST, "原因を確かめた"));
	assert_int_equal(said_challenge(lost).status, 0);
	assert_int_equal(find(LOST)->state, PB__TERMINAL_STATE__TERMINAL_ENROLLED);
	mg_rpc_client_free(lost);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_list_shows_who_was_seen_where),
		cmocka_unit_test(a_revocation_counts_at_the_next_call_of_an_open_connection),
		cmocka_unit_test(a_suspended_terminal_is_heard_again_when_somebody_lifts_it),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
