/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/password.h"
#include <errno.h>
#include <sodium.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unistd.h>
#include "auth/password_rules.h"

#define PASSES 2U
#define MEMORY_BYTES (64U << 20)

_Static_assert(MG_PASSWORD_HASH_BYTES >= crypto_pwhash_STRBYTES, "libsodium's text form must fit");

bool mg_password_gate_init(struct mg_password_gate *gate, struct mg_error *err)
{
	uint8_t nobodys[32];
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	if (sodium_init() < 0 || sem_init(&gate->slots, 0, cores > 0 ? (unsigned)cores : 1U) != 0)
		return mg_fail(err, MG_ERR_INTERNAL, "password gate cannot start");
	randombytes_buf(nobodys, sizeof(nobodys));
	bool ok = crypto_pwhash_str(gate->decoy, (const char *)nobodys, sizeof(nobodys), PASSES, MEMORY_BYTES) == 0;
	mg_wipe(nobodys, sizeof(nobodys));
	if (!ok) {
		sem_destroy(&gate->slots);
		return mg_fail(err, MG_ERR_INTERNAL, "no memory for one password hash");
	}
	return true;
}

void mg_password_gate_done(struct mg_password_gate *gate)
{
	sem_destroy(&gate->slots);
	mg_wipe(gate->decoy, sizeof(gate->decoy));
}

bool mg_password_nfc(const char *password, char *ret, size_t cap, struct mg_error *err)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar wide[MG_PASSWORD_BYTES_MAX + 1], composed[2 * MG_PASSWORD_BYTES_MAX + 1];
	int32_t wide_n = 0, composed_n = 0, n = 0;
	size_t len = strnlen(password, MG_PASSWORD_BYTES_MAX + 1);
	if (len > MG_PASSWORD_BYTES_MAX)
		return mg_fail(err, MG_ERR_INVALID, "a password longer than %u bytes", MG_PASSWORD_BYTES_MAX);
	u_strFromUTF8(wide, (int32_t)MG_LEN(wide), &wide_n, password, (int32_t)len, &status);
	const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);
	composed_n = unorm2_normalize(nfc, wide, wide_n, composed, (int32_t)MG_LEN(composed) - 1, &status);
	u_strToUTF8(ret, (int32_t)cap, &n, composed, composed_n, &status);
	mg_wipe(wide, sizeof(wide));
	mg_wipe(composed, sizeof(composed));
	if (U_FAILURE(status) || (size_t)n >= cap) {
		mg_wipe(ret, cap);
		return mg_fail(err, MG_ERR_INVALID, "a password that is not text");
	}
	return true;
}

static void take_slot(struct mg_password_gate *gate)
{
	while (sem_wait(&gate->slots) != 0 && errno == EINTR)
		;
}

/* False when the password is no text; `ret` is filled all the same, so that the hash takes its time. */
static bool pepper(const struct mg_keys *keys, const char *password, uint8_t ret[32], struct mg_error *err)
{
	char nfc[2 * MG_PASSWORD_BYTES_MAX + 1];
	bool ok = mg_password_nfc(password, nfc, sizeof(nfc), err);
	mg_keys_pepper(keys, nfc, ok ? strlen(nfc) : 0, ret);
	mg_wipe(nfc, sizeof(nfc));
	return ok;
}

bool mg_password_hash(struct mg_password_gate *gate, const struct mg_keys *keys, const char *password,
	char ret[MG_PASSWORD_HASH_BYTES], struct mg_error *err)
{
	uint8_t peppered[32];
	if (!pepper(keys, password, peppered, err)) {
		mg_wipe(peppered, sizeof(peppered));
		return false;
	}
	take_slot(gate);
	bool ok = crypto_pwhash_str(ret, (const char *)peppered, sizeof(peppered), PASSES, MEMORY_BYTES) == 0;
	sem_post(&gate->slots);
	mg_wipe(peppered, sizeof(peppered));
	return ok || mg_fail(err, MG_ERR_INTERNAL, "no memory for a password hash");
}

bool mg_password_matches(
	struct mg_password_gate *gate, const struct mg_keys *keys, const char *password, const char *hash)
{
	uint8_t peppered[32];
	bool is_text = pepper(keys, password, peppered, NULL);
	take_slot(gate);
	bool same = crypto_pwhash_str_verify(hash, (const char *)peppered, sizeof(peppered)) == 0;
	sem_post(&gate->slots);
	mg_wipe(peppered, sizeof(peppered));
	return is_text & same;
}

bool mg_password_needs_rehash(const char *hash)
{
	return crypto_pwhash_str_needs_rehash(hash, PASSES, MEMORY_BYTES) != 0;
}
