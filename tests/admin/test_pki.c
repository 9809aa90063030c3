/* SPDX-License-Identifier: Apache-2.0
 * Keys, certificates and the words of commands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "admin/checks.h"
#include "admin/options.h"
#include "admin/pgm.h"
#include "admin/pki.h"

static char dir[] = "/tmp/mg-pki-XXXXXX";

static const char *at(const char *name)
{
	static char path[4][128];
	static unsigned next;
	char *p = path[next++ % 4];
	snprintf(p, 128, "%s/%s", dir, name);
	return p;
}

static int setup(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static int teardown(void **state)
{
	static const char *const names[] = {"sealed", "plain", "once", "pub"};
	(void)state;
	for (size_t i = 0; i < MG_LEN(names); i++)
		unlink(at(names[i]));
	return rmdir(dir);
}

static void a_private_key_opens_with_its_passphrase_only(void **state)
{
	(void)state;
	EVP_PKEY *key, *back = NULL;
	struct mg_error err = {0};
	struct stat st;
	assert_true(mg_pki_ed25519(&key, &err));
	assert_true(mg_pki_write_private(at("sealed"), key, "古池や蛙とび込む水の音", &err));
	assert_int_equal(stat(at("sealed"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_true(mg_pki_is_encrypted(at("sealed")));
	assert_false(mg_pki_read_private(at("sealed"), NULL, &back, &err));
	assert_int_equal(err.code, MG_ERR_DENIED);
	assert_false(mg_pki_read_private(at("sealed"), "wrong", &back, &err));
	assert_int_equal(err.code, MG_ERR_DENIED);
	assert_true(mg_pki_read_private(at("sealed"), "古池や蛙とび込む水の音", &back, &err));
	assert_int_equal(EVP_PKEY_eq(key, back), 1);
	EVP_PKEY_free(back);
	EVP_PKEY_free(key);
}

static void the_passphrase_is_stretched_by_scrypt(void **state)
{
	(void)state;
	BIO *bio = BIO_new_file(at("sealed"), "r");
	X509_SIG *sealed = PEM_read_bio_PKCS8(bio, NULL, NULL, NULL);
	const X509_ALGOR *algorithm;
	const ASN1_OBJECT *scheme;
	const void *parameter;
	int type;
	X509_SIG_get0(sealed, &algorithm, NULL);
	X509_ALGOR_get0(&scheme, &type, &parameter, algorithm);
	assert_int_equal(OBJ_obj2nid(scheme), NID_pbes2);
	PBE2PARAM *pbe = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBE2PARAM), algorithm->parameter);
	assert_non_null(pbe);
	assert_int_equal(OBJ_obj2nid(pbe->keyfunc->algorithm), NID_id_scrypt);
	PBE2PARAM_free(pbe);
	X509_SIG_free(sealed);
	BIO_free(bio);
}

static void no_file_is_ever_written_over(void **state)
{
	(void)state;
	EVP_PKEY *key;
	struct mg_error err = {0};
	assert_true(mg_pki_p256(&key, &err));
	assert_true(mg_pki_write_private(at("once"), key, NULL, &err));
	assert_false(mg_pki_write_private(at("once"), key, NULL, &err));
	assert_int_equal(err.code, MG_ERR_ALREADY_EXISTS);
	assert_int_equal(symlink("/etc/passwd", at("pub")), 0);
	assert_false(mg_pki_write_public(at("pub"), key, &err));
	EVP_PKEY_free(key);
}

struct chain {
	EVP_PKEY *ca_key, *key;
	X509 *ca, *server, *terminal;
};

static void make_chain(struct chain *c)
{
	struct mg_error err = {0};
	int64_t now_us = (int64_t)time(NULL) * 1000000;
	assert_true(mg_pki_p256(&c->ca_key, &err) && mg_pki_p256(&c->key, &err));
	struct mg_cert_request r = {.use = MG_CERT_CA, .common_name = "試験局", .key = c->ca_key, .ca_key = c->ca_key,
		.days = 10, .now_us = now_us};
	assert_true(mg_pki_issue(&r, &c->ca, &err));
	r = (struct mg_cert_request){.use = MG_CERT_SERVER, .common_name = "localhost", .key = c->key, .ca_key = c->ca_key,
		.ca = c->ca, .alt_names = "URI:spiffe://x/server,DNS:localhost,IP:127.0.0.1", .days = 5, .now_us = now_us};
	assert_true(mg_pki_issue(&r, &c->server, &err));
	r.use = MG_CERT_TERMINAL;
	r.common_name = "terminal 7";
	r.alt_names = "URI:spiffe://x/terminal/7";
	assert_true(mg_pki_issue(&r, &c->terminal, &err));
}

static void free_chain(struct chain *c)
{
	X509_free(c->ca);
	X509_free(c->server);
	X509_free(c->terminal);
	EVP_PKEY_free(c->ca_key);
	EVP_PKEY_free(c->key);
}

static bool verifies(X509 *cert, X509 *ca, int purpose)
{
	X509_STORE *store = X509_STORE_new();
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	X509_STORE_add_cert(store, ca);
	X509_STORE_CTX_init(ctx, store, cert, NULL);
	X509_STORE_CTX_set_purpose(ctx, purpose);
	X509_VERIFY_PARAM_set_flags(X509_STORE_CTX_get0_param(ctx), X509_V_FLAG_X509_STRICT);
	bool ok = X509_verify_cert(ctx) == 1;
	X509_STORE_CTX_free(ctx);
	X509_STORE_free(store);
	return ok;
}

static void certificates_serve_their_own_use_and_no_other(void **state)
{
	(void)state;
	struct chain c, other;
	make_chain(&c);
	make_chain(&other);
	assert_true(verifies(c.server, c.ca, X509_PURPOSE_SSL_SERVER));
	assert_true(verifies(c.terminal, c.ca, X509_PURPOSE_SSL_CLIENT));
	assert_false(verifies(c.terminal, c.ca, X509_PURPOSE_SSL_SERVER)); /* a terminal cannot pose as the server */
	assert_false(verifies(c.server, c.ca, X509_PURPOSE_SSL_CLIENT));
	assert_false(verifies(c.terminal, other.ca, X509_PURPOSE_SSL_CLIENT));
	assert_int_equal(X509_check_host(c.server, "localhost", 0, 0, NULL), 1);
	assert_int_equal(X509_check_ip_asc(c.server, "127.0.0.1", 0), 1);
	assert_int_not_equal(X509_check_host(c.terminal, "localhost", 0, 0, NULL), 1);
	assert_int_equal(X509_check_ca(c.terminal), 0);
	assert_int_not_equal(ASN1_INTEGER_cmp(X509_get0_serialNumber(c.server), X509_get0_serialNumber(c.terminal)), 0);
	free_chain(&c);
	free_chain(&other);
}

