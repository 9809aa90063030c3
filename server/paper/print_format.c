/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/print_format.h"
#include <string.h>

void mg_drawn_write(const struct mg_drawn *drawn, struct mg_writer *w)
{
	mg_put_u8(w, (uint8_t)drawn->code);
	mg_put_u32(w, drawn->pages);
	mg_put_block(w, drawn->pdf.p, drawn->pdf.n);
}

bool mg_drawn_read(struct mg_bytes bytes, struct mg_drawn *ret, struct mg_error *err)
{
	struct mg_reader r;
	mg_reader_init(&r, bytes.p, bytes.n);
	ret->code = mg_get_u8(&r);
	ret->pages = mg_get_u32(&r);
	ret->pdf = mg_get_block(&r);
	const bool is_pdf = ret->pdf.n > 5 && memcmp(ret->pdf.p, "%PDF-", 5) == 0;
	if (!mg_reader_end(&r) || (ret->code == MG_OK && (!is_pdf || ret->pages < 1 ||
								 ret->pages > MG_PAPER_PAGES_MAX)))
		return mg_fail(err, MG_ERR_INTERNAL, "paper: no answer of a drawer");
	return true;
}

/* ---- printing ---- */

bool mg_printer_uri_is_good(const char *uri)
{
	const size_t n = strlen(uri);
	if (n > MG_PRINTER_URI_MAX ||
		(strncmp(uri, "ipp://", 6) != 0 && strncmp(uri, "ipps://", 7) != 0))
		return false;
	for (size_t i = 0; i < n; i++)
		if (uri[i] <= ' ' || uri[i] > '~' || uri[i] == '@' || uri[i] == '"' ||
			uri[i] == '\\')
			return false;
	const char *host = strstr(uri, "://") + 3;
	return *host && *host != '/' && *host != ':';
}

size_t mg_print_request_bytes(const struct mg_print_request *request)
{
	return 64 + strlen(request->uri) + strlen(request->job_name) + request->pdf.n;
}

void mg_print_request_write(const struct mg_print_request *request, struct mg_writer *w)
{
	mg_put_u8(w, (uint8_t)request->op);
	mg_put_block(w, request->uri, strlen(request->uri));
	mg_put_block(w, request->job_name, strlen(request->job_name));
	mg_put_u32(w, request->copies);
	mg_put_u32(w, request->ipp_job);
	mg_put_block(w, request->pdf.p, request->pdf.n);
}

static bool get_text(struct mg_reader *r, char *ret, size_t max)
{
	const struct mg_bytes b = mg_get_block(r);
	if (!r->ok || b.n > max || (b.n && memchr(b.p, 0, b.n)))
		return false;
	if (b.n)
		memcpy(ret, b.p, b.n);
	ret[b.n] = '\0';
	return true;
}

bool mg_print_request_read(struct mg_bytes bytes, char uri[MG_PRINTER_URI_MAX + 1],
	char name[MG_PRINT_NAME_MAX + 1], struct mg_print_request *ret, struct mg_error *err)
{
	struct mg_reader r;
	mg_reader_init(&r, bytes.p, bytes.n);
	ret->op = mg_get_u8(&r);
	const bool texts =
		get_text(&r, uri, MG_PRINTER_URI_MAX) && get_text(&r, name, MG_PRINT_NAME_MAX);
	ret->uri = uri;
	ret->job_name = name;
	ret->copies = mg_get_u32(&r);
	ret->ipp_job = mg_get_u32(&r);
	ret->pdf = mg_get_block(&r);
	const bool ok = texts && mg_reader_end(&r) && ret->op >= MG_PRINT_SEND &&
			ret->op < MG_PRINT_OP_MAX && mg_printer_uri_is_good(uri) &&
			ret->copies <= MG_PRINT_COPIES_MAX;
	return ok || mg_fail(err, MG_ERR_INVALID, "print: no request");
}

void mg_print_reply_write(const struct mg_print_reply *reply, struct mg_writer *w)
{
	mg_put_u8(w, (uint8_t)reply->result);
	mg_put_u8(w, (uint8_t)reply->state);
	mg_put_u32(w, reply->ipp_job);
	mg_put_block(w, reply->reason, strlen(reply->reason));
}

bool mg_print_reply_read(struct mg_bytes bytes, struct mg_print_reply *ret, struct mg_error *err)
{
	struct mg_reader r;
	mg_reader_init(&r, bytes.p, bytes.n);
	ret->result = mg_get_u8(&r);
	ret->state = mg_get_u8(&r);
	ret->ipp_job = mg_get_u32(&r);
	const bool ok = get_text(&r, ret->reason, MG_PRINT_REASON_MAX) && mg_reader_end(&r) &&
			ret->result >= MG_PRINT_DONE && ret->result < MG_PRINT_RESULT_MAX &&
			ret->state >= MG_PRINT_PENDING && ret->state < MG_PRINT_STATE_MAX;
	return ok || mg_fail(err, MG_ERR_INTERNAL, "print: no answer of a printing worker");
}
