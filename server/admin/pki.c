/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/pki.h"
#include <errno.h>
#include <fcntl.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SCRYPT_N 16384U
#define SCRYPT_R 8U
#define SCRYPT_P 8U
#define EARLIER_S 300 /* clocks of terminals may be a little behind */

void mg_pkey_freep(EVP_PKEY **key)
{
	EVP_PKEY_free(*key);
	*key = NULL;
}

void mg_x509_freep(X509 **cert)
{
	X509_free(*cert);
	*cert = NULL;
}

static void biop(BIO **bio)
{
	BIO_free_all(*bio);
	*bio = NULL;
}

static void sigp(X509_SIG **sig)
{
	X509_SIG_free(*sig);
}

static void p8p(PKCS8_PRIV_KEY_INFO **p8)
{
	PKCS8_PRIV_KEY_INFO_free(*p8);
}

static bool ssl_fail(struct mg_error *err, const char *what)
{
	unsigned long code = ERR_get_error();
	const char *reason = ERR_reason_error_string(code);
	ERR_clear_error();
	return mg_fail(err, MG_ERR_INTERNAL, "%s: %s", what, reason ? reason : "OpenSSL failed");
}

bool mg_pki_ed25519(EVP_PKEY **ret, struct mg_error *err)
{
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	if (!key)
		return ssl_fail(err, "Ed25519 key");
	*ret = key;
	return true;
}

bool mg_pki_p256(EVP_PKEY **ret, struct mg_error *err)
{
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
	if (!key)
		return ssl_fail(err, "P-256 key");
	*ret = key;
	return true;
}

/* ---- files ---- */

/* Creates the file, never over another one. */
static bool new_file(const char *path, unsigned mode, BIO **ret, struct mg_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
	if (fd < 0)
		return mg_fail(err, errno == EEXIST ? MG_ERR_ALREADY_EXISTS : MG_ERR_INTERNAL, "cannot create %.120s: %s", path,
			strerror(errno));
	if (fchmod(fd, mode) != 0 || !(*ret = BIO_new_fd(fd, BIO_CLOSE))) {
		close(fd);
		return mg_fail(err, MG_ERR_INTERNAL, "cannot write %.120s", path);
	}
	return true;
}

static bool finish(BIO *bio, bool ok, const char *path, struct mg_error *err)
{
	int fd = -1;
	if (!ok || BIO_flush(bio) != 1 || BIO_get_fd(bio, &fd) < 0 || fsync(fd) != 0)
		return ssl_fail(err, path);
	return true;
}

/* OpenSSL's own PEM writer derives keys by 2,048 rounds of PBKDF2 only. */
static bool write_encrypted(BIO *bio, EVP_PKEY *key, const char *passphrase)
{
	MG_CLEANUP(p8p) PKCS8_PRIV_KEY_INFO *p8 = EVP_PKEY2PKCS8(key);
	uint8_t salt[16], iv[16];
	if (!p8 || RAND_bytes(salt, sizeof(salt)) != 1 || RAND_bytes(iv, sizeof(iv)) != 1)
		return false;
	X509_ALGOR *pbe = PKCS5_pbe2_set_scrypt(
		EVP_aes_256_cbc(), salt, sizeof(salt), iv, SCRYPT_N, SCRYPT_R, SCRYPT_P);
	if (!pbe)
		return false;
	MG_CLEANUP(sigp) X509_SIG *sealed = PKCS8_set0_pbe(passphrase, (int)strlen(passphrase), p8, pbe);
	if (!sealed) {
		X509_ALGOR_free(pbe);
		return false;
	}
	return PEM_write_bio_PKCS8(bio, sealed) == 1;
}

bool mg_pki_write_private(const char *path, EVP_PKEY *key, const char *passphrase, struct mg_error *err)
{
	MG_CLEANUP(biop) BIO *bio = NULL;
	if (!new_file(path, 0600, &bio, err))
		return false;
	bool ok = passphrase ? write_encrypted(bio, key, passphrase)
			     : PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) == 1;
	return finish(bio, ok, path, err);
}

/* Never asks the terminal by itself. */
static int give_passphrase(char *buffer, int size, int writing, void *user)
{
	const char *passphrase = user;
	size_t n = passphrase ? strlen(passphrase) : 0;
	(void)writing;
	if (n == 0 || n > (size_t)size)
		return -1;
	memcpy(buffer, passphrase, n);
	return (int)n;
}

bool mg_pki_read_private(const char *path, const char *passphrase, EVP_PKEY **ret, struct mg_error *err)
{
	MG_CLEANUP(biop) BIO *bio = BIO_new_file(path, "re");
	if (!bio) {
		ERR_clear_error();
		return mg_fail(err, MG_ERR_NOT_FOUND, "cannot open %.150s", path);
	}
	EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, give_passphrase, (void *)(uintptr_t)passphrase);
	ERR_clear_error();
	if (!key)
		return mg_fail(err, mg_pki_is_encrypted(path) ? MG_ERR_DENIED : MG_ERR_INVALID,
			"%.120s: no key, or a wrong passphrase", path);
	*ret = key;
	return true;
}