static void the_end_of_a_certificate_is_read_in_utc(void **state)
{
	(void)state;
	struct chain c;
	struct mg_error err = {0};
	int64_t until_us, now_us = (int64_t)time(NULL) * 1000000;
	make_chain(&c);
	assert_true(mg_pki_not_after_us(c.terminal, &until_us, &err));
	assert_in_range(until_us / 1000000, now_us / 1000000 + 5 * 86400 - 5, now_us / 1000000 + 5 * 86400 + 5);
	free_chain(&c);
}

#define W(s) ((char[]){s})
static void options_are_known_counted_and_demanded(void **state)
{
	(void)state;
	static const struct mg_option_def defs[] = {{"dir", MG_OPTION_REQUIRED, ""}, {"image", MG_OPTION_REPEATED, ""},
		{"yes", MG_OPTION_FLAG, ""}, {NULL, MG_OPTION_FLAG, NULL}};
	struct mg_options o;
	struct mg_error err = {0};
	char *good[] = {W("--dir"), W("/x"), W("--image"), W("a"), W("--yes"), W("--image"), W("b")};
	char *unknown[] = {W("--dir"), W("/x"), W("--password"), W("secret")}, *twice[] = {W("--dir"), W("a"), W("--dir"), W("b")};
	char *cut[] = {W("--dir")}, *missing[] = {W("--yes")}, *stray[] = {W("--dir"), W("/x"), W("word")};
	assert_true(mg_options_parse(7, good, defs, &o, &err));
	assert_string_equal(mg_option(&o, "dir"), "/x");
	assert_int_equal(mg_option_count(&o, "image"), 2);
	assert_string_equal(mg_option_nth(&o, "image", 1), "b");
	assert_null(mg_option_nth(&o, "image", 2));
	assert_non_null(mg_option(&o, "yes"));
	assert_false(mg_options_parse(4, unknown, defs, &o, &err));
	assert_null(strstr(err.detail, "secret"));
	assert_false(mg_options_parse(4, twice, defs, &o, &err));
	assert_false(mg_options_parse(1, cut, defs, &o, &err));
	assert_false(mg_options_parse(1, missing, defs, &o, &err));
	assert_false(mg_options_parse(3, stray, defs, &o, &err));
}

