/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/two.h"
#include <stdio.h>
#include "admin/checks.h"
#include "admin/power.h"
#include "admin/prompt.h"
#include "auth/auth_store.h"
#include "auth/password.h"
#include "base/log.h"
#include "glass/glass_rules.h"
#include "glass/glass_store.h"

/* ---- wrong tries ---- */

bool mg_tries_allow(struct mg_city *city, struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	uint32_t failures;
	int64_t until_us;
	mg_tx_begin(&tx, city->db);
	if (!mg_glass_tries(&tx, &city->arena, &city->shared, &failures, &until_us, err))
		return false;
	const int64_t wait_us = until_us - mg_now_us(city->shared.clock);
	return wait_us <= 0 || mg_fail(err, MG_ERR_BUSY, "%u wrong tries: nothing is judged for %lld more seconds", failures,
				       (long long)(wait_us / 1000000 + 1));
}

static bool count(struct mg_city *city, const char *command, const char *what, const char *who, uint32_t *ret_failures,
	struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	char number[16];
	uint32_t failures;
	int64_t until_us;
	mg_act_begin(city, &tx);
	if (!mg_glass_tries(&tx, &city->arena, &city->shared, &failures, &until_us, err))
		return false;
	failures++;
	until_us = mg_now_us(city->shared.clock) + mg_glass_wait_us(failures);
	snprintf(number, sizeof(number), "%u", failures);
	mg_act_fact(city, "refused", what);
	mg_act_fact(city, "whose", who);
	mg_act_fact(city, "in_a_row", number);
	*ret_failures = failures;
	return mg_glass_set_tries(&tx, &city->shared, failures, until_us, err) &&
	       mg_act_commit(city, &tx, MG_AUDIT_GLASS_REFUSED, command, err);
}

bool mg_tries_failed(struct mg_city *city, const char *command, const char *what, const char *who, struct mg_error *err)
{
	char actor[40];
	uint32_t failures = 0;
	bool ok = count(city, command, what, who, &failures, err);
	mg_act_actor(actor);
	mg_power_alarm("%s: a wrong %s (%s) at the console of %s, %u in a row", command, what, who, actor, failures);
	return ok && mg_fail(err, MG_ERR_DENIED, "a wrong %s (%s); it is in the log", what, who);
}

bool mg_tries_forget(struct mg_city *city, struct mg_tx *tx, struct mg_error *err)
{
	return mg_glass_set_tries(tx, &city->shared, 0, 0, err);
}

/* ---- two of the authority ---- */

struct two {
	struct mg_auth_person p[2];
	const char *ref[2]; /* arena */
	bool vendor[2];
};

static const char *fault_of(const struct mg_auth_person *p, const char *ref, bool vendor)
{
	if (!p->is_known || !p->is_usable)
		return "no account that is active, not locked, within its days and with a password";
	if (p->role != MG_STAFF_AUTHORITY)
		return "not of the authority";
	if (vendor)
		return "a vendor's account";
	if (p->must_change_password)
		return "the first password was not changed yet";
	if (p->n_fingers < MG_GLASS_FINGERS)
		return "fewer than two fingers are enrolled";
	if (ref[0] == '\0')
		return "the personnel number is not known";
	return NULL;
}

static bool find_two(struct mg_city *city, const char *const no[2], struct two *ret, struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	mg_tx_begin(&tx, city->db);
	for (size_t i = 0; i < 2; i++) {
		if (!mg_auth_find_person(&tx, &city->arena, &city->shared, no[i], mg_now_us(city->shared.clock), &ret->p[i], err) ||
			!mg_glass_person_ref(&tx, &city->arena, &city->shared, no[i], &ret->ref[i], &ret->vendor[i], err))
			return false;
		const char *fault = fault_of(&ret->p[i], ret->ref[i], ret->vendor[i]);
		if (fault)
			return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "%s: %s", no[i], fault);
	}
	if (ret->p[0].staff_id == ret->p[1].staff_id || strcmp(ret->ref[0], ret->ref[1]) == 0)
		return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "it takes two persons");
	return true;
}

static bool ask(struct mg_city *city, const char *command, struct mg_password_gate *gate, const struct mg_auth_person *p,
	struct mg_error *err)
{
	MG_CLEANUP(mg_secret_done) struct mg_secret password = {{0}};
	char question[200];
	snprintf(question, sizeof(question), "Password of %s %s", p->staff_no, p->name);
	if (!mg_secret_ask(question, false, &password, err))
		return false;
	return mg_password_matches(gate, city->shared.keys, password.text, p->password_hash) ||
	       mg_tries_failed(city, command, "password", p->staff_no, err);
}

bool mg_two_ask(
	struct mg_city *city, const char *command, const char *first_no, const char *second_no, struct mg_error *err)
{
	const char *const no[2] = {first_no, second_no};
	struct two *two = mg_arena_calloc(&city->arena, 1, sizeof(*two)); /* the city's arena is wiped */
	struct mg_password_gate gate;
	if (!two)
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	if (!mg_check_staff_no(first_no, err) || !mg_check_staff_no(second_no, err) || !find_two(city, no, two, err) ||
		!mg_tries_allow(city, err) || !mg_password_gate_init(&gate, err))
		return false;
	bool ok = ask(city, command, &gate, &two->p[0], err) && ask(city, command, &gate, &two->p[1], err);
	mg_password_gate_done(&gate);
	return ok;
}
