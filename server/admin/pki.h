/* SPDX-License-Identifier: Apache-2.0
 * Makes keys and certificates with OpenSSL in this process: the city's authority, the server, the terminals. Keeps no
 * key, opens no database. */
#pragma once
#include <openssl/types.h>
#include "base/error.h"
#include "base/macros.h"
#include <stdint.h>

#define MG_PASSPHRASE_MIN 12U

void mg_pkey_freep(EVP_PKEY **key);
void mg_x509_freep(X509 **cert);

bool mg_pki_ed25519(EVP_PKEY **ret, struct mg_error *err) MG_MUST_CHECK;
bool mg_pki_p256(EVP_PKEY **ret, struct mg_error *err) MG_MUST_CHECK;

/* PEM, PKCS #8, mode 0600, never over an existing file. `passphrase` NULL: not encrypted; else AES-256 under a key made
 * by scrypt (RFC 7914; N = 16384, r = 8, p = 8). */
bool mg_pki_write_private(const char *path, EVP_PKEY *key, const char *passphrase, struct mg_error *err) MG_MUST_CHECK;
/* INVALID: not a key. DENIED: encrypted, and the passphrase is wrong or NULL. */
bool mg_pki_read_private(const char *path, const char *passphrase, EVP_PKEY **ret, struct mg_error *err) MG_MUST_CHECK;
/* True when the file holds an encrypted key: the passphrase must be asked for. */
bool mg_pki_is_encrypted(const char *path);
/* PEM, mode 0644. */
bool mg_pki_write_public(const char *path, EVP_PKEY *key, struct mg_error *err) MG_MUST_CHECK;
bool mg_pki_write_cert(const char *path, X509 *cert, struct mg_error *err) MG_MUST_CHECK;
bool mg_pki_read_cert(const char *path, X509 **ret, struct mg_error *err) MG_MUST_CHECK;

enum mg_cert_use { MG_CERT_CA, MG_CERT_SERVER, MG_CERT_TERMINAL };
struct mg_cert_request {
	enum mg_cert_use use;
	const char *common_name;
	const char *alt_names; /* OpenSSL's form: "URI:spiffe://…,DNS:…,IP:…"; NULL for the authority */
	EVP_PKEY *key;         /* whose certificate it is */
	EVP_PKEY *ca_key;      /* the authority signs itself: the same as key */
	X509 *ca;              /* NULL for the authority */
	unsigned days;
	int64_t now_us;
};
/* X.509 v3, ECDSA with SHA-256, a random serial number of 127 bits, valid from five minutes ago. */
bool mg_pki_issue(const struct mg_cert_request *request, X509 **ret, struct mg_error *err) MG_MUST_CHECK;
/* SHA-256 of the certificate in DER: a terminal's identity. */
bool mg_pki_cert_sha256(X509 *cert, uint8_t ret[32], struct mg_error *err) MG_MUST_CHECK;
/* The instant at which it runs out. */
bool mg_pki_not_after_us(X509 *cert, int64_t *ret, struct mg_error *err) MG_MUST_CHECK;
