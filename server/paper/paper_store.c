/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/paper_store.h"
#include <stdio.h>

#define STMT(id, name_, sql_, params_, columns_)                                                   \
	static const struct mg_stmt_def id = {                                                     \
		.name = name_, .sql = sql_, .params = params_, .columns = columns_}

STMT(list_printers, "paper.list_printers",
	"SELECT p.ward, p.name, p.uri, EXISTS (SELECT 1 FROM madoguchi.print_job j WHERE"
	" j.municipality = p.municipality AND j.is_open = 1 AND j.ward = p.ward AND j.printer = "
	"p.name"
	" AND j.trouble <> '') FROM madoguchi.printer p WHERE p.municipality = ? AND"
	" p.ward = COALESCE(?, p.ward) ORDER BY p.ward, p.position",
	"tt", "tttu");
STMT(add_printer, "paper.add_printer",
	"INSERT INTO madoguchi.printer (municipality, ward, name, position, uri, made_us) SELECT "
	"?, ?, ?,"
	" COALESCE(MAX(position), 0) + 1, ?, ? FROM madoguchi.printer WHERE municipality = ? AND "
	"ward = ?",
	"ttttitt", "");
STMT(remove_printer, "paper.remove_printer",
	"DELETE FROM madoguchi.printer WHERE municipality = ? AND ward = ? AND name = ?", "ttt",
	"");
STMT(find_contact, "paper.find_contact",
	"SELECT section, phone, hours FROM madoguchi.ward_contact WHERE municipality = ? AND ward "
	"= ?",
	"tt", "ttt");
STMT(set_contact, "paper.set_contact",
	"REPLACE INTO madoguchi.ward_contact (municipality, ward, section, phone, hours)"
	" VALUES (?, ?, ?, ?, ?)",
	"ttttt", "");

STMT(find_training, "paper.find_training",
	"SELECT 1 FROM madoguchi.training WHERE municipality = ?", "t", "i");

STMT(add_job, "paper.add_job",
	"INSERT INTO madoguchi.print_job (municipality, ward, kind, paper_ward, paper_day, "
	"paper_number,"
	" paper_staff, sha256, pages, copies, printer, state, trouble, reprint_of, staff_id, "
	"staff_no,"
	" staff_name, asked_us, tries, next_try_us, ipp_job, changed_us, log_writer, log_n)"
	" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', '', ?, ?, ?, ?, ?, 0, 0, 0, ?, ?, ?)",
	"ttutdutbuut"
	"uuttiiuu",
	"");
#define JOB                                                                                        \
	"SELECT j.job_id, j.ward, j.kind + 0, j.paper_ward, j.paper_day, j.paper_number, "         \
	"j.paper_staff, j.sha256, j.pages, j.copies, j.printer, p.uri, j.state + 0, j.trouble, "   \
	"j.tries, j.ipp_job, j.next_try_us, j.reprint_of, j.staff_id, j.staff_no, j.staff_name, "  \
	"j.asked_us FROM madoguchi.print_job j LEFT JOIN madoguchi.printer p ON "                  \
	"p.municipality = j.municipality AND p.ward = j.ward AND p.name = j.printer "
#define JOB_COLUMNS                                                                                \
	"utu"                                                                                      \
	"tdut"                                                                                     \
	"buutt"                                                                                    \
	"utuui"                                                                                    \
	"uutti"
STMT(find_job, "paper.find_job", JOB "WHERE j.municipality = ? AND j.job_id = ?", "tu",
	JOB_COLUMNS);
STMT(lock_job, "paper.lock_job",
	"SELECT job_id FROM madoguchi.print_job WHERE municipality = ? AND job_id = ? FOR UPDATE",
	"tu", "u");
STMT(open_jobs, "paper.open_jobs",
	JOB "WHERE j.municipality = ? AND j.is_open = 1 ORDER BY j.job_id LIMIT 500", "t",
	JOB_COLUMNS);
STMT(list_jobs, "paper.list_jobs",
	JOB "WHERE j.municipality = ? AND j.ward = ? AND (j.is_open = 1 OR j.state = 'unknown' OR"
	    " j.asked_us >= ?) ORDER BY j.job_id DESC LIMIT 100",
	"tti", JOB_COLUMNS);
STMT(step_job, "paper.step_job",
	"UPDATE madoguchi.print_job SET state = ?, trouble = ?, tries = ?, next_try_us = ?, "
	"ipp_job = ?,"
	" changed_us = ?, log_writer = ?, log_n = ? WHERE municipality = ? AND job_id = ? AND "
	"state = ?",
	"utuiuiuutuu", "");

