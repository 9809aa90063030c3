/* SPDX-License-Identifier: Apache-2.0 */
#include "receipt/receipt_store.h"
#include "receipt/receipt_row_store.h"

#define STMT(id, name_, sql_, params_, columns_)                                                   \
	static const struct mg_stmt_def id = {                                                     \
		.name = name_, .sql = sql_, .params = params_, .columns = columns_}
#define OF_RECEIPT "municipality = ? AND ward = ? AND day = ? AND number = ?"

/* Its lock is the queue of a ward's clerks. LAST_INSERT_ID(…) could bring the number back, but a
 * trigger on the table makes the server forget it; what is read is read locked, which opens no view
 * yet. */
STMT(next_number, "receipt.next_number",
	"INSERT INTO madoguchi.receipt_number (municipality, ward, day, last_number) VALUES (?, ?, "
	"?, 1)"
	" ON DUPLICATE KEY UPDATE last_number = last_number + 1",
	"ttd", "");
STMT(read_number, "receipt.read_number",
	"SELECT last_number FROM madoguchi.receipt_number WHERE municipality = ? AND ward = ? AND "
	"day = ? FOR UPDATE",
	"ttd", "u");
STMT(add_receipt, "receipt.add",
	"INSERT INTO madoguchi.receipt (municipality, ward, day, number, row_version, "
	"known_from_us, log_writer, log_n,"
	" form, state, shori_no, name_kanji, name_kana, kanji_key, kana_key, received_date, "
	"entered_us, staff_id,"
	" staff_no, staff_name, form_version, form_day, form_staff_id, number_inquired)"
	" VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, 'entered', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?)",
	"ttduiuuttttbbdiuttduu", "");
STMT(find_receipt, "receipt.find",
	"SELECT " MG_SQL_RECEIPT_READ
	" FROM madoguchi.receipt r WHERE r.municipality = ? AND r.ward = ? AND r.day = ?"
	" AND r.number = ?",
	"ttdu", MG_SQL_RECEIPT_RESULT);
STMT(lock_receipt, "receipt.lock",
	"SELECT " MG_SQL_RECEIPT_READ
	" FROM madoguchi.receipt r WHERE r.municipality = ? AND r.ward = ? AND r.day = ?"
	" AND r.number = ? FOR UPDATE",
	"ttdu", MG_SQL_RECEIPT_RESULT);

#define KEPT                                                                                       \
	"log_writer, log_n, form, state, shori_no, name_kanji, name_kana, kanji_key, kana_key, "   \
	"received_date,"                                                                           \
	" entered_us, staff_id, staff_no, staff_name, form_version, form_day, form_staff_id, "     \
	"number_inquired,"                                                                         \
	" checked_us, checked_by, checked_by_name"
STMT(keep_image, "receipt.keep_image",
	"INSERT INTO madoguchi.receipt_history (municipality, ward, day, number, row_version, "
	"known_from_us, known_to_us, " KEPT
	") SELECT municipality, ward, day, number, row_version, known_from_us, ?, " KEPT
	" FROM madoguchi.receipt WHERE " OF_RECEIPT " AND row_version = ?",
	"ittduu", "");
STMT(change_receipt, "receipt.change",
	"UPDATE madoguchi.receipt SET row_version = row_version + 1, known_from_us = ?, log_writer "
	"= ?, log_n = ?, state = ?,"
	" name_kanji = ?, name_kana = ?, kanji_key = IFNULL(?, kanji_key), kana_key = IFNULL(?, "
	"kana_key), received_date = ?,"
	" form_version = ?, form_day = ?, form_staff_id = ?, number_inquired = ?, checked_us = ?, "
	"checked_by = ?,"
	" checked_by_name = ? WHERE " OF_RECEIPT " AND row_version = ?",
	"iuutttbbdudu"
	"uiut"
	"ttduu",
	"");

/* One after the other: images, steps, and last what the first two read by. */
#define IN_EXTRACT                                                                                 \
	" madoguchi.extract_receipt x JOIN madoguchi.receipt r ON r.municipality = x.municipality" \
	" AND r.ward = x.ward AND r.day = x.day AND r.number = x.number"                           \
	" AND r.row_version = x.row_version AND r.state = 'checked'"
STMT(send_images, "receipt.send_images",
	"INSERT INTO madoguchi.receipt_history (municipality, ward, day, number, row_version, "
	"known_from_us, known_to_us, " KEPT
	") SELECT r.municipality, r.ward, r.day, r.number, r.row_version, r.known_from_us, ?, " KEPT
	" FROM" IN_EXTRACT " WHERE x.municipality = ? AND x.extract_id = ?",
	"itu", "");
