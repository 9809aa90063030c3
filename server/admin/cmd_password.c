/* SPDX-License-Identifier: Apache-2.0
 * staff-password and staff-lock. A first password is drawn here, shown once on the administrator's own terminal and nowhere
 * else: not on standard output, which may go to a file, and not in the log. Nobody can read a password that is in force. */
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <unistd.h>
#include "access/session_store.h"
#include "admin/admin_store.h"
#include "admin/checks.h"
#include "admin/city.h"
#include "admin/commands.h"
#include "auth/password.h"
#include "auth/password_store.h"

/* No letter that is read as another. 16 of 31 are 79 bits. */
static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
#define GROUPS 4
#define GROUP 4
#define FIRST_BYTES (GROUPS * (GROUP + 1))

struct first {
	char text[FIRST_BYTES]; /* "abcd-efgh-jkmn-pqrs" */
};

static void first_done(struct first *first)
{
	sodium_munlock(first, sizeof(*first)); /* wipes too */
}

static bool draw(const struct mg_password_owner *owner, struct first *ret, struct mg_error *err)
{
	if (sodium_init() < 0 || sodium_mlock(ret, sizeof(*ret)) != 0)
		return mg_fail(err, MG_ERR_INTERNAL, "memory cannot be locked: raise RLIMIT_MEMLOCK");
	do {
		for (size_t i = 0; i < FIRST_BYTES - 1; i++)
			ret->text[i] = i % (GROUP + 1) == GROUP ? '-' : letters[randombytes_uniform(sizeof(letters) - 1)];
		ret->text[FIRST_BYTES - 1] = '\0';
	} while (mg_password_judge(ret->text, FIRST_BYTES - 1, owner, MG_PASSWORD_CHARACTERS_MIN) != MG_PASSWORD_FINE);
	return true;
}

static bool say(int tty, const char *text)
{
	const size_t n = strlen(text);
	return write(tty, text, n) == (ssize_t)n;
}

/* Until Enter is pressed; then the line is cleared. */
static void show(int tty, const struct first *first)
{
	char c = '\0';
	bool shown = say(tty, "First password, to be changed at the first login: ") && say(tty, first->text) &&
		     say(tty, "\nHand it over, then press Enter: it is not shown again.");
	while (shown && read(tty, &c, 1) == 1 && c != '\n')
		;
	(void)say(tty, "\033[1A\033[2K\033[1A\033[2K\r");
}

/* The rows of a reset; the account is open again and what was counted against it is forgotten. */
static bool store_first(struct mg_city *city, struct mg_tx *tx, uint64_t staff_id, const char *hash, struct mg_error *err)
{
	const struct mg_shared *s = &city->shared;
	const int64_t now_us = mg_now_us(s->clock);
	struct mg_password_hashes last;
	uint64_t ended, settled;
	char actor[40];
	mg_act_actor(actor);
	if (!mg_password_demand_change(tx, s, staff_id, true, err) || !mg_password_lock(tx, s, staff_id, 0, err) ||
		!mg_password_history(tx, &city->arena, s, staff_id, &last, err) ||
		!mg_password_add(tx, s, staff_id, last.generation + 1, hash, actor, now_us, err) ||
		!mg_auth_clear_failures(tx, s, staff_id, err) ||
		!mg_session_end_of_staff(tx, s, staff_id, MG_SESSION_END_REVOKED, now_us, &ended, err) ||
		!mg_incident_settle_leaks(tx, s, staff_id, actor, now_us, &settled, err))
		return false;
	mg_act_fact(city, "first_password", "set");
	mg_act_fact(city, "sessions_ended", ended ? "1" : "0");
	mg_act_fact(city, "leaks_settled", settled ? "yes" : "no");
	return true;
}

static bool hash_first(const struct mg_city *city, const struct first *first, char ret[MG_PASSWORD_HASH_BYTES],
	struct mg_error *err)
{
	struct mg_password_gate gate;
	if (!mg_password_gate_init(&gate, err))
		return false;
	bool ok = mg_password_hash(&gate, city->shared.keys, first->text, ret, err);
	mg_password_gate_done(&gate);
	return ok;
}