mg_stmt_list mg_paper_statements = {&list_printers, &find_contact, &find_training, &add_job, &find_job, &lock_job,
	&open_jobs, &list_jobs, &step_job, NULL};
mg_stmt_list mg_paper_admin_statements = {
	&list_printers, &add_printer, &remove_printer, &set_contact, NULL};

static bool no_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "papers do not fit their arena");
}

/* ---- printers and contacts ---- */

bool mg_printer_list(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	const char *ward, struct mg_printer **ret, size_t *ret_n, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &list_printers, MG_PARAMS(MG_T(shared->municipality), MG_T(ward)),
		    &rows, err))
		return false;
	*ret = mg_arena_calloc(arena, rows.n + 1, sizeof(**ret));
	if (!*ret)
		return no_room(err);
	for (size_t i = 0; i < rows.n; i++) {
		const struct mg_value *v = mg_row(&rows, i);
		(*ret)[i] = (struct mg_printer){
			mg_s(&v[0]), mg_s(&v[1]), mg_s(&v[2]), mg_u(&v[3]) != 0};
	}
	*ret_n = rows.n;
	return true;
}

bool mg_printer_add(struct mg_tx *tx, const struct mg_shared *shared, const char *ward,
	const char *name, const char *uri, int64_t now_us, struct mg_error *err)
{
	const struct mg_value city = MG_T(shared->municipality);
	return mg_exec(tx, &add_printer,
		MG_PARAMS(city, MG_T(ward), MG_T(name), MG_T(uri), MG_I(now_us), city, MG_T(ward)),
		NULL, NULL, err);
}

bool mg_printer_remove(struct mg_tx *tx, const struct mg_shared *shared, const char *ward,
	const char *name, struct mg_error *err)
{
	uint64_t removed;
	if (!mg_exec(tx, &remove_printer,
		    MG_PARAMS(MG_T(shared->municipality), MG_T(ward), MG_T(name)), &removed, NULL,
		    err))
		return false;
	return removed == 1 || mg_fail(err, MG_ERR_NOT_FOUND, "no such printer in the ward");
}

bool mg_contact_find(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	const char *ward, struct mg_ward_contact *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &find_contact, MG_PARAMS(MG_T(shared->municipality), MG_T(ward)),
		    &rows, err))
		return false;
	*ret = (struct mg_ward_contact){"", "", ""};
	if (rows.n) {
		const struct mg_value *v = mg_row(&rows, 0);
		*ret = (struct mg_ward_contact){mg_s(&v[0]), mg_s(&v[1]), mg_s(&v[2])};
	}
	return true;
}

bool mg_paper_is_training(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	bool *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &find_training, MG_PARAMS(MG_T(shared->municipality)), &rows, err))
		return false;
	*ret = rows.n > 0;
	return true;
}

bool mg_contact_set(struct mg_tx *tx, const struct mg_shared *shared, const char *ward,
	const struct mg_ward_contact *contact, struct mg_error *err)
{
	return mg_exec(tx, &set_contact,
		MG_PARAMS(MG_T(shared->municipality), MG_T(ward), MG_T(contact->section),
			MG_T(contact->phone), MG_T(contact->hours)),
		NULL, NULL, err);
}

/* ---- the queue ---- */

bool mg_print_job_add(struct mg_tx *tx, const struct mg_shared *shared,
	const struct mg_print_job *job, struct mg_job_log log, uint64_t *ret_job_id,
	struct mg_error *err)
{
	char day[MG_DATE_TEXT_BYTES];
	mg_date_format(job->paper.day, MG_DATE_ISO, day);
	return mg_exec(tx, &add_job,
		MG_PARAMS(MG_T(shared->municipality), MG_T(job->ward), MG_U(job->paper.kind),
			MG_T(job->paper.ward), MG_T(day), MG_U(job->paper.number),
			MG_T(job->paper.staff_no), MG_B(job->sha256, 32), MG_U(job->pages),
			MG_U(job->copies), MG_T(job->printer),
			job->reprint_of ? MG_U(job->reprint_of) : MG_NULL, MG_U(job->staff_id),
			MG_T(job->staff_no), MG_T(job->staff_name), MG_I(job->asked_us),
			MG_I(job->asked_us), MG_U(log.writer), MG_U(log.n)),
		NULL, ret_job_id, err);
}

