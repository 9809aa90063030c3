/* SPDX-License-Identifier: Apache-2.0
 * Signing keys under a PIN, and on a card: a real PKCS #11 module (SoftHSM) with a token of this test's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <p11-kit/p11-kit.h>
#include <p11-kit/pkcs11.h>
#include <string.h>
#include <unistd.h>
#include "signer/signer.h"
#include "wire/hash_evp.h"

#define MODULE "/usr/lib/softhsm/libsofthsm2.so"
#define LABEL "approver 200001"
#define TYPE MG_ENVELOPE_TYPE("export-ticket")

#ifdef __SANITIZE_ADDRESS__ /* SoftHSM leaks the curve's name of each key that it makes or reads; it is gone when that is told */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:CRYPTO_zalloc\nleak:ASN1_STRING_set\n";
}
#endif

static char dir[] = "/tmp/mg-signer-XXXXXX";
static const char payload[] = "one file, by this person, on this stick, once";

static void wrap(struct mg_wrapped_key *ret, const char *pin)
{
	struct mg_error err = {0};
	assert_true(mg_signer_wrap_new(pin, MG_WRAP_MEMORY_KIB_MIN, 1, ret, &err));
}

/* The envelope that the key makes, judged by OpenSSL. */
static bool is_signed_by(struct mg_signer_key *key, const uint8_t public_key[32])
{
	MG_CLEANUP(mg_crypto_evp_freep) struct mg_crypto *crypto = NULL;
	struct mg_error err = {0};
	struct mg_signed made;
	const struct mg_bytes body = {(const uint8_t *)payload, sizeof(payload)};
	assert_true(mg_crypto_evp_new(&crypto, &err));
	assert_true(mg_signer_sign_envelope(key, TYPE, body, &made, &err));
	const struct mg_envelope e = {TYPE, body, {made.key_id, sizeof(made.key_id)}, {made.signature, sizeof(made.signature)}};
	return mg_envelope_verify(crypto, public_key, TYPE, &e, &err);
}

static void a_wrapped_key_signs_what_its_public_key_verifies(void **state)
{
	(void)state;
	struct mg_error err = {0};
	struct mg_wrapped_key w, other;
	struct mg_signer_key *key = NULL;
	wrap(&w, "7284");
	wrap(&other, "7284");
	assert_memory_not_equal(w.public_key, other.public_key, 32);
	assert_true(mg_signer_open_wrapped(&w, "7284", &key, &err));
	assert_memory_equal(mg_signer_public_key(key), w.public_key, 32);
	assert_true(is_signed_by(key, w.public_key));
	assert_false(is_signed_by(key, other.public_key));
	mg_signer_key_free(key);
}

static void another_pin_another_public_key_or_a_changed_bit_opens_nothing(void **state)
{
	(void)state;
	struct mg_error err = {0};
	struct mg_wrapped_key w, other, bad;
	struct mg_signer_key *key = NULL;
	wrap(&w, "7284");
	wrap(&other, "7284");
	assert_false(mg_signer_open_wrapped(&w, "7285", &key, &err));
	assert_int_equal(err.code, MG_ERR_DENIED);
	bad = w;
	memcpy(bad.public_key, other.public_key, 32);
	assert_false(mg_signer_open_wrapped(&bad, "7284", &key, &err));
	assert_int_equal(err.code, MG_ERR_DENIED);
	for (size_t i = 0; i < MG_WRAP_SEALED_BYTES; i += 23) {
		bad = w;
		bad.sealed[i] ^= 1;
		assert_false(mg_signer_open_wrapped(&bad, "7284", &key, &err));
		assert_int_equal(err.code, MG_ERR_DENIED);
	}
	assert_null(key);
}

static void pins_and_costs_have_bounds(void **state)
{
	(void)state;
	struct mg_error err = {0};
	struct mg_wrapped_key w;
	struct mg_signer_key *key = NULL;
	assert_false(mg_signer_wrap_new("123", MG_WRAP_MEMORY_KIB_MIN, 1, &w, &err));
	assert_int_equal(err.code, MG_ERR_INVALID);
	assert_false(mg_signer_wrap_new("7284", MG_WRAP_MEMORY_KIB_MIN - 1, 1, &w, &err));
	assert_false(mg_signer_wrap_new("7284", MG_WRAP_MEMORY_KIB_MIN, 0, &w, &err));
	wrap(&w, "7284");
	w.memory_kib = MG_WRAP_MEMORY_KIB_MAX + 1; /* a server must not make the kiosk take all of its memory */
	assert_false(mg_signer_open_wrapped(&w, "7284", &key, &err));
	assert_int_equal(err.code, MG_ERR_INVALID);
}

static void the_file_form_has_one_spelling(void **state)
{
	(void)state;
	struct mg_error err = {0};
	struct mg_wrapped_key w, back;
	uint8_t bytes[MG_WRAPPED_KEY_FILE_MAX + 1] = {0};
	size_t n;
	wrap(&w, "7284");
	assert_true(mg_wrapped_key_write(&w, bytes, sizeof(bytes), &n, &err));
	assert_true(mg_wrapped_key_read((struct mg_bytes){bytes, n}, &back, &err));
	assert_memory_equal(&w, &back, sizeof(w));
	assert_false(mg_wrapped_key_write(&w, bytes, n - 1, &n, &err));
	assert_int_equal(err.code, MG_ERR_TOO_LARGE);
	assert_false(mg_wrapped_key_read((struct mg_bytes){bytes, n - 1}, &back, &err));
	bytes[n] = 0x38; /* a field that nobody knows */
	assert_false(mg_wrapped_key_read((struct mg_bytes){bytes, n + 2}, &back, &err));
	bytes[3] ^= 1; /* the id of another key */
	assert_false(mg_wrapped_key_read((struct mg_bytes){bytes, n}, &back, &err));
	assert_int_equal(err.code, MG_ERR_INVALID);
}

