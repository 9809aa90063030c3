/* SPDX-License-Identifier: Apache-2.0 */
#include "exporter.h"
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>
#include "base/date.h"
#include "synth.h"
#include "wire/hash_evp.h"

uint64_t exporter_stick;
static const uint8_t descriptors[32] = {0xD5, 1, 2, 3};

int exporter_admin(const char *input, const char *words)
{
	char line[1000];
	snprintf(line, sizeof(line), "printf '%s' | '%s/server/admin/madoguchi-admin' %s --dir '%s' >/dev/null 2>&1", input,
		mg_rig_get("MG_BIN"), words, mg_rig_get("MG_CITY"));
	return system(line);
}

const void *exporter_say(const struct counter *c, const char *rpc, const ProtobufCMessage *in,
	const ProtobufCMessageDescriptor *out, const struct exporter_call *how, struct counter_said *said)
{
	struct mg_rpc_result r;
	uint8_t key[16];
	if (RAND_bytes(key, sizeof(key)) != 1)
		abort();
	mg_rpc_call(c->client, rpc, in, out,
		&(struct mg_rpc_options){.token = c->token, .key = how && how->key ? how->key : key,
			.fresh = how ? how->fresh : NULL, .timeout_ms = 60000},
		&arena, &r);
	snprintf(said->code, sizeof(said->code), "%s", r.status == 0 ? "" : r.code[0] ? r.code : "TRANSPORT");
	snprintf(said->field, sizeof(said->field), "%s", r.field);
	return r.status == 0 ? r.reply : NULL;
}

ProtobufCBinaryData exporter_bytes(const void *p, size_t n)
{
	return (ProtobufCBinaryData){n, (uint8_t *)mg_arena_memdup(&arena, p, n)};
}

void exporter_fresh(const struct counter *c, int terminal, const char *path, uint8_t ret[32])
{
	Pb__FreshChallengeRequest ask = PB__FRESH_CHALLENGE_REQUEST__INIT;
	Pb__ReauthenticateRequest in = PB__REAUTHENTICATE_REQUEST__INIT;
	struct counter_said said;
	struct mg_rig_login made = {.staff = c->staff, .terminal = terminal};
	const Pb__FreshChallengeReply *f = EXPORTER_SAY(c, "Session/FreshChallenge", &ask, FreshChallengeReply, NULL, &said);
	if (!f)
		fail_msg("fresh challenge: %s", said.code);
	Pb__FingerImage finger = PB__FINGER_IMAGE__INIT;
	Pb__Envelope envelope = PB__ENVELOPE__INIT;
	mg_rig_capture(&made, f->nonce.data, &arena, &finger, &envelope);
	in.login_id = f->login_id;
	in.password = (char *)(uintptr_t)mg_rig_get_nth("MG_STAFF_%d_PASSWORD", c->staff);
	in.finger = &finger;
	in.capture = &envelope;
	in.path = (char *)(uintptr_t)path;
	const Pb__ReauthenticateReply *r = EXPORTER_SAY(c, "Session/Reauthenticate", &in, ReauthenticateReply, NULL, &said);
	if (!r)
		fail_msg("fresh factors for %s: %s", path, said.code);
	assert_int_equal(r->token.len, 32);
	memcpy(ret, r->token.data, 32);
}

/* ---- people, stick, extracts ---- */

static uint32_t stick_version;

void exporter_lend(bool lent)
{
	Pb__MediaLendRequest lend = PB__MEDIA_LEND_REQUEST__INIT;
	Pb__MediaTakeBackRequest back = PB__MEDIA_TAKE_BACK_REQUEST__INIT;
	Pb__Date due = PB__DATE__INIT;
	struct counter chief;
	struct counter_said said;
	const struct mg_date day = mg_date_of_utc_us(((int64_t)time(NULL) + 86400) * 1000000);
	counter_login(&chief, STRANGER, 1);
	due.year = day.year, due.month = day.month, due.day = day.day;
	lend.medium_id = back.medium_id = exporter_stick;
	lend.row_version = back.row_version = stick_version;
	lend.staff_no = (char *)(uintptr_t)mg_rig_get_nth("MG_STAFF_%d_NO", CARRIER);
	lend.due = &due;
	back.erased = true;
	const Pb__MediaReply *m = lent ? EXPORTER_SAY(&chief, "Media/Lend", &lend, MediaReply, NULL, &said)
				       : EXPORTER_SAY(&chief, "Media/TakeBack", &back, MediaReply, NULL, &said);
	if (!m)
		fail_msg("stick: %s %s", said.code, said.field);
	stick_version = m->medium->row_version;
	counter_logout(&chief);
}

