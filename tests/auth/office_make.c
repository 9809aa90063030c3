/* SPDX-License-Identifier: Apache-2.0
 * Makes the office: database, matcher, terminals, people with fingers. */
#include "office_inside.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <unistd.h>
#include "access/fresh_store.h"
#include "access/session_store.h"
#include "auth/auth.h"
#include "auth/finger_seal.h"
#include "auth/password.h"
#include "database.h"
#include "rights_signed.h"
#include "rpc/notes.h"
#include "wire/envelope.h"
#include "wire/hash_evp.h"

struct office office;

const struct office_staff office_people[PEOPLE] = {
	[CLERK_A] = {"100001", "西 恵", "clerk", "kitaku-Mado-27", "active", 1001, true},
	[CLERK_B] = {"100002", "東 健太", "clerk", "nakaku-Mado-35", "active", 1002, true},
	[CHIEF] = {"200001", "中村 達也", "supervisor", "kakari-Kita-59", "active", 1004, true},
	[DISABLED] = {"100009", "去年 太郎", "clerk", "mukashi-Mado-11", "disabled", 1003, true},
	[UNENROLLED] = {"100008", "新人 花子", "clerk", "atarashii-Mado-1", "active", 1005, false},
	[DAMAGED] = {"100007", "壊 次郎", "clerk", "kowareta-Mado-77", "active", 1006, true},
};

