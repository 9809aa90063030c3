/* SPDX-License-Identifier: Apache-2.0
 * Envelopes, checkpoint notes, cosignatures, and the payloads that must have one spelling. */
#include "cmocka_all.h"
#include <openssl/evp.h>
#include "madoguchi/v1/common.pb-c.h"
#include "madoguchi/v1/login.pb-c.h"
#include "madoguchi/v1/person.pb-c.h"
#include "wire/base64.h"
#include "wire/checkpoint.h"
#include "wire/envelope.h"
#include "wire/hash_evp.h"
#include "wire/message.h"

#define TYPE MG_ENVELOPE_TYPE("capture")
#define ORIGIN "log.example.jp/271403/2026"
#define WITNESS "witness.example.jp"

static struct mg_crypto *crypto;
static struct mg_signer signer, other;
static EVP_PKEY *keys[2];

static struct mg_bytes text(const char *s)
{
	return (struct mg_bytes){(const uint8_t *)s, strlen(s)};
}

static int setup(void **state)
{
	(void)state;
	/* RFC 8032 section 7.1, TEST 2: the private key and its public key, which is checked below.
	 */
	static const char secret[] =
		"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
	uint8_t raw[32];
	if (!mg_unhex(secret, 64, raw, 32) || !mg_crypto_evp_new(&crypto, NULL))
		return -1;
	keys[0] = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, raw, 32);
	raw[0] ^= 1;
	keys[1] = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, raw, 32);
	return mg_signer_evp(keys[0], &signer, NULL) && mg_signer_evp(keys[1], &other, NULL) ? 0
											     : -1;
}

static int teardown(void **state)
{
	(void)state;
	mg_crypto_evp_freep(&crypto);
	mg_private_key_freep(&keys[0]);
	mg_private_key_freep(&keys[1]);
	return 0;
}

static void signatures_are_those_of_rfc_8032(void **state)
{
	(void)state;
	uint8_t expected[64], public_key[32], signature[64];
	static const char sig_hex[] =
		"92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
		"085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
	static const char pub_hex[] =
		"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
	assert_true(mg_unhex(sig_hex, 128, expected, 64));
	assert_true(mg_unhex(pub_hex, 64, public_key, 32));
	assert_memory_equal(signer.public_key, public_key, 32);
	assert_true(signer.sign(&signer, "\x72", 1, signature, NULL));
	assert_memory_equal(signature, expected, 64);
	assert_true(crypto->is_signed(crypto, public_key, "\x72", 1, signature));
	assert_false(crypto->is_signed(crypto, public_key, "\x73", 1, signature));
	assert_false(crypto->is_signed(crypto, other.public_key, "\x72", 1, signature));
}

static void base64_has_one_spelling(void **state)
{
	(void)state;
	/* RFC 4648 section 10 */
	static const char *const pairs[][2] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="},
		{"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="},
		{"foobar", "Zm9vYmFy"}};
	static const char *const refused[] = {"Zg", "Zg=", "Zh==", "Zm9=", "Zm9v\n",
		"Zg==Zg==", "====", "=", "Z===", "Zm 9", "Zm-v", "Zm_v", "Zg=a"};
	uint8_t bytes[32];
	size_t n;
	for (size_t i = 0; i < MG_LEN(pairs); i++) {
		char out[16];
		struct mg_writer w;
		mg_writer_init(&w, out, sizeof(out));
		mg_base64_write(&w, pairs[i][0], strlen(pairs[i][0]));
		assert_int_equal(w.n, strlen(pairs[i][1]));
		assert_memory_equal(out, pairs[i][1], w.n);
		assert_true(mg_base64_read(text(pairs[i][1]), bytes, sizeof(bytes), &n));
		assert_int_equal(n, strlen(pairs[i][0]));
		assert_memory_equal(bytes, pairs[i][0], n);
	}
	for (size_t i = 0; i < MG_LEN(refused); i++)
		assert_false(mg_base64_read(text(refused[i]), bytes, sizeof(bytes), &n));
	assert_false(mg_base64_read(text("Zm9v"), bytes, 2, &n));
}

/* ---- envelopes ---- */

static void the_signed_bytes_are_those_of_dsse(void **state)
{
	(void)state;
	static const char expected[] = "DSSEv1 29 http://example.com/HelloWorld 11 hello world";
	uint8_t bytes[100];
	struct mg_writer w;
	mg_writer_init(&w, bytes, sizeof(bytes));
	mg_envelope_pae(&w, "http://example.com/HelloWorld", text("hello world"));
	assert_int_equal(w.n, sizeof(expected) - 1);
	assert_memory_equal(bytes, expected, w.n);
}