static void enter_stick(void)
{
	Pb__MediaEnterRequest enter = PB__MEDIA_ENTER_REQUEST__INIT;
	Sg__UsbDevice device = SG__USB_DEVICE__INIT;
	struct counter chief;
	struct counter_said said;
	char serial[32];
	snprintf(serial, sizeof(serial), "T%lld", (long long)time(NULL));
	counter_login(&chief, STRANGER, 1);
	device.vendor = 0x0951;
	device.product = 0x1666;
	device.serial = serial;
	device.descriptors_sha256 = exporter_bytes(descriptors, 32);
	enter.label = serial;
	enter.device = &device;
	enter.owner = (char *)(uintptr_t) "保険年金課";
	enter.ward = (char *)(uintptr_t) "146";
	const Pb__MediaReply *m = EXPORTER_SAY(&chief, "Media/Enter", &enter, MediaReply, NULL, &said);
	if (!m)
		fail_msg("stick: %s %s", said.code, said.field);
	exporter_stick = m->medium->medium_id;
	stick_version = m->medium->row_version;
	counter_logout(&chief);
	exporter_lend(true);
}

void exporter_open(void)
{
	static const char *const acts[] = {
		/* beside those that the demo gives (packaging/demo/run) */
		"staff-right --staff-no 200002 --right EXPORT_APPROVE --asked-by 200001 --allowed-by 100003",
	};
	mg_test_db_sql(&counter_superuser, "UPDATE madoguchi.staff SET ward = '146' WHERE staff_no = '100002';"
					   "UPDATE madoguchi.export_ticket SET state = 'withdrawn' WHERE state IN ('requested', 'approved')");
	for (size_t i = 0; i < MG_LEN(acts); i++)
		(void)exporter_admin("", acts[i]); /* those of an earlier run stay */
	enter_stick();
}

void exporter_close(void)
{
	mg_test_db_sql(&counter_superuser, "UPDATE madoguchi.staff SET ward = '142' WHERE staff_no = '100002';"
					   "DELETE FROM madoguchi.export_quota");
}

uint64_t exporter_build(void)
{
	Pb__ExtractBuildRequest in = PB__EXTRACT_BUILD_REQUEST__INIT;
	Pb__Date from = PB__DATE__INIT, to = PB__DATE__INIT;
	struct counter c;
	struct counter_said said;
	const struct mg_date day = mg_date_of_utc_us((int64_t)time(NULL) * 1000000);
	counter_login(&c, EXTRACTOR, 2);
	from.year = day.year, from.month = 1, from.day = 1;
	to.year = day.year, to.month = day.month, to.day = day.day;
	in.spec = (char *)(uintptr_t) "qualification-list";
	in.version = 1;
	in.from = &from;
	in.to = &to;
	in.ward = (char *)(uintptr_t) "146";
	in.reason = (char *)(uintptr_t) "年金事務所への送付";
	const Pb__ExtractBuildReply *r = EXPORTER_SAY(&c, "Extract/Build", &in, ExtractBuildReply, NULL, &said);
	if (!r)
		fail_msg("extract: %s %s", said.code, said.field);
	counter_logout(&c);
	return r->extract->extract_id;
}

const Pb__ExportItem *exporter_request(const struct counter *carrier, uint64_t extract_id, uint8_t ret_ticket_id[16])
{
	Pb__ExportRequestRequest in = PB__EXPORT_REQUEST_REQUEST__INIT;
	struct counter_said said;
	mg_test_db_sql(&counter_superuser, "DELETE FROM madoguchi.export_quota");
	in.extract_id = extract_id;
	in.medium_id = exporter_stick;
	in.purpose = (char *)(uintptr_t) "資格取得届の照合";
	in.recipient = (char *)(uintptr_t) "架空年金事務所";
	in.reason = (char *)(uintptr_t) "月次";
	const Pb__ExportRequestReply *r = EXPORTER_SAY(carrier, "Export/Request", &in, ExportRequestReply, NULL, &said);
	if (!r)
		fail_msg("request: %s %s", said.code, said.field);
	r->item->purpose = in.purpose; /* the reply leaves out what the caller knows */
	r->item->recipient = in.recipient;
	memcpy(ret_ticket_id, r->item->ticket_id.data, 16);
	return r->item;
}

/* ---- what is signed ---- */

