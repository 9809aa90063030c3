/* SPDX-License-Identifier: Apache-2.0 */
#include "export/media_store.h"

#define STMT(id, name_, sql_, params_, columns_)                                                   \
	static const struct mg_stmt_def id = {                                                     \
		.name = name_, .sql = sql_, .params = params_, .columns = columns_}

#define MEDIUM                                                                                     \
	"SELECT medium_id, row_version, label, vendor, product, serial, descriptors_sha256, "      \
	"owner, ward, state + 0, lent_to, lent_to_no, lent_to_name, lent_us, due, note FROM "      \
	"madoguchi.medium WHERE municipality = ? "
#define MEDIUM_COLUMNS "uutuutb" "ttuuttitt"
STMT(find_medium, "media.find", MEDIUM "AND medium_id = ?", "tu", MEDIUM_COLUMNS);
STMT(lock_medium, "media.lock", MEDIUM "AND medium_id = ? FOR UPDATE", "tu", MEDIUM_COLUMNS);
STMT(list_media, "media.list", MEDIUM "AND (? = '' OR ward = ?) ORDER BY label LIMIT 500", "ttt",
	MEDIUM_COLUMNS);
STMT(add_medium, "media.add",
	"INSERT INTO madoguchi.medium (municipality, row_version, known_from_us, log_writer, log_n, "
	"label, vendor, product, serial, descriptors_sha256, owner, ward, state, note) VALUES "
	"(?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'in', ?)",
	"tiuutuutbttt", "");
STMT(keep_medium, "media.keep",
	"INSERT INTO madoguchi.medium_history (municipality, medium_id, row_version, known_from_us, "
	"known_to_us, log_writer, log_n, label, vendor, product, serial, descriptors_sha256, owner, "
	"ward, state, lent_to, lent_to_no, lent_to_name, lent_us, due, note) SELECT municipality, "
	"medium_id, row_version, known_from_us, ?, log_writer, log_n, label, vendor, product, "
	"serial, descriptors_sha256, owner, ward, state, lent_to, lent_to_no, lent_to_name, lent_us, "
	"due, note FROM madoguchi.medium WHERE municipality = ? AND medium_id = ? AND row_version = ?",
	"ituu", "");
STMT(change_medium, "media.change",
	"UPDATE madoguchi.medium SET row_version = row_version + 1, known_from_us = ?, log_writer = "
	"?, log_n = ?, state = ?, lent_to = ?, lent_to_no = ?, lent_to_name = ?, lent_us = ?, due = "
	"?, note = ? WHERE municipality = ? AND medium_id = ? AND row_version = ?",
	"iuuuuttidttuu", "");
STMT(find_borrower, "media.find_borrower",
	"SELECT staff_id, staff_no, name, ward, person_ref FROM madoguchi.staff WHERE municipality = "
	"? AND staff_no = ? AND state = 'active'",
	"tt", "utttt");
STMT(find_person_ref, "export.find_person_ref",
	"SELECT person_ref FROM madoguchi.staff WHERE municipality = ? AND staff_id = ?", "tu", "t");
STMT(count_tickets, "export.count_tickets",
	"SELECT COUNT(*) FROM madoguchi.export_ticket WHERE municipality = ? AND asked_us >= ?", "ti",
	"u");

mg_stmt_list mg_media_statements = {&find_medium, &lock_medium, &list_media, &add_medium,
	&keep_medium, &change_medium, &find_borrower, &find_person_ref,
	&count_tickets, NULL};

static bool read_medium(const struct mg_value *v, struct mg_medium *ret, struct mg_error *err)
{
	struct mg_medium m = {.medium_id = mg_u(&v[0]),
		.version = (uint32_t)mg_u(&v[1]),
		.label = mg_s(&v[2]),
		.device = {.vendor = (uint32_t)mg_u(&v[3]),
			.product = (uint32_t)mg_u(&v[4]),
			.serial = mg_s(&v[5])},
		.owner = mg_s(&v[7]),
		.ward = mg_s(&v[8]),
		.state = (enum mg_medium_state)mg_u(&v[9]),
		.lent_to = mg_u(&v[10]),
		.lent_to_no = mg_s(&v[11]),
		.lent_to_name = mg_s(&v[12]),
		.lent_us = mg_i(&v[13]),
		.note = mg_s(&v[15])};
	if (v[6].b.n != 32 || (v[14].kind != MG_VALUE_NULL &&
				      mg_date_parse(mg_s(&v[14]), strlen(mg_s(&v[14])), &m.due) != MG_DATE_READ))
		return mg_fail(err, MG_ERR_DATA_LOSS, "a stick is not as it was written");
	memcpy(m.device.descriptors_sha256, v[6].b.p, 32);
	*ret = m;
	return true;
}

