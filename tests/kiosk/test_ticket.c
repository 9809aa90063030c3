/* SPDX-License-Identifier: Apache-2.0
 * The ticket that an approver signs is what Preview said, or there is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include "wire/envelope.h"
#include "wire/hash_evp.h"
#include "wire/message.h"
#include "work/mg-authority.h"
#include "work/mg-carry-file.h"
#include "work/mg-carry.h"
#include "work/mg-ticket.h"
#include <fcntl.h>
#include <unistd.h>

#define NOW_US INT64_C(1800000000000000)
#define HOUR_US INT64_C(3600000000)

/* Everything that a good preview consists of, to be broken one piece at a time. */
struct seen {
	Pb__ExportPreviewReply reply;
	Pb__ExportItem item;
	Pb__BuiltExtract extract;
	Sg__UsbDevice device;
	Pb__ExtractField column;
	Pb__ExtractField *columns[1];
	Sg__KeyList list;
	Sg__Key key;
	Sg__Key *keys[1];
};

static uint8_t id[16] = {1, 2, 3}, plain[32] = {4}, sealed[32] = {5}, descriptors[32] = {6}, public_key[32] = {7};
static uint8_t other[32] = {9};

static ProtobufCBinaryData bytes(uint8_t *p, size_t n)
{
	return (ProtobufCBinaryData){n, p};
}

static void make(struct seen *s)
{
	pb__export_preview_reply__init(&s->reply);
	pb__export_item__init(&s->item);
	pb__built_extract__init(&s->extract);
	sg__usb_device__init(&s->device);
	pb__extract_field__init(&s->column);
	sg__key_list__init(&s->list);
	sg__key__init(&s->key);
	s->device.vendor = 0x0951, s->device.product = 0x1666, s->device.serial = (char *)"A1";
	s->device.descriptors_sha256 = bytes(descriptors, 32);
	s->extract.extractor = (char *)"system";
	s->extract.plain_sha256 = bytes(plain, 32), s->extract.sealed_sha256 = bytes(sealed, 32);
	s->extract.sealed_size = 1000, s->extract.row_count = 38;
	s->item.ticket_id = bytes(id, 16);
	s->item.state = PB__EXPORT_STATE__EXPORT_REQUESTED;
	s->item.extract = &s->extract, s->item.device = &s->device;
	s->item.requester = (char *)"100001", s->item.terminal = 1, s->item.file_name = (char *)"EXPORT01.ZIP";
	s->item.purpose = (char *)"進達", s->item.recipient = (char *)"年金事務所";
	s->columns[0] = &s->column, s->reply.columns = s->columns, s->reply.n_columns = 1;
	s->reply.item = &s->item, s->reply.key_epoch = 7;
	s->reply.plain_sha256 = bytes(plain, 32), s->reply.sealed_sha256 = bytes(sealed, 32);
	s->reply.not_before_us = NOW_US, s->reply.not_after_us = NOW_US + 2 * HOUR_US;
	s->key.use = SG__KEY__USE__SUPERVISOR, s->key.holder = (char *)"200001";
	s->key.public_key = bytes(public_key, 32);
	s->key.not_before_us = NOW_US - HOUR_US, s->key.not_after_us = NOW_US + HOUR_US;
	s->keys[0] = &s->key;
	s->list.epoch = 7, s->list.municipality = (char *)"271403", s->list.keys = s->keys, s->list.n_keys = 1;
}

static MgTicketVerdict judge(struct seen *s)
{
	g_autoptr(GBytes) payload = NULL;
	const MgTicketVerdict verdict = mg_ticket_build(&s->reply, &s->list, "200001", NOW_US, &payload);
	assert_true((verdict == MG_TICKET_OK) == (payload != NULL));
	return verdict;
}

static void the_ticket_is_exactly_what_was_shown(void **state)
{
	struct seen s;
	g_autoptr(GBytes) payload = NULL;
	ProtobufCMessage *message = NULL;
	struct mg_error err = {0};
	gsize n;
	make(&s);
	assert_int_equal(mg_ticket_build(&s.reply, &s.list, "200001", NOW_US, &payload), MG_TICKET_OK);
	const void *packed = g_bytes_get_data(payload, &n);
	assert_true(mg_message_unpack_exact(&sg__export_ticket__descriptor, NULL, packed, n, &message, &err));
	Sg__ExportTicket *t = (Sg__ExportTicket *)message;
	assert_memory_equal(t->ticket_id.data, id, 16);
	assert_string_equal(t->municipality, "271403");
	assert_int_equal(t->kind, SG__EXPORT_TICKET__KIND__EXPORT);
	assert_string_equal(t->extractor, "system");
	assert_string_equal(t->requester, "100001");
	assert_string_equal(t->approver, "200001");
	assert_int_equal(t->terminal, 1);
	assert_string_equal(t->device->serial, "A1");
	assert_memory_equal(t->plain_sha256.data, plain, 32);
	assert_memory_equal(t->sealed_sha256.data, sealed, 32);
	assert_int_equal(t->sealed_size, 1000);
	assert_string_equal(t->file_name, "EXPORT01.ZIP");
	assert_int_equal(t->row_count, 38);
	assert_string_equal(t->purpose, "進達");
	assert_string_equal(t->recipient, "年金事務所");
	assert_true(t->not_before_us == NOW_US && t->not_after_us == NOW_US + 2 * HOUR_US);
	assert_int_equal(t->key_epoch, 7);
	sg__export_ticket__free_unpacked(t, NULL);
}

