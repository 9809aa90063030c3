/* SPDX-License-Identifier: Apache-2.0
 * A terminal's request: what is made is taken, and nothing else is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include "ceremony/request.h"
#include "wire/envelope.h"
#include "wire/hash_evp.h"

#define HEAD 101U

static EVP_PKEY *tls, *assertion, *other;

static int setup(void **state)
{
	(void)state;
	tls = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
	assertion = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	other = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	return tls && assertion && other ? 0 : 1;
}

static int teardown(void **state)
{
	(void)state;
	EVP_PKEY_free(tls);
	EVP_PKEY_free(assertion);
	EVP_PKEY_free(other);
	return 0;
}

static void what_is_made_is_read_again(void **state)
{
	(void)state;
	struct mg_request made, read;
	struct mg_error err = {0};
	char text[MG_REQUEST_TEXT_MAX];
	EVP_PKEY *key = NULL;
	assert_true(mg_request_make(tls, assertion, &made, &err));
	assert_true(mg_request_write(&made, text, &err));
	assert_true(mg_request_read(text, strlen(text), &read, &err));
	assert_int_equal(made.n, read.n);
	assert_memory_equal(made.bytes, read.bytes, made.n);
	assert_memory_equal(made.fingerprint, read.fingerprint, MG_FINGERPRINT_BYTES);
	assert_true(mg_request_key(&read, &key, &err));
	assert_int_equal(EVP_PKEY_eq(key, tls), 1);
	EVP_PKEY_free(key);
}

/* 1 taken, 0 refused. */
static void each_byte_counts(void **state)
{
	(void)state;
	struct mg_request made, read;
	char text[MG_REQUEST_TEXT_MAX];
	assert_true(mg_request_make(tls, assertion, &made, NULL) && mg_request_write(&made, text, NULL));
	const size_t n = strlen(text);
	for (size_t i = 0; i < made.n; i++)
		for (unsigned bit = 1; bit < 256; bit = bit * 4) {
			struct mg_request changed = made;
			changed.bytes[i] ^= (uint8_t)bit;
			assert_false(mg_request_parse(changed.bytes, changed.n, &read, NULL));
		}
	for (size_t i = 0; i < n; i++) {
		text[i] ^= 0x01;
		assert_false(mg_request_read(text, n, &read, NULL));
		text[i] ^= 0x01;
	}
	for (size_t k = 0; k < n; k++)
		assert_false(mg_request_read(text, k, &read, NULL));
	assert_true(mg_request_read(text, n, &read, NULL));
}

/* A head over a certificate request, signed by `by`, naming `names`. */
static size_t wrap(const uint8_t *csr, size_t n, EVP_PKEY *by, EVP_PKEY *names, uint8_t *ret)
{
	struct mg_signer signer;
	size_t k = 32;
	memcpy(ret, "MGTR\x01", 5);
	assert_int_equal(EVP_PKEY_get_raw_public_key(names, ret + 5, &k), 1);
	assert_true(mg_signer_evp(by, &signer, NULL));
	assert_true(mg_envelope_sign(
		&signer, MG_ENVELOPE_TYPE("terminal-request"), (struct mg_bytes){csr, n}, ret + 37, NULL));
	memcpy(ret + HEAD, csr, n);
	return HEAD + n;
}

struct odd {
	const char *curve; /* NULL: RSA */
	const char *common_name;
	bool foreign_signature;
	const char *said;
};

static void only_a_plain_request_of_a_p256_key_is_taken(void **state)
{
	static const struct odd cases[] = {
		{"P-256", NULL, false, NULL},
		{"P-384", NULL, false, "P-256"},
		{NULL, NULL, false, "P-256"},
		{"P-256", "terminal 1", false, "says more"},
		{"P-256", NULL, true, "not signed by its key"},
	};
	(void)state;
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct odd *c = &cases[i];
		uint8_t der[2048], bytes[2300], *p = der;
		struct mg_request read;
		struct mg_error err = {0};
		EVP_PKEY *key = c->curve ? EVP_PKEY_Q_keygen(NULL, NULL, "EC", c->curve)
					 : EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048);
		X509_REQ *req = X509_REQ_new();
		assert_true(key && req);
		if (c->common_name)
			X509_NAME_add_entry_by_txt(X509_REQ_get_subject_name(req), "CN", MBSTRING_UTF8,
				(const unsigned char *)c->common_name, -1, -1, 0);
		assert_int_equal(X509_REQ_set_pubkey(req, key), 1);
		assert_true(X509_REQ_sign(req, c->foreign_signature ? tls : key, EVP_sha256()) > 0);
		const size_t n = (size_t)i2d_X509_REQ(req, &p);
		const size_t all = wrap(der, n, assertion, assertion, bytes);
		assert_int_equal(mg_request_parse(bytes, all, &read, &err), c->said == NULL);
		if (c->said)
			assert_non_null(strstr(err.detail, c->said));
		if (!c->said) {
			assert_false(mg_request_parse(bytes, wrap(der, n, other, assertion, bytes), &read, &err));
			assert_non_null(strstr(err.detail, "assertion key"));
			/* something behind it */
			der[n] = 0;
			assert_false(mg_request_parse(bytes, wrap(der, n + 1, assertion, assertion, bytes), &read, &err));
			wrap(der, n, assertion, assertion, bytes);
			bytes[4] = 2;
			assert_false(mg_request_parse(bytes, all, &read, &err));
			assert_non_null(strstr(err.detail, "version"));
		}
		X509_REQ_free(req);
		EVP_PKEY_free(key);
	}
}

static void a_fingerprint_is_read_as_it_is_said(void **state)
{
	(void)state;
	uint8_t f[MG_FINGERPRINT_BYTES], read[MG_FINGERPRINT_BYTES];
	char words[MG_FINGERPRINT_WORDS];
	assert_true(mg_fingerprint_of("abc", 3, f, NULL));
	mg_fingerprint_words(f, words);
	assert_string_equal(words, "ba78 16bf 8f01 cfea 4141 40de 5dae 2223");
	static const char *const good[] = {"ba78 16bf 8f01 cfea 4141 40de 5dae 2223", "BA7816BF8F01CFEA414140DE5DAE2223",
		"  ba78-16bf-8f01-cfea 4141 40de 5dae 2223\n"};
	static const char *const bad[] = {"", "ba78", "ba78 16bf 8f01 cfea 4141 40de 5dae 22233",
		"ba78 16bf 8f01 cfea 4141 40de 5dae 222g", "ba78 16bf 8f01 cfea 4141 40de 5dae 222"};
	for (size_t i = 0; i < MG_LEN(good); i++) {
		assert_true(mg_fingerprint_read(good[i], read));
		assert_memory_equal(read, f, sizeof(f));
	}
	for (size_t i = 0; i < MG_LEN(bad); i++)
		assert_false(mg_fingerprint_read(bad[i], read));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_made_is_read_again),
		cmocka_unit_test(each_byte_counts),
		cmocka_unit_test(only_a_plain_request_of_a_p256_key_is_taken),
		cmocka_unit_test(a_fingerprint_is_read_as_it_is_said),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
