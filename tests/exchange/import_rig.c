/* SPDX-License-Identifier: Apache-2.0 */
#include "import_rig.h"
#include <openssl/evp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include "base/number.h"

static char inbox[400];
static struct mg_worker worker;
static bool has_worker;

void rig_open(const char *name)
{
	mg_bureau_open(name);
	snprintf(inbox, sizeof(inbox), "%s/%s.inbox.XXXXXX", MG_BINARY_DIR, name);
	if (!mkdtemp(inbox))
		abort();
	mg_bureau.shared.import_dir = inbox;
}

void rig_forget_worker(void)
{
	has_worker = false;
}

void rig_close(void)
{
	char command[500];
	if (has_worker)
		mg_worker_done(&worker);
	has_worker = false;
	snprintf(command, sizeof(command), "rm -rf '%s'", inbox);
	if (system(command) != 0)
		abort();
	mg_bureau_close();
}

const char *rig_inbox(void)
{
	return inbox;
}

/* ---- files ---- */

const char *rig_my_number(unsigned n, char ret[13])
{
	snprintf(ret, 13, "99%09u0", n);
	for (char c = '0'; c <= '9'; c++) {
		ret[11] = c;
		if (mg_my_number_is_valid(ret, 12))
			return ret;
	}
	abort();
}

struct mg_frame_header rig_header(uint32_t seq)
{
	struct mg_frame_header h = sample_header(MG_CHARSET_UTF8);
	h.seq = seq;
	return h;
}

static struct mg_text view(const char *s)
{
	return (struct mg_text){s, strlen(s)};
}

static void write_line(struct mg_j01_writer *w, const struct rig_line *line)
{
	char person[11];
	struct mg_error err;
	struct mg_text fields[MG_J01_FIELDS];
	snprintf(person, sizeof(person), "%010u", line->person);
	for (size_t i = 0; i < MG_J01_FIELDS; i++)
		fields[i] = view("");
	fields[MG_J01_kojin_shori_no] = view(person);
	fields[MG_J01_shori_no] = view(person);
	fields[MG_J01_name_kanji] = view(line->name ? line->name : "架空　太郎");
	fields[MG_J01_name_kana] = view("カクウ　タロウ");
	fields[MG_J01_sex] = view("1");
	fields[MG_J01_birth_date] = view("19790514");
	fields[MG_J01_addr] = view("堺市堺区南瓦町３番１号");
	fields[MG_J01_remark_text] = view("記載〜内容");
	fields[MG_J01_shokan_ward] = view("141");
	const struct mg_j01_record record = {(enum mg_j01_op)line->op, view(person),
		view(line->my_number ? line->my_number : ""), fields};
	if (!mg_j01_write(w, &record, &err))
		abort();
}

static void begin(struct mg_j01_writer *w, struct sample *s, const struct mg_frame_header *header)
{
	struct mg_error err;
	*s = (struct sample){.n = 0};
	if (!mg_j01_writer_open(w, header, sample_write, s, &err))
		abort();
}

static void end(struct mg_j01_writer *w)
{
	struct mg_error err;
	if (!mg_j01_writer_close(w, &err))
		abort();
	mg_j01_writer_done(w);
}

void rig_make(struct sample *ret, const struct mg_frame_header *header,
	const struct rig_line *lines, size_t n)
{
	struct mg_j01_writer w;
	begin(&w, ret, header);
	for (size_t i = 0; i < n; i++)
		write_line(&w, &lines[i]);
	end(&w);
}

void rig_make_many(
	struct sample *ret, const struct mg_frame_header *header, unsigned first, size_t n)
{
	struct mg_j01_writer w;
	begin(&w, ret, header);
	for (unsigned i = 0; i < n; i++) {
		char number[13];
		const struct rig_line line = {
			'I', first + i, i % 3 == 0 ? rig_my_number(first + i, number) : NULL, NULL};
		write_line(&w, &line);
	}
	end(&w);
}

void rig_seal(struct sample *s)
{
	uint8_t digest[32];
	char hex[65];
	char *last = s->p;
	for (char *p = s->p; p < s->p + s->n - 2; p++)
		if (*p == '\n')
			last = p + 1;
	if (EVP_Digest(s->p, (size_t)(last - s->p), digest, NULL, EVP_sha256(), NULL) != 1)
		abort();
	mg_hex(digest, 32, hex);
	memcpy(s->p + s->n - 2 - 1 - 64, hex, 64);
}