static void content_that_differs_from_the_sealed_file_is_not_signed(void **state)
{
	struct seen s;
	make(&s);
	s.reply.plain_sha256 = bytes(other, 32);
	assert_int_equal(judge(&s), MG_TICKET_DIFFERS);
	make(&s);
	s.reply.sealed_sha256 = bytes(other, 32);
	assert_int_equal(judge(&s), MG_TICKET_DIFFERS);
}

static void nobody_signs_for_themselves(void **state)
{
	struct seen s;
	make(&s);
	s.item.requester = (char *)"200001";
	assert_int_equal(judge(&s), MG_TICKET_OWN);
	make(&s);
	s.extract.extractor = (char *)"200001";
	assert_int_equal(judge(&s), MG_TICKET_OWN);
}

static void what_is_decided_incomplete_or_too_long_is_not_signed(void **state)
{
	struct seen s;
	make(&s);
	s.item.state = PB__EXPORT_STATE__EXPORT_WITHDRAWN;
	assert_int_equal(judge(&s), MG_TICKET_NOT_OPEN);
	make(&s);
	s.item.recipient = (char *)"";
	assert_int_equal(judge(&s), MG_TICKET_INCOMPLETE);
	make(&s);
	s.device.serial = (char *)"";
	assert_int_equal(judge(&s), MG_TICKET_INCOMPLETE);
	make(&s);
	s.reply.not_after_us = NOW_US + 4 * HOUR_US + 1;
	assert_int_equal(judge(&s), MG_TICKET_PERIOD);
}

static void only_an_own_valid_key_of_the_named_list_signs(void **state)
{
	struct seen s;
	make(&s);
	s.key.holder = (char *)"200002";
	assert_int_equal(judge(&s), MG_TICKET_NO_KEY);
	make(&s);
	s.key.not_after_us = NOW_US;
	assert_int_equal(judge(&s), MG_TICKET_NO_KEY);
	make(&s);
	s.key.use = SG__KEY__USE__AGENT;
	assert_int_equal(judge(&s), MG_TICKET_NO_KEY);
	make(&s);
	s.list.epoch = 8;
	assert_int_equal(judge(&s), MG_TICKET_EPOCH);
}

/* ---- the list ---- */

struct root {
	EVP_PKEY *key;
	struct mg_signer signer;
	char pem[40];
};

static void make_root(struct root *r)
{
	struct mg_error err = {0};
	r->key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	assert_true(mg_signer_evp(r->key, &r->signer, &err));
	strcpy(r->pem, "/tmp/mg-root-XXXXXX");
	FILE *f = fdopen(mkstemp(r->pem), "w");
	assert_int_equal(PEM_write_PUBKEY(f, r->key), 1);
	fclose(f);
}

static void free_root(struct root *r)
{
	unlink(r->pem);
	EVP_PKEY_free(r->key);
}

/* Opened by `pinned`, a list of this city and epoch that `by` signed; one bit of the payload is spoilt behind it. */
static bool opens(MgAuthority *pinned, const struct root *by, const char *city, uint64_t epoch, const char *type, int spoil)
{
	struct seen s;
	uint8_t payload[512], key_id[8], list_key_id[8], signature[64];
	struct mg_error err = {0};
	struct mg_crypto *crypto = NULL;
	assert_true(mg_crypto_evp_new(&crypto, &err));
	make(&s);
	mg_key_id(crypto, public_key, key_id);
	mg_key_id(crypto, by->signer.public_key, list_key_id);
	mg_crypto_evp_free(crypto);
	s.key.id = bytes(key_id, 8), s.key.ward = (char *)"146", s.key.algorithm = SG__KEY__ALGORITHM__ED25519;
	s.list.municipality = (char *)(uintptr_t)city, s.list.epoch = epoch;
	const size_t n = sg__key_list__pack(&s.list, payload);
	assert_true(mg_envelope_sign(&by->signer, MG_ENVELOPE_TYPE("key-list"), (struct mg_bytes){payload, n}, signature, &err));
	payload[n - 1] ^= (uint8_t)spoil;
	Pb__Envelope e = PB__ENVELOPE__INIT;
	e.payload_type = (char *)(uintptr_t)type;
	e.payload = bytes(payload, n), e.key_id = bytes(list_key_id, 8), e.signature = bytes(signature, 64);
	g_autoptr(Sg__KeyList) list = mg_authority_open(pinned, &e);
	return list != NULL;
}