STMT(send_steps, "receipt.send_steps",
	"INSERT INTO madoguchi.receipt_step (municipality, ward, day, number, step, at_us, what, "
	"staff_id, staff_no, staff_name, log_writer, log_n) SELECT r.municipality, r.ward, r.day, "
	"r.number, r.row_version + 1, ?, ?, ?, ?, ?, ?, ? FROM" IN_EXTRACT
	" WHERE x.municipality = ? AND x.extract_id = ?",
	"ituttuutu", "");
STMT(send_receipts, "receipt.send",
	"UPDATE" IN_EXTRACT " SET r.row_version = r.row_version + 1, r.known_from_us = ?, "
	"r.log_writer = ?, r.log_n = ?, r.state = 'sent' WHERE x.municipality = ? AND "
	"x.extract_id = ?",
	"iuutu", "");

STMT(add_step, "receipt.add_step",
	"INSERT INTO madoguchi.receipt_step (municipality, ward, day, number, step, at_us, what, "
	"staff_id, staff_no, staff_name,"
	" reason_code, reason, log_writer, log_n) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
	"?)",
	"ttduuituttt"
	"buu",
	"");
STMT(list_steps, "receipt.list_steps",
	"SELECT step, at_us, what, staff_name, reason_code, reason FROM madoguchi.receipt_step "
	"WHERE " OF_RECEIPT " ORDER BY step",
	"ttdu", "uitttb");
STMT(add_form, "receipt.add_form",
	"INSERT INTO madoguchi.receipt_form (municipality, ward, day, number, version, made_day, "
	"staff_id, content)"
	" VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
	"ttduudub", "");
STMT(find_form, "receipt.find_form",
	"SELECT version, content FROM madoguchi.receipt_form WHERE " OF_RECEIPT
	" AND version <= ? ORDER BY version DESC LIMIT 1",
	"ttduu", "ub");

mg_stmt_list mg_receipt_statements = {&next_number, &read_number, &add_receipt, &find_receipt,
	&lock_receipt, &keep_image, &change_receipt, &send_images, &send_steps, &send_receipts,
	&add_step, &list_steps, &add_form, &find_form, NULL};

bool mg_receipt_next_number(const struct mg_receipt_in *in, const char *ward, struct mg_date day,
	uint32_t *ret, struct mg_error *err)
{
	const struct mg_day_text d = mg_day_text(day);
	struct mg_rows rows;
	const struct mg_value of[] = {MG_T(in->municipality), MG_T(ward), MG_T(d.iso)};
	if (!mg_exec(in->tx, &next_number, of, MG_LEN(of), NULL, NULL, err) ||
		!mg_query(in->tx, in->arena, &read_number, of, MG_LEN(of), &rows, err))
		return false;
	if (rows.n != 1 || mg_u(&mg_row(&rows, 0)[0]) == 0)
		return mg_fail(err, MG_ERR_INTERNAL, "the database gave no receipt number");
	*ret = (uint32_t)mg_u(&mg_row(&rows, 0)[0]);
	return true;
}

static struct mg_value key_of(const char *key)
{
	return key ? MG_B(key, strlen(key)) : MG_NULL;
}

bool mg_receipt_add(
	const struct mg_receipt_in *in, const struct mg_receipt_row *row, struct mg_error *err)
{
	const struct mg_day_text day = mg_day_text(row->no.day),
				 received = mg_day_text(row->received_date),
				 made = mg_day_text(row->form_day);
	return mg_exec(in->tx, &add_receipt,
		MG_PARAMS(MG_T(in->municipality), MG_T(row->no.ward), MG_T(day.iso),
			MG_U(row->no.number), MG_I(in->now_us), MG_U(in->log_writer),
			MG_U(in->log_n), MG_T(mg_form_name(row->form)), MG_T(row->shori_no),
			MG_T(row->name_kanji), MG_T(row->name_kana), key_of(row->kanji_key),
			key_of(row->kana_key), MG_T(received.iso), MG_I(row->entered_us),
			MG_U(row->staff_id), MG_T(row->staff_no), MG_T(row->staff_name),
			MG_T(made.iso), MG_U(row->form_staff_id), MG_U(row->number_inquired)),
		NULL, NULL, err);
}

static bool read_day(const struct mg_value *cell, struct mg_date *ret)
{
	return mg_date_parse(mg_s(cell), cell->b.n, ret) == MG_DATE_READ;
}

