/* SPDX-License-Identifier: Apache-2.0
 * madoguchi-admin itself, as it is run, against a real database and matcher. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "admin/accounts.h"
#include "admin/admin_store.h"
#include "admin_city.h"
#include "base/config.h"
#include "database.h"
#include "db/migrate.h"
#include "keys/key_list.h"
#include "picture.h"
#include "rig.h"
#include "self_check.h"

static struct rig matcher;

static int init(const char *sub, const char *input)
{
	return run(input, "init --dir %s/%s --municipality 271403 --name 架空市 --db-socket %s --db-user %s --sql-dir %s/sql --training", dir,
		sub, superuser->socket, superuser->user, MG_SOURCE_DIR);
}

static void init_wants_a_passphrase_and_makes_a_city_once(void **state)
{
	(void)state;
	assert_int_not_equal(init("city", "short\\n"), 0);
	assert_int_not_equal(init("city", ""), 0);
	assert_false(exists("kek"));
	if (init("city", PASS) != 0)
		fail_msg("%s", said);
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.municipality"), 1);
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.training WHERE municipality = '271403'"), 1);
	assert_int_equal(entries(), 1);
	assert_int_not_equal(init("city", PASS), 0); /* the folder is taken */
	assert_int_not_equal(init("second", PASS), 0); /* the database is taken */
	assert_non_null(strstr(said, "serves a city already"));
	assert_int_equal(entries(), 1);
}

static void a_file_that_is_no_list_of_personnel_is_refused_whole(void **state)
{
	(void)state;
	const int64_t before = entries();
	assert_int_not_equal(run("", "personnel-import --dir %s/city --file %s/city/server.conf", dir, dir), 0);
	assert_non_null(strstr(said, "nothing was taken in"));
	assert_int_not_equal(run("", "personnel-import --dir %s/city --file %s/city/none", dir, dir), 0);
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.personnel_run"), 0);
	assert_int_equal(entries(), before);
}

static void the_accounts_may_what_the_file_says_and_their_passwords_still_work(void **state)
{
	(void)state;
	struct mg_error err = {0};
	char path[200], password[70] = {0};
	char *grants = NULL;
	snprintf(path, sizeof(path), "%s/city/db.mg_app.password", dir);
	FILE *f = fopen(path, "re");
	assert_non_null(f);
	assert_non_null(fgets(password, sizeof(password), f));
	fclose(f);
	password[64] = '\0';
	const struct mg_db_config config = {.socket = superuser->socket, .user = "mg_app", .password = password};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&config);
	assert_true(mg_accounts_grants_text(MG_SOURCE_DIR "/sql", &grants, &err));
	if (!mg_db_check_grants(db, grants, &err))
		fail_msg("%s", err.detail);
	free(grants);
	const struct mg_db_config purge = {.socket = superuser->socket, .user = "mg_purge", .password = "x"};
	struct mg_db *none = NULL;
	assert_false(mg_db_open(&purge, &none, &err));
}

static void the_configuration_of_each_program_is_read_by_it(void **state)
{
	(void)state;
	static const char *const known[] = {
#define KEY(name) name,
#include "config_keys.def"
#undef KEY
		NULL};
	struct mg_config *config = NULL;
	struct mg_error err = {0};
	char path[200];
	snprintf(path, sizeof(path), "%s/city/server.conf", dir);
	if (!mg_config_load(path, known, &config, &err))
		fail_msg("%s", err.detail);
	assert_string_equal(mg_config_get(config, "municipality_name"), "架空市");
	mg_config_free(config);
#ifdef SEQUENCER_PROGRAM
	char line[600];
	snprintf(line, sizeof(line), "timeout -s TERM -k 10 3 '%s' --config %s/city/sequencer.conf 2>&1", SEQUENCER_PROGRAM, dir);
	FILE *p = popen(line, "re");
	said[fread(said, 1, sizeof(said) - 1, p)] = '\0';
	pclose(p);
	if (!strstr(said, "ready"))
		fail_msg("%s", said);
#endif
}

static int terminal_add(const char *input, int id, const char *name)
{
	return run(input, "terminal-add --dir %s/city --id %d --name %s --ward 146 --section 北区役所", dir, id, name);
}

