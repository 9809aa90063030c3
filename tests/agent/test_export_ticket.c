/* SPDX-License-Identifier: Apache-2.0
 * Ticket and file: what holds, and each way in which it does not, with its own reason. */
#include "../wire/cmocka_all.h"
#include "agent/verify/shape.h"
#include "attempt.h"

/* ---- changes of bytes, signed again by the right key: what no honest signer makes ---- */

static void ticket_again(struct attempt *a)
{
	forge_sign_again(a->f, &a->f->signed_ticket, a->f->ticket_key, a->f->ticket_type);
}

/* Field 1 of a message whose first byte is its tag and the second its length moves behind the others. */
static void move_first_field_to_end(struct forge_signed *s)
{
	uint8_t field[256];
	const size_t n = 2U + s->payload[1];
	memcpy(field, s->payload, n);
	memmove(s->payload, s->payload + n, s->n - n);
	memcpy(s->payload + s->n - n, field, n);
}

/* The length of the first field in two bytes where one is enough. */
static void stretch_first_length(struct forge_signed *s)
{
	memmove(s->payload + 3, s->payload + 2, s->n - 2);
	s->payload[1] |= 0x80;
	s->payload[2] = 0x00;
	s->n++;
}

static void ticket_unknown_field(struct attempt *a)
{
	attempt_append(&a->f->signed_ticket, "\x98\x06\x01", 3); /* field 99, varint */
	ticket_again(a);
}
static void ticket_trailing(struct attempt *a)
{
	attempt_append(&a->f->signed_ticket, "\0", 1);
	ticket_again(a);
}
static void ticket_reordered(struct attempt *a)
{
	move_first_field_to_end(&a->f->signed_ticket);
	ticket_again(a);
}
static void ticket_overlong(struct attempt *a)
{
	stretch_first_length(&a->f->signed_ticket);
	ticket_again(a);
}
static void ticket_doubled(struct attempt *a)
{
	attempt_append(&a->f->signed_ticket, "\x90\x01\x05", 3); /* key_epoch once more */
	ticket_again(a);
}
static void ticket_wrong_wire_type(struct attempt *a)
{
	a->f->signed_ticket.payload[0] = 0x08; /* the id as a number */
	ticket_again(a);
}
static void ticket_cut(struct attempt *a)
{
	a->f->signed_ticket.n--;
	ticket_again(a);
}
static void ticket_unknown_kind(struct attempt *a)
{
	a->f->ticket.kind = (Sg__ExportTicket__Kind)7;
}
static void ticket_not_utf8(struct attempt *a)
{
	a->f->ticket.purpose = (char *)"\xff";
}
static void ticket_bit(struct attempt *a)
{
	a->f->signed_ticket.payload[a->f->signed_ticket.n / 2] ^= 0x04;
}
static void ticket_signature_bit(struct attempt *a)
{
	a->f->signed_ticket.signature[40] ^= 1;
}

static void malformed_tickets_are_refused_though_signed(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"good", NULL, NULL, MG_REASON_NONE},
		{"unknown field", NULL, ticket_unknown_field, MG_REASON_TICKET_MALFORMED},
		{"trailing byte", NULL, ticket_trailing, MG_REASON_TICKET_MALFORMED},
		{"fields in another order", NULL, ticket_reordered, MG_REASON_TICKET_MALFORMED},
		{"overlong varint", NULL, ticket_overlong, MG_REASON_TICKET_MALFORMED},
		{"a field twice", NULL, ticket_doubled, MG_REASON_TICKET_MALFORMED},
		{"another wire type", NULL, ticket_wrong_wire_type, MG_REASON_TICKET_MALFORMED},
		{"cut short", NULL, ticket_cut, MG_REASON_TICKET_MALFORMED},
		{"unknown kind", ticket_unknown_kind, NULL, MG_REASON_TICKET_MALFORMED},
		{"not UTF-8", ticket_not_utf8, NULL, MG_REASON_TICKET_MALFORMED},
		{"one bit of the payload", NULL, ticket_bit, MG_REASON_TICKET_FORGED},
		{"one bit of the signature", NULL, ticket_signature_bit, MG_REASON_TICKET_FORGED},
	};
	attempt_all(rows, MG_LEN(rows));
}

