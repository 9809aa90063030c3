/* SPDX-License-Identifier: Apache-2.0
 * What a terminal asks its certificate with. Made on the terminal, read by the server, the same code at both ends.
 *   "MGTR" · version 1 · assertion key (Ed25519, 32) · its signature (64) · certificate request (PKCS #10, DER)
 * The certificate request is signed by the TLS key (P-256); the assertion key signs that request (DSSE, see wire/envelope.h):
 * whoever has one of the keys only cannot make one. It names nobody: what the terminal is called is said by who proposes it. */
#pragma once
#include <openssl/types.h>
#include "base/bytes.h"
#include "base/error.h"

#define MG_REQUEST_BYTES_MAX 1024U /* binary; a whole one has about 350 */
#define MG_REQUEST_TEXT_MAX 2048U  /* as a file, with the NUL */
#define MG_FINGERPRINT_BYTES 16U   /* of SHA-256: nobody finds a second request to one of 128 bits */
#define MG_FINGERPRINT_WORDS 40U   /* "0f3a 99c1 …", with the NUL */

struct mg_request {
	uint8_t bytes[MG_REQUEST_BYTES_MAX];
	size_t n;
	uint8_t assertion_key[32];
	uint8_t fingerprint[MG_FINGERPRINT_BYTES];
};

/* Errors: INTERNAL. The keys are borrowed. */
bool mg_request_make(EVP_PKEY *tls, EVP_PKEY *assertion, struct mg_request *ret, struct mg_error *err) MG_MUST_CHECK;
/* Reads and verifies: form, kinds of keys, both signatures. INVALID, with a word in err->detail that says what is wrong. */
bool mg_request_parse(const void *bytes, size_t n, struct mg_request *ret, struct mg_error *err) MG_MUST_CHECK;
/* The same of the file's text; a request has one spelling only. */
bool mg_request_read(const void *text, size_t n, struct mg_request *ret, struct mg_error *err) MG_MUST_CHECK;
/* The file's text. */
bool mg_request_write(const struct mg_request *request, char ret[MG_REQUEST_TEXT_MAX], struct mg_error *err) MG_MUST_CHECK;
/* The TLS key that a parsed request asks a certificate for. The caller frees it. */
bool mg_request_key(const struct mg_request *request, EVP_PKEY **ret, struct mg_error *err) MG_MUST_CHECK;

/* First 128 bits of the SHA-256 of `n` bytes: of a request, or of a certificate in DER. */
bool mg_fingerprint_of(const void *bytes, size_t n, uint8_t ret[MG_FINGERPRINT_BYTES], struct mg_error *err) MG_MUST_CHECK;
/* In groups of four digits, as it is read aloud. */
void mg_fingerprint_words(const uint8_t fingerprint[MG_FINGERPRINT_BYTES], char ret[MG_FINGERPRINT_WORDS]);
/* Spaces and dashes anywhere, either case; false on anything else. */
bool mg_fingerprint_read(const char *words, uint8_t ret[MG_FINGERPRINT_BYTES]);
