/* SPDX-License-Identifier: Apache-2.0
 * break-glass: for a while one administrator may give power on the server, by the codes of both envelopes or with two of the
 * authority. It calls out everywhere: an entry, the journal, every kiosk, the witness. */
#include <stdio.h>
#include <time.h>
#include "admin/checks.h"
#include "admin/envelope.h"
#include "admin/power.h"
#include "admin/two.h"
#include "glass/glass_rules.h"

#define COMMAND "break-glass"

/* Of a city in service: the one that has not ended, its time over or not; glass_no 0: none. */
static bool look(struct mg_city *city, struct mg_glass *ret, struct mg_recovery_code codes[MG_ENVELOPES], struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	int64_t since_us;
	mg_tx_begin(&tx, city->db);
	if (!mg_glass_service(&tx, &city->arena, &city->shared, &since_us, err))
		return false;
	if (since_us == 0)
		return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "the city is in set-up: no command needs a break-glass");
	return mg_glass_find(&tx, &city->arena, &city->shared, ret, err) &&
	       mg_glass_codes(&tx, &city->arena, &city->shared, codes, err);
}

static bool end(struct mg_city *city, const struct mg_glass *g, const char *how, struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	struct mg_glass_log log;
	char actor[40], no[24], acts[16];
	bool ended = false;
	mg_act_actor(actor);
	mg_act_begin(city, &tx);
	mg_appender_next(city->appender, &log.writer, &log.n);
	if (!mg_glass_end(&tx, &city->shared, g->glass_no, actor, mg_now_us(city->shared.clock), log, &ended, err))
		return false;
	if (!ended)
		return mg_fail(err, MG_ERR_CONFLICT, "it ended meanwhile");
	snprintf(no, sizeof(no), "%llu", (unsigned long long)g->glass_no);
	snprintf(acts, sizeof(acts), "%u", g->acts);
	mg_act_fact(city, "break_glass", no);
	mg_act_fact(city, "acts", acts);
	mg_act_fact(city, "by", how);
	if (!mg_act_commit(city, &tx, MG_AUDIT_GLASS_END, COMMAND, err))
		return false;
	mg_power_alarm("break-glass %s is over, closed by %s; %s acts on the server; the authority acknowledges it", no, actor, acts);
	printf("break-glass %s is over: %s acts. Two of the authority acknowledge it.\n", no, acts);
	return true;
}

/* ---- opening ---- */

struct opening {
	const char *reason, *first_no, *second_no; /* the two: NULL by the codes */
	uint64_t minutes;
	struct mg_recovery_code codes[MG_ENVELOPES]; /* as they were typed right */
};

static bool use_codes(struct mg_city *city, struct mg_tx *tx, const struct opening *a, const struct mg_envelopes *fresh,
	int64_t now_us, struct mg_error *err)
{
	for (size_t i = 0; i < MG_ENVELOPES; i++)
		if (!mg_glass_use_code(tx, &city->shared, a->codes[i].code_no, now_us, err))
			return false;
	return mg_envelopes_store(city, tx, fresh, now_us, err);
}

static void note(struct mg_city *city, const struct opening *a, uint64_t glass_no)
{
	char no[24], minutes[24];
	snprintf(no, sizeof(no), "%llu", (unsigned long long)glass_no);
	snprintf(minutes, sizeof(minutes), "%llu", (unsigned long long)a->minutes);
	mg_act_fact(city, "break_glass", no);
	mg_act_fact(city, "reason", a->reason);
	mg_act_fact(city, "minutes", minutes);
	mg_act_fact(city, "way", a->first_no ? "authority" : "codes");
	if (a->first_no) {
		mg_act_fact(city, "first", a->first_no);
		mg_act_fact(city, "second", a->second_no);
	}
}

/* The old codes are used up, the new ones good, and it is open: one transaction. */
static bool enter(struct mg_city *city, const struct opening *a, const struct mg_envelopes *fresh, uint64_t *ret_no,
	int64_t *ret_until_us, struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	char actor[40];
	const int64_t now_us = mg_now_us(city->shared.clock);
	struct mg_new_glass g = {.first_no = a->first_no, .second_no = a->second_no, .reason = a->reason, .actor = actor,
		.opened_us = now_us, .until_us = now_us + (int64_t)a->minutes * 60000000};
	mg_act_actor(actor);
	mg_act_begin(city, &tx);
	mg_appender_next(city->appender, &g.log.writer, &g.log.n);
	if ((!a->first_no && !use_codes(city, &tx, a, fresh, now_us, err)) || !mg_glass_open(&tx, &city->shared, &g, ret_no, err) ||
		!mg_tries_forget(city, &tx, err))
		return false;
	note(city, a, *ret_no);
	*ret_until_us = g.until_us;
	return mg_act_commit(city, &tx, MG_AUDIT_GLASS_OPEN, COMMAND, err);
}

/* Both keepers are here now and perhaps not at its end, so the new codes are handed out before it opens: no night ends
 * without good ones. */
