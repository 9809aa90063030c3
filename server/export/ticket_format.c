/* SPDX-License-Identifier: Apache-2.0 */
#include "export/ticket_format.h"
#include <string.h>

#define REASON_MAX 40U

static bool is(const ProtobufCBinaryData *a, const uint8_t *b, size_t n)
{
	return a->len == n && memcmp(a->data, b, n) == 0;
}

static const char *people_fault(const Sg__ExportTicket *t, const struct mg_ticket_terms *m)
{
	if (strcmp(t->extractor, m->extractor) != 0)
		return "ticket_extractor";
	if (strcmp(t->requester, m->requester) != 0)
		return "ticket_requester";
	if (strcmp(t->approver, m->approver) != 0 || strcmp(t->approver, t->requester) == 0 ||
		strcmp(t->approver, t->extractor) == 0)
		return "ticket_approver";
	return t->terminal == m->terminal ? NULL : "ticket_terminal";
}

static const char *stick_fault(const Sg__UsbDevice *d, const struct mg_ticket_terms *m)
{
	if (!d || d->vendor != m->vendor || d->product != m->product || strcmp(d->serial, m->serial) != 0 ||
		!is(&d->descriptors_sha256, m->descriptors_sha256, 32))
		return "ticket_stick";
	return NULL;
}

static const char *file_fault(const Sg__ExportTicket *t, const struct mg_ticket_terms *m)
{
	if (!is(&t->plain_sha256, m->plain_sha256, 32))
		return "ticket_plain_sha256";
	if (!is(&t->sealed_sha256, m->sealed_sha256, 32))
		return "ticket_sealed_sha256";
	if (t->sealed_size != m->sealed_size)
		return "ticket_sealed_size";
	if (strcmp(t->file_name, m->file_name) != 0)
		return "ticket_file_name";
	if (t->row_count != m->row_count)
		return "ticket_row_count";
	if (strcmp(t->purpose, m->purpose) != 0)
		return "ticket_purpose";
	return strcmp(t->recipient, m->recipient) == 0 ? NULL : "ticket_recipient";
}

/* Signed now, not for some other day. */
static const char *time_fault(const Sg__ExportTicket *t, const struct mg_ticket_terms *m)
{
	if (t->not_after_us <= m->now_us)
		return "ticket_expired";
	if (t->not_before_us >= t->not_after_us || t->not_after_us - t->not_before_us > MG_TICKET_WINDOW_US)
		return "ticket_too_long";
	if (t->not_before_us < m->now_us - MG_TICKET_CLOCK_US || t->not_before_us > m->now_us + MG_TICKET_CLOCK_US)
		return "ticket_not_before";
	return t->key_epoch == m->key_epoch ? NULL : "ticket_epoch";
}

const char *mg_ticket_fault(const Sg__ExportTicket *t, const struct mg_ticket_terms *m)
{
	const char *fault;
	if (!is(&t->ticket_id, m->ticket_id, 16))
		return "ticket_id";
	if (strcmp(t->municipality, m->municipality) != 0)
		return "ticket_municipality";
	if (t->kind != SG__EXPORT_TICKET__KIND__EXPORT)
		return "ticket_kind";
	if ((fault = people_fault(t, m)) || (fault = stick_fault(t->device, m)) || (fault = file_fault(t, m)))
		return fault;
	return time_fault(t, m);
}

static bool is_reason(const char *s)
{
	size_t n = strlen(s);
	return n >= 1 && n <= REASON_MAX && strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == n;
}

const char *mg_close_fault(const Sg__ExportClose *c, const struct mg_close_terms *m)
{
	if (!is(&c->ticket_id, m->ticket_id, 16))
		return "close_ticket_id";
	if (!is(&c->nonce, m->nonce, 32))
		return "close_nonce";
	if (c->terminal != m->terminal)
		return "close_terminal";
	if (c->opened_us < 0 || c->closed_us <= 0 || c->opened_us > c->closed_us)
		return "close_times";
	if (c->outcome == SG__EXPORT_CLOSE__OUTCOME__FAILED)
		return is_reason(c->reason) && c->written_sha256.len == 0 ? NULL : "close_reason";
	if (c->outcome != SG__EXPORT_CLOSE__OUTCOME__WRITTEN || c->reason[0] != '\0')
		return "close_outcome";
	return is(&c->written_sha256, m->sealed_sha256, 32) && c->written_bytes == m->sealed_size ? NULL : "close_digest";
}