static void an_envelope_opens_only_with_its_key_type_and_bytes(void **state)
{
	(void)state;
	uint8_t id[MG_KEY_ID_BYTES], signature[64], payload[] = "payload";
	struct mg_error err = {0};
	struct mg_envelope e = {.type = TYPE,
		.payload = {payload, 7},
		.key_id = {id, sizeof(id)},
		.signature = {signature, sizeof(signature)}};
	mg_key_id(crypto, signer.public_key, id);
	assert_true(mg_envelope_sign(&signer, TYPE, e.payload, signature, &err));
	assert_true(mg_envelope_verify(crypto, signer.public_key, TYPE, &e, &err));
	assert_false(mg_envelope_verify(crypto, other.public_key, TYPE, &e, &err));
	assert_int_equal(err.code, MG_ERR_INVALID);
	assert_false(mg_envelope_verify(
		crypto, signer.public_key, MG_ENVELOPE_TYPE("ticket"), &e, &err));
	payload[3] ^= 1;
	assert_false(mg_envelope_verify(crypto, signer.public_key, TYPE, &e, &err));
	assert_int_equal(err.code, MG_ERR_DENIED);
	payload[3] ^= 1;
	for (size_t i = 0; i < sizeof(signature); i++) {
		signature[i] ^= 0x10;
		assert_false(mg_envelope_verify(crypto, signer.public_key, TYPE, &e, &err));
		signature[i] ^= 0x10;
	}
	e.payload.n--;
	assert_false(mg_envelope_verify(crypto, signer.public_key, TYPE, &e, &err));
	e.payload.n++;
	e.signature.n--;
	assert_false(mg_envelope_verify(crypto, signer.public_key, TYPE, &e, &err));
	e.signature.n++;
	assert_true(mg_envelope_verify(crypto, signer.public_key, TYPE, &e, &err));
}

static void another_keys_signature_under_our_key_id_is_denied(void **state)
{
	(void)state;
	uint8_t id[MG_KEY_ID_BYTES], signature[64];
	struct mg_error err = {0};
	struct mg_envelope e = {.type = TYPE,
		.payload = text("payload"),
		.key_id = {id, sizeof(id)},
		.signature = {signature, sizeof(signature)}};
	mg_key_id(crypto, signer.public_key, id);
	assert_true(mg_envelope_sign(&other, TYPE, e.payload, signature, &err));
	assert_false(mg_envelope_verify(crypto, signer.public_key, TYPE, &e, &err));
	assert_int_equal(err.code, MG_ERR_DENIED);
}

static bool unpacks(const ProtobufCMessageDescriptor *type, const void *bytes, size_t n)
{
	ProtobufCMessage *m = NULL;
	struct mg_error err = {0};
	bool ok = mg_message_unpack_exact(type, NULL, bytes, n, &m, &err);
	assert_true(ok || err.code == MG_ERR_INVALID);
	if (ok)
		protobuf_c_message_free_unpacked(m, NULL);
	return ok;
}

static void a_payload_has_one_spelling(void **state)
{
	(void)state;
	const ProtobufCMessageDescriptor *capture = &pb__capture__descriptor;
	const ProtobufCMessageDescriptor *envelope = &pb__envelope__descriptor;
	assert_true(unpacks(capture, "", 0));
	assert_true(unpacks(capture,
		"\x0a\x01"
		"a\x12\x01"
		"b",
		6));
	assert_false(unpacks(capture,
		"\x12\x01"
		"b\x0a\x01"
		"a",
		6)); /* another order */
	assert_false(unpacks(capture,
		"\x0a\x01"
		"a\x0a\x01"
		"b",
		6)); /* twice: the last one wins */
	assert_false(unpacks(capture,
		"\x0a\x81\x00"
		"a",
		4));				       /* a longer number */
	assert_false(unpacks(capture, "\x0a\x00", 2)); /* a default that is written */
	assert_false(unpacks(capture,
		"\x0a\x01"
		"a\x7a\x01"
		"z",
		6)); /* an unknown field */
	assert_false(unpacks(capture,
		"\x0a\x05"
		"a",
		3));							/* cut */
	assert_true(unpacks(envelope, "\x0a\x03\xe7\xaa\x93", 5));	/* 窓 */
	assert_false(unpacks(envelope, "\x0a\x02\xc0\x80", 4));		/* overlong NUL */
	assert_false(unpacks(envelope, "\x0a\x03\xed\xa0\x80", 5));	/* surrogate */
	assert_false(unpacks(envelope, "\x0a\x04\xf4\x90\x80\x80", 6)); /* above U+10FFFF */
	assert_false(unpacks(envelope, "\x0a\x02\xe7\xaa", 4));		/* cut character */
	assert_false(unpacks(envelope,
		"\x0a\x03"
		"a\x00"
		"b",
		5)); /* NUL cuts a C string */
}