static void only_the_pinned_authoritys_list_is_believed(void **state)
{
	static const char type[] = MG_ENVELOPE_TYPE("key-list");
	struct root city, stranger;
	make_root(&city);
	make_root(&stranger);
	assert_null(mg_authority_new("271403", "/nonexistent.pem", NULL));
	g_autoptr(MgAuthority) pinned = mg_authority_new("271403", city.pem, NULL);
	assert_non_null(pinned);
	assert_true(opens(pinned, &city, "271403", 7, type, 0));
	assert_false(opens(pinned, &stranger, "271403", 8, type, 0));
	assert_false(opens(pinned, &city, "271403", 8, type, 1));
	assert_false(opens(pinned, &city, "271403", 8, MG_ENVELOPE_TYPE("export-ticket"), 0));
	assert_false(opens(pinned, &city, "271404", 8, type, 0));
	assert_false(opens(pinned, &city, "271403", 6, type, 0)); /* older than the one before */
	assert_true(opens(pinned, &city, "271403", 8, type, 0));
	assert_false(opens(pinned, &city, "271403", 7, type, 0));
	assert_null(mg_authority_open(pinned, NULL));
	free_root(&city);
	free_root(&stranger);
}

static void a_page_of_another_file_is_noticed(void **state)
{
	struct seen a, b;
	make(&a);
	make(&b);
	assert_true(mg_preview_same(&a.reply, &b.reply));
	b.reply.sealed_sha256 = bytes(other, 32);
	assert_false(mg_preview_same(&a.reply, &b.reply));
	make(&b);
	b.item.recipient = (char *)"ほか";
	assert_false(mg_preview_same(&a.reply, &b.reply));
	make(&b);
	b.column.title = (char *)"氏名";
	assert_false(mg_preview_same(&a.reply, &b.reply));
}

static void the_file_is_shut_against_every_change(void **state)
{
	static const uint8_t content[] = "封をした中身";
	uint8_t digest[32];
	gsize n = sizeof(digest);
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	MgCarryFile file;
	g_checksum_update(sum, content, sizeof(content));
	g_checksum_get_digest(sum, digest, &n);
	mg_carry_file_init(&file);
	assert_true(mg_carry_file_open(&file, sizeof(content), digest));
	assert_true(mg_carry_file_add(&file, content, 5));
	assert_false(mg_carry_file_seal(&file)); /* not whole */
	assert_true(mg_carry_file_add(&file, content + 5, sizeof(content) - 5));
	assert_false(mg_carry_file_add(&file, content, 1));
	assert_true(mg_carry_file_seal(&file));
	assert_int_equal(fcntl(file.fd, F_GET_SEALS), F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
	assert_int_equal(pwrite(file.fd, "x", 1, 0), -1);
	mg_carry_file_clear(&file);
	digest[0] ^= 1;
	assert_true(mg_carry_file_open(&file, sizeof(content), digest));
	assert_true(mg_carry_file_add(&file, content, sizeof(content)));
	assert_false(mg_carry_file_seal(&file));
	mg_carry_file_clear(&file);
}

static void every_reason_of_the_agent_has_words(void **state)
{
	assert_non_null(mg_reason_words("STICK_ABSENT"));
	assert_non_null(mg_reason_words("STOPPED"));
	assert_null(mg_reason_words("NO_SUCH_REASON"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_ticket_is_exactly_what_was_shown),
		cmocka_unit_test(content_that_differs_from_the_sealed_file_is_not_signed),
		cmocka_unit_test(nobody_signs_for_themselves),
		cmocka_unit_test(what_is_decided_incomplete_or_too_long_is_not_signed),
		cmocka_unit_test(only_an_own_valid_key_of_the_named_list_signs),
		cmocka_unit_test(only_the_pinned_authoritys_list_is_believed),
		cmocka_unit_test(a_page_of_another_file_is_noticed),
		cmocka_unit_test(the_file_is_shut_against_every_change),
		cmocka_unit_test(every_reason_of_the_agent_has_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
