/* SPDX-License-Identifier: Apache-2.0 */
#include "staff/personnel_load.h"
#include <stdio.h>
#include "staff/person_ref_rules.h"

#define STMT(id, name_, sql_, params_, columns_) \
	static const struct mg_stmt_def id = {.name = name_, .sql = sql_, .params = params_, .columns = columns_}
STMT(last_seq, "personnel.last_seq",
	"SELECT MAX(seq), EXISTS (SELECT 1 FROM madoguchi.personnel_run d WHERE d.municipality = ? AND d.seq = ?)"
	" FROM madoguchi.personnel_run WHERE municipality = ? FOR UPDATE",
	"tut", "ui");
STMT(add_run, "personnel.add_run",
	"INSERT INTO madoguchi.personnel_run (municipality, source, seq, file_created, line_count, sha256, imported_us, imported_by,"
	" log_writer, log_n) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	"ttutubituu", "");
STMT(forget_lines, "personnel.forget_lines", "DELETE FROM madoguchi.personnel WHERE municipality = ?", "t", "");
STMT(add_line, "personnel.add_line",
	"INSERT INTO madoguchi.personnel (municipality, run_no, person_ref, name, kana, section, state, left_on,"
	" birth_on) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	"tuttttudd", "");
mg_stmt_list mg_personnel_load_statements = {&last_seq, &add_run, &forget_lines, &add_line, NULL};

#define LINES_MAX 20000U

/* One line, copied: the reader's own memory is reused. */
struct line {
	char *person_ref, *name, *kana, *section;
	int state;
	struct mg_date left_on, birth_on;
};

struct load {
	struct mg_arena *arena;
	struct mg_frame_reader reader; /* owned */
	struct line *lines;
	uint32_t n;
	struct mg_import_fault *fault;
};

static void load_done(struct load *l)
{
	mg_frame_done(&l->reader);
}

static bool refuse(struct load *l, enum mg_import_reason reason, uint64_t line, const char *field, struct mg_error *err)
{
	*l->fault = (struct mg_import_fault){reason, line, field};
	return mg_fail(err, MG_ERR_INVALID, "line %llu %s: %s", (unsigned long long)line, field ? field : "",
		mg_reason_name(reason));
}

static char *copy(struct mg_arena *arena, struct mg_text text)
{
	return mg_arena_memdup(arena, text.s, text.n);
}

static bool keep(struct load *l, struct mg_error *err)
{
	struct mg_h01_record r;
	struct mg_import_fault fault;
	if (!mg_h01_read(&l->reader.data, &r, &fault))
		return refuse(l, fault.reason, fault.line, fault.field, err);
	if (l->n == LINES_MAX)
		return refuse(l, MG_REASON_FILE_TOO_LARGE, 0, NULL, err);
	char digits[MG_PERSON_REF_BYTES], ref[MG_PERSON_REF_BYTES];
	snprintf(digits, sizeof(digits), "%.*s", (int)r.person_no.n, r.person_no.s);
	if (!mg_person_ref_read(digits, /* is_vendor= */ false, ref))
		return refuse(l, MG_REASON_NOT_A_CODE, l->reader.data.line, "person_no", err);
	struct line *to = &l->lines[l->n++];
	*to = (struct line){mg_arena_strdup(l->arena, ref), copy(l->arena, r.name), copy(l->arena, r.kana),
		copy(l->arena, r.section), r.state, r.left_on, r.birth_on};
	return (to->person_ref && to->name && to->kana && to->section) ||
	       mg_fail(err, MG_ERR_TOO_LARGE, "the list does not fit its arena");
}

/* The whole file, before anything is written: its trailer may refuse it. */
static bool read_all(struct load *l, struct mg_error *err)
{
	for (;;) {
		const enum mg_frame_event event = mg_frame_next(&l->reader, err);
		if (event == MG_FRAME_FAILED)
			return false;
		if (event == MG_FRAME_REFUSED)
			return refuse(l, l->reader.fault.reason, l->reader.fault.line, l->reader.fault.field, err);
		if (event == MG_FRAME_HEADER && strcmp(l->reader.header.spec_id, MG_H01_SPEC) != 0)
			return refuse(l, MG_REASON_SPECIFICATION, 1, NULL, err);
		if (event == MG_FRAME_DATA && !keep(l, err))
			return false;
		if (event == MG_FRAME_END)
			return true;
	}
}

static bool check_seq(struct load *l, struct mg_tx *tx, const char *municipality, struct mg_error *err)
{
	const uint32_t seq = l->reader.header.seq;
	struct mg_rows rows;
	if (!mg_query(tx, l->arena, &last_seq, MG_PARAMS(MG_T(municipality), MG_U(seq), MG_T(municipality)), &rows, err))
		return false;
	const struct mg_value *v = mg_row(&rows, 0);
	if (mg_i(&v[1]))
		return refuse(l, MG_REASON_SEQUENCE_REPEATED, 1, NULL, err);
	return mg_u(&v[0]) == 0 || seq == mg_u(&v[0]) + 1 || refuse(l, MG_REASON_SEQUENCE_GAP, 1, NULL, err);
}

static bool write_lines(struct load *l, struct mg_tx *tx, const char *municipality, uint64_t run_no, struct mg_error *err)
{
	char day[MG_DATE_TEXT_BYTES], birth[MG_DATE_TEXT_BYTES];
	for (uint32_t i = 0; i < l->n; i++) {
		const struct line *x = &l->lines[i];
		mg_date_format(x->left_on, MG_DATE_ISO, day);
		mg_date_format(x->birth_on, MG_DATE_ISO, birth);
		if (!mg_exec(tx, &add_line,
			    MG_PARAMS(MG_T(municipality), MG_U(run_no), MG_T(x->person_ref), MG_T(x->name), MG_T(x->kana),
				    MG_T(x->section), MG_U((uint64_t)x->state), mg_date_is_none(x->left_on) ? MG_NULL : MG_T(day),
				    mg_date_is_none(x->birth_on) ? MG_NULL : MG_T(birth)),
			    NULL, NULL, err))
			return err->code == MG_ERR_ALREADY_EXISTS
				       ? refuse(l, MG_REASON_PERSON_REPEATED, i + 2, "person_no", err)
				       : false;
	}
	return true;
}

bool mg_personnel_load(struct mg_tx *tx, struct mg_arena *arena, const char *municipality, const struct mg_personnel_file *file,
	struct mg_personnel_loaded *ret, struct mg_import_fault *ret_fault, struct mg_error *err)
{
	MG_CLEANUP(load_done) struct load l = {.arena = arena, .fault = ret_fault};
	*ret_fault = (struct mg_import_fault){0};
	l.lines = mg_arena_calloc(arena, LINES_MAX, sizeof(*l.lines));
	if (!l.lines || !mg_frame_open(&l.reader, &mg_h01_layout, municipality, file->read, file->context))
		return mg_fail(err, MG_ERR_TOO_LARGE, "no memory for a list of personnel");
	if (!read_all(&l, err) || !check_seq(&l, tx, municipality, err))
		return false;
	const struct mg_frame_header *h = &l.reader.header;
	*ret = (struct mg_personnel_loaded){.lines = l.n, .seq = h->seq};
	memcpy(ret->source, h->source, sizeof(ret->source));
	memcpy(ret->sha256, l.reader.sha256, sizeof(ret->sha256));
	if (!mg_exec(tx, &forget_lines, MG_PARAMS(MG_T(municipality)), NULL, NULL, err))
		return false;
	if (!mg_exec(tx, &add_run,
		    MG_PARAMS(MG_T(municipality), MG_T(h->source), MG_U(h->seq), MG_T(h->created), MG_U(l.n),
			    MG_B(l.reader.sha256, 32), MG_I(file->now_us), MG_T(file->by), MG_U(file->log_writer),
			    MG_U(file->log_n)),
		    NULL, &ret->run_no, err))
		return err->code == MG_ERR_ALREADY_EXISTS ? refuse(&l, MG_REASON_DUPLICATE_FILE, 0, NULL, err) : false;
	return write_lines(&l, tx, municipality, ret->run_no, err);
}