static bool read_job(const struct mg_value *v, struct mg_print_job *ret, struct mg_error *err)
{
	*ret = (struct mg_print_job){.job_id = mg_u(&v[0]),
		.paper = {.kind = (enum mg_paper_kind)mg_u(&v[2]), .number = (uint32_t)mg_u(&v[5])},
		.pages = (uint32_t)mg_u(&v[8]),
		.copies = (uint32_t)mg_u(&v[9]),
		.printer = mg_s(&v[10]),
		.uri = mg_s(&v[11]),
		.step = {.state = (enum mg_job_state)mg_u(&v[12]),
			.trouble = mg_s(&v[13]),
			.tries = (uint32_t)mg_u(&v[14]),
			.ipp_job = (uint32_t)mg_u(&v[15])},
		.next_try_us = mg_i(&v[16]),
		.reprint_of = mg_u(&v[17]),
		.staff_id = mg_u(&v[18]),
		.staff_no = mg_s(&v[19]),
		.staff_name = mg_s(&v[20]),
		.asked_us = mg_i(&v[21])};
	snprintf(ret->ward, sizeof(ret->ward), "%s", mg_s(&v[1]));
	snprintf(ret->paper.ward, sizeof(ret->paper.ward), "%s", mg_s(&v[3]));
	snprintf(ret->paper.staff_no, sizeof(ret->paper.staff_no), "%s", mg_s(&v[6]));
	if (v[7].b.n != 32 ||
		mg_date_parse(mg_s(&v[4]), strlen(mg_s(&v[4])), &ret->paper.day) != MG_DATE_READ)
		return mg_fail(err, MG_ERR_DATA_LOSS, "a print job is not as it was written");
	memcpy(ret->sha256, v[7].b.p, 32);
	return true;
}

static bool read_jobs(struct mg_arena *arena, const struct mg_rows *rows, struct mg_print_job **ret,
	size_t *ret_n, struct mg_error *err)
{
	*ret = mg_arena_calloc(arena, rows->n + 1, sizeof(**ret));
	if (!*ret)
		return no_room(err);
	for (size_t i = 0; i < rows->n; i++)
		if (!read_job(mg_row(rows, i), &(*ret)[i], err))
			return false;
	*ret_n = rows->n;
	return true;
}

bool mg_print_job_lock(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	uint64_t job_id, struct mg_print_job *ret, struct mg_error *err)
{
	struct mg_rows rows;
	const struct mg_value city = MG_T(shared->municipality), id = MG_U(job_id);
	if (!mg_query(tx, arena, &lock_job, MG_PARAMS(city, id), &rows, err) ||
		!mg_query(tx, arena, &find_job, MG_PARAMS(city, id), &rows, err))
		return false;
	return rows.n ? read_job(mg_row(&rows, 0), ret, err)
		      : mg_fail(err, MG_ERR_NOT_FOUND, "no such print job");
}

bool mg_print_job_open(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	struct mg_print_job **ret, size_t *ret_n, struct mg_error *err)
{
	struct mg_rows rows;
	return mg_query(tx, arena, &open_jobs, MG_PARAMS(MG_T(shared->municipality)), &rows, err) &&
	       read_jobs(arena, &rows, ret, ret_n, err);
}

bool mg_print_job_list(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	const char *ward, int64_t since_us, struct mg_print_job **ret, size_t *ret_n,
	struct mg_error *err)
{
	struct mg_rows rows;
	return mg_query(tx, arena, &list_jobs,
		       MG_PARAMS(MG_T(shared->municipality), MG_T(ward), MG_I(since_us)), &rows,
		       err) &&
	       read_jobs(arena, &rows, ret, ret_n, err);
}

bool mg_print_job_step(struct mg_tx *tx, const struct mg_shared *shared, uint64_t job_id,
	enum mg_job_state from, const struct mg_job_step *step, int64_t now_us,
	struct mg_job_log log, struct mg_error *err)
{
	uint64_t changed;
	if (!mg_exec(tx, &step_job,
		    MG_PARAMS(MG_U(step->state), MG_T(step->trouble), MG_U(step->tries),
			    MG_I(now_us + step->wait_us), MG_U(step->ipp_job), MG_I(now_us),
			    MG_U(log.writer), MG_U(log.n), MG_T(shared->municipality), MG_U(job_id),
			    MG_U(from)),
		    &changed, NULL, err))
		return false;
	return changed == 1 || mg_fail(err, MG_ERR_CONFLICT, "a print job moved on");
}
