/* SPDX-License-Identifier: Apache-2.0
 * The keys and certificates that a terminal keeps as files. A private key is made here, mode 0600, and never leaves. Whatever
 * kills the program, the terminal has a key and the certificate of that key:
 *   renew   writes KEY.next                                  the pair in use is not touched
 *   take    writes CERT.next, verified to be of KEY.next     from here on there are two whole pairs
 *   settle  KEY.next → KEY, then CERT.next → CERT            cut off between the two: the next settle does the second */
#pragma once
#include "ceremony/request.h"

#define MG_KEEP_PATH_BYTES 600U

struct mg_keep {
	/* borrowed: paths of files */
	const char *key;       /* TLS, PEM */
	const char *cert;
	const char *assertion; /* PEM */
	const char *ca;
};

/* Makes both keys of a new terminal and its request. ALREADY_EXISTS: there is a key; it is never replaced. */
bool mg_keep_make(const struct mg_keep *keep, struct mg_request *ret, struct mg_error *err) MG_MUST_CHECK;
/* The request of the keys that are there already. */
bool mg_keep_request(const struct mg_keep *keep, struct mg_request *ret, struct mg_error *err) MG_MUST_CHECK;
/* The request of the next TLS key, which is made when there is none. */
bool mg_keep_renew(const struct mg_keep *keep, struct mg_request *ret, struct mg_error *err) MG_MUST_CHECK;
/* A certificate (DER) of the next key, by the authority of `ca`: kept beside it. INVALID: it is not. */
bool mg_keep_take(const struct mg_keep *keep, const void *der, size_t n, struct mg_error *err) MG_MUST_CHECK;
/* Puts the next pair in the place of the one in use, when it is whole; to be called before the pair is read.
 * *ret_settled: it was. */
bool mg_keep_settle(const struct mg_keep *keep, bool *ret_settled, struct mg_error *err) MG_MUST_CHECK;
/* True when there is a whole next pair. */
bool mg_keep_has_next(const struct mg_keep *keep);
/* When the certificate in use ends, microseconds UTC. */
bool mg_keep_not_after(const struct mg_keep *keep, int64_t *ret_us, struct mg_error *err) MG_MUST_CHECK;

/* The certificate (PEM file) is of this key (PEM file) and signed by the authority (PEM file), for TLS clients, and in force
 * now. INVALID with a word of what is wrong; *ret_ca: fingerprint of the authority's certificate (may be NULL). */
bool mg_keep_check(const char *key, const char *cert, const char *ca, uint8_t ret_ca[MG_FINGERPRINT_BYTES],
	struct mg_error *err) MG_MUST_CHECK;