static bool reset(struct mg_city *city, const char *staff_no, struct first *ret, struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	struct mg_password_owner owner;
	char hash[MG_PASSWORD_HASH_BYTES];
	uint64_t staff_id;
	mg_act_begin(city, &tx);
	mg_act_fact(city, "staff_no", staff_no);
	return mg_admin_get_staff(&tx, &city->arena, &city->shared, staff_no, &staff_id, err) &&
	       mg_password_owner_load(&tx, &city->arena, &city->shared, staff_id, &owner, err) && draw(&owner, ret, err) &&
	       hash_first(city, ret, hash, err) && store_first(city, &tx, staff_id, hash, err) &&
	       mg_act_commit(city, &tx, MG_AUDIT_ADMIN_STAFF, "staff-password", err);
}

static bool staff_password(const struct mg_options *o, struct mg_error *err)
{
	MG_CLEANUP(first_done) struct first first = {{0}};
	struct mg_city city;
	const char *staff_no = mg_option(o, "staff-no");
	if (!mg_check_staff_no(staff_no, err) || !mg_city_open(mg_option(o, "dir"), &city, err))
		return false;
	const int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	bool ok = (tty >= 0 || mg_fail(err, MG_ERR_INTERNAL, "no terminal to show the first password at")) &&
		  mg_city_open_log(&city, err) && reset(&city, staff_no, &first, err);
	if (ok)
		show(tty, &first);
	if (tty >= 0)
		close(tty);
	mg_city_done(&city);
	if (ok)
		printf("staff %s: first password set\n", staff_no);
	return ok;
}

/* ---- reported by word of mouth ---- */

static bool lock(struct mg_city *city, struct mg_tx *tx, uint64_t staff_id, struct mg_error *err)
{
	const struct mg_shared *s = &city->shared;
	char actor[40], number[24];
	uint64_t ended, incident_no;
	struct mg_leak leak = {.staff_id = staff_id, .locks = true, .now_us = mg_now_us(s->clock), .reported_by = actor};
	mg_act_actor(actor);
	mg_appender_next(city->appender, &leak.log_writer, &leak.log_n);
	if (!mg_password_demand_change(tx, s, staff_id, true, err) ||
		!mg_password_lock(tx, s, staff_id, leak.now_us, err) ||
		!mg_session_end_of_staff(tx, s, staff_id, MG_SESSION_END_REVOKED, leak.now_us, &ended, err) ||
		!mg_incident_add_leak(tx, s, &leak, &incident_no, err))
		return false;
	snprintf(number, sizeof(number), "%llu", (unsigned long long)incident_no);
	mg_act_fact(city, "incident", number);
	mg_act_fact(city, "sessions_ended", ended ? "1" : "0");
	return true;
}

static bool staff_lock(const struct mg_options *o, struct mg_error *err)
{
	struct mg_city city;
	struct mg_tx tx = {0};
	uint64_t staff_id;
	const char *staff_no = mg_option(o, "staff-no");
	if (!mg_check_staff_no(staff_no, err) || !mg_city_open(mg_option(o, "dir"), &city, err))
		return false;
	bool ok = mg_city_open_log(&city, err);
	if (ok) {
		mg_act_begin(&city, &tx);
		mg_act_fact(&city, "staff_no", staff_no);
		ok = mg_admin_get_staff(&tx, &city.arena, &city.shared, staff_no, &staff_id, err) &&
		     lock(&city, &tx, staff_id, err) && mg_act_commit(&city, &tx, MG_AUDIT_ADMIN_STAFF, "staff-lock", err);
	}
	mg_tx_done(&tx);
	mg_city_done(&city);
	if (ok)
		printf("staff %s: locked until staff-password\n", staff_no);
	return ok;
}

static const struct mg_option_def options[] = {
	{"dir", MG_OPTION_REQUIRED, "the city's folder"},
	{"staff-no", MG_OPTION_REQUIRED, "whose"},
	{NULL, MG_OPTION_FLAG, NULL},
};
const struct mg_command mg_command_staff_password = {
	"staff-password", "sets a random first password and shows it once, on this terminal",
	options, staff_password, MG_GIVES_POWER(NULL, "61 (removal, then registration anew), 62 with F4")};
const struct mg_command mg_command_staff_lock = {
	"staff-lock", "the password may be known to others: locks the account until staff-password", options, staff_lock, MG_GIVES_NO_POWER};
