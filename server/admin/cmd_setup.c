/* SPDX-License-Identifier: Apache-2.0
 * setup-finish, recovery-codes: two of the authority put a city into service, and give it the codes of the two envelopes.
 * What the keepers were shown counts from the commit on: whoever ends the program before has changed nothing. */
#include <stdio.h>
#include "admin/commands.h"
#include "admin/envelope.h"
#include "admin/two.h"

static bool check_phase(struct mg_city *city, bool wants_service, struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	int64_t since_us;
	mg_tx_begin(&tx, city->db);
	if (!mg_glass_service(&tx, &city->arena, &city->shared, &since_us, err))
		return false;
	if (wants_service)
		return since_us != 0 || mg_fail(err, MG_ERR_REFUSED_BY_RULE, "the city is in set-up: setup-finish makes its codes");
	return since_us == 0 || mg_fail(err, MG_ERR_ALREADY_EXISTS, "the city is in service already");
}

/* Before anybody types a password: they may want to take the second fingers first. */
static bool name_single_fingers(struct mg_city *city, struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	const char *const *numbers;
	size_t n;
	mg_tx_begin(&tx, city->db);
	if (!mg_glass_list_single_fingers(&tx, &city->arena, &city->shared, &numbers, &n, err))
		return false;
	for (size_t i = 0; i < n; i++)
		printf("%s has a single finger: in service they are let in once a second one is taken (screen 64)\n", numbers[i]);
	fflush(stdout);
	return true;
}

struct ceremony {
	const char *command, *first_no, *second_no;
	bool finishes; /* the set-up */
};

/* Phase, codes and entry in one transaction. */
static bool enter(struct mg_city *city, const struct ceremony *c, const struct mg_envelopes *envelopes, struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	char actor[40], number[24];
	uint64_t replaced;
	struct mg_glass_service_step step = {
		.first_no = c->first_no, .second_no = c->second_no, .actor = actor, .now_us = mg_now_us(city->shared.clock)};
	mg_act_actor(actor);
	mg_act_begin(city, &tx);
	mg_appender_next(city->appender, &step.log.writer, &step.log.n);
	if (!mg_glass_end_codes(&tx, &city->shared, /* used= */ false, step.now_us, &replaced, err) ||
		!mg_envelopes_store(city, &tx, envelopes, step.now_us, err))
		return false;
	snprintf(number, sizeof(number), "%llu", (unsigned long long)replaced);
	mg_act_fact(city, "first", c->first_no);
	mg_act_fact(city, "second", c->second_no);
	mg_act_fact(city, "codes_replaced", number);
	return (!c->finishes || mg_glass_begin_service(&tx, &city->shared, &step, err)) && mg_tries_forget(city, &tx, err) &&
	       mg_act_commit(city, &tx, MG_AUDIT_SETUP_FINISH, c->command, err);
}

static bool hold(const struct mg_options *o, const struct ceremony *c, struct mg_error *err)
{
	MG_CLEANUP(mg_envelopes_done) struct mg_envelopes envelopes = {.code = {{0}}};
	struct mg_city city;
	if (!mg_city_open(mg_option(o, "dir"), &city, err))
		return false;
	bool ok = mg_city_open_log(&city, err) && check_phase(&city, !c->finishes, err) &&
		  (!c->finishes || name_single_fingers(&city, err)) &&
		  mg_two_ask(&city, c->command, c->first_no, c->second_no, err) && mg_envelopes_draw(&city, &envelopes, err) &&
		  mg_envelopes_hand_out(&envelopes, err) && enter(&city, c, &envelopes, err);
	mg_city_done(&city);
	return ok;
}

static bool setup_finish(const struct mg_options *o, struct mg_error *err)
{
	const struct ceremony c = {.command = "setup-finish", .first_no = mg_option(o, "first"),
		.second_no = mg_option(o, "second"), .finishes = true};
	if (!hold(o, &c, err))
		return false;
	printf("the city is in service; the two envelopes count from now on\n");
	return true;
}

static bool recovery_codes(const struct mg_options *o, struct mg_error *err)
{
	const struct ceremony c = {
		.command = "recovery-codes", .first_no = mg_option(o, "first"), .second_no = mg_option(o, "second")};
	if (!hold(o, &c, err))
		return false;
	printf("new recovery codes: the two envelopes count from now on, earlier ones do not\n");
	return true;
}

static const struct mg_option_def two_options[] = {
	{"dir", MG_OPTION_REQUIRED, "the city's folder"},
	{"first", MG_OPTION_REQUIRED, "staff number of one of the authority, who types the password"},
	{"second", MG_OPTION_REQUIRED, "staff number of another person of the authority, who does too"},
	{NULL, MG_OPTION_FLAG, NULL},
};
const struct mg_command mg_command_setup_finish = {"setup-finish",
	"ends the set-up for good: from then on nobody gives power on the server alone", two_options, setup_finish,
	MG_GIVES_NO_POWER};
const struct mg_command mg_command_recovery_codes = {"recovery-codes",
	"makes the codes of both envelopes anew, when one was opened, lost or seen", two_options, recovery_codes,
	MG_GIVES_NO_POWER};
