/* SPDX-License-Identifier: Apache-2.0
 * staff-right, spec-approve: what single persons may do with what leaves, and which specifications may leave. */
#include <stdio.h>
#include "access/access.h"
#include "admin/admin_store.h"
#include "admin/checks.h"
#include "admin/city.h"
#include "admin/commands.h"
#include "admin/right_store.h"
#include "extract/extract_load.h"

/* ---- staff-right ---- */

static bool step(struct mg_city *city, struct mg_tx *tx, const struct mg_options *o, struct mg_error *err)
{
	char actor[40];
	const bool ends = mg_option(o, "end") != NULL;
	struct mg_right_step s = {.name = mg_option(o, "right"),
		.asked_by = mg_option(o, "asked-by"),
		.allowed_by = mg_option(o, "allowed-by"),
		.actor = actor,
		.now_us = mg_now_us(city->shared.clock)};
	mg_act_actor(actor);
	mg_appender_next(city->appender, &s.log_writer, &s.log_n);
	mg_act_fact(city, "staff_no", mg_option(o, "staff-no"));
	mg_act_fact(city, "right", s.name);
	mg_act_fact(city, "what", ends ? "ended" : "given");
	mg_act_fact(city, "asked_by", s.asked_by);
	mg_act_fact(city, "allowed_by", s.allowed_by);
	if (!mg_admin_get_staff(tx, &city->arena, &city->shared, mg_option(o, "staff-no"), &s.staff_id, err))
		return false;
	if (ends)
		return mg_right_end(tx, &city->shared, &s, err);
	return mg_right_give(tx, &city->shared, &s, err);
}

static bool staff_right(const struct mg_options *o, struct mg_error *err)
{
	struct mg_city city;
	struct mg_tx tx = {0};
	if (!mg_right_is_given(mg_option(o, "right")))
		return mg_fail(err, MG_ERR_INVALID,
			"--right wants EXTRACT, MEDIA_OUT, EXPORT_APPROVE, MEDIA_ADMIN or EXPORT_READ");
	if (!mg_check_staff_no(mg_option(o, "staff-no"), err) || !mg_check_staff_no(mg_option(o, "asked-by"), err) ||
		!mg_check_staff_no(mg_option(o, "allowed-by"), err) || !mg_city_open(mg_option(o, "dir"), &city, err))
		return false;
	bool ok = mg_city_open_log(&city, err);
	if (ok) {
		mg_act_begin(&city, &tx);
		ok = step(&city, &tx, o, err) && mg_act_commit(&city, &tx, MG_AUDIT_ADMIN_RIGHT, "staff-right", err);
	}
	if (!ok && err->code == MG_ERR_ALREADY_EXISTS)
		(void)mg_fail(err, MG_ERR_ALREADY_EXISTS, "the person has this right");
	mg_tx_done(&tx);
	mg_city_done(&city);
	if (ok)
		printf("staff %s: %s %s\n", mg_option(o, "staff-no"), mg_option(o, "right"),
			mg_option(o, "end") ? "ended" : "given");
	return ok;
}

static const struct mg_option_def right_options[] = {
	{"dir", MG_OPTION_REQUIRED, "the city's folder"},
	{"staff-no", MG_OPTION_REQUIRED, "whose"},
	{"right", MG_OPTION_REQUIRED, "EXTRACT, MEDIA_OUT, EXPORT_APPROVE, MEDIA_ADMIN or EXPORT_READ"},
	{"asked-by", MG_OPTION_REQUIRED, "staff number of who asks for it"},
	{"allowed-by", MG_OPTION_REQUIRED, "staff number of who allows it: another person"},
	{"end", MG_OPTION_FLAG, "ends the right"},
	{NULL, MG_OPTION_FLAG, NULL},
};
const struct mg_command mg_command_staff_right = {
	"staff-right", "gives a person a right around what leaves, by two others, or ends it", right_options, staff_right,
	MG_GIVES_POWER("end", NULL)};

/* ---- spec-approve ---- */

static bool spec_approve(const struct mg_options *o, struct mg_error *err)
{
	struct mg_city city;
	struct mg_tx tx = {0};
	struct mg_spec_step s = {.spec = mg_option(o, "spec"), .by = mg_option(o, "by"), .withdraws = mg_option(o, "withdraw")};
	if (!mg_check_number("version", mg_option(o, "version"), &s.version, err) || !mg_check_staff_no(s.by, err) ||
		!mg_city_open(mg_option(o, "dir"), &city, err))
		return false;
	bool ok = mg_city_open_log(&city, err);
	if (ok) {
		mg_act_begin(&city, &tx);
		mg_appender_next(city.appender, &s.log_writer, &s.log_n);
		s.now_us = mg_now_us(city.shared.clock);
		mg_act_fact(&city, "spec", s.spec);
		mg_act_fact(&city, "version", mg_option(o, "version"));
		mg_act_fact(&city, "by", s.by);
		mg_act_fact(&city, "what", s.withdraws ? "withdrawn" : "approved");
		ok = mg_extract_spec_step(&tx, city.shared.municipality, &s, err) &&
		     mg_act_commit(&city, &tx, MG_AUDIT_ADMIN_SPEC, "spec-approve", err);
	}
	mg_tx_done(&tx);
	mg_city_done(&city);
	if (ok)
		printf("specification %s %s: %s\n", s.spec, mg_option(o, "version"), s.withdraws ? "withdrawn" : "approved");
	return ok;
}

static const struct mg_option_def spec_options[] = {
	{"dir", MG_OPTION_REQUIRED, "the city's folder"},
	{"spec", MG_OPTION_REQUIRED, "name in sql/codes/extract.csv"},
	{"version", MG_OPTION_REQUIRED, "its version"},
	{"by", MG_OPTION_REQUIRED, "staff number of the section's head or deputy, whose decision it is"},
	{"withdraw", MG_OPTION_FLAG, "withdraws it for good"},
	{NULL, MG_OPTION_FLAG, NULL},
};
const struct mg_command mg_command_spec_approve = {
	"spec-approve", "approves a registered specification of extracts, or withdraws it", spec_options, spec_approve,
	MG_GIVES_POWER("withdraw", NULL)};
