/* SPDX-License-Identifier: Apache-2.0 */
#include "ceremony/request.h"
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <string.h>
#include "wire/base64.h"
#include "wire/envelope.h"
#include "wire/hash_evp.h"

#define VERSION 1U
#define HEAD_BYTES (4U + 1U + 32U + 64U)
#define P256_SPKI_BYTES 91U /* named curve, uncompressed point */
#define LINE_CHARS 64U
#define TYPE MG_ENVELOPE_TYPE("terminal-request")
#define BEGIN "-----BEGIN MADOGUCHI TERMINAL REQUEST-----\n"
#define END "-----END MADOGUCHI TERMINAL REQUEST-----\n"
static const uint8_t magic[4] = {'M', 'G', 'T', 'R'};

static void reqp(X509_REQ **req)
{
	X509_REQ_free(*req);
	ERR_clear_error();
}

static bool invalid(struct mg_error *err, const char *what)
{
	return mg_fail(err, MG_ERR_INVALID, "%s", what);
}

/* ---- making ---- */

static bool sign(EVP_PKEY *assertion, struct mg_bytes csr, uint8_t ret[64], struct mg_error *err)
{
	struct mg_signer signer;
	return mg_signer_evp(assertion, &signer, err) && mg_envelope_sign(&signer, TYPE, csr, ret, err);
}

static bool make_csr(EVP_PKEY *tls, uint8_t *ret, size_t cap, size_t *ret_n)
{
	MG_CLEANUP(reqp) X509_REQ *req = X509_REQ_new();
	if (!req || X509_REQ_set_version(req, 0) != 1 || X509_REQ_set_pubkey(req, tls) != 1 ||
		X509_REQ_sign(req, tls, EVP_sha256()) <= 0)
		return false;
	const int n = i2d_X509_REQ(req, NULL);
	if (n <= 0 || (size_t)n > cap)
		return false;
	*ret_n = (size_t)i2d_X509_REQ(req, &ret);
	return true;
}

bool mg_request_make(EVP_PKEY *tls, EVP_PKEY *assertion, struct mg_request *ret, struct mg_error *err)
{
	uint8_t csr[MG_REQUEST_BYTES_MAX - HEAD_BYTES], all[MG_REQUEST_BYTES_MAX], signature[64], public_key[32];
	size_t n = 0, key_n = sizeof(public_key);
	struct mg_writer w;
	if (!make_csr(tls, csr, sizeof(csr), &n))
		return mg_fail(err, MG_ERR_INTERNAL, "no certificate request from this key");
	if (EVP_PKEY_get_raw_public_key(assertion, public_key, &key_n) != 1 ||
		!sign(assertion, (struct mg_bytes){csr, n}, signature, err))
		return mg_fail(err, MG_ERR_INTERNAL, "the assertion key does not sign");
	mg_writer_init(&w, all, sizeof(all));
	mg_put_raw(&w, magic, sizeof(magic));
	mg_put_u8(&w, VERSION);
	mg_put_raw(&w, public_key, sizeof(public_key));
	mg_put_raw(&w, signature, sizeof(signature));
	mg_put_raw(&w, csr, n);
	return mg_request_parse(all, w.n, ret, err); /* what it sends, it would take */
}

/* ---- reading ---- */

/* P-256 by name, in the one usual spelling. */
static bool is_p256(const X509_REQ *req, EVP_PKEY *key)
{
	char group[40];
	size_t n = 0;
	return i2d_X509_PUBKEY(X509_REQ_get_X509_PUBKEY((X509_REQ *)(uintptr_t)req), NULL) == (int)P256_SPKI_BYTES &&
	       EVP_PKEY_get_base_id(key) == EVP_PKEY_EC && EVP_PKEY_get_group_name(key, group, sizeof(group), &n) == 1 &&
	       strcmp(group, "prime256v1") == 0;
}

static bool check_csr(struct mg_bytes csr, EVP_PKEY **ret_key, struct mg_error *err)
{
	const uint8_t *p = csr.p;
	MG_CLEANUP(reqp) X509_REQ *req = d2i_X509_REQ(NULL, &p, (long)csr.n);
	if (!req || p != csr.p + csr.n || i2d_X509_REQ(req, NULL) != (int)csr.n)
		return invalid(err, "not a certificate request");
	EVP_PKEY *key = X509_REQ_get0_pubkey(req);
	if (!key || !is_p256(req, key))
		return invalid(err, "the TLS key is not a P-256 key");
	if (X509_REQ_get_version(req) != 0 || X509_NAME_entry_count(X509_REQ_get_subject_name(req)) != 0 ||
		X509_REQ_get_attr_count(req) != 0)
		return invalid(err, "a certificate request that says more than its key");
	if (X509_REQ_get_signature_nid(req) != NID_ecdsa_with_SHA256 || X509_REQ_verify(req, key) != 1)
		return invalid(err, "the certificate request is not signed by its key");
	if (ret_key) {
		EVP_PKEY_up_ref(key);
		*ret_key = key;
	}
	return true;
}

static bool check_assertion(const uint8_t public_key[32], const uint8_t signature[64], struct mg_bytes csr, struct mg_error *err)
{
	MG_CLEANUP(mg_crypto_evp_freep) struct mg_crypto *crypto = NULL;
	uint8_t key_id[MG_KEY_ID_BYTES];
	if (!mg_crypto_evp_new(&crypto, err))
		return false;
	mg_key_id(crypto, public_key, key_id);
	const struct mg_envelope envelope = {
		.type = TYPE, .payload = csr, .key_id = {key_id, sizeof(key_id)}, .signature = {signature, 64}};
	return mg_envelope_verify(crypto, public_key, TYPE, &envelope, NULL) ||
	       invalid(err, "the assertion key did not sign this certificate request");
}