void rig_drop(const struct sample *s, const char *name)
{
	char part[700], whole[700];
	snprintf(part, sizeof(part), "%s/%s.part", inbox, name);
	snprintf(whole, sizeof(whole), "%s/%s", inbox, name);
	FILE *f = fopen(part, "we");
	if (!f || fwrite(s->p, 1, s->n, f) != s->n || fclose(f) != 0 || rename(part, whole) != 0)
		abort();
}

/* ---- running ---- */

bool rig_run(const atomic_bool *stopping, struct mg_error *err)
{
	static const struct mg_job job = {.name = "ImportJ01",
		.audit = MG_AUDIT_IMPORT_J01,
		.account = "mg_import",
		.every_s = 1,
		.arena_bytes = (size_t)256 << 20,
		.run = mg_job_import_j01};
	if (!has_worker && !mg_bureau_worker("mg_import", &worker, err))
		return false;
	has_worker = true;
	return mg_gate_run_job(&worker, &job, stopping, err);
}

void rig_run_well(void)
{
	struct mg_error err = {0};
	if (!rig_run(NULL, &err))
		fail_msg("the job failed: %s %s", mg_code_name(err.code), err.detail);
}

/* ---- asking ---- */

static void ask(const char *sql, const char *columns, struct mg_arena *arena, struct mg_rows *ret)
{
	const struct mg_stmt_def def = {
		.name = "test", .sql = sql, .params = "", .columns = columns};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(mg_bureau.superuser);
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	struct mg_error err = {0};
	mg_tx_begin(&tx, db);
	if (!mg_query(&tx, arena, &def, MG_NO_PARAMS, ret, &err))
		fail_msg("%s: %s", sql, err.detail);
}

uint64_t rig_number(const char *sql)
{
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	struct mg_rows rows;
	mg_arena_init(&arena, 1 << 20);
	ask(sql, "u", &arena, &rows);
	return rows.n ? mg_u(&rows.cells[0]) : 0;
}

void rig_text(const char *sql, char *ret, size_t cap)
{
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	struct mg_rows rows;
	mg_arena_init(&arena, 1 << 20);
	ask(sql, "t", &arena, &rows);
	snprintf(ret, cap, "%s", rows.n ? mg_s(&rows.cells[0]) : "");
}

bool rig_exists(const char *path)
{
	char whole[700];
	struct stat st;
	snprintf(whole, sizeof(whole), "%s/%s", inbox, path);
	return lstat(whole, &st) == 0;
}

void rig_check_whole(void)
{
	static const char *const tables[] = {"juki_person", "juki_person_ext", "atena", "my_number",
		"juki_person_history", "juki_person_ext_history", "atena_history",
		"my_number_history", "person_removal"};
	for (size_t i = 0; i < MG_LEN(tables); i++) {
		char sql[400];
		snprintf(sql, sizeof(sql),
			"SELECT COUNT(*) FROM madoguchi.%s t LEFT JOIN madoguchi_log.leaf l ON "
			"l.writer = t.log_writer AND"
			" l.n = t.log_n WHERE l.n IS NULL",
			tables[i]);
		if (rig_number(sql))
			fail_msg("%s: rows without their log entry", tables[i]);
	}
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.import_stage_j01"), 0);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi_keys.import_key"), 0);
	assert_int_equal(
		rig_number("SELECT COUNT(*) FROM madoguchi.import_run WHERE under_way = 1"), 0);
	/* what runs say they did is what stands there */
	assert_int_equal(rig_number("SELECT COALESCE(SUM(inserted) - SUM(deleted), 0) FROM "
				    "madoguchi.import_run"),
		rig_number("SELECT COUNT(*) FROM madoguchi.juki_person"));
	assert_int_equal(rig_number("SELECT COALESCE(SUM(updated) + SUM(deleted), 0) FROM "
				    "madoguchi.import_run"),
		rig_number("SELECT COUNT(*) FROM madoguchi.juki_person_history"));
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.juki_person"),
		rig_number("SELECT COUNT(*) FROM madoguchi.atena"));
	assert_int_equal(rig_number("SELECT COUNT(*) FROM (SELECT writer, COUNT(*) c, MAX(n) m "
				    "FROM madoguchi_log.leaf"
				    " GROUP BY writer) x WHERE c <> m"),
		0);
}