/* ---- the card ---- */

static void make_token(CK_FUNCTION_LIST *m)
{
	CK_SLOT_ID slots[8];
	CK_ULONG n = 8;
	CK_SESSION_HANDLE s;
	CK_UTF8CHAR label[32];
	static const CK_BYTE curve[] = {0x13, 0x0c, 'e', 'd', 'w', 'a', 'r', 'd', 's', '2', '5', '5', '1', '9'};
	CK_BBOOL yes = CK_TRUE;
	CK_BYTE id[] = {1};
	CK_MECHANISM generate = {CKM_EC_EDWARDS_KEY_PAIR_GEN, NULL, 0};
	CK_OBJECT_HANDLE public_key, private_key;
	memset(label, ' ', sizeof(label));
	memcpy(label, LABEL, strlen(LABEL));
	assert_int_equal(m->C_GetSlotList(CK_TRUE, slots, &n), CKR_OK);
	assert_int_equal(m->C_InitToken(slots[0], (CK_UTF8CHAR *)(uintptr_t) "87654321", 8, label), CKR_OK);
	n = 8;
	assert_int_equal(m->C_GetSlotList(CK_TRUE, slots, &n), CKR_OK);
	assert_int_equal(m->C_OpenSession(slots[0], CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &s), CKR_OK);
	assert_int_equal(m->C_Login(s, CKU_SO, (CK_UTF8CHAR *)(uintptr_t) "87654321", 8), CKR_OK);
	assert_int_equal(m->C_InitPIN(s, (CK_UTF8CHAR *)(uintptr_t) "7284", 4), CKR_OK);
	assert_int_equal(m->C_Logout(s), CKR_OK);
	assert_int_equal(m->C_Login(s, CKU_USER, (CK_UTF8CHAR *)(uintptr_t) "7284", 4), CKR_OK);
	CK_ATTRIBUTE pub[] = {{CKA_EC_PARAMS, (void *)(uintptr_t)curve, sizeof(curve)}, {CKA_TOKEN, &yes, sizeof(yes)},
		{CKA_VERIFY, &yes, sizeof(yes)}, {CKA_ID, id, sizeof(id)}};
	CK_ATTRIBUTE priv[] = {{CKA_TOKEN, &yes, sizeof(yes)}, {CKA_SIGN, &yes, sizeof(yes)}, {CKA_PRIVATE, &yes, sizeof(yes)},
		{CKA_ID, id, sizeof(id)}};
	assert_int_equal(m->C_GenerateKeyPair(s, &generate, pub, MG_LEN(pub), priv, MG_LEN(priv), &public_key, &private_key),
		CKR_OK);
	assert_int_equal(m->C_CloseSession(s), CKR_OK);
}

static void a_card_signs_what_its_public_key_verifies(void **state)
{
	(void)state;
	struct mg_error err = {0};
	struct mg_signer_key *key = NULL;
	uint8_t public_key[32], nobodys[32] = {1};
	assert_false(mg_signer_card_public_key(MODULE, "approver 20000", public_key, &err));
	assert_int_equal(err.code, MG_ERR_NOT_FOUND);
	assert_true(mg_signer_card_public_key(MODULE, LABEL, public_key, &err));
	assert_true(mg_signer_open_pkcs11(MODULE, public_key, "7284", &key, &err));
	assert_true(is_signed_by(key, public_key));
	assert_true(is_signed_by(key, public_key)); /* a card is not used up by one signature */
	mg_signer_key_freep(&key);
	assert_false(mg_signer_open_pkcs11(MODULE, public_key, "7285", &key, &err));
	assert_int_equal(err.code, MG_ERR_DENIED);
	assert_false(mg_signer_open_pkcs11(MODULE, nobodys, "7284", &key, &err));
	assert_int_equal(err.code, MG_ERR_NOT_FOUND);
	assert_false(mg_signer_open_pkcs11("/nonexistent.so", public_key, "7284", &key, &err));
	assert_int_equal(err.code, MG_ERR_UNAVAILABLE);
}

static int setup(void **state)
{
	char path[128];
	(void)state;
	if (!mkdtemp(dir))
		return -1;
	snprintf(path, sizeof(path), "%s/conf", dir);
	FILE *f = fopen(path, "we");
	if (!f || fprintf(f, "directories.tokendir = %s\nobjectstore.backend = file\n", dir) < 0 || fclose(f) != 0)
		return -1;
	setenv("SOFTHSM2_CONF", path, 1);
	CK_FUNCTION_LIST *m = p11_kit_module_load(MODULE, P11_KIT_MODULE_CRITICAL);
	assert_non_null(m); /* Debian: softhsm2 */
	assert_int_equal(p11_kit_module_initialize(m), CKR_OK);
	make_token(m);
	p11_kit_module_finalize(m);
	p11_kit_module_release(m);
	return 0;
}

static int teardown(void **state)
{
	char command[128];
	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_wrapped_key_signs_what_its_public_key_verifies),
		cmocka_unit_test(another_pin_another_public_key_or_a_changed_bit_opens_nothing),
		cmocka_unit_test(pins_and_costs_have_bounds),
		cmocka_unit_test(the_file_form_has_one_spelling),
		cmocka_unit_test(a_card_signs_what_its_public_key_verifies),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
