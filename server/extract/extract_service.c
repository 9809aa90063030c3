/* SPDX-License-Identifier: Apache-2.0
 * What can be extracted, building an extract, and those that lie there. */
#include <stdio.h>
#include "base/text.h"
#include "extract/extract_build.h"

#define REASON_CHARACTERS 200U
#define DAYS_MAX 400 /* of one extract */

static bool no_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
}

static char *borrow(const char *s)
{
	return (char *)(uintptr_t)(s ? s : "");
}

static bool refuse(struct mg_call *call, const char *field, struct mg_error *err, const char *why)
{
	call->field = field;
	return mg_fail(err, MG_ERR_INVALID, "%s", why);
}

/* ---- Specs ---- */

/* "from to" to two words. */
static bool split_words(struct mg_call *call, const char *words, char ***ret, size_t *ret_n, struct mg_error *err)
{
	size_t max = 1, n = 0;
	for (const char *p = words; *p; p++)
		max += *p == ' ';
	*ret = mg_arena_calloc(call->arena, max, sizeof(**ret));
	if (!*ret)
		return no_room(err);
	for (const char *p = words; *p; p += *p == ' ') {
		const size_t len = strcspn(p, " ");
		if (len && !((*ret)[n++] = mg_arena_memdup(call->arena, p, len)))
			return no_room(err);
		p += len;
	}
	*ret_n = n;
	return true;
}

static bool fill_spec(struct mg_call *call, const struct mg_spec *from, Pb__ExtractSpec *to, struct mg_error *err)
{
	pb__extract_spec__init(to);
	to->spec = borrow(from->spec);
	to->version = from->version;
	to->title = borrow(from->title);
	to->description = borrow(from->description);
	to->by_system = from->by_system;
	to->approved_by = borrow(from->approved_name);
	to->approved_us = from->approved_us;
	return mg_extract_fields_reply(call, from, &to->fields, &to->n_fields, err) &&
	       split_words(call, from->parameters, &to->parameters, &to->n_parameters, err);
}

bool mg_Extract_specs(struct mg_call *call, const Pb__ExtractSpecsRequest *in, Pb__ExtractSpecsReply *out,
	struct mg_error *err)
{
	const struct mg_extract_in at = mg_extract_in(call);
	struct mg_spec *specs;
	size_t n;
	/* nobody holds both rights: who builds sees what was built today, who carries what was asked for */
	const char *kind = mg_session_may(&call->session, MG_PERM_EXTRACT) ? "build" : "request";
	(void)in;
	if (!mg_spec_list(&at, &specs, &n, err) ||
		!mg_quota_find(&at, call->session.staff_id, kind, mg_date_of_utc_us(call->now_us), &out->quota_used, err))
		return false;
	Pb__ExtractSpec *to = mg_arena_calloc(call->arena, n + 1, sizeof(*to));
	out->specs = mg_arena_calloc(call->arena, n + 1, sizeof(*out->specs));
	if (!to || !out->specs)
		return no_room(err);
	for (; out->n_specs < n; out->n_specs++) {
		out->specs[out->n_specs] = &to[out->n_specs];
		if (!fill_spec(call, &specs[out->n_specs], &to[out->n_specs], err))
			return false;
	}
	out->size_limit = call->shared->export_size_limit_bytes;
	out->quota_per_day = call->shared->export_quota_per_day;
	return true;
}

/* ---- Build ---- */

/* What builds a specification, besides what the system builds itself. */
static const struct {
	const char *spec;
	mg_rows_fn *rows;
} makers[] = {{"qualification-list", mg_rows_acquired}};

static bool read_day(
	struct mg_call *call, const Pb__Date *in, const char *field, struct mg_date *ret, struct mg_error *err)
{
	if (!in || in->year < 1 || in->year > 9999 || in->month > 12 || in->day > 31)
		return refuse(call, field, err, "no such day");
	*ret = (struct mg_date){in->year, (uint8_t)in->month, (uint8_t)in->day};
	return mg_date_is_valid(*ret) || refuse(call, field, err, "no such day");
}

static bool read_question(
	struct mg_call *call, const Pb__ExtractBuildRequest *in, struct mg_build *build, struct mg_error *err)
{
	const size_t n = strlen(in->reason);
	for (size_t i = 0; i < MG_LEN(makers); i++)
		if (strcmp(makers[i].spec, in->spec) == 0)
			build->rows = makers[i].rows;
	if (!build->rows)
		return refuse(call, "spec", err, "nobody builds this specification");
	if (n == 0 || !mg_text_is_clean(in->reason, n) || mg_text_count(in->reason, n) > REASON_CHARACTERS)
		return refuse(call, "reason", err, "1 to 200 characters");
	if (!read_day(call, in->from, "from", &build->question.from, err) ||
		!read_day(call, in->to, "to", &build->question.to, err))
		return false;
	const int32_t days = mg_date_to_days(build->question.to) - mg_date_to_days(build->question.from);
	if (days < 0 || days > DAYS_MAX)
		return refuse(call, "to", err, "a span of days that is none, or too long");
	if (in->ward[0] && strcmp(in->ward, call->session.ward) != 0) {
		call->field = "ward";
		return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "another ward's records");
	}
	build->question.ward = call->session.ward;
	build->reason = in->reason;
	build->extractor_id = call->session.staff_id;
	build->extractor_no = call->session.staff_no;
	build->extractor_name = call->session.staff_name;
	return true;
}

static bool note_question(struct mg_call *call, const Pb__ExtractBuildRequest *in, struct mg_error *err)
{
	char words[200];
	snprintf(words, sizeof(words), "%.40s %u, ward %s", in->spec, in->version, call->session.ward);
	return mg_call_note_query(call, words, err);
}

bool mg_Extract_build(struct mg_call *call, const Pb__ExtractBuildRequest *in, Pb__ExtractBuildReply *out,
	struct mg_error *err)
{
	const struct mg_extract_in at = mg_extract_in(call);
	struct mg_build build = {0};
	struct mg_spec spec;
	struct mg_extract x;
	if (!read_question(call, in, &build, err) || !note_question(call, in, err) || !mg_extract_take_quota(call, "build", err) ||
		!mg_spec_get(&at, in->spec, in->version, &spec, err))
		return false;
	build.spec = &spec;
	if (!mg_extract_build(call, &build, &x, err))
		return false;
	x.reason = ""; /* the caller knows it; a reply that is kept for replay says as little as it can */
	return mg_extract_reply(call, &x, &out->extract, err);
}

/* ---- List ---- */

bool mg_Extract_list(struct mg_call *call, const Pb__ExtractListRequest *in, Pb__ExtractListReply *out,
	struct mg_error *err)
{
	const struct mg_extract_in at = mg_extract_in(call);
	struct mg_extract *list;
	size_t n;
	(void)in;
	if (!mg_extract_list(&at, call->session.ward, call->now_us, &list, &n, err))
		return false;
	out->extracts = mg_arena_calloc(call->arena, n + 1, sizeof(*out->extracts));
	if (!out->extracts)
		return no_room(err);
	for (; out->n_extracts < n; out->n_extracts++)
		if (!mg_extract_reply(call, &list[out->n_extracts], &out->extracts[out->n_extracts], err))
			return false;
	return true;
}
