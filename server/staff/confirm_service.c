/* SPDX-License-Identifier: Apache-2.0
 * Staff.ConfirmList, Confirm, Reminders: each fiscal year, and after each change, the head of a section says of every assignment
 * whether the work still wants it, and signs. */
#include <openssl/evp.h>
#include <stdio.h>
#include "staff/staff.h"

static bool no_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
}

static void digest_free(EVP_MD_CTX **digest)
{
	EVP_MD_CTX_free(*digest);
}

static bool put(EVP_MD_CTX *digest, const char *text)
{
	return EVP_DigestUpdate(digest, text, strlen(text) + 1) == 1;
}

/* Over what is confirmed: who, where, as what, until when; so that nobody signs another list than was shown. */
static bool digest_of(int32_t fiscal_year, const struct mg_staff_row *list, size_t n, uint8_t ret[32], struct mg_error *err)
{
	MG_CLEANUP(digest_free) EVP_MD_CTX *digest = EVP_MD_CTX_new();
	char text[MG_DATE_TEXT_BYTES];
	snprintf(text, sizeof(text), "%d", (int)fiscal_year);
	bool ok = digest && EVP_DigestInit_ex(digest, EVP_sha256(), NULL) == 1 && put(digest, text);
	for (size_t i = 0; i < n && ok; i++) {
		mg_date_format(list[i].valid_to, MG_DATE_ISO, text);
		ok = put(digest, list[i].staff_no) && put(digest, list[i].ward) && put(digest, list[i].section) &&
		     put(digest, mg_role_name(list[i].role)) && put(digest, text);
	}
	return (ok && EVP_DigestFinal_ex(digest, ret, NULL) == 1) || mg_fail(err, MG_ERR_INTERNAL, "no digest");
}

bool mg_Staff_confirm_list(
	struct mg_call *call, const Pb__StaffConfirmListRequest *in, Pb__StaffConfirmListReply *out, struct mg_error *err)
{
	struct mg_staff_row own, *list;
	uint8_t digest[32];
	size_t n;
	(void)in;
	if (!mg_staff_own(call, &own, err) || !mg_staff_list_to_confirm(call, &own, &list, &n, &out->confirmed, err))
		return false;
	out->fiscal_year = (uint32_t)mg_date_fiscal_year(mg_staff_today(call));
	if (!digest_of((int32_t)out->fiscal_year, list, n, digest, err))
		return false;
	out->digest.data = (uint8_t *)mg_arena_memdup(call->arena, digest, sizeof(digest));
	out->digest.len = sizeof(digest);
	out->members = mg_arena_calloc(call->arena, n + 1, sizeof(*out->members));
	if (!out->members || !out->digest.data)
		return no_room(err);
	for (; out->n_members < n; out->n_members++)
		if (!mg_staff_reply_member(call, &list[out->n_members], &out->members[out->n_members], err))
			return false;
	return mg_staff_note_number(call, "members", n, err);
}

/* ---- Confirm ---- */

static const struct mg_staff_row *find_member(const struct mg_staff_row *list, size_t n, const char *staff_no)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].staff_no, staff_no) == 0)
			return &list[i];
	return NULL;
}

static Pb__StaffAnswer answer_for(const Pb__StaffConfirmRequest *in, const char *staff_no, size_t *ret_times)
{
	Pb__StaffAnswer answer = PB__STAFF_ANSWER__STAFF_ANSWER_NONE;
	*ret_times = 0;
	for (size_t i = 0; i < in->n_lines; i++)
		if (strcmp(in->lines[i]->staff_no, staff_no) == 0) {
			answer = in->lines[i]->answer;
			++*ret_times;
		}
	return answer;
}

/* Each of the list has its one answer, and nobody else: another section's number stands in the log by name. */
static bool check_lines(struct mg_call *call, const Pb__StaffConfirmRequest *in, const struct mg_staff_row *list, size_t n,
	struct mg_error *err)
{
	for (size_t i = 0; i < in->n_lines; i++)
		if (!find_member(list, n, in->lines[i]->staff_no))
			return mg_call_note_fact(call, "staff_no", in->lines[i]->staff_no, err) &&
			       mg_staff_refuse(call, "not_of_the_list", err);
	for (size_t i = 0; i < n; i++) {
		size_t times;
		if (answer_for(in, list[i].staff_no, &times) == PB__STAFF_ANSWER__STAFF_ANSWER_NONE || times != 1)
			return mg_staff_invalid(call, "lines", err);
	}
	return true;
}

