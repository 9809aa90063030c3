/* SPDX-License-Identifier: Apache-2.0
 * When a refused login leaves, by the kind of the refusal: login_timing N. The real judging against a real database and
 * matcher; the clock that decides when an answer may leave is the test's, so that no load of the machine is measured:
 * hash and match each cost what the test says, on an idle and on a busy day, and medians of N of each kind are compared.
 * Hashes are of the least cost here, and only the first matches of each kind are real; that each kind makes one hash and one match
 * is counted, not timed.
 * tests/auth/login_timing measures the same from outside, in real time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>
#include "auth/password.h"
#include "database.h"
#include "matcher/client.h"
#include "office_inside.h"

#define MS INT64_C(1000)
#define S INT64_C(1000000)
#define LARGEST_DIFFERENCE_US (5 * MS)
#define N_MAX 1000

static int n_each = 200;
static int64_t now_us; /* of the injected clock */
static int64_t hash_us, match_us;
static unsigned hashes, matches;

enum kind { BOTH_WRONG, UNKNOWN, IS_DISABLED, WRONG_PASSWORD, WRONG_FINGER, KINDS };
#define REALLY_MATCHED 20 /* of each kind: then the verdict on the next picture of the same finger is known */
static enum kind kind_now;
static unsigned matched[KINDS];
static enum mg_match verdicts[KINDS];

/* The linker puts these in front of the real ones. */
bool __real_mg_password_matches(
	struct mg_password_gate *gate, const struct mg_keys *keys, const char *password, const char *hash);
bool __wrap_mg_password_matches(
	struct mg_password_gate *gate, const struct mg_keys *keys, const char *password, const char *hash);
bool __wrap_mg_password_matches(
	struct mg_password_gate *gate, const struct mg_keys *keys, const char *password, const char *hash)
{
	hashes++;
	now_us += hash_us;
	return __real_mg_password_matches(gate, keys, password, hash);
}

bool __real_mg_matcher_verify(const struct mg_matcher_client *client, const struct mg_finger_image *image,
	const struct mg_bytes *templates, size_t n, int64_t timeout_ms, enum mg_match *ret, struct mg_error *err);
bool __wrap_mg_matcher_verify(const struct mg_matcher_client *client, const struct mg_finger_image *image,
	const struct mg_bytes *templates, size_t n, int64_t timeout_ms, enum mg_match *ret, struct mg_error *err);
bool __wrap_mg_matcher_verify(const struct mg_matcher_client *client, const struct mg_finger_image *image,
	const struct mg_bytes *templates, size_t n, int64_t timeout_ms, enum mg_match *ret, struct mg_error *err)
{
	matches++;
	now_us += match_us;
	if (matched[kind_now] < REALLY_MATCHED) { /* a match takes 50 ms under the sanitizers */
		matched[kind_now]++;
		if (!__real_mg_matcher_verify(client, image, templates, n, timeout_ms, &verdicts[kind_now], err))
			return false;
	}
	*ret = verdicts[kind_now];
	return true;
}

static int64_t injected_us(const struct mg_clock *clock)
{
	(void)clock;
	if (office_arrived_us == 0)
		office_arrived_us = now_us;
	return now_us;
}

static const struct {
	const char *name, *refused;
	struct office_try how;
} kinds[KINDS] = {
	[BOTH_WRONG] = {"known, both wrong", "password_and_finger",
		{.terminal = 1, .person = CLERK_A, .password = "machigai", .other_finger = true, .finger_of = CLERK_B}},
	[UNKNOWN] = {"unknown", "staff_unknown", {.terminal = 1, .person = NOBODY}},
	[IS_DISABLED] = {"disabled", "staff_disabled", {.terminal = 1, .person = DISABLED}},
	[WRONG_PASSWORD] = {"wrong password", "password", {.terminal = 1, .person = CLERK_A, .password = "machigai"}},
	[WRONG_FINGER] = {"wrong finger", "finger",
		{.terminal = 1, .person = CLERK_A, .other_finger = true, .finger_of = CLERK_B}},
};

static void forget_failures(void)
{
	mg_test_db_sql(office_superuser(), "DELETE FROM madoguchi.login_failure_pair; DELETE FROM madoguchi.login_failure_staff;"
					   "DELETE FROM madoguchi.login_failure_terminal");
}

