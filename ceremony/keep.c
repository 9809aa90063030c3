/* SPDX-License-Identifier: Apache-2.0 */
#include "ceremony/keep.h"
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "base/replace.h"

#define FILE_BYTES_MAX 16384U

static void keyp(EVP_PKEY **key)
{
	EVP_PKEY_free(*key);
}

static void certp(X509 **cert)
{
	X509_free(*cert);
	ERR_clear_error();
}

static void biop(BIO **bio)
{
	BIO_free_all(*bio);
}

static bool next_of(const char *path, char ret[MG_KEEP_PATH_BYTES], struct mg_error *err)
{
	const int n = snprintf(ret, MG_KEEP_PATH_BYTES, "%s.next", path);
	return (n > 0 && (size_t)n < MG_KEEP_PATH_BYTES) || mg_fail(err, MG_ERR_INVALID, "a path is too long");
}

static bool is_there(const char *path)
{
	return access(path, F_OK) == 0;
}

/* ---- files ---- */

static bool write_key(const char *path, EVP_PKEY *key, struct mg_error *err)
{
	MG_CLEANUP(biop) BIO *bio = BIO_new(BIO_s_secmem()); /* wiped when it goes */
	char *p = NULL;
	if (!bio || PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) != 1)
		return mg_fail(err, MG_ERR_INTERNAL, "a key cannot be written");
	const long n = BIO_get_mem_data(bio, &p);
	return mg_file_replace(path, p, (size_t)n, err);
}

static bool read_key(const char *path, EVP_PKEY **ret, struct mg_error *err)
{
	MG_CLEANUP(biop) BIO *bio = BIO_new_file(path, "re");
	*ret = bio ? PEM_read_bio_PrivateKey(bio, NULL, NULL, (void *)(uintptr_t) "") : NULL;
	ERR_clear_error();
	return *ret || mg_fail(err, MG_ERR_NOT_FOUND, "no key in %.150s", path);
}

static bool read_cert(const char *path, X509 **ret, struct mg_error *err)
{
	MG_CLEANUP(biop) BIO *bio = BIO_new_file(path, "re");
	*ret = bio ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
	ERR_clear_error();
	return *ret || mg_fail(err, MG_ERR_NOT_FOUND, "no certificate in %.150s", path);
}

static bool write_cert(const char *path, X509 *cert, struct mg_error *err)
{
	MG_CLEANUP(biop) BIO *bio = BIO_new(BIO_s_mem());
	char *p = NULL;
	if (!bio || PEM_write_bio_X509(bio, cert) != 1)
		return mg_fail(err, MG_ERR_INTERNAL, "a certificate cannot be written");
	const long n = BIO_get_mem_data(bio, &p);
	return mg_file_replace(path, p, (size_t)n, err);
}