/* ---- who signed the ticket ---- */

static void by_stranger(struct attempt *a)
{
	a->f->ticket_key = &a->f->stranger;
}
static void by_receipt_key(struct attempt *a)
{
	a->f->ticket_key = &a->f->keys[FORGE_RECEIPT];
}
static void by_other_supervisor(struct attempt *a)
{
	a->f->ticket_key = &a->f->keys[FORGE_OTHER_SUPERVISOR];
}
static void as_receipt(struct attempt *a)
{
	a->f->ticket_type = MG_ENVELOPE_TYPE("export-receipt");
}
static void key_over(struct attempt *a)
{
	a->f->records[FORGE_SUPERVISOR].not_after_us = NOW;
}
static void key_early(struct attempt *a)
{
	a->f->records[FORGE_SUPERVISOR].not_before_us = NOW + 1;
}
static void key_first_instant(struct attempt *a)
{
	a->f->records[FORGE_SUPERVISOR].not_before_us = NOW;
	a->f->records[FORGE_SUPERVISOR].not_after_us = NOW + 1;
}
static void named_key_is_not_the_signers(struct attempt *a)
{
	memcpy(a->f->signed_ticket.key_id, a->f->keys[FORGE_OTHER_SUPERVISOR].id, MG_KEY_ID_BYTES);
}
static void ward_other(struct attempt *a)
{
	memcpy(a->policy.ward, "142", 4);
}
static void ward_same(struct attempt *a)
{
	memcpy(a->policy.ward, "141", 4);
}

static void a_ticket_is_signed_by_its_approver_now(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"a key outside the list", by_stranger, NULL, MG_REASON_TICKET_KEY_UNKNOWN},
		{"the server's key", by_receipt_key, NULL, MG_REASON_TICKET_KEY_USE},
		{"key over", key_over, NULL, MG_REASON_TICKET_KEY_PERIOD},
		{"key not yet", key_early, NULL, MG_REASON_TICKET_KEY_PERIOD},
		{"key in its only instant", key_first_instant, NULL, MG_REASON_NONE},
		{"signed as a receipt", as_receipt, NULL, MG_REASON_TICKET_FORGED},
		{"names another's key", NULL, named_key_is_not_the_signers, MG_REASON_TICKET_FORGED},
		{"another supervisor", by_other_supervisor, NULL, MG_REASON_TICKET_APPROVER},
		{"another ward", ward_other, NULL, MG_REASON_TICKET_WARD},
		{"this ward", ward_same, NULL, MG_REASON_NONE},
	};
	attempt_all(rows, MG_LEN(rows));
}

static void a_key_id_of_another_length_is_unknown(void **state)
{
	(void)state;
	struct forge *f = forge_new(NOW);
	const struct mg_policy policy = forge_policy(f);
	struct mg_known known = {0};
	struct mg_claim claim = {0};
	forge_sign_list(f);
	forge_sign_ticket(f);
	const struct mg_signed list = forge_view(&f->key_list);
	struct mg_signed ticket = forge_view(&f->signed_ticket);
	ticket.key_id.n = 7;
	assert_int_equal(
		mg_verify_ticket(&policy, &known, &list, &ticket, NOW, &claim), MG_REASON_TICKET_KEY_UNKNOWN);
	ticket = forge_view(&f->signed_ticket);
	ticket.signature.n = 63;
	assert_int_equal(mg_verify_ticket(&policy, &known, &list, &ticket, NOW, &claim), MG_REASON_TICKET_FORGED);
	forge_free(f);
}

/* ---- what the ticket says ---- */

#define SET(function, ...)                                                                                                     \
	static void function(struct attempt *a)                                                                                \
	{                                                                                                                      \
		MG_UNUSED Sg__ExportTicket *t = &a->f->ticket;                                                                          \
		__VA_ARGS__;                                                                                                   \
	}