bool mg_request_parse(const void *bytes, size_t n, struct mg_request *ret, struct mg_error *err)
{
	struct mg_reader r;
	mg_reader_init(&r, bytes, n);
	const uint8_t *head = mg_get_raw(&r, sizeof(magic));
	const uint8_t version = mg_get_u8(&r);
	const uint8_t *public_key = mg_get_raw(&r, 32), *signature = mg_get_raw(&r, 64);
	if (!r.ok || n > MG_REQUEST_BYTES_MAX || memcmp(head, magic, sizeof(magic)) != 0)
		return invalid(err, "not a terminal's request");
	if (version != VERSION)
		return invalid(err, "a request of a version that is not known here");
	const struct mg_bytes csr = {r.p, r.n};
	if (!check_assertion(public_key, signature, csr, err) || !check_csr(csr, NULL, err))
		return false;
	memcpy(ret->assertion_key, public_key, sizeof(ret->assertion_key));
	memmove(ret->bytes, bytes, n);
	ret->n = n;
	return mg_fingerprint_of(ret->bytes, n, ret->fingerprint, err);
}

bool mg_request_key(const struct mg_request *request, EVP_PKEY **ret, struct mg_error *err)
{
	return check_csr((struct mg_bytes){request->bytes + HEAD_BYTES, request->n - HEAD_BYTES}, ret, err);
}

/* ---- the file ---- */

bool mg_request_write(const struct mg_request *request, char ret[MG_REQUEST_TEXT_MAX], struct mg_error *err)
{
	char chars[MG_BASE64_CHARS(MG_REQUEST_BYTES_MAX)];
	struct mg_writer base64, w;
	mg_writer_init(&base64, chars, sizeof(chars));
	mg_base64_write(&base64, request->bytes, request->n);
	mg_writer_init(&w, ret, MG_REQUEST_TEXT_MAX - 1);
	mg_put_raw(&w, BEGIN, strlen(BEGIN));
	for (size_t at = 0; at < base64.n; at += LINE_CHARS) {
		mg_put_raw(&w, chars + at, MG_MIN(base64.n - at, (size_t)LINE_CHARS));
		mg_put_raw(&w, "\n", 1);
	}
	mg_put_raw(&w, END, strlen(END));
	ret[w.n] = '\0';
	return (base64.ok && w.ok) || mg_fail(err, MG_ERR_INTERNAL, "a request that is too long");
}

bool mg_request_read(const void *text, size_t n, struct mg_request *ret, struct mg_error *err)
{
	char chars[MG_REQUEST_TEXT_MAX], again[MG_REQUEST_TEXT_MAX];
	uint8_t bytes[MG_REQUEST_BYTES_MAX];
	const char *p = text;
	const size_t head = strlen(BEGIN), tail = strlen(END);
	size_t k = 0, bytes_n;
	if (n >= MG_REQUEST_TEXT_MAX || n < head + tail || memcmp(p, BEGIN, head) != 0 ||
		memcmp(p + n - tail, END, tail) != 0)
		return invalid(err, "not a terminal's request");
	for (size_t i = head; i < n - tail; i++)
		if (p[i] != '\n')
			chars[k++] = p[i];
	if (!mg_base64_read((struct mg_bytes){(const uint8_t *)chars, k}, bytes, sizeof(bytes), &bytes_n))
		return invalid(err, "not a terminal's request");
	if (!mg_request_parse(bytes, bytes_n, ret, err))
		return false;
	if (!mg_request_write(ret, again, err) || strlen(again) != n || memcmp(again, text, n) != 0)
		return invalid(err, "not as a request is written");
	return true;
}

/* ---- fingerprints ---- */

bool mg_fingerprint_of(const void *bytes, size_t n, uint8_t ret[MG_FINGERPRINT_BYTES], struct mg_error *err)
{
	uint8_t all[SHA256_DIGEST_LENGTH];
	if (EVP_Digest(bytes, n, all, NULL, EVP_sha256(), NULL) != 1)
		return mg_fail(err, MG_ERR_INTERNAL, "no SHA-256");
	memcpy(ret, all, MG_FINGERPRINT_BYTES);
	return true;
}

void mg_fingerprint_words(const uint8_t fingerprint[MG_FINGERPRINT_BYTES], char ret[MG_FINGERPRINT_WORDS])
{
	for (size_t i = 0; i < MG_FINGERPRINT_BYTES; i += 2, ret += 5) {
		mg_hex(fingerprint + i, 2, ret);
		ret[4] = ' ';
	}
	ret[-1] = '\0';
}

bool mg_fingerprint_read(const char *words, uint8_t ret[MG_FINGERPRINT_BYTES])
{
	char digits[2 * MG_FINGERPRINT_BYTES];
	size_t n = 0;
	for (const char *p = words; *p; p++) {
		if (*p == ' ' || *p == '-' || *p == '\n')
			continue;
		if (n == sizeof(digits))
			return false;
		digits[n++] = *p;
	}
	return mg_unhex(digits, n, ret, MG_FINGERPRINT_BYTES);
}
