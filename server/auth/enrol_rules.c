/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/enrol_rules.h"
#include <string.h>

bool mg_enrol_are_two(const struct mg_enrol_person *a, const struct mg_enrol_person *b)
{
	return a->staff_id != b->staff_id && a->person_ref[0] != '\0' && b->person_ref[0] != '\0' &&
	       strcmp(a->person_ref, b->person_ref) != 0;
}

unsigned mg_enrol_count(uint32_t enrolled, uint32_t taken)
{
	unsigned n = 0;
	for (uint32_t bits = (enrolled | taken) & 0x7feU; bits; bits &= bits - 1)
		n++;
	return n;
}

bool mg_enrol_count_fits(unsigned fingers)
{
	return fingers >= MG_ENROL_FINGERS_MIN && fingers <= MG_ENROL_FINGERS_MAX;
}

bool mg_enrol_suffices(bool in_service, size_t fingers)
{
	return fingers >= (in_service ? MG_ENROL_FINGERS_MIN : 1);
}

bool mg_enrol_may_remove(uint32_t enrolled, unsigned finger, unsigned *ret_left)
{
	if (finger > 10 || enrolled == 0 || (finger && !(enrolled & (1U << finger))))
		return false;
	*ret_left = finger ? mg_enrol_count(enrolled & ~(1U << finger), 0) : 0;
	return *ret_left == 0 || *ret_left >= MG_ENROL_FINGERS_MIN;
}

const char *mg_enrol_closed(
	const struct mg_enrol_sitting *s, enum mg_enrol_state wanted, uint64_t session_no, int64_t now_us)
{
	if (s->session_no != session_no || s->state == MG_ENROL_DONE || s->state == MG_ENROL_DROPPED ||
		now_us >= s->expires_us)
		return "enrolment_id";
	if (wanted == MG_ENROL_WITNESSED &&
		(s->state != MG_ENROL_WITNESSED || now_us - s->witnessed_us >= MG_ENROL_WITNESS_LIFE_US))
		return "witness";
	return wanted == MG_ENROL_OPEN && s->state != MG_ENROL_OPEN ? "witness" : NULL;
}
