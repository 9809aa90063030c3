/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/envelope.h"
#include <ctype.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <unistd.h>
#include "admin/prompt.h"
#include "admin/two.h"

#define SHOWN_MAX 5 /* times, to a keeper whose paper does not say it */
static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";

void mg_envelopes_done(struct mg_envelopes *envelopes)
{
	sodium_munlock(envelopes, sizeof(*envelopes)); /* wipes too */
}

/* Without what is only for the eye. What is typed may be longer: it matches nothing then. */
static void plain(const char *typed, char ret[MG_CODE_BYTES])
{
	size_t n = 0;
	for (; *typed && n < MG_CODE_BYTES - 1; typed++)
		if (*typed != '-' && *typed != ' ')
			ret[n++] = (char)tolower((unsigned char)*typed);
	ret[n] = '\0';
}

bool mg_envelopes_draw(const struct mg_city *city, struct mg_envelopes *ret, struct mg_error *err)
{
	struct mg_password_gate gate;
	if (sodium_init() < 0 || sodium_mlock(ret, sizeof(*ret)) != 0)
		return mg_fail(err, MG_ERR_INTERNAL, "memory cannot be locked: raise RLIMIT_MEMLOCK");
	if (!mg_password_gate_init(&gate, err))
		return false;
	bool ok = true;
	for (size_t k = 0; k < MG_ENVELOPES && ok; k++) {
		char bare[MG_CODE_BYTES];
		for (size_t i = 0; i < MG_CODE_BYTES - 1; i++)
			ret->code[k][i] = i % (MG_CODE_GROUP + 1) == MG_CODE_GROUP ? '-' : letters[randombytes_uniform(sizeof(letters) - 1)];
		ret->code[k][MG_CODE_BYTES - 1] = '\0';
		plain(ret->code[k], bare);
		ok = mg_password_hash(&gate, city->shared.keys, bare, ret->hash[k], err);
		mg_wipe(bare, sizeof(bare));
	}
	mg_password_gate_done(&gate);
	return ok;
}

/* ---- to the keepers ---- */

static bool say(int tty, const char *text)
{
	const size_t n = strlen(text);
	return write(tty, text, n) == (ssize_t)n;
}

/* False: the terminal is gone. */
static bool wait_for_enter(int tty)
{
	char c = '\0';
	while (c != '\n')
		if (read(tty, &c, 1) != 1)
			return false;
	return true;
}

static bool show(int tty, unsigned envelope, const char *code)
{
	char head[80];
	snprintf(head, sizeof(head), "Recovery code of envelope %u of %u: ", envelope, MG_ENVELOPES);
	bool shown = say(tty, head) && say(tty, code) && say(tty, "\nIts keeper alone writes it down, then presses Enter.");
	shown = shown && wait_for_enter(tty);
	return say(tty, "\033[1A\033[2K\033[1A\033[2K\r") && shown;
}

static bool is_on_paper(const char *code, bool *ret, struct mg_error *err)
{
	MG_CLEANUP(mg_secret_done) struct mg_secret typed = {{0}};
	char a[MG_CODE_BYTES], b[MG_CODE_BYTES];
	if (!mg_secret_ask_terminal("Type it from the paper", &typed, err))
		return false;
	memset(a, 0, sizeof(a));
	memset(b, 0, sizeof(b));
	plain(code, a);
	plain(typed.text, b);
	*ret = mg_equal_ct(a, b, sizeof(a));
	mg_wipe(a, sizeof(a));
	mg_wipe(b, sizeof(b));
	return true;
}

static bool hand_one(int tty, unsigned envelope, const char *code, struct mg_error *err)
{
	bool same = false;
	for (int i = 0; i < SHOWN_MAX && !same; i++) {
		if (!show(tty, envelope, code))
			return mg_fail(err, MG_ERR_INTERNAL, "the terminal went away");
		if (!is_on_paper(code, &same, err))
			return false;
		if (!same)
			(void)say(tty, "That is not what was shown. Once more.\n");
	}
	return same || mg_fail(err, MG_ERR_INVALID, "the code did not come onto the paper; nothing was changed");
}

bool mg_envelopes_hand_out(const struct mg_envelopes *e, struct mg_error *err)
{
	const int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (tty < 0)
		return mg_fail(err, MG_ERR_INTERNAL, "no terminal to show the recovery codes at");
	bool ok = true;
	for (unsigned i = 0; i < MG_ENVELOPES && ok; i++) {
		ok = hand_one(tty, i + 1, e->code[i], err);
		if (ok && i + 1 < MG_ENVELOPES)
			ok = (say(tty, "Seal the envelope. The next keeper comes, then Enter.") && wait_for_enter(tty)) ||
			     mg_fail(err, MG_ERR_INTERNAL, "the terminal went away");
	}
	close(tty);
	return ok;
}

bool mg_envelopes_store(
	struct mg_city *city, struct mg_tx *tx, const struct mg_envelopes *e, int64_t now_us, struct mg_error *err)
{
	for (unsigned i = 0; i < MG_ENVELOPES; i++)
		if (!mg_glass_add_code(tx, &city->shared, i + 1, e->hash[i], now_us, err))
			return false;
	return true;
}

/* ---- from the envelopes ---- */

static bool ask_one(const char *question, char ret[MG_CODE_BYTES], struct mg_error *err)
{
	MG_CLEANUP(mg_secret_done) struct mg_secret typed = {{0}};
	if (!mg_secret_ask(question, false, &typed, err))
		return false;
	plain(typed.text, ret);
	return true;
}

/* Both are judged, whatever the first says: how long a no takes does not tell which of the two was right. */
static bool are_these(struct mg_password_gate *gate, const struct mg_keys *keys, const char *a, const char *b,
	const struct mg_recovery_code *of_a, const struct mg_recovery_code *of_b)
{
	const bool first = mg_password_matches(gate, keys, a, of_a->hash);
	const bool second = mg_password_matches(gate, keys, b, of_b->hash);
	return first && second;
}

bool mg_envelopes_ask(struct mg_city *city, const char *command, const struct mg_recovery_code codes[MG_ENVELOPES],
	struct mg_error *err)
{
	const struct mg_keys *keys = city->shared.keys;
	struct mg_password_gate gate;
	struct mg_try t;
	char a[MG_CODE_BYTES] = "", b[MG_CODE_BYTES] = "";
	if (!mg_tries_allow(city, err) || !mg_password_gate_init(&gate, err))
		return false;
	bool asked = ask_one("Code of the first envelope", a, err) && ask_one("Code of the second envelope", b, err) &&
		     mg_tries_begin(city, command, "codes", "of the envelopes", &t, err);
	bool right = asked && (are_these(&gate, keys, a, b, &codes[0], &codes[1]) || are_these(&gate, keys, a, b, &codes[1], &codes[0]));
	mg_wipe(a, sizeof(a));
	mg_wipe(b, sizeof(b));
	mg_password_gate_done(&gate);
	if (!asked)
		return false;
	return mg_tries_end(city, &t, right, err);
}