static void a_terminal_is_enrolled_only_with_the_passphrase(void **state)
{
	(void)state;
	int64_t before = entries();
	assert_int_not_equal(terminal_add("wrong-wrong-wrong\\n", 1, "北-01"), 0);
	assert_false(exists("terminals/1"));
	assert_int_equal(entries(), before);
	if (terminal_add(PASS, 1, "北-01") != 0)
		fail_msg("%s", said);
	assert_true(exists("terminals/1/terminal.crt.pem") && exists("terminals/1/assertion.key.pem"));
	assert_true(exists("terminals/1/kiosk.conf") && exists("terminals/1/export-agent.conf")); /* the demo starts an agent by it */
	assert_int_equal(entries(), before + 1);
	assert_int_not_equal(terminal_add(PASS, 1, "北-02"), 0);  /* the number is taken: its keys stay */
	assert_true(exists("terminals/1/terminal.key.pem"));
	assert_int_not_equal(terminal_add(PASS, 2, "北-01"), 0); /* the name is taken: nothing is left behind */
	assert_false(exists("terminals/2"));
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.terminal"), 1);
	assert_int_equal(entries(), before + 1);
}

static void a_certificate_that_nobody_renews_is_named(void **state)
{
	(void)state;
	(void)run("", "self-check --dir %s/city", dir);
	assert_null(strstr(said, "WARN  terminal"));
	mg_test_db_sql(superuser, "UPDATE madoguchi.terminal SET cert_not_after_us = (UNIX_TIMESTAMP() + 29 * 86400) * 1000000");
	(void)run("", "self-check --dir %s/city", dir);
	assert_non_null(strstr(said, "WARN  terminal 1 (北-01): its certificate ends in 28 days"));
	mg_test_db_sql(superuser, "UPDATE madoguchi.terminal SET cert_not_after_us = 1");
	(void)run("", "self-check --dir %s/city", dir);
	assert_non_null(strstr(said, "WARN  terminal 1 (北-01): its certificate has ended"));
}

static void printers_are_known_to_their_ward_and_each_act_is_logged(void **state)
{
	(void)state;
	const int64_t before = entries();
	assert_int_not_equal(run("", "printer-add --dir %s/city --ward 146 --name 北-01 --uri file:///etc/passwd", dir), 0);
	assert_int_not_equal(run("", "printer-add --dir %s/city --ward 14 --name 北-01 --uri ipp://10.0.0.1/", dir), 0);
	assert_int_equal(entries(), before);
	if (run("", "printer-add --dir %s/city --ward 146 --name 北-01 --uri ipp://10.0.0.1/ipp/print", dir) != 0 ||
		run("", "printer-add --dir %s/city --ward 146 --name 北-02 --uri ipps://10.0.0.2/ipp/print", dir) != 0)
		fail_msg("%s", said);
	assert_int_not_equal(run("", "printer-add --dir %s/city --ward 146 --name 北-01 --uri ipp://10.0.0.3/", dir), 0);
	assert_int_equal(entries(), before + 2);
	assert_int_equal(run("", "printer-list --dir %s/city", dir), 0);
	assert_non_null(strstr(said, "146\t北-01\tipp://10.0.0.1/ipp/print"));
	assert_true(strstr(said, "北-01") < strstr(said, "北-02"));
	assert_int_equal(run("", "printer-remove --dir %s/city --ward 146 --name 北-01", dir), 0);
	assert_int_not_equal(run("", "printer-remove --dir %s/city --ward 146 --name 北-01", dir), 0);
	for (int i = 0; i < 2; i++) /* the second one takes the place of the first */
		assert_int_equal(run("", "ward-contact --dir %s/city --ward 146 --section 保険年金課 --phone 072-000-014%d", dir, i), 0);
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.ward_contact WHERE phone = '072-000-0141'"), 1);
	assert_int_equal(entries(), before + 5);
}

static int staff_add(const char *input, const char *no, const char *role)
{
	return run(input, "staff-add --dir %s/city --staff-no %s --name '西 恵' --kana 'ニシ メグミ' --role %s --ward 146"
			  " --section 保険年金課 --person-ref P-%s", dir, no, role, no);
}