SET(municipality, t->municipality = (char *)"271004")
SET(no_kind, t->kind = SG__EXPORT_TICKET__KIND__KIND_NONE)
SET(short_id, t->ticket_id.len = 15)
SET(terminal, t->terminal = 8)
SET(epoch_later, t->key_epoch = 6)
SET(epoch_none, t->key_epoch = 0)
SET(epoch_earlier, t->key_epoch = 4)
SET(requester_shape, t->requester = (char *)"30 001")
SET(requester_long, t->requester = (char *)"12345678901234567")
SET(requester_system, t->requester = (char *)"system")
SET(approver_shape, t->approver = (char *)"")
SET(approver_system, t->approver = (char *)"system"; a->f->records[FORGE_SUPERVISOR].holder = (char *)"system")
SET(extractor_shape, t->extractor = (char *)"")
SET(own_request, t->requester = (char *)FORGE_APPROVER)
SET(own_extract, t->extractor = (char *)FORGE_APPROVER)
SET(own_carry, t->extractor = (char *)FORGE_REQUESTER)
SET(by_system, t->extractor = (char *)"system")
SET(too_long, t->not_after_us = t->not_before_us + 4 * FORGE_HOUR_US + 1)
SET(four_hours, t->not_after_us = t->not_before_us + 4 * FORGE_HOUR_US)
SET(no_period, t->not_after_us = t->not_before_us)
SET(negative, t->not_before_us = INT64_MIN)
SET(early, t->not_before_us = NOW + 1)
SET(over, t->not_after_us = NOW)
SET(first_instant, t->not_before_us = NOW; t->not_after_us = NOW + 1)
SET(no_device, t->device = NULL)
SET(vendor_none, t->device->vendor = 0)
SET(vendor_large, t->device->vendor = 0x10000)
SET(product_none, t->device->product = 0)
SET(serial_none, t->device->serial = (char *)"")
SET(serial_control, t->device->serial = (char *)"A\tB")
SET(serial_delete, t->device->serial = (char *)"A\x7f")
SET(serial_foreign, t->device->serial = (char *)"\xc3\xa9")
SET(descriptors, t->device->descriptors_sha256.len = 31)
SET(plain, t->plain_sha256.len = 0)
SET(sealed, t->sealed_sha256.len = 31)
SET(size_none, t->sealed_size = 0)
SET(size_large, a->policy.file_bytes_max = 3)
SET(size_limit, a->policy.file_bytes_max = 4)
SET(name_lower, t->file_name = (char *)"export01.zip")
SET(name_long, t->file_name = (char *)"EXPORT001.ZIP")
SET(name_no_stem, t->file_name = (char *)".ZIP")
SET(name_no_dot, t->file_name = (char *)"EXPORT01")
SET(name_no_end, t->file_name = (char *)"EXPORT01.")
SET(name_long_end, t->file_name = (char *)"EXPORT01.ZIPX")
SET(name_path, t->file_name = (char *)"../A.ZIP")
SET(no_purpose, t->purpose = (char *)"")
SET(no_recipient, t->recipient = (char *)"")
SET(long_purpose, static char s[1026]; memset(s, 'x', 1025); t->purpose = s)

