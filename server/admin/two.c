/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/two.h"
#include <stdio.h>
#include <time.h>
#include "admin/checks.h"
#include "admin/power.h"
#include "admin/prompt.h"
#include "auth/auth_store.h"
#include "auth/password.h"
#include "base/log.h"
#include "glass/glass_rules.h"
#include "glass/glass_store.h"

/* ---- wrong tries ---- */

#define AGAIN 20 /* times, where another console or another writer of the log was quicker */

static bool judge_wait(const struct mg_city *city, uint32_t failures, int64_t until_us, struct mg_error *err)
{
	const int64_t wait_us = until_us - mg_now_us(city->shared.clock);
	return wait_us <= 0 || mg_fail(err, MG_ERR_BUSY, "%u wrong tries: nothing is judged for %lld more seconds", failures,
				       (long long)(wait_us / 1000000 + 1));
}

bool mg_tries_allow(struct mg_city *city, struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	uint32_t failures;
	int64_t until_us;
	mg_tx_begin(&tx, city->db);
	return mg_glass_tries(&tx, &city->arena, &city->shared, &failures, &until_us, err) &&
	       judge_wait(city, failures, until_us, err);
}

/* One of the three steps below: an act of its own with its entry. */
typedef bool step_fn(struct mg_city *city, struct mg_tx *tx, struct mg_try *t, struct mg_error *err);

static void facts(struct mg_city *city, const char *key, const struct mg_try *t)
{
	char number[16];
	snprintf(number, sizeof(number), "%u", t->failures);
	mg_act_fact(city, key, t->what);
	mg_act_fact(city, "whose", t->who);
	mg_act_fact(city, "in_a_row", number);
}

static bool step(struct mg_city *city, struct mg_try *t, enum mg_audit action, step_fn *fn, struct mg_error *err)
{
	for (unsigned i = 0;; i++) {
		MG_CLEANUP(mg_tx_done) struct mg_tx tx = {0};
		struct mg_error e = {0};
		mg_act_begin(city, &tx);
		if (fn(city, &tx, t, &e) && mg_act_commit(city, &tx, action, t->command, &e))
			return true;
		if (e.code != MG_ERR_RETRY || i == AGAIN) {
			*err = e;
			return false;
		}
		nanosleep(&(struct timespec){.tv_nsec = 20000000L * (i + 1)}, NULL);
	}
}

static bool count_step(struct mg_city *city, struct mg_tx *tx, struct mg_try *t, struct mg_error *err)
{
	uint32_t failures;
	if (!mg_glass_lock_tries(tx, &city->arena, &city->shared, &failures, &t->before_us, err) ||
		!judge_wait(city, failures, t->before_us, err))
		return false;
	t->failures = failures + 1;
	t->until_us = mg_now_us(city->shared.clock) + mg_glass_wait_us(t->failures);
	facts(city, "judged", t);
	return mg_glass_set_tries(tx, &city->shared, t->failures, t->until_us, err);
}

static bool refuse_step(struct mg_city *city, struct mg_tx *tx, struct mg_try *t, struct mg_error *err)
{
	(void)tx;
	(void)err;
	facts(city, "refused", t);
	return true;
}

/* Those who came after this try keep theirs. */
static bool give_back_step(struct mg_city *city, struct mg_tx *tx, struct mg_try *t, struct mg_error *err)
{
	uint32_t failures;
	int64_t until_us;
	if (!mg_glass_lock_tries(tx, &city->arena, &city->shared, &failures, &until_us, err))
		return false;
	facts(city, "right", t);
	return mg_glass_set_tries(tx, &city->shared, failures > 0 ? failures - 1 : 0,
		until_us == t->until_us ? t->before_us : until_us, err);
}

bool mg_tries_begin(struct mg_city *city, const char *command, const char *what, const char *who, struct mg_try *ret,
	struct mg_error *err)
{
	*ret = (struct mg_try){.command = command, .what = what, .who = who};
	return step(city, ret, MG_AUDIT_GLASS_TRY, count_step, err);
}

bool mg_tries_end(struct mg_city *city, const struct mg_try *t, bool right, struct mg_error *err)
{
	char actor[40];
	struct mg_try copy = *t;
	if (right)
		return step(city, &copy, MG_AUDIT_GLASS_RIGHT, give_back_step, err);
	const bool ok = step(city, &copy, MG_AUDIT_GLASS_REFUSED, refuse_step, err);
	mg_act_actor(actor);
	mg_power_alarm("%s: wrong %s (%s) at the console of %s, %u in a row", t->command, t->what, t->who, actor, t->failures);
	return ok && mg_fail(err, MG_ERR_DENIED, "wrong %s (%s); it is in the log", t->what, t->who);
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

static bool ask(const struct mg_auth_person *p, struct mg_secret *ret, struct mg_error *err)
{
	char question[200];
	snprintf(question, sizeof(question), "Password of %s %s", p->staff_no, p->name);
	return mg_secret_ask(question, false, ret, err);
}

/* Both are typed before either is judged, and the second is, whatever the first says: no prompt tells that one was right. */
static bool judge(struct mg_city *city, const char *command, struct mg_password_gate *gate, const struct two *two,
	struct mg_error *err)
{
	MG_CLEANUP(mg_secret_done) struct mg_secret first = {{0}}, second = {{0}};
	char who[40];
	struct mg_try t;
	snprintf(who, sizeof(who), "%.18s %.18s", two->p[0].staff_no, two->p[1].staff_no);
	if (!ask(&two->p[0], &first, err) || !ask(&two->p[1], &second, err) ||
		!mg_tries_begin(city, command, "passwords", who, &t, err))
		return false;
	const bool a = mg_password_matches(gate, city->shared.keys, first.text, two->p[0].password_hash);
	const bool b = mg_password_matches(gate, city->shared.keys, second.text, two->p[1].password_hash);
	return mg_tries_end(city, &t, a && b, err);
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
	bool ok = judge(city, command, &gate, two, err);
	mg_password_gate_done(&gate);
	return ok;
}