bool mg_pki_is_encrypted(const char *path)
{
	char line[64] = {0};
	FILE *f = fopen(path, "re");
	bool encrypted = f && fgets(line, sizeof(line), f) && strstr(line, "BEGIN ENCRYPTED PRIVATE KEY") != NULL;
	if (f)
		fclose(f);
	return encrypted;
}

bool mg_pki_write_public(const char *path, EVP_PKEY *key, struct mg_error *err)
{
	MG_CLEANUP(biop) BIO *bio = NULL;
	return new_file(path, 0644, &bio, err) && finish(bio, PEM_write_bio_PUBKEY(bio, key) == 1, path, err);
}

bool mg_pki_write_cert(const char *path, X509 *cert, struct mg_error *err)
{
	MG_CLEANUP(biop) BIO *bio = NULL;
	return new_file(path, 0644, &bio, err) && finish(bio, PEM_write_bio_X509(bio, cert) == 1, path, err);
}

bool mg_pki_read_cert(const char *path, X509 **ret, struct mg_error *err)
{
	MG_CLEANUP(biop) BIO *bio = BIO_new_file(path, "re");
	X509 *cert = bio ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
	ERR_clear_error();
	if (!cert)
		return mg_fail(err, MG_ERR_NOT_FOUND, "no certificate in %.150s", path);
	*ret = cert;
	return true;
}

/* ---- certificates ---- */

static bool add_extension(X509 *cert, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;
	X509V3_set_ctx_nodb(&context);
	X509V3_set_ctx(&context, issuer, cert, NULL, NULL, 0);
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	bool ok = extension && X509_add_ext(cert, extension, -1) == 1;
	X509_EXTENSION_free(extension);
	return ok;
}

static bool set_serial(X509 *cert)
{
	uint8_t random[16];
	if (RAND_bytes(random, sizeof(random)) != 1)
		return false;
	random[0] = (uint8_t)((random[0] & 0x7F) | 0x40); /* positive, and of one length */
	BIGNUM *number = BN_bin2bn(random, sizeof(random), NULL);
	bool ok = number && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(cert));
	BN_free(number);
	return ok;
}

static bool set_names_and_span(X509 *cert, const struct mg_cert_request *request)
{
	time_t now_s = (time_t)(request->now_us / 1000000);
	X509_NAME *name = X509_get_subject_name(cert);
	return X509_set_version(cert, X509_VERSION_3) == 1 && set_serial(cert) &&
	       X509_NAME_add_entry_by_txt(
		       name, "CN", MBSTRING_UTF8, (const unsigned char *)request->common_name, -1, -1, 0) == 1 &&
	       X509_set_issuer_name(cert, request->ca ? X509_get_subject_name(request->ca) : name) == 1 &&
	       ASN1_TIME_set(X509_getm_notBefore(cert), now_s - EARLIER_S) &&
	       ASN1_TIME_set(X509_getm_notAfter(cert), now_s + (time_t)request->days * 86400) &&
	       X509_set_pubkey(cert, request->key) == 1;
}

static bool set_extensions(X509 *cert, const struct mg_cert_request *request)
{
	X509 *issuer = request->ca ? request->ca : cert;
	bool is_ca = request->use == MG_CERT_CA;
	bool ok = add_extension(cert, issuer, NID_basic_constraints, is_ca ? "critical,CA:TRUE,pathlen:0" : "critical,CA:FALSE") &&
		  add_extension(cert, issuer, NID_key_usage, is_ca ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature") &&
		  add_extension(cert, issuer, NID_subject_key_identifier, "hash");
	if (!is_ca)
		ok = ok && add_extension(cert, issuer, NID_authority_key_identifier, "keyid:always") &&
		     add_extension(cert, issuer, NID_ext_key_usage,
			     request->use == MG_CERT_SERVER ? "serverAuth" : "clientAuth") &&
		     add_extension(cert, issuer, NID_subject_alt_name, request->alt_names);
	return ok;
}

bool mg_pki_issue(const struct mg_cert_request *request, X509 **ret, struct mg_error *err)
{
	MG_CLEANUP(mg_x509_freep) X509 *cert = X509_new();
	if (!cert || !set_names_and_span(cert, request) || !set_extensions(cert, request) ||
		X509_sign(cert, request->ca_key, EVP_sha256()) == 0)
		return ssl_fail(err, "certificate");
	*ret = MG_TAKE(cert);
	return true;
}

bool mg_pki_cert_sha256(X509 *cert, uint8_t ret[32], struct mg_error *err)
{
	unsigned n = 32;
	return (X509_digest(cert, EVP_sha256(), ret, &n) == 1 && n == 32) || ssl_fail(err, "certificate digest");
}

bool mg_pki_not_after_us(X509 *cert, int64_t *ret, struct mg_error *err)
{
	struct tm tm;
	if (ASN1_TIME_to_tm(X509_get0_notAfter(cert), &tm) != 1)
		return ssl_fail(err, "certificate dates");
	*ret = (int64_t)timegm(&tm) * 1000000;
	return true;
}
