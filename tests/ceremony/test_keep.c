/* SPDX-License-Identifier: Apache-2.0
 * The files of a terminal: a key is never replaced, a foreign certificate never taken, and whatever ends the program between
 * two steps of a renewal, the terminal has a key and the certificate of that key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "admin/pki.h"
#include "base/clock.h"
#include "ceremony/keep.h"

static char dir[] = "/tmp/mg-keep-XXXXXX";
static char paths[4][MG_KEEP_PATH_BYTES];
static struct mg_keep keep;
static EVP_PKEY *ca_key;
static X509 *ca;

/* The program ends at the n-th of these calls, before it or right after it. */
static int ends_at, calls, ends_before;
int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);
int __real_fsync(int fd);
int __wrap_fsync(int fd);

int __wrap_rename(const char *from, const char *to)
{
	if (++calls == ends_at && ends_before)
		_exit(9);
	const int r = __real_rename(from, to);
	if (calls == ends_at)
		_exit(9);
	return r;
}

int __wrap_fsync(int fd)
{
	if (++calls == ends_at)
		_exit(9);
	return __real_fsync(fd);
}

static void path(char *ret, const char *name)
{
	snprintf(ret, MG_KEEP_PATH_BYTES, "%s/%s", dir, name);
}

static EVP_PKEY *authority(const char *name, const char *file, X509 **ret)
{
	EVP_PKEY *key = NULL;
	struct mg_error err = {0};
	char to[MG_KEEP_PATH_BYTES];
	assert_true(mg_pki_p256(&key, &err));
	const struct mg_cert_request request = {.use = MG_CERT_CA, .common_name = name, .key = key, .ca_key = key, .days = 10,
		.now_us = mg_now_us(&mg_clock_system)};
	assert_true(mg_pki_issue(&request, ret, &err));
	path(to, file);
	assert_true(mg_pki_write_cert(to, *ret, &err));
	return key;
}

static int setup(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(dir));
	path(paths[0], "terminal.key.pem");
	path(paths[1], "terminal.crt.pem");
	path(paths[2], "assertion.key.pem");
	path(paths[3], "ca.crt.pem");
	keep = (struct mg_keep){paths[0], paths[1], paths[2], paths[3]};
	ca_key = authority("City", "ca.crt.pem", &ca);
	return 0;
}

static int teardown(void **state)
{
	char line[200];
	(void)state;
	mg_pkey_freep(&ca_key);
	mg_x509_freep(&ca);
	snprintf(line, sizeof(line), "rm -r '%s'", dir);
	return system(line);
}

/* As the authority signs it. */
static X509 *certify(const struct mg_request *request, EVP_PKEY *by_key, X509 *by)
{
	EVP_PKEY *key = NULL;
	X509 *cert = NULL;
	struct mg_error err = {0};
	assert_true(mg_request_key(request, &key, &err));
	const struct mg_cert_request r = {.use = MG_CERT_TERMINAL, .common_name = "terminal 7",
		.alt_names = "URI:spiffe://city/terminal/7", .key = key, .ca_key = by_key, .ca = by, .days = 5,
		.now_us = mg_now_us(&mg_clock_system)};
	assert_true(mg_pki_issue(&r, &cert, &err));
	mg_pkey_freep(&key);
	return cert;
}

static bool take(X509 *cert)
{
	struct mg_error err = {0};
	uint8_t *der = NULL;
	const int n = i2d_X509(cert, &der);
	const bool ok = mg_keep_take(&keep, der, (size_t)n, &err);
	OPENSSL_free(der);
	return ok;
}

static bool works(void)
{
	return mg_keep_check(keep.key, keep.cert, keep.ca, NULL, NULL);
}

static void keys_are_made_once_and_are_nobody_elses(void **state)
{
	(void)state;
	struct mg_request made, again;
	struct mg_error err = {0};
	struct stat st;
	assert_true(mg_keep_make(&keep, &made, &err));
	assert_int_equal(stat(keep.key, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(stat(keep.assertion, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_false(mg_keep_make(&keep, &again, &err));
	assert_int_equal(err.code, MG_ERR_ALREADY_EXISTS);
	assert_true(mg_keep_request(&keep, &again, &err));
	assert_memory_equal(made.assertion_key, again.assertion_key, 32);
	X509 *cert = certify(&made, ca_key, ca);
	assert_true(mg_pki_write_cert(keep.cert, cert, &err));
	mg_x509_freep(&cert);
	assert_true(works());
}

static void a_foreign_certificate_is_not_taken(void **state)
{
	(void)state;
	struct mg_request next, present;
	struct mg_error err = {0};
	bool settled;
	X509 *stranger = NULL;
	EVP_PKEY *stranger_key = authority("City", "stranger.pem", &stranger);
	assert_true(mg_keep_renew(&keep, &next, &err) && mg_keep_request(&keep, &present, &err));
	X509 *foreign = certify(&next, stranger_key, stranger), *of_another = certify(&present, ca_key, ca);
	assert_false(take(foreign));
	assert_false(take(of_another));
	assert_false(mg_keep_take(&keep, "garbage", 7, &err));
	assert_false(mg_keep_has_next(&keep));
	assert_true(mg_keep_settle(&keep, &settled, &err));
	assert_false(settled);
	assert_true(works());
	mg_x509_freep(&foreign);
	mg_x509_freep(&of_another);
	mg_x509_freep(&stranger);
	mg_pkey_freep(&stranger_key);
}

/* A whole renewal with the authority at hand; 0 when it came to its end. */
static int renew(void)
{
	struct mg_request next;
	bool settled = false;
	calls = 0;
	if (!mg_keep_settle(&keep, &settled, NULL) || !mg_keep_renew(&keep, &next, NULL))
		return 1;
	X509 *cert = certify(&next, ca_key, ca);
	const bool ok = take(cert) && mg_keep_has_next(&keep) && mg_keep_settle(&keep, &settled, NULL) && settled;
	mg_x509_freep(&cert);
	return ok ? 0 : 1;
}

/* In a process of its own, which ends at its n-th step. */
static int renew_until(int n, int before)
{
	int status;
	const pid_t pid = fork();
	if (pid == 0) {
		ends_at = n;
		ends_before = before;
		_exit(renew());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void whatever_ends_a_renewal_leaves_a_pair_that_works(void **state)
{
	(void)state;
	int deaths = 0, ended;
	for (int before = 0; before < 2; before++) {
		for (int n = 1; (ended = renew_until(n, before)) == 9; n++, deaths++) {
			bool settled;
			struct mg_error err = {0};
			assert_true(mg_keep_settle(&keep, &settled, &err)); /* what the next start does first */
			if (!works())
				fail_msg("ended at step %d (%s): no pair", n, before ? "before" : "after");
		}
		assert_int_equal(ended, 0);
		assert_true(works());
		assert_false(mg_keep_has_next(&keep));
	}
	assert_true(deaths > 10);
}

static void the_end_of_the_certificate_is_told(void **state)
{
	(void)state;
	int64_t until_us, now_us = mg_now_us(&mg_clock_system);
	assert_true(mg_keep_not_after(&keep, &until_us, NULL));
	assert_true(until_us > now_us + INT64_C(4) * 86400000000 && until_us < now_us + INT64_C(6) * 86400000000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_made_once_and_are_nobody_elses),
		cmocka_unit_test(a_foreign_certificate_is_not_taken),
		cmocka_unit_test(whatever_ends_a_renewal_leaves_a_pair_that_works),
		cmocka_unit_test(the_end_of_the_certificate_is_told),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
