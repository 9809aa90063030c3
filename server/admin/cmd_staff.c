/* SPDX-License-Identifier: Apache-2.0
 * staff-add, staff-disable, staff-unlock. Passwords are asked for and reach the database as a hash only. */
#include <stdio.h>
#include <time.h>
#include "access/access.h"
#include "access/session_store.h"
#include "admin/admin_store.h"
#include "admin/checks.h"
#include "admin/city.h"
#include "admin/commands.h"
#include "admin/prompt.h"
#include "auth/auth_store.h"
#include "auth/password.h"
#include "auth/password_rules.h"
#include "staff/person_ref_rules.h"

static bool hash_password(const struct mg_city *city, const struct mg_new_staff *s, char ret[MG_PASSWORD_HASH_BYTES],
	struct mg_error *err)
{
	MG_CLEANUP(mg_secret_done) struct mg_secret password = {{0}};
	struct mg_password_gate gate;
	char nfc[2 * MG_PASSWORD_BYTES_MAX + 1];
	if (!mg_secret_ask("First password", true, &password, err) ||
		!mg_password_nfc(password.text, nfc, sizeof(nfc), err))
		return false;
	const struct mg_password_owner owner = {.staff_no = s->staff_no, .name = s->name, .kana = s->kana};
	enum mg_password_fault fault = mg_password_judge(nfc, strlen(nfc), &owner, MG_PASSWORD_CHARACTERS_MIN);
	mg_wipe(nfc, sizeof(nfc));
	if (fault != MG_PASSWORD_FINE)
		return mg_fail(err, MG_ERR_INVALID, "%s", mg_password_fault_words(fault));
	if (!mg_password_gate_init(&gate, err))
		return false;
	bool ok = mg_password_hash(&gate, city->shared.keys, password.text, ret, err);
	mg_password_gate_done(&gate);
	return ok;
}

static bool check_words(const struct mg_new_staff *s, struct mg_error *err)
{
	if (mg_role_from_name(s->role) == MG_STAFF_NONE)
		return mg_fail(err, MG_ERR_INVALID, "--role wants clerk, supervisor, head, authority, it or auditor");
	return mg_check_staff_no(s->staff_no, err) && mg_check_text("name", s->name, 120, err) &&
	       mg_check_text("kana", s->kana, 180, err) && mg_check_text("section", s->section, 240, err) &&
	       mg_check_ward(s->ward, err) && mg_check_day("valid-from", s->valid_from, err) &&
	       mg_check_day("valid-to", s->valid_to, err);
}

/* Looked for first: whose number it is would else be told as a person who has an account (mg_admin_add_staff). */
static bool is_free(struct mg_city *city, struct mg_tx *tx, const char *staff_no, struct mg_error *err)
{
	uint64_t staff_id;
	if (mg_admin_get_staff(tx, &city->arena, &city->shared, staff_no, &staff_id, err))
		return mg_fail(err, MG_ERR_ALREADY_EXISTS, "%s", staff_no);
	if (err->code != MG_ERR_NOT_FOUND)
		return false;
	*err = (struct mg_error){0};
	return true;
}

static bool add(struct mg_city *city, const struct mg_new_staff *s, const char *hash, struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	int64_t now_us = mg_now_us(city->shared.clock);
	uint64_t staff_id;
	char actor[40];
	mg_act_actor(actor);
	mg_act_begin(city, &tx);
	mg_act_fact(city, "staff_no", s->staff_no);
	mg_act_fact(city, "role", s->role);
	mg_act_fact(city, "ward", s->ward);
	mg_act_fact(city, "section", s->section);
	mg_act_fact(city, "must_change_password", s->must_change_password ? "yes" : "no");
	return is_free(city, &tx, s->staff_no, err) && mg_admin_add_staff(&tx, &city->arena, &city->shared, s, now_us, &staff_id, err) &&
	       mg_admin_add_password(&tx, &city->shared, staff_id, 1, hash, actor, now_us, err) &&
	       mg_act_commit(city, &tx, MG_AUDIT_ADMIN_STAFF, "staff-add", err);
}

static void today(int64_t now_us, char ret[11])
{
	time_t s = (time_t)(now_us / 1000000) + 9 * 3600;
	struct tm tm;
	gmtime_r(&s, &tm);
	strftime(ret, 11, "%Y-%m-%d", &tm);
}

