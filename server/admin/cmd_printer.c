/* SPDX-License-Identifier: Apache-2.0
 * printer-add, printer-remove, printer-list, ward-contact: where the papers of a ward come out, and whom they tell to ask. */
#include <stdio.h>
#include "admin/checks.h"
#include "admin/city.h"
#include "admin/commands.h"
#include "paper/paper_store.h"

/* One act of this file: its words were read, the city's log is open. */
typedef bool act_fn(struct mg_city *city, struct mg_tx *tx, const struct mg_options *o, struct mg_error *err);

static bool act(const struct mg_options *o, const char *command, act_fn *fn, struct mg_error *err)
{
	struct mg_city city;
	MG_CLEANUP(mg_tx_done) struct mg_tx tx = {0};
	if (!mg_check_ward(mg_option(o, "ward"), err) || !mg_city_open(mg_option(o, "dir"), &city, err))
		return false;
	bool ok = mg_city_open_log(&city, err);
	if (ok) {
		mg_act_begin(&city, &tx);
		mg_act_fact(&city, "ward", mg_option(o, "ward"));
		ok = fn(&city, &tx, o, err) && mg_act_commit(&city, &tx, MG_AUDIT_ADMIN_PRINTER, command, err);
	}
	mg_tx_done(&tx);
	mg_city_done(&city);
	return ok;
}

static bool add_it(struct mg_city *city, struct mg_tx *tx, const struct mg_options *o, struct mg_error *err)
{
	mg_act_fact(city, "printer", mg_option(o, "name"));
	mg_act_fact(city, "uri", mg_option(o, "uri"));
	return mg_printer_add(tx, &city->shared, mg_option(o, "ward"), mg_option(o, "name"), mg_option(o, "uri"),
		mg_now_us(city->shared.clock), err);
}

static bool printer_add(const struct mg_options *o, struct mg_error *err)
{
	if (!mg_check_text("name", mg_option(o, "name"), 60, err))
		return false;
	if (!mg_printer_uri_is_good(mg_option(o, "uri")))
		return mg_fail(err, MG_ERR_INVALID, "--uri wants ipp://host/path or ipps://host/path");
	return act(o, "printer-add", add_it, err);
}

static bool remove_it(struct mg_city *city, struct mg_tx *tx, const struct mg_options *o, struct mg_error *err)
{
	mg_act_fact(city, "printer", mg_option(o, "name"));
	return mg_printer_remove(tx, &city->shared, mg_option(o, "ward"), mg_option(o, "name"), err);
}

static bool printer_remove(const struct mg_options *o, struct mg_error *err)
{
	return act(o, "printer-remove", remove_it, err);
}

static bool set_it(struct mg_city *city, struct mg_tx *tx, const struct mg_options *o, struct mg_error *err)
{
	const char *phone = mg_option(o, "phone"), *hours = mg_option(o, "hours");
	const struct mg_ward_contact contact = {mg_option(o, "section"), phone ? phone : "", hours ? hours : ""};
	mg_act_fact(city, "section", contact.section);
	mg_act_fact(city, "phone", contact.phone);
	return mg_contact_set(tx, &city->shared, mg_option(o, "ward"), &contact, err);
}

static bool ward_contact(const struct mg_options *o, struct mg_error *err)
{
	const char *phone = mg_option(o, "phone"), *hours = mg_option(o, "hours");
	return mg_check_text("section", mg_option(o, "section"), 120, err) &&
	       (!phone || mg_check_text("phone", phone, 20, err)) && (!hours || mg_check_text("hours", hours, 120, err)) &&
	       act(o, "ward-contact", set_it, err);
}

static bool printer_list(const struct mg_options *o, struct mg_error *err)
{
	struct mg_city city;
	MG_CLEANUP(mg_tx_done) struct mg_tx tx = {0};
	struct mg_printer *printers;
	size_t n = 0;
	if (!mg_city_open(mg_option(o, "dir"), &city, err))
		return false;
	mg_tx_begin(&tx, city.db);
	const bool ok = mg_printer_list(&tx, &city.arena, &city.shared, NULL, &printers, &n, err);
	for (size_t i = 0; ok && i < n; i++)
		printf("%s\t%s\t%s\t%s\n", printers[i].ward, printers[i].name, printers[i].uri,
			printers[i].waits ? "papers wait" : "");
	mg_tx_done(&tx);
	mg_city_done(&city);
	return ok;
}

static const struct mg_option_def add_options[] = {
	{"dir", MG_OPTION_REQUIRED, "the city's folder"},
	{"ward", MG_OPTION_REQUIRED, "three digits"},
	{"name", MG_OPTION_REQUIRED, "as the clerks call it; the first of a ward is taken when none is named"},
	{"uri", MG_OPTION_REQUIRED, "ipp://host/path or ipps://host/path; it must take application/pdf"},
	{NULL, MG_OPTION_FLAG, NULL},
};
const struct mg_command mg_command_printer_add = {
	"printer-add", "makes a printer known to a ward", add_options, printer_add, MG_GIVES_POWER(NULL, NULL)};
static const struct mg_option_def remove_options[] = {
	{"dir", MG_OPTION_REQUIRED, "the city's folder"},
	{"ward", MG_OPTION_REQUIRED, "three digits"},
	{"name", MG_OPTION_REQUIRED, "as the clerks call it"},
	{NULL, MG_OPTION_FLAG, NULL},
};
const struct mg_command mg_command_printer_remove = {
	"printer-remove", "takes a printer away; what waits for it fails", remove_options, printer_remove, MG_GIVES_POWER(NULL, NULL)};
static const struct mg_option_def list_options[] = {
	{"dir", MG_OPTION_REQUIRED, "the city's folder"},
	{NULL, MG_OPTION_FLAG, NULL},
};
const struct mg_command mg_command_printer_list = {
	"printer-list", "ward, name and address of each printer", list_options, printer_list, MG_GIVES_NO_POWER};
static const struct mg_option_def contact_options[] = {
	{"dir", MG_OPTION_REQUIRED, "the city's folder"},
	{"ward", MG_OPTION_REQUIRED, "three digits"},
	{"section", MG_OPTION_REQUIRED, "whom papers of the ward name: 北区役所 保険年金課"},
	{"phone", MG_OPTION_OPTIONAL, "its telephone"},
	{"hours", MG_OPTION_OPTIONAL, "when it answers"},
	{NULL, MG_OPTION_FLAG, NULL},
};
const struct mg_command mg_command_ward_contact = {
	"ward-contact", "sets what papers tell of the office of a ward", contact_options, ward_contact, MG_GIVES_NO_POWER};