static void what_a_ticket_says_is_looked_at(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"municipality", municipality, NULL, MG_REASON_TICKET_MUNICIPALITY},
		{"kind", no_kind, NULL, MG_REASON_TICKET_KIND},
		{"id", short_id, NULL, MG_REASON_TICKET_ID},
		{"terminal", terminal, NULL, MG_REASON_TICKET_TERMINAL},
		{"later epoch", epoch_later, NULL, MG_REASON_TICKET_EPOCH},
		{"no epoch", epoch_none, NULL, MG_REASON_TICKET_EPOCH},
		{"earlier epoch", epoch_earlier, NULL, MG_REASON_NONE},
		{"requester's shape", requester_shape, NULL, MG_REASON_TICKET_PERSON},
		{"requester's length", requester_long, NULL, MG_REASON_TICKET_PERSON},
		{"the system carries", requester_system, NULL, MG_REASON_TICKET_PERSON},
		{"approver's shape", approver_shape, NULL, MG_REASON_TICKET_PERSON},
		{"the system approves", approver_system, NULL, MG_REASON_TICKET_PERSON},
		{"extractor's shape", extractor_shape, NULL, MG_REASON_TICKET_PERSON},
		{"approves the own request", own_request, NULL, MG_REASON_TICKET_OWN_REQUEST},
		{"approves the own extract", own_extract, NULL, MG_REASON_TICKET_OWN_EXTRACT},
		{"carries the own extract", own_carry, NULL, MG_REASON_TICKET_OWN_CARRY},
		{"the system's extract", by_system, NULL, MG_REASON_NONE},
		{"longer than four hours", too_long, NULL, MG_REASON_TICKET_PERIOD},
		{"four hours", four_hours, NULL, MG_REASON_NONE},
		{"no period", no_period, NULL, MG_REASON_TICKET_PERIOD},
		{"from before all time", negative, NULL, MG_REASON_TICKET_PERIOD},
		{"early", early, NULL, MG_REASON_TICKET_EARLY},
		{"over", over, NULL, MG_REASON_TICKET_OVER},
		{"the only instant", first_instant, NULL, MG_REASON_NONE},
		{"no device", no_device, NULL, MG_REASON_TICKET_DEVICE},
		{"no vendor", vendor_none, NULL, MG_REASON_TICKET_DEVICE},
		{"vendor of 17 bits", vendor_large, NULL, MG_REASON_TICKET_DEVICE},
		{"no product", product_none, NULL, MG_REASON_TICKET_DEVICE},
		{"no serial", serial_none, NULL, MG_REASON_TICKET_DEVICE},
		{"serial with a control", serial_control, NULL, MG_REASON_TICKET_DEVICE},
		{"serial with DEL", serial_delete, NULL, MG_REASON_TICKET_DEVICE},
		{"serial outside ASCII", serial_foreign, NULL, MG_REASON_TICKET_DEVICE},
		{"digest of descriptors", descriptors, NULL, MG_REASON_TICKET_DEVICE},
		{"digest of the plain file", plain, NULL, MG_REASON_TICKET_DIGEST},
		{"digest of the sealed file", sealed, NULL, MG_REASON_TICKET_DIGEST},
		{"no size", size_none, NULL, MG_REASON_TICKET_DIGEST},
		{"above the limit", size_large, NULL, MG_REASON_TICKET_DIGEST},
		{"at the limit", size_limit, NULL, MG_REASON_NONE},
		{"small letters", name_lower, NULL, MG_REASON_TICKET_FILE_NAME},
		{"nine letters", name_long, NULL, MG_REASON_TICKET_FILE_NAME},
		{"no stem", name_no_stem, NULL, MG_REASON_TICKET_FILE_NAME},
		{"no dot", name_no_dot, NULL, MG_REASON_TICKET_FILE_NAME},
		{"no ending", name_no_end, NULL, MG_REASON_TICKET_FILE_NAME},
		{"long ending", name_long_end, NULL, MG_REASON_TICKET_FILE_NAME},
		{"a path", name_path, NULL, MG_REASON_TICKET_FILE_NAME},
		{"no purpose", no_purpose, NULL, MG_REASON_TICKET_WORDS},
		{"no recipient", no_recipient, NULL, MG_REASON_TICKET_WORDS},
		{"long purpose", long_purpose, NULL, MG_REASON_TICKET_WORDS},
	};
	attempt_all(rows, MG_LEN(rows));
}

static void serial_of_127(struct attempt *a)
{
	static char s[128];
	memset(s, 'A', 127);
	a->f->ticket.device->serial = s;
}
static void serial_of_126(struct attempt *a)
{
	static char s[127];
	memset(s, 'A', 126);
	a->f->ticket.device->serial = s;
}
static void product_large(struct attempt *a)
{
	a->f->ticket.device->product = 0x10000;
}
static void largest_ids(struct attempt *a)
{
	a->f->ticket.device->vendor = a->f->ticket.device->product = 0xffff;
}