static void words_are_checked_before_anything_is_done(void **state)
{
	(void)state;
	struct mg_error err = {0};
	uint64_t n;
	unsigned finger;
	assert_true(mg_check_number("id", "42", &n, &err) && n == 42);
	static const char *const no_number[] = {"", "0", "-1", "1x", "1234567890", "007"};
	for (size_t i = 0; i < MG_LEN(no_number); i++)
		assert_false(mg_check_number("id", no_number[i], &n, &err));
	assert_true(mg_check_text("name", "北-01", 60, &err));
	assert_false(mg_check_text("name", "北\nkek_file = /tmp/x", 60, &err)); /* would be a line of a configuration */
	assert_false(mg_check_text("name", "", 60, &err));
	assert_false(mg_check_text("name", "あああ", 8, &err));
	assert_true(mg_check_staff_no("A-10001", &err));
	assert_false(mg_check_staff_no("12345678901234567", &err));
	assert_false(mg_check_staff_no("１００", &err));
	assert_true(mg_check_ward("146", &err));
	assert_false(mg_check_ward("14", &err) || mg_check_ward("14x", &err));
	assert_true(mg_check_day("valid-to", "2028-02-29", &err) && mg_check_day("valid-to", NULL, &err));
	static const char *const no_day[] = {"2027-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "tomorrow", "2026-04-31"};
	for (size_t i = 0; i < MG_LEN(no_day); i++)
		assert_false(mg_check_day("valid-to", no_day[i], &err));
	assert_true(mg_check_finger("right-index", &finger, &err) && finger == 7);
	assert_true(mg_check_finger("left-thumb", &finger, &err) && finger == 1);
	assert_false(mg_check_finger("nose", &finger, &err));
}

static void only_a_whole_grey_picture_is_read(void **state)
{
	(void)state;
	static char bytes[5000] = "P5\n64 64\n255\n";
	struct mg_finger_image image;
	struct mg_error err = {0};
	size_t whole = 13 + 64 * 64;
	assert_true(mg_pgm_read((struct mg_bytes){(uint8_t *)bytes, whole}, &image, &err));
	assert_int_equal(image.width * image.height, 4096);
	for (size_t cut = 0; cut < whole; cut++)
		assert_false(mg_pgm_read((struct mg_bytes){(uint8_t *)bytes, cut}, &image, &err));
	assert_false(mg_pgm_read((struct mg_bytes){(uint8_t *)bytes, whole + 1}, &image, &err));
	memcpy(bytes, "P6", 2);
	assert_false(mg_pgm_read((struct mg_bytes){(uint8_t *)bytes, whole}, &image, &err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_private_key_opens_with_its_passphrase_only),
		cmocka_unit_test(the_passphrase_is_stretched_by_scrypt),
		cmocka_unit_test(no_file_is_ever_written_over),
		cmocka_unit_test(certificates_serve_their_own_use_and_no_other),
		cmocka_unit_test(the_end_of_a_certificate_is_read_in_utc),
		cmocka_unit_test(options_are_known_counted_and_demanded),
		cmocka_unit_test(words_are_checked_before_anything_is_done),
		cmocka_unit_test(only_a_whole_grey_picture_is_read),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