/* ---- checkpoints ---- */

static struct mg_checkpoint sample(void)
{
	struct mg_checkpoint c = {.origin = ORIGIN, .size = 20852163};
	memset(c.root.b, 0xA5, sizeof(c.root.b));
	return c;
}

static void the_name_of_a_key_is_hashed_as_signed_note_says(void **state)
{
	(void)state;
	/* The published example key
	 * "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW". */
	struct mg_signer neumann = signer;
	struct mg_checkpoint c = {.origin = "PeterNeumann"};
	uint8_t key[33], line[68];
	size_t n;
	char note[400];
	assert_true(mg_base64_read(
		text("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"), key, sizeof(key), &n));
	memcpy(neumann.public_key, key + 1, 32);
	assert_true(mg_checkpoint_sign(crypto, &neumann, &c, note, sizeof(note), NULL));
	const char *code = strrchr(note, ' ') + 1;
	assert_true(mg_base64_read((struct mg_bytes){(const uint8_t *)code, strlen(code) - 1}, line,
		sizeof(line), &n));
	assert_memory_equal(line, "\xc7\x4f\x20\xa3", 4);
}

static void a_checkpoint_reads_back_and_looks_as_specified(void **state)
{
	(void)state;
	struct mg_checkpoint c = sample(), back;
	struct mg_error err = {0};
	char note[400];
	static const char begin[] = ORIGIN
		"\n20852163\npaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaU=\n\n\xE2\x80\x94 " ORIGIN
		" ";
	assert_true(mg_checkpoint_sign(crypto, &signer, &c, note, sizeof(note), &err));
	assert_memory_equal(note, begin, sizeof(begin) - 1);
	assert_int_equal(note[strlen(note) - 1], '\n');
	assert_true(mg_checkpoint_open(crypto, ORIGIN, signer.public_key, text(note), &back, &err));
	assert_string_equal(back.origin, ORIGIN);
	assert_int_equal(back.size, c.size);
	assert_true(mg_hash_equals(&back.root, &c.root));
	assert_true(mg_checkpoint_parse(text(note), &back, &err));
	assert_false(mg_checkpoint_open(crypto, ORIGIN, other.public_key, text(note), &back, &err));
	assert_false(mg_checkpoint_open(
		crypto, "log.example.jp/271403/2027", signer.public_key, text(note), &back, &err));
	for (size_t cap = 0; cap <= strlen(note); cap++)
		assert_false(mg_checkpoint_sign(crypto, &signer, &c, note, cap, &err));
}

static void a_checkpoint_with_any_byte_changed_is_refused(void **state)
{
	(void)state;
	struct mg_checkpoint c = sample(), back;
	char note[400];
	assert_true(mg_checkpoint_sign(crypto, &signer, &c, note, sizeof(note), NULL));
	size_t n = strlen(note);
	for (size_t i = 0; i < n; i++)
		for (unsigned bit = 0; bit < 8; bit++) {
			note[i] = (char)(note[i] ^ 1 << bit);
			assert_false(mg_checkpoint_open(crypto, ORIGIN, signer.public_key,
				(struct mg_bytes){(uint8_t *)note, n}, &back, NULL));
			note[i] = (char)(note[i] ^ 1 << bit);
		}
	for (size_t cut = 0; cut < n; cut++)
		assert_false(
			mg_checkpoint_parse((struct mg_bytes){(uint8_t *)note, cut}, &back, NULL));
}

