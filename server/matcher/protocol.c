/* SPDX-License-Identifier: Apache-2.0 */
#include "matcher/protocol.h"

size_t mg_matcher_request_bytes(const struct mg_matcher_request *request)
{
	size_t n = MG_MATCHER_REQUEST_HEAD;
	for (size_t i = 0; i < request->pictures_n; i++)
		n += 4 + (size_t)request->pictures[i].width * request->pictures[i].height;
	for (size_t i = 0; i < request->templates_n; i++)
		n += 4 + request->templates[i].n;
	return n;
}

void mg_matcher_request_write(const struct mg_matcher_request *request, struct mg_writer *w)
{
	mg_put_u8(w, MG_MATCHER_VERSION);
	mg_put_u8(w, (uint8_t)request->operation);
	mg_put_u32(w, request->timeout_ms);
	mg_put_u8(w, (uint8_t)request->pictures_n);
	mg_put_u8(w, (uint8_t)request->templates_n);
	for (size_t i = 0; i < request->pictures_n; i++) {
		const struct mg_finger_image *p = &request->pictures[i];
		mg_put_u16(w, (uint16_t)p->width);
		mg_put_u16(w, (uint16_t)p->height);
		mg_put_raw(w, p->pixels, (size_t)p->width * p->height);
	}
	for (size_t i = 0; i < request->templates_n; i++)
		mg_put_block(w, request->templates[i].p, request->templates[i].n);
}

/* How many pictures and templates an operation takes. */
static bool counts_fit(const struct mg_matcher_request *r)
{
	switch (r->operation) {
	case MG_MATCHER_VERIFY:
		return r->pictures_n == 1 && r->templates_n >= 1 &&
		       r->templates_n <= MG_MATCHER_TEMPLATES_MAX;
	case MG_MATCHER_SEARCH:
		return r->pictures_n == 1 && r->templates_n >= 1 &&
		       r->templates_n <= MG_MATCHER_SEARCH_MAX;
	case MG_MATCHER_ENROL:
		return r->pictures_n == MG_MATCHER_PICTURES_MAX && r->templates_n == 0;
	case MG_MATCHER_STATUS:
		return r->pictures_n == 0 && r->templates_n == 0;
	}
	return false;
}

static bool side_fits(uint32_t side)
{
	return side >= MG_FINGER_SIDE_MIN && side <= MG_FINGER_SIDE_MAX;
}

bool mg_matcher_request_parse(
	struct mg_bytes bytes, struct mg_matcher_request *ret, struct mg_error *err)
{
	struct mg_reader r;
	mg_reader_init(&r, bytes.p, bytes.n);
	const uint8_t version = mg_get_u8(&r);
	struct mg_matcher_request q = {.operation = (enum mg_matcher_operation)mg_get_u8(&r)};
	q.timeout_ms = mg_get_u32(&r);
	q.pictures_n = mg_get_u8(&r);
	q.templates_n = mg_get_u8(&r);
	if (!r.ok || version != MG_MATCHER_VERSION || !counts_fit(&q))
		return mg_fail(
			err, MG_ERR_INVALID, "matcher request: version, operation or counts");
	for (size_t i = 0; i < q.pictures_n; i++) {
		struct mg_finger_image *p = &q.pictures[i];
		p->width = mg_get_u16(&r);
		p->height = mg_get_u16(&r);
		if (!side_fits(p->width) || !side_fits(p->height))
			return mg_fail(err, MG_ERR_INVALID, "matcher request: size of picture");
		p->pixels = mg_get_raw(&r, (size_t)p->width * p->height);
	}
	for (size_t i = 0; i < q.templates_n; i++)
		q.templates[i] = mg_get_block(&r);
	if (!mg_reader_end(&r))
		return mg_fail(err, MG_ERR_INVALID, "matcher request: length");
	*ret = q;
	return true;
}

bool mg_matcher_request_peek(
	struct mg_bytes bytes, enum mg_matcher_operation *ret_operation, uint32_t *ret_timeout_ms)
{
	struct mg_reader r;
	mg_reader_init(&r, bytes.p, bytes.n);
	const uint8_t version = mg_get_u8(&r), operation = mg_get_u8(&r);
	const uint32_t timeout_ms = mg_get_u32(&r);
	if (!r.ok || version != MG_MATCHER_VERSION || operation < MG_MATCHER_VERIFY ||
		operation > MG_MATCHER_SEARCH)
		return false;
	*ret_operation = (enum mg_matcher_operation)operation;
	*ret_timeout_ms = timeout_ms;
	return true;
}

void mg_matcher_reply_write(const struct mg_matcher_reply *reply, struct mg_writer *w)
{
	mg_put_u8(w, MG_MATCHER_VERSION);
	mg_put_u8(w, (uint8_t)reply->result);
	mg_put_u8(w, (uint8_t)reply->picture);
	mg_put_u8(w, (uint8_t)reply->fault);
	if (reply->result == MG_MATCHER_ENROLLED)
		mg_put_block(w, reply->template.p, reply->template.n);
	if (reply->result == MG_MATCHER_NUMBERS) {
		mg_put_u32(w, reply->status.workers_ready);
		mg_put_u32(w, reply->status.workers_busy);
		mg_put_u32(w, reply->status.queued);
		mg_put_u32(w, reply->status.jobs);
		mg_put_u32(w, reply->status.workers_started);
		mg_put_u32(w, reply->status.workers_died);
	}
}

static struct mg_matcher_status get_status(struct mg_reader *r)
{
	struct mg_matcher_status s = {0};
	s.workers_ready = mg_get_u32(r);
	s.workers_busy = mg_get_u32(r);
	s.queued = mg_get_u32(r);
	s.jobs = mg_get_u32(r);
	s.workers_started = mg_get_u32(r);
	s.workers_died = mg_get_u32(r);
	return s;
}

bool mg_matcher_reply_parse(
	struct mg_bytes bytes, struct mg_matcher_reply *ret, struct mg_error *err)
{
	struct mg_reader r;
	mg_reader_init(&r, bytes.p, bytes.n);
	const uint8_t version = mg_get_u8(&r), result = mg_get_u8(&r);
	const uint8_t picture = mg_get_u8(&r), fault = mg_get_u8(&r);
	if (!r.ok || version != MG_MATCHER_VERSION || result < MG_MATCHER_MATCH ||
		result >= MG_MATCHER_RESULT_MAX || picture >= MG_MATCHER_PICTURES_MAX ||
		fault >= MG_FINGER_FAULT_MAX)
		return mg_fail(err, MG_ERR_INVALID, "matcher reply: head");
	struct mg_matcher_reply reply = {.result = (enum mg_matcher_result)result,
		.picture = picture,
		.fault = (enum mg_finger_fault)fault};
	if ((reply.result == MG_MATCHER_RETRY) != (reply.fault != MG_FINGER_FINE))
		return mg_fail(err, MG_ERR_INVALID, "matcher reply: fault without retry");
	if (reply.result == MG_MATCHER_ENROLLED)
		reply.template = mg_get_block(&r);
	if (reply.result == MG_MATCHER_NUMBERS)
		reply.status = get_status(&r);
	if (!mg_reader_end(&r))
		return mg_fail(err, MG_ERR_INVALID, "matcher reply: length");
	*ret = reply;
	return true;
}
