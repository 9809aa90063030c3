/* SPDX-License-Identifier: Apache-2.0
 * Signing keys under a PIN, and on a card: a real PKCS #11 module (SoftHSM) with a token of this test's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <string.h>
#include "card.h"
#include "signer/signer.h"
#include "wire/hash_evp.h"

#define LABEL "approver 200001"
#define TYPE MG_ENVELOPE_TYPE("export-ticket")

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

static void a_card_signs_what_its_public_key_verifies(void **state)
{
	(void)state;
	struct mg_error err = {0};
	struct mg_signer_key *key = NULL;
	uint8_t public_key[32], nobodys[32] = {1};
	assert_false(mg_signer_card_public_key(MG_CARD_MODULE, "approver 20000", public_key, &err));
	assert_int_equal(err.code, MG_ERR_NOT_FOUND);
	assert_true(mg_signer_card_public_key(MG_CARD_MODULE, LABEL, public_key, &err));
	assert_true(mg_signer_open_pkcs11(MG_CARD_MODULE, public_key, "7284", &key, &err));
	assert_true(is_signed_by(key, public_key));
	assert_true(is_signed_by(key, public_key)); /* a card is not used up by one signature */
	mg_signer_key_freep(&key);
	assert_false(mg_signer_open_pkcs11(MG_CARD_MODULE, public_key, "7285", &key, &err));
	assert_int_equal(err.code, MG_ERR_DENIED);
	assert_false(mg_signer_open_pkcs11(MG_CARD_MODULE, nobodys, "7284", &key, &err));
	assert_int_equal(err.code, MG_ERR_NOT_FOUND);
	assert_false(mg_signer_open_pkcs11("/nonexistent.so", public_key, "7284", &key, &err));
	assert_int_equal(err.code, MG_ERR_UNAVAILABLE);
}

static void no_pin_is_given_to_one_of_two_cards_that_show_the_key(void **state)
{
	(void)state;
	struct mg_error err = {0};
	struct mg_signer_key *key = NULL;
	uint8_t public_key[32];
	assert_true(mg_signer_card_public_key(MG_CARD_MODULE, LABEL, public_key, &err));
	mg_card_twin("another", "9999", public_key);
	assert_false(mg_signer_open_pkcs11(MG_CARD_MODULE, public_key, "7284", &key, &err));
	assert_int_equal(err.code, MG_ERR_CONFLICT);
	assert_non_null(strstr(err.detail, "2 cards"));
}

static int setup(void **state)
{
	(void)state;
	mg_card_make(LABEL, "7284");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	mg_card_remove();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_wrapped_key_signs_what_its_public_key_verifies),
		cmocka_unit_test(another_pin_another_public_key_or_a_changed_bit_opens_nothing),
		cmocka_unit_test(pins_and_costs_have_bounds),
		cmocka_unit_test(the_file_form_has_one_spelling),
		cmocka_unit_test(a_card_signs_what_its_public_key_verifies),
		cmocka_unit_test(no_pin_is_given_to_one_of_two_cards_that_show_the_key),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