static void staff_get_a_checked_password_that_nobody_sees(void **state)
{
	(void)state;
	int64_t before = entries();
	assert_int_not_equal(staff_add("short\\n", "100001", "clerk"), 0);
	assert_int_not_equal(staff_add("my-100001-secret\\n", "100001", "clerk"), 0);
	assert_int_not_equal(staff_add("kitaku-Mado-27\\n", "100001", "king"), 0);
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.staff"), 0);
	if (staff_add("kitaku-Mado-27\\n", "100001", "clerk") != 0)
		fail_msg("%s", said);
	assert_null(strstr(said, "kitaku"));
	assert_int_equal(count("SELECT must_change_password FROM madoguchi.staff"), 1);
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.staff_password WHERE set_by LIKE 'admin:%'"), 1);
	assert_int_not_equal(staff_add("kitaku-Mado-28\\n", "100001", "clerk"), 0);
	assert_non_null(strstr(said, "taken"));
	assert_int_equal(entries(), before + 1);
}

/* staff-password for 100001 with a terminal of its own (`script` makes one), or with none at all. */
static int first_password(bool at_a_terminal)
{
	char line[1000];
	if (at_a_terminal)
		snprintf(line, sizeof(line),
			"printf '\\n' | script -qec '%s staff-password --dir %s/city --staff-no 100001' /dev/null 2>&1", ADMIN_PROGRAM, dir);
	else
		snprintf(line, sizeof(line), "setsid -w '%s' staff-password --dir %s/city --staff-no 100001 2>&1 < /dev/null",
			ADMIN_PROGRAM, dir);
	FILE *p = popen(line, "re");
	size_t n = fread(said, 1, sizeof(said) - 1, p);
	said[n] = '\0';
	return WEXITSTATUS(pclose(p));
}

static void a_first_password_is_shown_once_on_the_terminal_and_kept_as_a_hash(void **state)
{
	(void)state;
	const int64_t before = entries();
	assert_int_not_equal(first_password(false), 0); /* it could go into a file */
	assert_non_null(strstr(said, "no terminal"));
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.staff_password"), 1);
	succeed("", "staff-lock --dir %s/city --staff-no 100001", dir);
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.staff WHERE password_locked_us IS NOT NULL"), 1);
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.incident i JOIN madoguchi_log.leaf l ON l.writer = i.log_writer"
			       " AND l.n = i.log_n WHERE i.act = 'lock' AND i.settled_us IS NULL"),
		1);
	if (first_password(true) != 0)
		fail_msg("%s", said);
	const char *shown = strstr(said, "first login: ");
	assert_non_null(shown);
	shown += strlen("first login: ");
	assert_int_equal(strspn(shown, "abcdefghjkmnpqrstuvwxyz23456789-"), 19); /* four groups of four */
	assert_non_null(strstr(said, "\033[2K")); /* cleared afterwards */
	char first[20] = {0};
	memcpy(first, shown, 19);
	assert_null(strstr(shown + 19, first));
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.staff_password WHERE generation = 2 AND hash LIKE '$argon2id$%'"), 1);
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.staff WHERE password_locked_us IS NULL AND must_change_password = 1"), 1);
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.incident WHERE settled_us IS NOT NULL AND settled_by LIKE 'admin:%'"), 1);
	assert_int_equal(entries(), before + 2);
	assert_int_not_equal(run("", "staff-lock --dir %s/city --staff-no 999999", dir), 0);
}

static void write_pictures(uint64_t seed)
{
	static uint8_t pixels[MG_SYNTH_PIXELS];
	struct mg_error err = {0};
	struct finger finger = finger_of(seed);
	for (uint32_t k = 0; k < 5; k++) {
		char path[200];
		snprintf(path, sizeof(path), "%s/%u.pgm", dir, k);
		finger_press(&finger, k, pixels);
		assert_true(mg_picture_save(path, MG_SYNTH_WIDTH, MG_SYNTH_HEIGHT, pixels, &err));
	}
	finger_done(&finger);
}

