/* SPDX-License-Identifier: Apache-2.0
 * What it costs to ask for a permission and for a class of fields of a record, and to take in a new matrix of rights,
 * on one core. Exit status 1 when a limit is missed (40 us a check).   bench_rights */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "access/record_rules.h"
#include "access/rights_store.h"
#include "base/macros.h"
#include "rights_file.h"
#include "rights_signed.h"
#include "wire/hash_evp.h"

#define CHECKS 20000000
#define READS 2000
#define LIMIT_US 40.0

static double now_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

int main(void)
{
	static const char *const wards[] = {"141", "146", "142", ""};
	struct mg_session s[4] = {{.role = MG_STAFF_CLERK, .ward = "146"}, {.role = MG_STAFF_SUPERVISOR, .ward = "142"},
		{.role = MG_STAFF_HEAD, .ward = "141"}, {.role = MG_STAFF_AUDITOR}};
	unsigned long yes = 0;
	for (int i = 0; i < 4; i++)
		mg_session_grant(&s[i], mg_test_rights(), i == 1 ? MG_RIGHT(MG_PERM_FIELD_PLACE) : 0);
	double from = now_us();
	for (unsigned i = 0; i < CHECKS; i++) {
		const struct mg_record record = {wards[i / 4 % 4], i % 3 == 0};
		yes += mg_session_may(&s[i % 4], (enum mg_perm)(MG_PERM_SIGNED_IN + 1 + i % (MG_PERM_MAX - 3)));
		yes += mg_record_shows(&s[i % 4], &record, (enum mg_field_class)(i % 4));
	}
	const double check_us = (now_us() - from) / CHECKS;
	size_t n;
	const char *text = mg_test_rights_text(&n);
	const struct mg_bytes packed = mg_test_rights_sign(text, n);
	uint8_t root[MG_PUBLIC_KEY_BYTES];
	mg_test_rights_root(root);
	struct mg_arena arena;
	struct mg_rights rights;
	struct mg_error err = {0};
	mg_arena_init(&arena, 1U << 20);
	from = now_us();
	for (unsigned i = 0; i < READS; i++) {
		mg_arena_reset(&arena);
		if (!mg_rights_open(&arena, root, packed, &rights, &err)) {
			fprintf(stderr, "%s\n", err.detail);
			return 1;
		}
	}
	const double read_us = (now_us() - from) / READS;
	mg_arena_done(&arena);
	printf("{\"bench\":\"rights\",\"check_us\":%.4f,\"verify_and_read_us\":%.1f,\"yes\":%lu}\n", check_us, read_us,
		yes);
	return check_us <= LIMIT_US ? 0 : 1;
}