static int by_value(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static int64_t median(int64_t *values, int n)
{
	qsort(values, (size_t)n, sizeof(*values), by_value);
	return values[n / 2];
}

/* One touch of each finger, another picture each time by one bit: to draw a new touch takes longer than to judge it. */
static const uint8_t *picture(const struct office_try *how)
{
	static uint8_t touches[PEOPLE][MG_SYNTH_PIXELS];
	static bool is_drawn[PEOPLE];
	static uint32_t n;
	const unsigned of = how->other_finger ? how->finger_of : how->person < PEOPLE ? how->person : CLERK_A;
	if (!is_drawn[of])
		memcpy(touches[of], office_touch((enum office_person)of), MG_SYNTH_PIXELS);
	is_drawn[of] = true;
	n++;
	for (unsigned bit = 0; bit < 16; bit++) /* the number in the lowest bits of a row */
		touches[of][bit] = (uint8_t)((touches[of][bit] & 0xFEU) | (n >> bit & 1U));
	return touches[of];
}

/* A day's work: what hash and match cost at the i-th attempt, the same for each kind. */
static void set_costs(int i, int64_t hash, int64_t spread)
{
	hash_us = hash + (i * 7919 % 1000) * spread / 1000;
	match_us = 15 * MS + (i * 104729 % 1000) * spread / 1000;
}

static void measure(const char *day, int64_t hash, int64_t spread)
{
	static int64_t leaves[KINDS][N_MAX];
	int64_t least = INT64_MAX, most = 0;
	hashes = matches = 0;
	for (int i = 0; i < n_each; i++) {
		set_costs(i, hash, spread);
		forget_failures(); /* before anybody has to wait */
		for (int k = 0; k < KINDS; k++) {
			struct office_try how = kinds[k].how;
			how.pixels = picture(&how);
			kind_now = (enum kind)k;
			struct office_reply r = office_login(&how);
			assert_int_equal(r.code, MG_ERR_LOGIN_REFUSED);
			assert_string_equal(r.refused, kinds[k].refused);
			if (hashes != (unsigned)(i * KINDS + k + 1) || matches != hashes)
				fail_msg("%s: %u hashes and %u matches", kinds[k].name, hashes, matches);
			leaves[k][i] = r.delayed_us ? r.delayed_us : now_us - office_arrived_us;
		}
	}
	for (int k = 0; k < KINDS; k++) {
		const int64_t m = median(leaves[k], n_each);
		printf("login_timing: %s, %s: median %.1f ms of %d\n", day, kinds[k].name, (double)m / 1000, n_each);
		least = m < least ? m : least;
		most = m > most ? m : most;
	}
	printf("login_timing: %s: largest difference of medians %.1f ms\n", day, (double)(most - least) / 1000);
	assert_true(most - least < LARGEST_DIFFERENCE_US);
	assert_true(least >= 1200 * MS);
}

static void every_refusal_leaves_at_the_same_instant_on_an_idle_day(void **state)
{
	(void)state;
	measure("idle", 90 * MS, 60 * MS);
}

/* Work that takes longer than the first step moves every kind to the next. */
static void every_refusal_leaves_at_the_same_instant_on_a_busy_day(void **state)
{
	(void)state;
	n_each = n_each > 40 ? 40 : n_each;
	measure("busy", 900 * MS, 700 * MS);
}

/* The same hashes with the least cost there is: 1,000 of 64 MiB would take minutes. */
static void make_hashes_cheap(void)
{
	char cheap[crypto_pwhash_STRBYTES], sql[400];
	struct mg_password_gate *gate = office_shared()->login_gate;
	assert_int_equal(crypto_pwhash_str(cheap, "nobody", 6, crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN), 0);
	memcpy(gate->decoy, cheap, strlen(cheap) + 1);
	for (unsigned i = 0; i < PEOPLE; i++) {
		uint8_t peppered[32];
		mg_keys_pepper(office_shared()->keys, office_people[i].password, strlen(office_people[i].password), peppered);
		assert_int_equal(crypto_pwhash_str(cheap, (const char *)peppered, sizeof(peppered), crypto_pwhash_OPSLIMIT_MIN,
					 crypto_pwhash_MEMLIMIT_MIN),
			0);
		snprintf(sql, sizeof(sql), "UPDATE madoguchi.staff_password SET hash = '%s' WHERE staff_id = %u", cheap, i + 1);
		mg_test_db_sql(office_superuser(), sql);
	}
}

static int setup(void **state)
{
	(void)state;
	office_open("login_timing");
	make_hashes_cheap();
	now_us = 1000 * S;
	office.clock.mono_us = injected_us;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	office_close();
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_refusal_leaves_at_the_same_instant_on_an_idle_day),
		cmocka_unit_test(every_refusal_leaves_at_the_same_instant_on_a_busy_day),
	};
	if (argc > 1)
		n_each = atoi(argv[1]);
	return n_each > 0 && n_each <= N_MAX ? cmocka_run_group_tests(tests, setup, teardown) : 2;
}