bool mg_receipt_read_row(const struct mg_value *v, struct mg_receipt_row *ret, struct mg_error *err)
{
	struct mg_receipt_row r = {
		.no = {.number = (uint32_t)mg_u(&v[2])},
		.version = (uint32_t)mg_u(&v[3]),
		.form = mg_form_from_name(mg_s(&v[4])),
		.state = mg_receipt_state_from_name(mg_s(&v[5])),
		.shori_no = mg_s(&v[6]),
		.name_kanji = mg_s(&v[7]),
		.name_kana = mg_s(&v[8]),
		.entered_us = mg_i(&v[10]),
		.staff_id = mg_u(&v[11]),
		.staff_no = mg_s(&v[12]),
		.staff_name = mg_s(&v[13]),
		.form_version = (uint32_t)mg_u(&v[14]),
		.form_staff_id = mg_u(&v[16]),
		.number_inquired = mg_u(&v[17]) != 0,
		.checked_us = mg_i(&v[18]),
		.checked_by = mg_u(&v[19]),
		.checked_by_name = mg_s(&v[20]),
	};
	snprintf(r.no.ward, sizeof(r.no.ward), "%s", mg_s(&v[0]));
	if (!read_day(&v[1], &r.no.day) || !read_day(&v[9], &r.received_date) ||
		!read_day(&v[15], &r.form_day) || r.form == MG_FORM_NONE ||
		r.state == MG_RECEIPT_NONE)
		return mg_fail(
			err, MG_ERR_DATA_LOSS, "a receipt holds a word or a day that there is not");
	*ret = r;
	return true;
}

bool mg_receipt_find(const struct mg_receipt_in *in, const struct mg_receipt_no *no, bool lock,
	struct mg_receipt_row *ret, bool *ret_found, struct mg_error *err)
{
	const struct mg_day_text day = mg_day_text(no->day);
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, lock ? &lock_receipt : &find_receipt,
		    MG_PARAMS(MG_T(in->municipality), MG_T(no->ward), MG_T(day.iso),
			    MG_U(no->number)),
		    &rows, err))
		return false;
	*ret_found = rows.n != 0;
	return rows.n == 0 || mg_receipt_read_row(mg_row(&rows, 0), ret, err);
}

bool mg_receipt_change(
	const struct mg_receipt_in *in, struct mg_receipt_row *row, struct mg_error *err)
{
	const struct mg_day_text day = mg_day_text(row->no.day),
				 received = mg_day_text(row->received_date),
				 made = mg_day_text(row->form_day);
	const struct mg_value city = MG_T(in->municipality), ward = MG_T(row->no.ward),
			      on = MG_T(day.iso), number = MG_U(row->no.number),
			      version = MG_U(row->version);
	const bool checked = row->checked_us != 0;
	uint64_t kept, changed;
	if (!mg_exec(in->tx, &keep_image,
		    MG_PARAMS(MG_I(in->now_us), city, ward, on, number, version), &kept, NULL, err))
		return false;
	if (kept != 1)
		return mg_fail(err, MG_ERR_CONFLICT, "the receipt has another version");
	if (!mg_exec(in->tx, &change_receipt,
		    MG_PARAMS(MG_I(in->now_us), MG_U(in->log_writer), MG_U(in->log_n),
			    MG_T(mg_receipt_state_name(row->state)), MG_T(row->name_kanji),
			    MG_T(row->name_kana), key_of(row->kanji_key), key_of(row->kana_key),
			    MG_T(received.iso), MG_U(row->form_version), MG_T(made.iso),
			    MG_U(row->form_staff_id), MG_U(row->number_inquired),
			    checked ? MG_I(row->checked_us) : MG_NULL,
			    checked ? MG_U(row->checked_by) : MG_NULL,
			    checked ? MG_T(row->checked_by_name) : MG_NULL, city, ward, on, number,
			    version),
		    &changed, NULL, err))
		return false;
	if (changed != 1)
		return mg_fail(err, MG_ERR_CONFLICT, "the receipt has another version");
	row->version++;
	return true;
}