static void a_note_that_is_not_strictly_one_is_refused(void **state)
{
	(void)state;
#define ROOT "paWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaU=\n"
#define LINE "\xE2\x80\x94 a AAAAAAAA\n"
	struct mg_checkpoint back;
	static const char *const refused[] = {"", "a\n1\n" ROOT "\n", "a\n01\n" ROOT "\n" LINE,
		"a\n+1\n" ROOT "\n" LINE, "a\n\n" ROOT "\n" LINE,
		"a\n18446744073709551616\n" ROOT "\n" LINE, "a b\n1\n" ROOT "\n" LINE,
		"\n1\n" ROOT "\n" LINE, "a\n1\n" ROOT "extension\n\n" LINE,
		"a\n1\n" ROOT "\n\n" LINE, "a\n1\n" ROOT "\n- a AAAAAAAA\n",
		"a\n1\n" ROOT "\n" LINE "\n", "a\n1\n" ROOT "\n\xE2\x80\x94 a AAAA\n",
		"a\n1\n" ROOT "\n\xE2\x80\x94  AAAAAAAA\n", "a\n1\npaWl\n\n" LINE,
		"a\r\n1\n" ROOT "\n" LINE};
	assert_true(
		mg_checkpoint_parse(text("a\n18446744073709551615\n" ROOT "\n" LINE), &back, NULL));
	assert_true(back.size == UINT64_MAX);
	assert_true(mg_checkpoint_parse(text("a\n0\n" ROOT "\n" LINE LINE), &back, NULL));
	for (size_t i = 0; i < MG_LEN(refused); i++)
		assert_false(mg_checkpoint_parse(text(refused[i]), &back, NULL));
}

static void a_cosignature_holds_for_its_checkpoint_and_time_only(void **state)
{
	(void)state;
	struct mg_checkpoint c = sample(), back;
	struct mg_error err = {0};
	char note[800], line[MG_NOTE_LINE_BYTES_MAX], changed[400];
	uint64_t utc_s;
	assert_true(mg_checkpoint_sign(crypto, &signer, &c, note, sizeof(note), &err));
	assert_true(mg_cosign(crypto, &other, WITNESS, text(note), 1795000000, line, &err));
	assert_true(mg_cosignature_verify(
		crypto, WITNESS, other.public_key, text(note), text(line), &utc_s, &err));
	assert_int_equal(utc_s, 1795000000);
	assert_false(mg_cosignature_verify(
		crypto, WITNESS, signer.public_key, text(note), text(line), &utc_s, &err));
	assert_false(mg_cosignature_verify(
		crypto, "nobody", other.public_key, text(note), text(line), &utc_s, &err));
	c.size++;
	assert_true(mg_checkpoint_sign(crypto, &signer, &c, changed, sizeof(changed), &err));
	assert_false(mg_cosignature_verify(
		crypto, WITNESS, other.public_key, text(changed), text(line), &utc_s, &err));
	/* The line may stand in the note itself: the log's signature is still found, the witness's
	 * still fits. */
	strcat(note, line);
	assert_true(mg_checkpoint_open(crypto, ORIGIN, signer.public_key, text(note), &back, &err));
	assert_true(mg_cosignature_verify(
		crypto, WITNESS, other.public_key, text(note), text(line), &utc_s, &err));
}

static void names_that_would_break_a_note_are_not_written(void **state)
{
	(void)state;
	struct mg_checkpoint c = sample();
	char note[400];
	static const char *const bad[] = {"", "a b", "a\nb", "a+b", "窓口", "\x7f"};
	for (size_t i = 0; i < MG_LEN(bad); i++) {
		snprintf(c.origin, sizeof(c.origin), "%s", bad[i]);
		assert_false(mg_checkpoint_sign(crypto, &signer, &c, note, sizeof(note), NULL));
		assert_false(mg_note_name_is_valid(bad[i]));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signatures_are_those_of_rfc_8032),
		cmocka_unit_test(base64_has_one_spelling),
		cmocka_unit_test(the_signed_bytes_are_those_of_dsse),
		cmocka_unit_test(an_envelope_opens_only_with_its_key_type_and_bytes),
		cmocka_unit_test(another_keys_signature_under_our_key_id_is_denied),
		cmocka_unit_test(a_payload_has_one_spelling),
		cmocka_unit_test(the_name_of_a_key_is_hashed_as_signed_note_says),
		cmocka_unit_test(a_checkpoint_reads_back_and_looks_as_specified),
		cmocka_unit_test(a_checkpoint_with_any_byte_changed_is_refused),
		cmocka_unit_test(a_note_that_is_not_strictly_one_is_refused),
		cmocka_unit_test(a_cosignature_holds_for_its_checkpoint_and_time_only),
		cmocka_unit_test(names_that_would_break_a_note_are_not_written),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