static int enrol(const char *no, const char *finger, int pictures)
{
	char images[1000] = "";
	for (int k = 0; k < pictures; k++) {
		size_t n = strlen(images);
		snprintf(images + n, sizeof(images) - n, " --image %s/%d.pgm", dir, k);
	}
	return run("", "finger-enrol --dir %s/city --staff-no %s --finger %s --matcher-socket %s%s", dir, no, finger,
		matcher.socket, images);
}

static void a_finger_is_enrolled_from_five_pictures_and_sealed(void **state)
{
	(void)state;
	int64_t before = entries();
	write_pictures(1001);
	assert_int_not_equal(enrol("100001", "right-index", 4), 0);
	assert_int_not_equal(enrol("999999", "right-index", 5), 0);
	if (enrol("100001", "right-index", 5) != 0)
		fail_msg("%s", said);
	assert_int_equal(count("SELECT version FROM madoguchi.finger WHERE finger = 7"), 1);
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.finger WHERE INSTR(template, 'FP3') > 0"), 0);
	if (enrol("100001", "right-index", 5) != 0) /* renewed under a new key */
		fail_msg("%s", said);
	assert_int_equal(count("SELECT version FROM madoguchi.finger WHERE finger = 7"), 2);
	assert_int_equal(entries(), before + 2);
	static const char *const more[] = {"left-index", "left-thumb", "right-thumb"};
	for (size_t i = 0; i < MG_LEN(more); i++)
		if (enrol("100001", more[i], 5) != 0)
			fail_msg("%s", said);
	assert_int_not_equal(enrol("100001", "left-ring", 5), 0); /* more would make false matches likelier */
}

static void pictures_of_different_fingers_are_not_enrolled(void **state)
{
	(void)state;
	static uint8_t pixels[MG_SYNTH_PIXELS];
	struct mg_error err = {0};
	char path[200];
	write_pictures(1002);
	struct finger other = finger_of(1003);
	finger_press(&other, 3, pixels);
	snprintf(path, sizeof(path), "%s/3.pgm", dir);
	assert_true(mg_picture_save(path, MG_SYNTH_WIDTH, MG_SYNTH_HEIGHT, pixels, &err));
	finger_done(&other);
	assert_int_not_equal(enrol("100001", "right-index", 5), 0);
	assert_non_null(strstr(said, "picture 4"));
}

static void disabling_and_revoking_end_sessions_at_once(void **state)
{
	(void)state;
	mg_test_db_sql(superuser,
		"INSERT INTO madoguchi.session (municipality, token_sha256, staff_id, terminal_id, cert_sha256, created_us,"
		" last_seen_us, resume_tries) SELECT '271403', REPEAT('a', 32), 1, 1, cert_sha256, 0, 0, 0 FROM madoguchi.terminal");
	succeed("", "staff-disable --dir %s/city --staff-no 100001", dir);
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.session WHERE end_reason = 'revoked'"), 1);
	assert_int_not_equal(run("", "staff-disable --dir %s/city --staff-no 100001", dir), 0);
	mg_test_db_sql(superuser,
		"UPDATE madoguchi.staff SET state = 'active'; DELETE FROM madoguchi.session;"
		"INSERT INTO madoguchi.session (municipality, token_sha256, staff_id, terminal_id, cert_sha256, created_us,"
		" last_seen_us, resume_tries) SELECT '271403', REPEAT('b', 32), 1, 1, cert_sha256, 0, 0, 0 FROM madoguchi.terminal");
	succeed("", "terminal-revoke --dir %s/city --id 1", dir);
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.session WHERE end_reason = 'revoked'"), 1);
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.terminal WHERE state = 'enrolled'"), 0);
}

static void unlocking_forgets_the_failures_of_one_person(void **state)
{
	(void)state;
	mg_test_db_sql(superuser, "INSERT INTO madoguchi.login_failure_staff VALUES ('271403', 1, 50, 60);"
				  "INSERT INTO madoguchi.login_failure_pair VALUES ('271403', 1, 1, 10, 9, 9), ('271403', 2, 1, 10, 9, 9)");
	succeed("", "staff-unlock --dir %s/city --staff-no 100001", dir);
	assert_int_equal(count("SELECT failures FROM madoguchi.login_failure_staff"), 0);
	assert_int_equal(count("SELECT refused_since FROM madoguchi.login_failure_staff"), 60);
	assert_int_equal(count("SELECT failures FROM madoguchi.login_failure_pair WHERE staff_id = 2"), 10);
}