/* Renames durably. */
static bool move(const char *from, const char *to, struct mg_error *err)
{
	char folder[PATH_MAX];
	snprintf(folder, sizeof(folder), "%s", to);
	const int dir = open(dirname(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const bool ok = dir >= 0 && rename(from, to) == 0 && fsync(dir) == 0;
	if (dir >= 0)
		close(dir);
	return ok || mg_fail(err, MG_ERR_UNAVAILABLE, "%.150s cannot be put in place", to);
}

/* ---- keys and requests ---- */

static bool make_key(const char *path, const char *type, const char *group, EVP_PKEY **ret, struct mg_error *err)
{
	*ret = group ? EVP_PKEY_Q_keygen(NULL, NULL, type, group) : EVP_PKEY_Q_keygen(NULL, NULL, type);
	ERR_clear_error();
	return *ret ? write_key(path, *ret, err) : mg_fail(err, MG_ERR_INTERNAL, "no key was drawn");
}

bool mg_keep_make(const struct mg_keep *keep, struct mg_request *ret, struct mg_error *err)
{
	MG_CLEANUP(keyp) EVP_PKEY *tls = NULL;
	MG_CLEANUP(keyp) EVP_PKEY *assertion = NULL;
	if (is_there(keep->key) || is_there(keep->assertion))
		return mg_fail(err, MG_ERR_ALREADY_EXISTS, "this terminal has a key already");
	return make_key(keep->key, "EC", "P-256", &tls, err) && make_key(keep->assertion, "ED25519", NULL, &assertion, err) &&
	       mg_request_make(tls, assertion, ret, err);
}

static bool request_of(const char *key, const char *assertion_path, struct mg_request *ret, struct mg_error *err)
{
	MG_CLEANUP(keyp) EVP_PKEY *tls = NULL;
	MG_CLEANUP(keyp) EVP_PKEY *assertion = NULL;
	return read_key(key, &tls, err) && read_key(assertion_path, &assertion, err) &&
	       mg_request_make(tls, assertion, ret, err);
}

bool mg_keep_request(const struct mg_keep *keep, struct mg_request *ret, struct mg_error *err)
{
	return request_of(keep->key, keep->assertion, ret, err);
}

bool mg_keep_renew(const struct mg_keep *keep, struct mg_request *ret, struct mg_error *err)
{
	char next[MG_KEEP_PATH_BYTES];
	MG_CLEANUP(keyp) EVP_PKEY *key = NULL;
	if (!next_of(keep->key, next, err))
		return false;
	if (!is_there(next) && !make_key(next, "EC", "P-256", &key, err))
		return false;
	return request_of(next, keep->assertion, ret, err);
}

/* ---- certificates ---- */

static bool verify(X509 *cert, X509 *ca, struct mg_error *err)
{
	X509_STORE *store = X509_STORE_new();
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	bool ok = store && ctx && X509_STORE_add_cert(store, ca) == 1 && X509_STORE_CTX_init(ctx, store, cert, NULL) == 1 &&
		  X509_STORE_CTX_set_purpose(ctx, X509_PURPOSE_SSL_CLIENT) == 1 && X509_verify_cert(ctx) == 1;
	if (!ok)
		mg_fail(err, MG_ERR_INVALID, "the certificate is not by this authority: %.100s",
			ctx ? X509_verify_cert_error_string(X509_STORE_CTX_get_error(ctx)) : "out of memory");
	X509_STORE_CTX_free(ctx);
	X509_STORE_free(store);
	return ok;
}

static bool check(EVP_PKEY *key, X509 *cert, const char *ca_path, uint8_t *ret_ca, struct mg_error *err)
{
	MG_CLEANUP(certp) X509 *ca = NULL;
	uint8_t *der = NULL;
	if (X509_check_private_key(cert, key) != 1)
		return mg_fail(err, MG_ERR_INVALID, "the certificate is of another key");
	if (!read_cert(ca_path, &ca, err) || !verify(cert, ca, err))
		return false;
	if (!ret_ca)
		return true;
	const int n = i2d_X509(ca, &der);
	const bool ok = n > 0 && mg_fingerprint_of(der, (size_t)n, ret_ca, err);
	OPENSSL_free(der);
	return ok;
}

bool mg_keep_check(const char *key_path, const char *cert_path, const char *ca, uint8_t ret_ca[MG_FINGERPRINT_BYTES],
	struct mg_error *err)
{
	MG_CLEANUP(keyp) EVP_PKEY *key = NULL;
	MG_CLEANUP(certp) X509 *cert = NULL;
	return read_key(key_path, &key, err) && read_cert(cert_path, &cert, err) && check(key, cert, ca, ret_ca, err);
}

bool mg_keep_take(const struct mg_keep *keep, const void *der, size_t n, struct mg_error *err)
{
	char next_key[MG_KEEP_PATH_BYTES], next_cert[MG_KEEP_PATH_BYTES];
	const uint8_t *p = der;
	MG_CLEANUP(keyp) EVP_PKEY *key = NULL;
	MG_CLEANUP(certp) X509 *cert = n <= FILE_BYTES_MAX ? d2i_X509(NULL, &p, (long)n) : NULL;
	if (!cert || p != (const uint8_t *)der + n)
		return mg_fail(err, MG_ERR_INVALID, "not a certificate");
	return next_of(keep->key, next_key, err) && next_of(keep->cert, next_cert, err) && read_key(next_key, &key, err) &&
	       check(key, cert, keep->ca, NULL, err) && write_cert(next_cert, cert, err);
}

static bool is_pair(const char *key_path, const char *cert_path)
{
	MG_CLEANUP(keyp) EVP_PKEY *key = NULL;
	MG_CLEANUP(certp) X509 *cert = NULL;
	return read_key(key_path, &key, NULL) && read_cert(cert_path, &cert, NULL) && X509_check_private_key(cert, key) == 1;
}

bool mg_keep_has_next(const struct mg_keep *keep)
{
	char next_key[MG_KEEP_PATH_BYTES], next_cert[MG_KEEP_PATH_BYTES];
	return next_of(keep->key, next_key, NULL) && next_of(keep->cert, next_cert, NULL) && is_pair(next_key, next_cert);
}

bool mg_keep_settle(const struct mg_keep *keep, bool *ret_settled, struct mg_error *err)
{
	char next_key[MG_KEEP_PATH_BYTES], next_cert[MG_KEEP_PATH_BYTES];
	*ret_settled = false;
	if (!next_of(keep->key, next_key, err) || !next_of(keep->cert, next_cert, err))
		return false;
	if (is_pair(next_key, next_cert)) {
		if (!move(next_key, keep->key, err))
			return false;
	} else if (!is_pair(keep->key, next_cert)) { /* neither whole nor half done */
		return true;
	}
	*ret_settled = true;
	return move(next_cert, keep->cert, err);
}

bool mg_keep_not_after(const struct mg_keep *keep, int64_t *ret_us, struct mg_error *err)
{
	MG_CLEANUP(certp) X509 *cert = NULL;
	struct tm tm;
	if (!read_cert(keep->cert, &cert, err))
		return false;
	if (ASN1_TIME_to_tm(X509_get0_notAfter(cert), &tm) != 1)
		return mg_fail(err, MG_ERR_INVALID, "a certificate without an end");
	*ret_us = (int64_t)timegm(&tm) * 1000000;
	return true;
}
