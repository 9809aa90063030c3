/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/power.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include "base/log.h"
#include "glass/glass_rules.h"
#include "glass/glass_store.h"

/* What this process was started for, when that gives power; NULL otherwise. */
static const struct mg_command *giving;

static bool judge(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, bool is_open, struct mg_error *err)
{
	int64_t since_us = 0;
	if (!giving || is_open)
		return true;
	if (!mg_glass_service(tx, arena, shared, &since_us, err))
		return false;
	return since_us == 0 || mg_fail(err, MG_ERR_DENIED, "the city is in service, and %s gives power: at the kiosks on screen %s; "
							    "here only under a break-glass (break-glass)",
					giving->name, giving->at_kiosk ? giving->at_kiosk : "- (there is none yet)");
}

static bool find_open(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t *ret_no,
	struct mg_error *err)
{
	struct mg_glass g;
	if (!mg_glass_find(tx, arena, shared, &g, err))
		return false;
	*ret_no = g.glass_no && mg_glass_is_open_at(g.opened_us, g.until_us, mg_now_us(shared->clock)) ? g.glass_no : 0;
	return true;
}

/* As admin.conf says it: with that value the option adds nothing. */
static bool is_configured(const struct mg_city *city, const struct mg_command *command, const struct mg_options *options)
{
	const char *given = command->only_with ? mg_option(options, command->only_with) : NULL;
	const char *there = given ? mg_config_get(city->config, command->configured) : NULL;
	return there && strcmp(given, there) == 0;
}

bool mg_power_check(const struct mg_command *command, const struct mg_options *options, struct mg_error *err)
{
	struct mg_city city;
	MG_CLEANUP(mg_tx_done) struct mg_tx tx = {0};
	uint64_t glass_no;
	if (command->gives_power == MG_POWER_UNDECIDED)
		return mg_fail(err, MG_ERR_INTERNAL, "nobody decided whether this gives power");
	const bool takes_away = command->unless && mg_option(options, command->unless);
	const bool is_plain = command->only_with && !mg_option(options, command->only_with);
	giving = command->gives_power == MG_POWER_GIVES && !takes_away && !is_plain ? command : NULL;
	if (!giving)
		return true;
	if (!mg_city_open(mg_option(options, "dir"), &city, err))
		return false;
	if (is_configured(&city, command, options)) {
		giving = NULL;
		mg_city_done(&city);
		return true;
	}
	mg_tx_begin(&tx, city.db);
	bool ok = find_open(&tx, &city.arena, &city.shared, &glass_no, err) &&
		  judge(&tx, &city.arena, &city.shared, glass_no != 0, err);
	mg_tx_done(&tx);
	mg_city_done(&city);
	return ok;
}

bool mg_power_act(
	struct mg_city *city, struct mg_tx *tx, enum mg_audit action, const char *command, struct mg_error *err)
{
	struct mg_glass_log log;
	char actor[40], no[24];
	city->glass_no = 0;
	if ((action >= MG_AUDIT_SETUP_FINISH && action <= MG_AUDIT_GLASS_REFUSED) || action == MG_AUDIT_GLASS_TRY ||
		action == MG_AUDIT_GLASS_RIGHT) /* they say it themselves */
		return true;
	if (!find_open(tx, &city->arena, &city->shared, &city->glass_no, err) ||
		!judge(tx, &city->arena, &city->shared, city->glass_no != 0, err))
		return false;
	if (city->glass_no == 0)
		return true;
	mg_act_actor(actor);
	snprintf(no, sizeof(no), "%llu", (unsigned long long)city->glass_no);
	mg_act_fact(city, "break_glass", no);
	mg_appender_next(city->appender, &log.writer, &log.n);
	return mg_glass_add_act(
		tx, &city->shared, city->glass_no, command, actor, mg_now_us(city->shared.clock), log, err);
}

void mg_power_tell(const struct mg_city *city, const char *command)
{
	char actor[40];
	if (city->glass_no == 0)
		return;
	mg_act_actor(actor);
	mg_power_alarm("break-glass %llu: %s by %s", (unsigned long long)city->glass_no, command, actor);
}

void mg_power_alarm(const char *format, ...)
{
	char line[400];
	va_list ap;
	va_start(ap, format);
	vsnprintf(line, sizeof(line), format, ap);
	va_end(ap);
	mg_log(MG_LOG_ALARM, "%s", line);
	openlog("madoguchi-admin", LOG_PID, LOG_AUTHPRIV);
	syslog(LOG_ALERT, "%s", line);
	closelog();
}
