/* SPDX-License-Identifier: Apache-2.0
 * Who may give power: the one place that stands between a command that does and a city in service. Looked at twice: before
 * the command asks for anything, and in the transaction of its act. One command a process. */
#pragma once
#include "admin/city.h"
#include "admin/commands.h"

/* DENIED: the command gives power, the city (option dir) is in service, and no break-glass is open. */
bool mg_power_check(const struct mg_command *command, const struct mg_options *options, struct mg_error *err) MG_MUST_CHECK;
/* For mg_act_commit: the same, at this instant; and while a break-glass is open the act is counted and its number is a fact. */
bool mg_power_act(struct mg_city *city, struct mg_tx *tx, enum mg_audit action, const char *command,
	struct mg_error *err) MG_MUST_CHECK;
/* Calls out that an act was committed under a break-glass; says nothing otherwise. */
void mg_power_tell(const struct mg_city *city, const char *command);
/* Into the journal, besides standard error: somebody sits at this console, and nobody reads it. */
void mg_power_alarm(const char *format, ...) MG_PRINTF(1, 2);