static void migrations_are_applied_once_and_an_edited_one_is_noticed(void **state)
{
	(void)state;
	succeed("", "migrate --dir %s/city", dir);
	assert_non_null(strstr(said, "0 migrations"));
	/* the parameters of the law came with init; the same file again is no new edition */
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.law_edition"), 1);
	assert_true(count("SELECT COUNT(DISTINCT param_key) FROM madoguchi.law_param") >= 40);
	mg_test_db_sql(superuser, "UPDATE madoguchi.schema_version SET sha256 = REPEAT('x', 32) WHERE version = 2");
	assert_int_not_equal(run("", "migrate --dir %s/city", dir), 0);
	assert_non_null(strstr(said, "edited"));
}

static int setup(void **state)
{
	static const char *const arguments[] = {"--workers", "1", NULL};
	(void)state;
	superuser = mg_test_db_start_empty("test_admin");
	return mkdtemp(dir) && rig_start(&matcher, arguments, 1) ? 0 : -1;
}

static int teardown(void **state)
{
	char line[200];
	(void)state;
	rig_stop(&matcher);
	snprintf(line, sizeof(line), "rm -rf '%s'", dir);
	return system(line);
}

/* What the server makes of the newest list: it remembers the epoch in a file of its own. */
static enum mg_code newest(uint64_t *ret_epoch, size_t *ret_keys)
{
	struct mg_shared shared = {.municipality = "271403"};
	struct mg_key_list list = {0};
	struct mg_error err = {0};
	struct mg_tx tx;
	char root[200], state[200];
	snprintf(root, sizeof(root), "%s/city/authority/root.pub.pem", dir);
	snprintf(state, sizeof(state), "%s/city/run/keys.state", dir);
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(superuser);
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	mg_arena_init(&arena, 1U << 20);
	if (!mg_key_trust_new(root, state, &shared.key_trust, &err))
		return err.code;
	mg_tx_begin(&tx, db);
	if (mg_key_list_newest(&tx, &arena, &shared, &list, &err)) {
		*ret_epoch = list.list->epoch;
		*ret_keys = list.list->n_keys;
	}
	mg_tx_done(&tx);
	mg_key_trust_free(shared.key_trust);
	return err.code;
}