bool mg_receipt_send_rows(const struct mg_receipt_in *in, uint64_t extract_id,
	const struct mg_session *by, uint64_t *ret, struct mg_error *err)
{
	const struct mg_value city = MG_T(in->municipality), extract = MG_U(extract_id);
	uint64_t images, steps, sent;
	if (!mg_exec(in->tx, &send_images, MG_PARAMS(MG_I(in->now_us), city, extract), &images,
		    NULL, err) ||
		!mg_exec(in->tx, &send_steps,
			MG_PARAMS(MG_I(in->now_us), MG_T(mg_receipt_step_name(MG_STEP_SENT)),
				MG_U(by->staff_id), MG_T(by->staff_no), MG_T(by->staff_name),
				MG_U(in->log_writer), MG_U(in->log_n), city, extract),
			&steps, NULL, err) ||
		!mg_exec(in->tx, &send_receipts,
			MG_PARAMS(MG_I(in->now_us), MG_U(in->log_writer), MG_U(in->log_n), city,
				extract),
			&sent, NULL, err))
		return false;
	*ret = sent;
	return (images == sent && steps == sent) ||
	       mg_fail(err, MG_ERR_CONFLICT, "a receipt has another version");
}

/* ---- steps and forms ---- */

bool mg_receipt_add_step(const struct mg_receipt_in *in, const struct mg_receipt_no *no,
	const struct mg_receipt_step_row *step, const struct mg_session *by, struct mg_error *err)
{
	const struct mg_day_text day = mg_day_text(no->day);
	return mg_exec(in->tx, &add_step,
		MG_PARAMS(MG_T(in->municipality), MG_T(no->ward), MG_T(day.iso), MG_U(no->number),
			MG_U(step->step), MG_I(in->now_us), MG_T(mg_receipt_step_name(step->what)),
			MG_U(by->staff_id), MG_T(by->staff_no), MG_T(by->staff_name),
			step->reason_code && step->reason_code[0] ? MG_T(step->reason_code)
								  : MG_NULL,
			step->reason.n ? MG_B(step->reason.p, step->reason.n) : MG_NULL,
			MG_U(in->log_writer), MG_U(in->log_n)),
		NULL, NULL, err);
}

bool mg_receipt_list_steps(const struct mg_receipt_in *in, const struct mg_receipt_no *no,
	struct mg_receipt_step_row **ret, size_t *ret_n, struct mg_error *err)
{
	const struct mg_day_text day = mg_day_text(no->day);
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, &list_steps,
		    MG_PARAMS(MG_T(in->municipality), MG_T(no->ward), MG_T(day.iso),
			    MG_U(no->number)),
		    &rows, err))
		return false;
	struct mg_receipt_step_row *steps = mg_arena_calloc(in->arena, rows.n + 1, sizeof(*steps));
	if (!steps)
		return mg_fail(err, MG_ERR_TOO_LARGE, "the steps of a receipt do not fit");
	for (size_t i = 0; i < rows.n; i++) {
		const struct mg_value *v = mg_row(&rows, i);
		int what = MG_STEP_MAX - 1;
		while (what > 0 &&
			strcmp(mg_receipt_step_name((enum mg_receipt_step)what), mg_s(&v[2])) != 0)
			what--;
		steps[i] = (struct mg_receipt_step_row){.step = (uint32_t)mg_u(&v[0]),
			.at_us = mg_i(&v[1]),
			.what = (enum mg_receipt_step)what,
			.staff_name = mg_s(&v[3]),
			.reason_code = mg_s(&v[4]),
			.reason = v[5].kind == MG_VALUE_NULL ? (struct mg_bytes){0} : v[5].b};
	}
	*ret = steps;
	*ret_n = rows.n;
	return true;
}

bool mg_receipt_add_form(const struct mg_receipt_in *in, const struct mg_receipt_no *no,
	uint32_t version, struct mg_date made_day, uint64_t staff_id, struct mg_bytes sealed,
	struct mg_error *err)
{
	const struct mg_day_text day = mg_day_text(no->day), made = mg_day_text(made_day);
	return mg_exec(in->tx, &add_form,
		MG_PARAMS(MG_T(in->municipality), MG_T(no->ward), MG_T(day.iso), MG_U(no->number),
			MG_U(version), MG_T(made.iso), MG_U(staff_id), MG_B(sealed.p, sealed.n)),
		NULL, NULL, err);
}

bool mg_receipt_find_form(const struct mg_receipt_in *in, const struct mg_receipt_no *no,
	uint32_t version, bool before, uint32_t *ret_version, struct mg_bytes *ret,
	struct mg_error *err)
{
	const struct mg_day_text day = mg_day_text(no->day);
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, &find_form,
		    MG_PARAMS(MG_T(in->municipality), MG_T(no->ward), MG_T(day.iso),
			    MG_U(no->number), MG_U(version - before)),
		    &rows, err))
		return false;
	*ret_version = rows.n ? (uint32_t)mg_u(&mg_row(&rows, 0)[0]) : 0;
	*ret = rows.n ? mg_row(&rows, 0)[1].b : (struct mg_bytes){0};
	return true;
}