static void identifiers_have_their_limits(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"serial of 127", serial_of_127, NULL, MG_REASON_TICKET_DEVICE},
		{"serial of 126", serial_of_126, NULL, MG_REASON_NONE},
		{"product of 17 bits", product_large, NULL, MG_REASON_TICKET_DEVICE},
		{"largest identifiers", largest_ids, NULL, MG_REASON_NONE},
	};
	attempt_all(rows, MG_LEN(rows));
}

static void the_file_is_the_tickets_to_the_bit(void **state)
{
	(void)state;
	struct forge *f = forge_new(NOW);
	const struct mg_policy policy = forge_policy(f);
	struct mg_known known = {0};
	struct mg_claim claim = {0};
	forge_sign_list(f);
	forge_sign_ticket(f);
	const struct mg_signed list = forge_view(&f->key_list), ticket = forge_view(&f->signed_ticket);
	assert_int_equal(mg_verify_ticket(&policy, &known, &list, &ticket, NOW, &claim), MG_REASON_NONE);
	assert_int_equal(known.epoch, 5);
	assert_string_equal(claim.requester, FORGE_REQUESTER);
	assert_string_equal(claim.order.file_name, "EXPORT01.ZIP");
	assert_int_equal(mg_verify_file(&claim, 4, f->room.sealed), MG_REASON_NONE);
	assert_int_equal(mg_verify_file(&claim, 5, f->room.sealed), MG_REASON_FILE_SIZE);
	f->room.sealed[31] ^= 1;
	assert_int_equal(mg_verify_file(&claim, 4, f->room.sealed), MG_REASON_FILE_DIGEST);
	mg_claim_done(&claim);
	mg_claim_done(&claim);
	forge_free(f);
}

/* What the root half looks at for itself. */
static void an_order_is_whole_or_refused(void **state)
{
	(void)state;
	const struct mg_order good = {.terminal = 7,
		.not_before_us = NOW,
		.not_after_us = NOW + MG_TICKET_LIFE_US,
		.device = {.vendor = 1, .product = 1, .serial = "S"},
		.sealed_size = 1,
		.file_name = "A.Z"};
	assert_true(mg_order_is_whole(&good, NOW));
	assert_false(mg_order_is_whole(&good, NOW - 1));
	assert_false(mg_order_is_whole(&good, NOW + MG_TICKET_LIFE_US));
	struct mg_order o = good;
	o.device.vendor = 0;
	assert_false(mg_order_is_whole(&o, NOW));
	o = good;
	o.device.product = 0;
	assert_false(mg_order_is_whole(&o, NOW));
	o = good;
	memset(o.device.serial, 'A', sizeof(o.device.serial));
	assert_false(mg_order_is_whole(&o, NOW));
	o = good;
	o.device.serial[0] = '\0';
	assert_false(mg_order_is_whole(&o, NOW));
	o = good;
	memset(o.file_name, 'A', sizeof(o.file_name));
	assert_false(mg_order_is_whole(&o, NOW));
	o = good;
	memcpy(o.file_name, "a.z", 4);
	assert_false(mg_order_is_whole(&o, NOW));
	o = good;
	o.sealed_size = 0;
	assert_false(mg_order_is_whole(&o, NOW));
	o = good;
	o.not_before_us--;
	assert_false(mg_order_is_whole(&o, NOW));
}

static void every_reason_has_its_name(void **state)
{
	(void)state;
	assert_string_equal(mg_reason_name(MG_REASON_TICKET_FORGED), "TICKET_FORGED");
	assert_string_equal(mg_reason_name(MG_REASON_NONE), "");
	assert_null(mg_reason_name(MG_REASON_END));
	assert_null(mg_reason_name((enum mg_reason)19));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(malformed_tickets_are_refused_though_signed),
		cmocka_unit_test(a_ticket_is_signed_by_its_approver_now),
		cmocka_unit_test(a_key_id_of_another_length_is_unknown),
		cmocka_unit_test(what_a_ticket_says_is_looked_at),
		cmocka_unit_test(identifiers_have_their_limits),
		cmocka_unit_test(the_file_is_the_tickets_to_the_bit),
		cmocka_unit_test(an_order_is_whole_or_refused),
		cmocka_unit_test(every_reason_has_its_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
