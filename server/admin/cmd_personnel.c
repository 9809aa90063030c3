/* SPDX-License-Identifier: Apache-2.0
 * personnel-import: takes in the list of personnel (H01), whole or not at all. */
#include <errno.h>
#include <stdio.h>
#include "admin/city.h"
#include "admin/commands.h"
#include "staff/personnel_load.h"

static void close_file(FILE **f)
{
	if (*f)
		fclose(*f);
}

static bool read_file(void *context, void *ret, size_t cap, size_t *ret_n, struct mg_error *err)
{
	FILE *f = context;
	*ret_n = fread(ret, 1, cap, f);
	return !ferror(f) || mg_fail(err, MG_ERR_UNAVAILABLE, "the list cannot be read");
}

static bool import(struct mg_city *city, struct mg_tx *tx, FILE *f, struct mg_personnel_loaded *ret, struct mg_error *err)
{
	char actor[40], sha256[65], lines[16];
	struct mg_import_fault fault;
	struct mg_personnel_file file = {
		.read = read_file, .context = f, .by = actor, .now_us = mg_now_us(city->shared.clock)};
	mg_act_actor(actor);
	mg_act_begin(city, tx);
	mg_appender_next(city->appender, &file.log_writer, &file.log_n);
	if (!mg_personnel_load(tx, &city->arena, city->shared.municipality, &file, ret, &fault, err)) {
		if (fault.reason != MG_REASON_NONE)
			return mg_fail(err, MG_ERR_INVALID, "nothing was taken in: line %llu %s: %s (%s)",
				(unsigned long long)fault.line, fault.field ? fault.field : "", mg_reason_name(fault.reason),
				mg_reason_text(fault.reason));
		return false;
	}
	mg_hex(ret->sha256, sizeof(ret->sha256), sha256);
	snprintf(lines, sizeof(lines), "%u", ret->lines);
	mg_act_fact(city, "source", ret->source);
	mg_act_fact(city, "lines", lines);
	mg_act_fact(city, "sha256", sha256);
	return mg_act_commit(city, tx, MG_AUDIT_ADMIN_PERSONNEL, "personnel-import", err);
}

static bool personnel_import(const struct mg_options *o, struct mg_error *err)
{
	MG_CLEANUP(close_file) FILE *f = fopen(mg_option(o, "file"), "re");
	struct mg_personnel_loaded loaded;
	struct mg_city city;
	struct mg_tx tx = {0};
	if (!f)
		return mg_fail(err, MG_ERR_NOT_FOUND, "cannot open %.150s: %s", mg_option(o, "file"), strerror(errno));
	if (!mg_city_open(mg_option(o, "dir"), &city, err))
		return false;
	const bool ok = mg_city_open_log(&city, err) && import(&city, &tx, f, &loaded, err);
	mg_tx_done(&tx);
	mg_city_done(&city);
	if (ok)
		printf("list of personnel %u: %u people\n", loaded.seq, loaded.lines);
	return ok;
}

static const struct mg_option_def options[] = {
	{"dir", MG_OPTION_REQUIRED, "the city's folder"},
	{"file", MG_OPTION_REQUIRED, "the list, H01"},
	{NULL, MG_OPTION_FLAG, NULL},
};
const struct mg_command mg_command_personnel_import = {
	"personnel-import", "takes in the list of personnel (H01), in the place of the one before", options, personnel_import, MG_GIVES_NO_POWER};
