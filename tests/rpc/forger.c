/* SPDX-License-Identifier: Apache-2.0 */
#include "forger.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include "counter.h"

void forger_request(const char *folder, struct mg_request *ret)
{
	char line[900], path[700], text[MG_REQUEST_TEXT_MAX];
	snprintf(line, sizeof(line), "'%s' request --dir '%s/foreign' > /dev/null", TERMINAL_PROGRAM, folder);
	assert_int_equal(system(line), 0);
	snprintf(path, sizeof(path), "%s/foreign/terminal.request", folder);
	FILE *f = fopen(path, "re");
	assert_non_null(f);
	const size_t n = fread(text, 1, sizeof(text), f);
	fclose(f);
	assert_true(mg_request_read(text, n, ret, NULL));
}

void forger_insert(uint64_t terminal_id, const char *kind, const struct mg_request *r, const char *fingerprint, const char *key)
{
	static char sql[4000];
	char blob[2 * MG_REQUEST_BYTES_MAX + 1];
	mg_hex(r->bytes, r->n, blob);
	snprintf(sql, sizeof(sql),
		"INSERT INTO madoguchi.terminal_request (municipality, kind, state, request, fingerprint, assertion_key, name, section,"
		" ward, terminal_id, made_us, log_writer, log_n, proposer_id, proposer_no) SELECT t.municipality, '%s',"
		" IF('%s' = 'new', 'proposed', 'approved'), X'%s', %s, %s, IF('%s' = 'new', '偽物', t.name), t.section, t.ward,"
		" IF('%s' = 'new', NULL, t.terminal_id), 1, 1, 1, p.staff_id, p.staff_no FROM madoguchi.terminal t LEFT JOIN"
		" madoguchi.staff p ON p.staff_no = '200002' AND '%s' = 'new' WHERE t.terminal_id = %llu",
		kind, kind, blob, fingerprint, key, kind, kind, kind, (unsigned long long)terminal_id);
	mg_test_db_sql(&counter_superuser, sql);
	mg_test_db_sql(&counter_superuser,
		"UPDATE madoguchi.terminal_request r JOIN madoguchi.staff v ON v.staff_no = '100003' SET r.state = 'approved',"
		" r.reviewer_id = v.staff_id, r.reviewer_no = v.staff_no, r.reviewed_us = 1 WHERE r.state = 'proposed'");
}