static void write_state(const char *text)
{
	char path[200];
	snprintf(path, sizeof(path), "%s/city/run/keys.state", dir);
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void keys_are_issued_by_the_authority_in_lists_whose_epoch_grows(void **state)
{
	(void)state;
	uint64_t epoch = 0;
	size_t keys = 0;
	assert_int_equal(newest(&epoch, &keys), MG_ERR_NOT_FOUND);
	succeed("kakari-Kita-59\\n",
		"staff-add --dir %s/city --staff-no 200009 --name 長 --kana チョウ --ward 146 --section 保険年金課 --role supervisor --person-ref P-200009", dir);
	assert_int_not_equal(run("7284\\n", "key-make --out %s/city/one.key", dir), 0);
	succeed("7284\\n", "key-make --short-pin --out %s/city/one.key", dir);
	succeed("himitsu-no-pin\\n", "key-make --out %s/city/two.key", dir);
	assert_int_not_equal(run("himitsu-no-pin\\n", "key-make --out %s/city/two.key", dir), 0); /* never over another */
	assert_int_not_equal(run("wrong-aikotoba\\n", "key-add --dir %s/city --staff-no 200009 --wrapped %s/city/one.key", dir, dir), 0);
	assert_int_not_equal(run(PASS, "key-add --dir %s/city --staff-no 100001 --wrapped %s/city/one.key", dir, dir), 0);
	assert_int_equal(newest(&epoch, &keys), MG_ERR_NOT_FOUND);
	int64_t before = entries();
	succeed(PASS, "key-add --dir %s/city --staff-no 200009 --wrapped %s/city/one.key", dir, dir);
	assert_int_equal(entries(), before + 1);
	assert_int_equal(newest(&epoch, &keys), MG_OK);
	assert_int_equal(epoch, 1);
	assert_int_equal(keys, 3); /* with the receipt and the log key */
	succeed(PASS, "key-add --dir %s/city --terminal 1", dir);
	assert_true(exists("terminals/1/agent.key.pem"));
	succeed(PASS, "key-add --dir %s/city --staff-no 200009 --wrapped %s/city/two.key", dir, dir);
	assert_int_equal(newest(&epoch, &keys), MG_OK);
	assert_int_equal(epoch, 3);
	assert_int_equal(keys, 4); /* the second in the place of the first */
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.signing_key WHERE state = 'revoked'"), 1);
	assert_int_not_equal(run(PASS, "key-add --dir %s/city --staff-no 200009 --wrapped %s/city/one.key", dir, dir), 0);
	assert_non_null(strstr(said, "used before"));
	succeed(PASS, "key-revoke --dir %s/city --staff-no 200009", dir);
	assert_int_not_equal(run(PASS, "key-revoke --dir %s/city --staff-no 200009", dir), 0);
	succeed("", "key-list --dir %s/city", dir);
	assert_non_null(strstr(said, "epoch 4\n"));
	assert_null(strstr(said, "supervisor"));
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.signing_key WHERE sealed IS NOT NULL AND use_of <> 'supervisor'"), 0);
}

static void an_older_list_than_was_seen_is_refused(void **state)
{
	(void)state;
	uint64_t epoch = 0;
	size_t keys;
	assert_int_equal(newest(&epoch, &keys), MG_OK);
	write_state("9\n"); /* the database was set back */
	assert_int_equal(newest(&epoch, &keys), MG_ERR_DATA_LOSS);
	write_state("4");
	assert_int_equal(newest(&epoch, &keys), MG_ERR_DATA_LOSS);
	write_state("4\n");
	assert_int_equal(newest(&epoch, &keys), MG_OK);
	mg_test_db_sql(superuser, "DROP TRIGGER madoguchi.key_list_stays; UPDATE madoguchi.key_list SET"
				  " envelope = REPLACE(envelope, '271403', '271404') WHERE epoch = 4"); /* not what was signed */
	assert_int_equal(newest(&epoch, &keys), MG_ERR_DATA_LOSS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(init_wants_a_passphrase_and_makes_a_city_once),
		cmocka_unit_test(a_file_that_is_no_list_of_personnel_is_refused_whole),
		cmocka_unit_test(the_accounts_may_what_the_file_says_and_their_passwords_still_work),
		cmocka_unit_test(the_configuration_of_each_program_is_read_by_it),
		cmocka_unit_test(a_terminal_is_enrolled_only_with_the_passphrase),
		cmocka_unit_test(a_certificate_that_nobody_renews_is_named),
		cmocka_unit_test(printers_are_known_to_their_ward_and_each_act_is_logged),
		cmocka_unit_test(staff_get_a_checked_password_that_nobody_sees),
		cmocka_unit_test(a_first_password_is_shown_once_on_the_terminal_and_kept_as_a_hash),
		cmocka_unit_test(keys_are_issued_by_the_authority_in_lists_whose_epoch_grows),
		cmocka_unit_test(an_older_list_than_was_seen_is_refused),
		cmocka_unit_test(a_finger_is_enrolled_from_five_pictures_and_sealed),
		cmocka_unit_test(pictures_of_different_fingers_are_not_enrolled),
		cmocka_unit_test(disabling_and_revoking_end_sessions_at_once),
		cmocka_unit_test(unlocking_forgets_the_failures_of_one_person),
		cmocka_unit_test(what_a_rotation_left_is_named_after_three_days),
		cmocka_unit_test(the_self_check_names_what_is_wrong),
		cmocka_unit_test(a_certificate_that_runs_out_is_a_fault_two_weeks_before),
		cmocka_unit_test(migrations_are_applied_once_and_an_edited_one_is_noticed),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