static bool ask_for_codes(struct mg_city *city, struct opening *a, struct mg_envelopes *fresh, struct mg_error *err)
{
	if (!a->codes[0].code_no || !a->codes[1].code_no)
		return mg_fail(err, MG_ERR_NOT_FOUND, "no codes are good: --first and --second, or recovery-codes");
	return mg_envelopes_ask(city, COMMAND, a->codes, err) && mg_envelopes_draw(city, fresh, err) &&
	       mg_envelopes_hand_out(fresh, err);
}

static void clock_text(int64_t utc_us, char ret[20])
{
	const time_t s = (time_t)(utc_us / 1000000) + 9 * 3600; /* Japan */
	struct tm tm;
	gmtime_r(&s, &tm);
	strftime(ret, 20, "%Y-%m-%d %H:%M", &tm);
}

static bool open_glass(struct mg_city *city, struct opening *a, struct mg_error *err)
{
	MG_CLEANUP(mg_envelopes_done) struct mg_envelopes fresh = {.code = {{0}}};
	struct mg_glass g;
	uint64_t no;
	int64_t until_us;
	char until[20], actor[40];
	if (!look(city, &g, a->codes, err))
		return false;
	if (g.glass_no && mg_glass_is_open_at(g.opened_us, g.until_us, mg_now_us(city->shared.clock)))
		return mg_fail(err, MG_ERR_ALREADY_EXISTS, "break-glass %llu is open", (unsigned long long)g.glass_no);
	if (!(a->first_no ? mg_two_ask(city, COMMAND, a->first_no, a->second_no, err) : ask_for_codes(city, a, &fresh, err)) ||
		(g.glass_no && !end(city, &g, "its time is over", err)) || !enter(city, a, &fresh, &no, &until_us, err))
		return false;
	mg_act_actor(actor);
	clock_text(until_us, until);
	mg_power_alarm("break-glass %llu was opened by %s until %s", (unsigned long long)no, actor, until);
	printf("break-glass %llu is open until %s. Every act is in the log under this number, and every kiosk says so.\n"
	       "Close it as soon as you are done: break-glass --close.\n",
		(unsigned long long)no, until);
	return true;
}

static bool read_words(const struct mg_options *o, struct opening *ret, struct mg_error *err)
{
	const char *minutes = mg_option(o, "minutes");
	*ret = (struct opening){.reason = mg_option(o, "reason"), .first_no = mg_option(o, "first"),
		.second_no = mg_option(o, "second"), .minutes = MG_GLASS_MINUTES};
	if (!ret->reason)
		return mg_fail(err, MG_ERR_INVALID, "--reason is missing");
	if (!ret->first_no != !ret->second_no)
		return mg_fail(err, MG_ERR_INVALID, "--first and --second, or neither");
	if (!mg_check_text("reason", ret->reason, 200, err) || (minutes && !mg_check_number("minutes", minutes, &ret->minutes, err)))
		return false;
	return ret->minutes <= MG_GLASS_MINUTES_MAX ||
	       mg_fail(err, MG_ERR_INVALID, "--minutes: at most %u", MG_GLASS_MINUTES_MAX);
}

static bool close_glass(struct mg_city *city, struct mg_error *err)
{
	struct mg_glass g;
	struct mg_recovery_code codes[MG_ENVELOPES];
	if (!look(city, &g, codes, err))
		return false;
	return g.glass_no ? end(city, &g, "closed", err) : mg_fail(err, MG_ERR_NOT_FOUND, "no break-glass is open");
}

static bool break_glass(const struct mg_options *o, struct mg_error *err)
{
	struct mg_city city;
	struct opening a;
	const bool closes = mg_option(o, "close") != NULL;
	if (closes && (mg_option(o, "reason") || mg_option(o, "minutes") || mg_option(o, "first") || mg_option(o, "second")))
		return mg_fail(err, MG_ERR_INVALID, "--close stands alone");
	if ((!closes && !read_words(o, &a, err)) || !mg_city_open(mg_option(o, "dir"), &city, err))
		return false;
	bool ok = mg_city_open_log(&city, err) && (closes ? close_glass(&city, err) : open_glass(&city, &a, err));
	mg_city_done(&city);
	return ok;
}

static const struct mg_option_def glass_options[] = {
	{"dir", MG_OPTION_REQUIRED, "the city's folder"},
	{"reason", MG_OPTION_OPTIONAL, "why; it stands in the log"},
	{"minutes", MG_OPTION_OPTIONAL, "how long at most: 60 unless said otherwise, 240 at most"},
	{"first", MG_OPTION_OPTIONAL, "instead of the envelopes: one of the authority, who types the password"},
	{"second", MG_OPTION_OPTIONAL, "and another one, who does too"},
	{"close", MG_OPTION_FLAG, "ends the one that is open"},
	{NULL, MG_OPTION_FLAG, NULL},
};
const struct mg_command mg_command_break_glass = {COMMAND,
	"opens the way for commands that give power in a city in service, for a while, by both envelopes", glass_options,
	break_glass, MG_GIVES_NO_POWER};