static bool staff_add(const struct mg_options *o, struct mg_error *err)
{
	struct mg_city city;
	char hash[MG_PASSWORD_HASH_BYTES], from[11], ref[MG_PERSON_REF_BYTES];
	if (!mg_person_ref_read(mg_option(o, "person-ref"), /* is_vendor= */ false, ref))
		return mg_fail(err, MG_ERR_INVALID, "--person-ref wants a personnel number: at most ten digits, P- before them or not");
	today(mg_now_us(&mg_clock_system), from);
	const struct mg_new_staff s = {
		.staff_no = mg_option(o, "staff-no"),
		.name = mg_option(o, "name"),
		.kana = mg_option(o, "kana"),
		.ward = mg_option(o, "ward"),
		.section = mg_option(o, "section"),
		.role = mg_option(o, "role"),
		.must_change_password = !mg_option(o, "password-known"),
		.valid_from = mg_option(o, "valid-from") ? mg_option(o, "valid-from") : from,
		.valid_to = mg_option(o, "valid-to"),
		.person_ref = ref,
	};
	if (!check_words(&s, err) || !mg_city_open(mg_option(o, "dir"), &city, err))
		return false;
	bool ok = mg_city_open_log(&city, err) && hash_password(&city, &s, hash, err) && add(&city, &s, hash, err);
	if (!ok && err->code == MG_ERR_ALREADY_EXISTS)
		(void)mg_fail(err, MG_ERR_ALREADY_EXISTS, "this staff number is taken");
	mg_city_done(&city);
	if (ok)
		printf("staff %s: added as %s\n", s.staff_no, s.role);
	return ok;
}

/* ---- disable, unlock ---- */

static bool disable(struct mg_city *city, struct mg_tx *tx, uint64_t staff_id, struct mg_error *err)
{
	int64_t now_us = mg_now_us(city->shared.clock);
	uint64_t ended;
	if (!mg_admin_disable_staff(tx, &city->shared, staff_id, now_us, err) ||
		!mg_session_end_of_staff(tx, &city->shared, staff_id, MG_SESSION_END_REVOKED, now_us, &ended, err))
		return false;
	mg_act_fact(city, "sessions_ended", ended ? "1" : "0");
	return true;
}

static bool unlock(struct mg_city *city, struct mg_tx *tx, uint64_t staff_id, struct mg_error *err)
{
	return mg_auth_clear_failures(tx, &city->shared, staff_id, err);
}

typedef bool staff_act(struct mg_city *city, struct mg_tx *tx, uint64_t staff_id, struct mg_error *err);
static bool on_staff(const struct mg_options *o, const char *command, staff_act *act, struct mg_error *err)
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
		     act(&city, &tx, staff_id, err) && mg_act_commit(&city, &tx, MG_AUDIT_ADMIN_STAFF, command, err);
	}
	mg_tx_done(&tx);
	mg_city_done(&city);
	if (ok)
		printf("staff %s: done\n", staff_no);
	return ok;
}

static bool staff_disable(const struct mg_options *o, struct mg_error *err)
{
	return on_staff(o, "staff-disable", disable, err);
}

static bool staff_unlock(const struct mg_options *o, struct mg_error *err)
{
	return on_staff(o, "staff-unlock", unlock, err);
}

static const struct mg_option_def add_options[] = {
	{"dir", MG_OPTION_REQUIRED, "the city's folder"},
	{"staff-no", MG_OPTION_REQUIRED, "what the person types"},
	{"name", MG_OPTION_REQUIRED, "氏名"},
	{"kana", MG_OPTION_REQUIRED, "カナ氏名"},
	{"role", MG_OPTION_REQUIRED, "clerk, supervisor, head, authority, it or auditor"},
	{"ward", MG_OPTION_REQUIRED, "three digits; 100 is the main office"},
	{"section", MG_OPTION_REQUIRED, "所属"},
	{"valid-from", MG_OPTION_OPTIONAL, "first day; today"},
	{"valid-to", MG_OPTION_OPTIONAL, "last day"},
	{"person-ref", MG_OPTION_REQUIRED, "personnel number: who has two accounts checks nothing that they entered"},
	{"password-known", MG_OPTION_FLAG, "the person typed the password: no change at the first login"},
	{NULL, MG_OPTION_FLAG, NULL},
};
const struct mg_command mg_command_staff_add = {
	"staff-add", "adds a staff member; the first password is asked for", add_options, staff_add,
	MG_GIVES_POWER(NULL, "61 (a head asks), 62 (the authority approves)")};
static const struct mg_option_def staff_options[] = {
	{"dir", MG_OPTION_REQUIRED, "the city's folder"},
	{"staff-no", MG_OPTION_REQUIRED, "whose"},
	{NULL, MG_OPTION_FLAG, NULL},
};
const struct mg_command mg_command_staff_disable = {
	"staff-disable", "disables an account and ends its session", staff_options, staff_disable, MG_GIVES_NO_POWER};
const struct mg_command mg_command_staff_unlock = {
	"staff-unlock", "forgets the failures that shut an account", staff_options, staff_unlock, MG_GIVES_NO_POWER};
