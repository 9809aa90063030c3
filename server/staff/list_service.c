/* SPDX-License-Identifier: Apache-2.0
 * Staff.List: the people of the city. */
#include "staff/staff.h"

static bool no_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
}

bool mg_Staff_list(struct mg_call *call, const Pb__StaffListRequest *in, Pb__StaffListReply *out, struct mg_error *err)
{
	const struct mg_staff_in at = mg_staff_in(call);
	struct mg_staff_row own, *list;
	size_t n;
	if (in->ward[0] && (strlen(in->ward) != 3 || strspn(in->ward, "0123456789") != 3))
		return mg_staff_invalid(call, "ward", err);
	if (!mg_staff_own(call, &own, err))
		return false;
	/* a head sees the own section, whatever is asked for */
	const bool is_head = own.role == MG_STAFF_HEAD;
	if (!mg_staff_list(&at, is_head ? own.ward : in->ward, is_head ? own.section : "", in->disabled_too, mg_staff_today(call),
		    &list, &n, err))
		return false;
	out->members = mg_arena_calloc(call->arena, n + 1, sizeof(*out->members));
	if (!out->members)
		return no_room(err);
	for (; out->n_members < n; out->n_members++)
		if (!mg_staff_reply_member(call, &list[out->n_members], &out->members[out->n_members], err))
			return false;
	return mg_staff_note_number(call, "members", n, err);
}
