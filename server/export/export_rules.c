/* SPDX-License-Identifier: Apache-2.0 */
#include "export/export_rules.h"
#include <stdio.h>
#include <string.h>

static const char *const names[MG_TICKET_STATE_MAX] = {
	[MG_TICKET_NONE] = "",
	[MG_TICKET_REQUESTED] = "requested",
	[MG_TICKET_APPROVED] = "approved",
	[MG_TICKET_REDEEMED] = "redeemed",
	[MG_TICKET_WRITTEN] = "written",
	[MG_TICKET_FAILED] = "failed",
	[MG_TICKET_REFUSED] = "refused",
	[MG_TICKET_WITHDRAWN] = "withdrawn",
	[MG_TICKET_EXPIRED] = "expired",
	[MG_TICKET_UNCLOSED] = "unclosed",
};

#define TO(state) (1U << MG_TICKET_##state)
static const unsigned steps[MG_TICKET_STATE_MAX] = {
	[MG_TICKET_REQUESTED] = TO(APPROVED) | TO(REFUSED) | TO(WITHDRAWN) | TO(EXPIRED),
	[MG_TICKET_APPROVED] = TO(REDEEMED) | TO(WITHDRAWN) | TO(EXPIRED),
	[MG_TICKET_REDEEMED] = TO(WRITTEN) | TO(FAILED) | TO(UNCLOSED),
	[MG_TICKET_UNCLOSED] = TO(WRITTEN) | TO(FAILED),
};

bool mg_ticket_may_move(enum mg_ticket_state from, enum mg_ticket_state to)
{
	if ((unsigned)from >= MG_TICKET_STATE_MAX || (unsigned)to >= MG_TICKET_STATE_MAX)
		return false;
	return steps[from] & (1U << to);
}

const char *mg_ticket_state_name(enum mg_ticket_state state)
{
	return (unsigned)state < MG_TICKET_STATE_MAX ? names[state] : "";
}

bool mg_ticket_is_open(enum mg_ticket_state state)
{
	return (unsigned)state < MG_TICKET_STATE_MAX && steps[state] != 0;
}

enum mg_ticket_state mg_ticket_after(enum mg_ticket_state state, int64_t asked_us, int64_t not_after_us,
	int64_t redeemed_us, int64_t now_us)
{
	if (state == MG_TICKET_REQUESTED && now_us > asked_us + MG_TICKET_REQUEST_US)
		return MG_TICKET_EXPIRED;
	if (state == MG_TICKET_APPROVED && now_us > not_after_us)
		return MG_TICKET_EXPIRED;
	if (state == MG_TICKET_REDEEMED && now_us > redeemed_us + MG_TICKET_CLOSE_US)
		return MG_TICKET_UNCLOSED;
	return state;
}

static bool is_known(const char *ref)
{
	return ref && ref[0];
}

bool mg_export_same_person(const struct mg_export_person *a, const struct mg_export_person *b)
{
	if (a->staff_id == 0 || b->staff_id == 0)
		return false;
	return a->staff_id == b->staff_id ||
	       (is_known(a->person_ref) && is_known(b->person_ref) && strcmp(a->person_ref, b->person_ref) == 0);
}

void mg_export_file_name(uint32_t number, char ret[MG_EXPORT_FILE_BYTES])
{
	snprintf(ret, MG_EXPORT_FILE_BYTES, "EXPORT%02u.ZIP", number ? (number - 1) % 99 + 1 : 1);
}