void exporter_fill_ticket(struct exporter_ticket *ret, const Pb__ExportItem *item, const char *approver, uint64_t epoch)
{
	const int64_t now_us = (int64_t)time(NULL) * 1000000;
	sg__export_ticket__init(&ret->t);
	ret->device = *item->device;
	ret->t.ticket_id = item->ticket_id;
	ret->t.municipality = (char *)(uintptr_t) "271403";
	ret->t.kind = SG__EXPORT_TICKET__KIND__EXPORT;
	ret->t.extractor = item->extract->extractor;
	ret->t.requester = item->requester;
	ret->t.approver = (char *)(uintptr_t)approver;
	ret->t.terminal = item->terminal;
	ret->t.device = &ret->device;
	ret->t.plain_sha256 = item->extract->plain_sha256;
	ret->t.sealed_sha256 = item->extract->sealed_sha256;
	ret->t.sealed_size = item->extract->sealed_size;
	ret->t.file_name = item->file_name;
	ret->t.row_count = item->extract->row_count;
	ret->t.purpose = item->purpose;
	ret->t.recipient = item->recipient;
	ret->t.not_before_us = now_us - 60000000;
	ret->t.not_after_us = now_us + INT64_C(3600000000);
	ret->t.key_epoch = epoch;
}

static uint8_t *pack(const ProtobufCMessage *m, exporter_spoil_fn *spoil, size_t *ret_n)
{
	size_t n = protobuf_c_message_get_packed_size(m);
	uint8_t *p = mg_arena_alloc(&arena, n + 64);
	assert_non_null(p);
	protobuf_c_message_pack(m, p);
	*ret_n = spoil ? spoil(p, n) : n;
	return p;
}

static Pb__Envelope *envelope_of(
	const char *type, uint8_t *payload, size_t n, const uint8_t key_id[8], const uint8_t signature[64])
{
	Pb__Envelope *e = mg_arena_alloc(&arena, sizeof(*e));
	assert_non_null(e);
	pb__envelope__init(e);
	e->payload_type = (char *)(uintptr_t)type;
	e->payload = (ProtobufCBinaryData){n, payload};
	e->key_id = exporter_bytes(key_id, 8);
	e->signature = exporter_bytes(signature, 64);
	return e;
}

Pb__Envelope *exporter_seal(struct mg_signer_key *key, const char *type, const ProtobufCMessage *m, exporter_spoil_fn *spoil)
{
	struct mg_signed made;
	struct mg_error err = {0};
	size_t n;
	uint8_t *payload = pack(m, spoil, &n);
	assert_true(mg_signer_sign_envelope(key, type, (struct mg_bytes){payload, n}, &made, &err));
	return envelope_of(type, payload, n, made.key_id, made.signature);
}

struct mg_signer_key *exporter_key(const struct counter *c, uint64_t *ret_epoch)
{
	Pb__ExportKeysRequest in = PB__EXPORT_KEYS_REQUEST__INIT;
	struct counter_said said;
	struct mg_wrapped_key wrapped;
	struct mg_signer_key *key = NULL;
	struct mg_error err = {0};
	const Pb__ExportKeysReply *r = EXPORTER_SAY(c, "Export/Keys", &in, ExportKeysReply, NULL, &said);
	if (!r)
		fail_msg("keys: %s", said.code);
	Sg__KeyList *list = sg__key_list__unpack(NULL, r->key_list->payload.len, r->key_list->payload.data);
	assert_non_null(list);
	*ret_epoch = list->epoch;
	sg__key_list__free_unpacked(list, NULL);
	assert_non_null(r->own);
	assert_true(mg_wrapped_key_from_message(r->own, &wrapped, &err));
	if (!mg_signer_open_wrapped(&wrapped, mg_rig_get_nth("MG_STAFF_%d_PIN", c->staff), &key, &err))
		fail_msg("PIN: %s", err.detail);
	return key;
}

Pb__Envelope *exporter_seal_close(int agent_of, const Sg__ExportClose *close, exporter_spoil_fn *spoil)
{
	static const char type[] = MG_ENVELOPE_TYPE("export-close");
	MG_CLEANUP(mg_private_key_freep) EVP_PKEY *pem = NULL;
	MG_CLEANUP(mg_crypto_evp_freep) struct mg_crypto *crypto = NULL;
	struct mg_signer signer;
	struct mg_error err = {0};
	uint8_t id[8], signature[64];
	size_t n;
	uint8_t *payload = pack(&close->base, spoil, &n);
	assert_true(mg_private_key_load(mg_rig_get_nth("MG_TERMINAL_%d_AGENT_KEY", agent_of), &pem, &err));
	assert_true(mg_signer_evp(pem, &signer, &err) && mg_crypto_evp_new(&crypto, &err));
	mg_key_id(crypto, signer.public_key, id);
	assert_true(mg_envelope_sign(&signer, type, (struct mg_bytes){payload, n}, signature, &err));
	return envelope_of(type, payload, n, id, signature);
}