#define STMT(name_, sql_, params_)                                                                           \
	static const struct mg_stmt_def name_ = {.name = #name_, .sql = sql_, .params = params_, .columns = ""}
STMT(add_terminal,
	"INSERT INTO madoguchi.terminal (municipality, terminal_id, name, section, ward, cert_sha256, cert_not_after_us,"
	" assertion_key, state, enrolled_us) VALUES ('271403', ?, ?, '北区役所 保険年金課', '146', ?, 9000000000000000, ?, 'enrolled', 0)",
	"utbb");
STMT(add_person,
	"INSERT INTO madoguchi.staff (municipality, staff_id, staff_no, name, kana, ward, section, role, state,"
	" must_change_password, valid_from, made_us) VALUES ('271403', ?, ?, ?, 'カナ', '146', '保険年金課', ?, ?, 0, '2020-01-01', 0)",
	"utttt");
STMT(add_password, "INSERT INTO madoguchi.staff_password VALUES ('271403', ?, 1, ?, 1, 0, 'test')", "ut");
STMT(add_finger, "INSERT INTO madoguchi.finger VALUES ('271403', ?, ?, 1, ?, ?, 'virtual_image', '0', 0, 'test', NULL, NULL)", "uubb");

/* The first look at the clock during a call is its arrival: answers leave at fixed times after it. */
int64_t office_arrived_us;

static int64_t read_mono_us(const struct mg_clock *clock)
{
	int64_t now_us = mg_clock_system.mono_us(clock);
	if (office_arrived_us == 0)
		office_arrived_us = now_us;
	return now_us;
}

static void add_terminals(struct mg_tx *tx)
{
	for (int i = 1; i <= OFFICE_TERMINALS; i++) {
		struct mg_terminal *t = &office.terminals[i];
		size_t n = 32;
		t->terminal_id = (uint64_t)i;
		snprintf(t->name, sizeof(t->name), "北-0%d", i);
		memset(t->cert_sha256, i, sizeof(t->cert_sha256));
		office.keys[i] = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
		assert_int_equal(EVP_PKEY_get_raw_public_key(office.keys[i], t->assertion_key, &n), 1);
		must(mg_exec(tx, &add_terminal,
			MG_PARAMS(MG_U(t->terminal_id), MG_T(t->name), MG_B(t->cert_sha256, 32), MG_B(t->assertion_key, 32)),
			NULL, NULL, &err));
	}
}

static void add_finger_of(struct mg_tx *tx, unsigned person, unsigned finger)
{
	static struct mg_enrolment e;
	uint8_t sealed[MG_TEMPLATE_BYTES_MAX + MG_SEAL_OVERHEAD], wrapped[MG_FINGER_WRAPPED_BYTES];
	const struct mg_finger_place place = {
		.municipality = "271403", .staff_id = person + 1, .finger = finger, .version = 1};
	must(finger_enrol(&office.matcher, &office.fingers[person], &e, &err));
	assert_true(e.done);
	mg_finger_seal(office.shared.keys, &place, e.template, e.template_n, sealed, wrapped);
	if (person == DAMAGED)
		sealed[100] ^= 1;
	must(mg_exec(tx, &add_finger,
		MG_PARAMS(MG_U(place.staff_id), MG_U(finger), MG_B(sealed, e.template_n + MG_SEAL_OVERHEAD), MG_B(wrapped, sizeof(wrapped))),
		NULL, NULL, &err));
}

static void add_people(struct mg_tx *tx)
{
	for (unsigned i = 0; i < PEOPLE; i++) {
		char hash[MG_PASSWORD_HASH_BYTES];
		office.fingers[i] = finger_of(office_people[i].seed);
		office.presses[i] = 5; /* 0 to 4 enrol */
		must(mg_password_hash(office.shared.login_gate, office.shared.keys, office_people[i].password, hash, &err));
		must(mg_exec(tx, &add_person,
			MG_PARAMS(MG_U(i + 1), MG_T(office_people[i].no), MG_T(office_people[i].name), MG_T(office_people[i].role),
				MG_T(office_people[i].state)),
			NULL, NULL, &err));
		must(mg_exec(tx, &add_password, MG_PARAMS(MG_U(i + 1), MG_T(hash)), NULL, NULL, &err));
		if (office_people[i].has_finger)
			add_finger_of(tx, i, 7);
	}
}

void office_second_finger(enum office_person person)
{
	struct mg_tx tx;
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(office.superuser);
	mg_tx_begin(&tx, db);
	add_finger_of(&tx, person, 2); /* the same pictures: how it looks is not asked here */
	must(mg_tx_commit(&tx, &err));
}

static void open_keys(void)
{
	char path[] = "/tmp/mg-office-kek-XXXXXX";
	int fd = mkstemp(path);
	assert_int_equal(write(fd, "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n", 65), 65);
	close(fd);
	must(mg_keys_load(path, &office.shared.keys, &err));
	unlink(path);
}

void office_open(const char *name)
{
	static const char *const arguments[] = {"--workers", "2", NULL};
	office.superuser = mg_test_db_start(name);
	mg_test_db_grants(office.superuser);
	office.app = mg_test_db_as(office.superuser, "mg_app");
	mg_test_db_sql(office.superuser,
		"INSERT INTO madoguchi.municipality VALUES ('271403', '架空市', '271403.madoguchi', 0)");
	office.clock = mg_clock_system;
	office.clock.mono_us = read_mono_us;
	office.shared = (struct mg_shared){
		.municipality = "271403", .municipality_name = "架空市", .clock = &office.clock};
	open_keys();
	must(mg_auth_init(&office.shared, &err));
	if (!rig_start(&office.matcher, arguments, 2))
		exit(1);
	office.shared.matcher = office.matcher.client;
	mg_arena_init(&office.arena, 8U << 20);
	struct mg_tx tx;
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(office.superuser);
	mg_tx_begin(&tx, db);
	add_terminals(&tx);
	add_people(&tx);
	must(mg_tx_commit(&tx, &err));
	mg_test_rights_begin(office.superuser, &office.shared);
	office.db = mg_test_db_open(&office.app);
}

void office_close(void)
{
	mg_db_freep(&office.db);
	mg_arena_done(&office.arena);
	rig_stop(&office.matcher);
	mg_test_rights_end(&office.shared);
	mg_auth_done(&office.shared);
	mg_keys_freep(&office.shared.keys);
	for (int i = 1; i <= OFFICE_TERMINALS; i++)
		EVP_PKEY_free(office.keys[i]);
	for (int i = 0; i < PEOPLE; i++)
		finger_done(&office.fingers[i]);
}