bool mg_medium_get(const struct mg_export_in *at, uint64_t medium_id, bool lock,
	struct mg_medium *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(at->tx, at->arena, lock ? &lock_medium : &find_medium,
		    MG_PARAMS(MG_T(at->shared->municipality), MG_U(medium_id)), &rows, err))
		return false;
	return rows.n ? read_medium(mg_row(&rows, 0), ret, err)
		      : mg_fail(err, MG_ERR_NOT_FOUND, "no such stick");
}

bool mg_medium_list(const struct mg_export_in *at, const char *ward, struct mg_medium **ret,
	size_t *ret_n, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(at->tx, at->arena, &list_media,
		    MG_PARAMS(MG_T(at->shared->municipality), MG_T(ward), MG_T(ward)), &rows, err))
		return false;
	*ret = mg_arena_calloc(at->arena, rows.n + 1, sizeof(**ret));
	if (!*ret)
		return mg_fail(err, MG_ERR_TOO_LARGE, "sticks do not fit their arena");
	for (size_t i = 0; i < rows.n; i++)
		if (!read_medium(mg_row(&rows, i), &(*ret)[i], err))
			return false;
	*ret_n = rows.n;
	return true;
}

bool mg_medium_add(const struct mg_export_in *at, const struct mg_medium *m, int64_t now_us,
	struct mg_export_log log, uint64_t *ret_id, struct mg_error *err)
{
	return mg_exec(at->tx, &add_medium,
		MG_PARAMS(MG_T(at->shared->municipality), MG_I(now_us), MG_U(log.writer),
			MG_U(log.n), MG_T(m->label), MG_U(m->device.vendor), MG_U(m->device.product),
			MG_T(m->device.serial), MG_B(m->device.descriptors_sha256, 32),
			MG_T(m->owner), MG_T(m->ward), MG_T(m->note)),
		NULL, ret_id, err);
}

bool mg_medium_change(const struct mg_export_in *at, const struct mg_medium *m, int64_t now_us,
	struct mg_export_log log, struct mg_error *err)
{
	const struct mg_value city = MG_T(at->shared->municipality);
	const bool lent = m->lent_to != 0;
	uint64_t kept, changed;
	char due[MG_DATE_TEXT_BYTES];
	mg_date_format(m->due, MG_DATE_ISO, due);
	if (!mg_exec(at->tx, &keep_medium,
		    MG_PARAMS(MG_I(now_us), city, MG_U(m->medium_id), MG_U(m->version)), &kept, NULL,
		    err))
		return false;
	if (kept != 1)
		return mg_fail(err, MG_ERR_CONFLICT, "the stick has another version");
	if (!mg_exec(at->tx, &change_medium,
		    MG_PARAMS(MG_I(now_us), MG_U(log.writer), MG_U(log.n), MG_U(m->state),
			    lent ? MG_U(m->lent_to) : MG_NULL, lent ? MG_T(m->lent_to_no) : MG_NULL,
			    lent ? MG_T(m->lent_to_name) : MG_NULL, lent ? MG_I(m->lent_us) : MG_NULL,
			    lent ? MG_T(due) : MG_NULL, MG_T(m->note), city, MG_U(m->medium_id),
			    MG_U(m->version)),
		    &changed, NULL, err))
		return false;
	return changed == 1 || mg_fail(err, MG_ERR_CONFLICT, "the stick has another version");
}

bool mg_borrower_find(const struct mg_export_in *at, const char *staff_no, struct mg_borrower *ret,
	bool *ret_found, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(at->tx, at->arena, &find_borrower,
		    MG_PARAMS(MG_T(at->shared->municipality), MG_T(staff_no)), &rows, err))
		return false;
	*ret_found = rows.n > 0;
	if (rows.n) {
		const struct mg_value *v = mg_row(&rows, 0);
		*ret = (struct mg_borrower){
			mg_u(&v[0]), mg_s(&v[1]), mg_s(&v[2]), mg_s(&v[3]), mg_s(&v[4])};
	}
	return true;
}

bool mg_person_ref_find(const struct mg_export_in *at, uint64_t staff_id, const char **ret,
	struct mg_error *err)
{
	struct mg_rows rows;
	*ret = "";
	if (staff_id == 0)
		return true;
	if (!mg_query(at->tx, at->arena, &find_person_ref,
		    MG_PARAMS(MG_T(at->shared->municipality), MG_U(staff_id)), &rows, err))
		return false;
	if (rows.n)
		*ret = mg_s(mg_row(&rows, 0));
	return true;
}

bool mg_ticket_count(const struct mg_export_in *at, int64_t from_us, uint32_t *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(at->tx, at->arena, &count_tickets,
		    MG_PARAMS(MG_T(at->shared->municipality), MG_I(from_us)), &rows, err))
		return false;
	*ret = rows.n ? (uint32_t)mg_u(mg_row(&rows, 0)) : 0;
	return true;
}