static bool sign(struct mg_call *call, const Pb__StaffConfirmRequest *in, const struct mg_staff_row *own,
	const struct mg_staff_row *list, size_t n, Pb__StaffConfirmReply *out, struct mg_error *err)
{
	const struct mg_staff_in at = mg_staff_in(call);
	struct mg_signoff s = {.signer_id = own->staff_id, .signer_no = own->staff_no, .signer_name = own->name, .ward = own->ward,
		.section = own->section, .fiscal_year = mg_date_fiscal_year(mg_staff_today(call)), .lines = (uint32_t)n,
		.now_us = call->now_us};
	memcpy(s.digest, in->digest.data, sizeof(s.digest));
	if (!mg_signoff_add(&at, &s, mg_staff_log(call), &out->signoff_no, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		size_t times;
		const bool keep = answer_for(in, list[i].staff_no, &times) == PB__STAFF_ANSWER__STAFF_KEEP;
		out->kept += keep;
		out->to_end += !keep;
		if (!mg_confirmation_add(&at, out->signoff_no, s.fiscal_year, &list[i], keep, err) ||
			(!keep && !mg_call_note_fact(call, "to_end", list[i].staff_no, err)))
			return false;
	}
	return mg_staff_note_number(call, "signoff", out->signoff_no, err) && mg_staff_note_number(call, "kept", out->kept, err);
}

bool mg_Staff_confirm(struct mg_call *call, const Pb__StaffConfirmRequest *in, Pb__StaffConfirmReply *out, struct mg_error *err)
{
	struct mg_staff_row own, *list;
	uint8_t digest[32];
	uint32_t confirmed;
	size_t n;
	if (in->digest.len != 32)
		return mg_staff_invalid(call, "digest", err);
	if (!mg_staff_own(call, &own, err) || !mg_staff_list_to_confirm(call, &own, &list, &n, &confirmed, err) ||
		!check_lines(call, in, list, n, err))
		return false;
	if (n == 0)
		return mg_staff_refuse(call, "nothing_to_confirm", err);
	if (!digest_of(mg_date_fiscal_year(mg_staff_today(call)), list, n, digest, err))
		return false;
	if (memcmp(digest, in->digest.data, 32) != 0)
		return mg_fail(err, MG_ERR_CONFLICT, "the list is another one by now");
	return sign(call, in, &own, list, n, out, err);
}

/* ---- who is reminded ---- */

static Pb__StaffReminder *reminder_of(struct mg_call *call, Pb__StaffRemindersReply *out, const struct mg_staff_row *all, size_t n,
	const struct mg_staff_row *member)
{
	for (size_t i = 0; i < out->n_reminders; i++)
		if (strcmp(out->reminders[i]->ward, member->ward) == 0 &&
			strcmp(out->reminders[i]->section, member->section) == 0)
			return out->reminders[i];
	Pb__StaffReminder *r = mg_arena_alloc(call->arena, sizeof(*r));
	if (!r)
		return NULL;
	const struct mg_staff_row *head = mg_staff_head_of(all, n, member->ward, member->section, mg_staff_today(call));
	pb__staff_reminder__init(r);
	r->ward = mg_staff_borrow(member->ward);
	r->section = mg_staff_borrow(member->section);
	r->head_name = mg_staff_borrow(head ? head->name : "");
	out->reminders[out->n_reminders++] = r;
	return r;
}

bool mg_Staff_reminders(
	struct mg_call *call, const Pb__StaffRemindersRequest *in, Pb__StaffRemindersReply *out, struct mg_error *err)
{
	const struct mg_staff_in at = mg_staff_in(call);
	const struct mg_date today = mg_staff_today(call);
	struct mg_staff_row *all;
	size_t n;
	(void)in;
	if (!mg_staff_list(&at, "", "", /* disabled_too= */ false, today, &all, &n, err))
		return false;
	out->fiscal_year = (uint32_t)mg_date_fiscal_year(today);
	out->reminders = mg_arena_calloc(call->arena, n + 1, sizeof(*out->reminders));
	if (!out->reminders)
		return no_room(err);
	for (size_t i = 0; i < n; i++) {
		if (!mg_staff_is_active(&all[i], today))
			continue;
		Pb__StaffReminder *r = reminder_of(call, out, all, n, &all[i]);
		if (!r)
			return no_room(err);
		r->members++;
		r->unconfirmed += !all[i].confirmed;
		r->overdue = r->unconfirmed > 0 && mg_staff_confirmation_is_overdue(today);
	}
	return mg_staff_note_number(call, "sections", out->n_reminders, err);
}
