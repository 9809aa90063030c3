/* SPDX-License-Identifier: Apache-2.0 */
#include "extract/extract_store.h"

#define STMT(id, name_, sql_, params_, columns_)                                                   \
	static const struct mg_stmt_def id = {                                                     \
		.name = name_, .sql = sql_, .params = params_, .columns = columns_}

#define SPEC                                                                                       \
	"SELECT s.spec, s.version, s.title, s.description, s.by_system, s.charset = 'cp932', "     \
	"s.parameters, s.approved_name, s.approved_us, s.withdrawn_us FROM "                       \
	"madoguchi.extract_spec s WHERE s.municipality = ? "
#define SPEC_COLUMNS "tuttuuttii"
STMT(list_specs, "extract.list_specs",
	SPEC "AND s.approved_us IS NOT NULL AND s.withdrawn_us IS NULL ORDER BY s.spec, s.version",
	"t", SPEC_COLUMNS);
STMT(find_spec, "extract.find_spec", SPEC "AND s.spec = ? AND s.version = ?", "ttu", SPEC_COLUMNS);
STMT(newest_spec, "extract.newest_spec",
	SPEC "AND s.spec = ? AND s.approved_us IS NOT NULL AND s.withdrawn_us IS NULL ORDER BY "
	     "s.version DESC LIMIT 1",
	"tt", SPEC_COLUMNS);
STMT(list_fields, "extract.list_fields",
	"SELECT name, title, is_personal FROM madoguchi.extract_field WHERE municipality = ? AND "
	"spec = ? AND version = ? ORDER BY position",
	"ttu", "ttu");

#define PERSON                                                                                     \
	"(SELECT COALESCE(s.person_ref, CONCAT('#', s.staff_no)) FROM madoguchi.staff s WHERE "    \
	"s.municipality = ? AND s.staff_id = ?)"
STMT(take_quota, "extract.take_quota",
	"INSERT INTO madoguchi.export_quota (municipality, person, day, kind, used) VALUES "
	"(?, " PERSON ", ?, ?, 1) ON DUPLICATE KEY UPDATE used = used + 1",
	"ttudt", "");
STMT(find_quota, "extract.find_quota",
	"SELECT used FROM madoguchi.export_quota WHERE municipality = ? AND person = " PERSON
	" AND day = ? AND kind = ?",
	"ttudt", "u");

STMT(add_extract, "extract.add",
	"INSERT INTO madoguchi.extract (municipality, state, spec, version, title, ward, from_day, "
	"to_day, reason, extractor_id, extractor_no, extractor_name, built_us, row_count, "
	"person_count, persons_sha256, plain_sha256, plain_size, sealed_sha256, sealed_size, "
	"chunks, passphrase, replaced_chars, removed_after_us, log_writer, log_n) VALUES (?, "
	"'building', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, '', '', 0, '', 0, 0, '', 0, ?, ?, ?)",
	"ttuttddtuttiiuu", "");
STMT(finish_extract, "extract.finish",
	"UPDATE madoguchi.extract SET state = 'ready', row_count = ?, person_count = ?, "
	"persons_sha256 = ?, plain_sha256 = ?, plain_size = ?, sealed_sha256 = ?, sealed_size = ?, "
	"chunks = ?, passphrase = ?, replaced_chars = ? WHERE municipality = ? AND extract_id = ? "
	"AND state = 'building'",
	"uubbubuubutu", "");
#define EXTRACT                                                                                    \
	"SELECT e.extract_id, e.state = 'ready', e.spec, e.version, e.title, e.ward, e.from_day, " \
	"e.to_day, e.reason, e.extractor_id, e.extractor_no, e.extractor_name, e.built_us, "       \
	"e.row_count, e.person_count, e.plain_sha256, e.plain_size, e.sealed_sha256, "             \
	"e.sealed_size, e.chunks, e.removed_after_us, e.passphrase FROM madoguchi.extract e WHERE " \
	"e.municipality = ? "
#define EXTRACT_COLUMNS "uututtttt" "uttiuububuuib"
STMT(find_extract, "extract.find", EXTRACT "AND e.extract_id = ?", "tu", EXTRACT_COLUMNS);
STMT(list_extracts, "extract.list",
	EXTRACT "AND e.ward = ? AND e.state = 'ready' AND e.removed_after_us > ? ORDER BY "
		"e.built_us DESC LIMIT 200",
	"tti", EXTRACT_COLUMNS);

STMT(add_chunk, "extract.add_chunk",
	"INSERT INTO madoguchi.extract_chunk (municipality, extract_id, chunk_no, bytes) VALUES "
	"(?, ?, ?, ?)",
	"tuub", "");
STMT(find_chunk, "extract.find_chunk",
	"SELECT bytes FROM madoguchi.extract_chunk WHERE municipality = ? AND extract_id = ? AND "
	"chunk_no = ?",
	"tuu", "b");
STMT(add_person, "extract.add_person",
	"INSERT INTO madoguchi.extract_person (municipality, extract_id, part, pseudonyms) VALUES "
	"(?, ?, ?, ?)",
	"tuub", "");
STMT(find_person, "extract.find_person",
	"SELECT pseudonyms FROM madoguchi.extract_person WHERE municipality = ? AND extract_id = ? "
	"AND part = ?",
	"tuu", "b");
STMT(add_receipt, "extract.add_receipt",
	"INSERT INTO madoguchi.extract_receipt (municipality, ward, day, number, row_version, "
	"extract_id) VALUES (?, ?, ?, ?, ?, ?)",
	"ttduuu", "");

mg_stmt_list mg_extract_statements = {&list_specs, &find_spec, &newest_spec, &list_fields,
	&take_quota, &find_quota, &add_extract, &finish_extract, &find_extract, &list_extracts,
	&add_chunk, &find_chunk, &add_person, &find_person, &add_receipt, NULL};

static bool no_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "extracts do not fit their arena");
}

/* ---- specifications ---- */

static bool read_fields(const struct mg_extract_in *at, struct mg_spec *spec, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(at->tx, at->arena, &list_fields,
		    MG_PARAMS(MG_T(at->shared->municipality), MG_T(spec->spec), MG_U(spec->version)),
		    &rows, err))
		return false;
	spec->fields = mg_arena_calloc(at->arena, rows.n + 1, sizeof(*spec->fields));
	if (!spec->fields)
		return no_room(err);
	for (size_t i = 0; i < rows.n; i++) {
		const struct mg_value *v = mg_row(&rows, i);
		spec->fields[i] = (struct mg_spec_field){mg_s(&v[0]), mg_s(&v[1]), mg_u(&v[2]) != 0};
	}
	spec->n_fields = rows.n;
	return true;
}

static bool read_spec(const struct mg_extract_in *at, const struct mg_value *v, struct mg_spec *ret,
	struct mg_error *err)
{
	*ret = (struct mg_spec){.spec = mg_s(&v[0]),
		.version = (uint32_t)mg_u(&v[1]),
		.title = mg_s(&v[2]),
		.description = mg_s(&v[3]),
		.by_system = mg_u(&v[4]) != 0,
		.is_cp932 = mg_u(&v[5]) != 0,
		.parameters = mg_s(&v[6]),
		.approved_name = mg_s(&v[7]),
		.approved_us = mg_i(&v[8]),
		.withdrawn_us = mg_i(&v[9])};
	return read_fields(at, ret, err);
}

bool mg_spec_list(const struct mg_extract_in *at, struct mg_spec **ret, size_t *ret_n,
	struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(at->tx, at->arena, &list_specs, MG_PARAMS(MG_T(at->shared->municipality)),
		    &rows, err))
		return false;
	*ret = mg_arena_calloc(at->arena, rows.n + 1, sizeof(**ret));
	if (!*ret)
		return no_room(err);
	for (size_t i = 0; i < rows.n; i++)
		if (!read_spec(at, mg_row(&rows, i), &(*ret)[i], err))
			return false;
	*ret_n = rows.n;
	return true;
}

bool mg_spec_get(const struct mg_extract_in *at, const char *spec, uint32_t version,
	struct mg_spec *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(at->tx, at->arena, &find_spec,
		    MG_PARAMS(MG_T(at->shared->municipality), MG_T(spec), MG_U(version)), &rows,
		    err))
		return false;
	return rows.n ? read_spec(at, mg_row(&rows, 0), ret, err)
		      : mg_fail(err, MG_ERR_NOT_FOUND, "no such specification");
}

bool mg_spec_find(const struct mg_extract_in *at, const char *spec, struct mg_spec *ret,
	bool *ret_found, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(at->tx, at->arena, &newest_spec,
		    MG_PARAMS(MG_T(at->shared->municipality), MG_T(spec)), &rows, err))
		return false;
	*ret_found = rows.n > 0;
	return !rows.n || read_spec(at, mg_row(&rows, 0), ret, err);
}

/* ---- how often ---- */

struct day_text {
	char iso[MG_DATE_TEXT_BYTES];
};
static struct day_text text_of(struct mg_date day)
{
	struct day_text t;
	mg_date_format(day, MG_DATE_ISO, t.iso);
	return t;
}

bool mg_quota_find(const struct mg_extract_in *at, uint64_t staff_id, const char *kind,
	struct mg_date day, uint32_t *ret_used, struct mg_error *err)
{
	const struct mg_value city = MG_T(at->shared->municipality);
	const struct day_text on = text_of(day);
	struct mg_rows rows;
	if (!mg_query(at->tx, at->arena, &find_quota,
		    MG_PARAMS(city, city, MG_U(staff_id), MG_T(on.iso), MG_T(kind)), &rows, err))
		return false;
	*ret_used = rows.n ? (uint32_t)mg_u(mg_row(&rows, 0)) : 0;
	return true;
}

bool mg_quota_take(const struct mg_extract_in *at, uint64_t staff_id, const char *kind,
	struct mg_date day, uint32_t *ret_used, struct mg_error *err)
{
	const struct mg_value city = MG_T(at->shared->municipality);
	const struct day_text on = text_of(day);
	return mg_exec(at->tx, &take_quota,
		       MG_PARAMS(city, city, MG_U(staff_id), MG_T(on.iso), MG_T(kind)), NULL, NULL,
		       err) &&
	       mg_quota_find(at, staff_id, kind, day, ret_used, err);
}

/* ---- extracts ---- */

bool mg_extract_add(const struct mg_extract_in *at, const struct mg_extract *x,
	struct mg_extract_log log, uint64_t *ret_id, struct mg_error *err)
{
	const struct day_text from = text_of(x->from), to = text_of(x->to);
	return mg_exec(at->tx, &add_extract,
		MG_PARAMS(MG_T(at->shared->municipality), MG_T(x->spec), MG_U(x->version),
			MG_T(x->title), MG_T(x->ward), MG_T(from.iso), MG_T(to.iso),
			MG_T(x->reason), x->extractor_id ? MG_U(x->extractor_id) : MG_NULL,
			MG_T(x->extractor_no), MG_T(x->extractor_name), MG_I(x->built_us),
			MG_I(x->removed_after_us), MG_U(log.writer), MG_U(log.n)),
		NULL, ret_id, err);
}

bool mg_extract_finish(const struct mg_extract_in *at, const struct mg_extract *x,
	const uint8_t persons_sha256[32], uint64_t replaced, struct mg_error *err)
{
	uint64_t changed;
	if (!mg_exec(at->tx, &finish_extract,
		    MG_PARAMS(MG_U(x->row_count), MG_U(x->person_count), MG_B(persons_sha256, 32),
			    MG_B(x->plain_sha256, 32), MG_U(x->plain_size),
			    MG_B(x->sealed_sha256, 32), MG_U(x->sealed_size), MG_U(x->chunks),
			    MG_B(x->passphrase.p, x->passphrase.n), MG_U(replaced),
			    MG_T(at->shared->municipality), MG_U(x->extract_id)),
		    &changed, NULL, err))
		return false;
	return changed == 1 || mg_fail(err, MG_ERR_INTERNAL, "an extract vanished while it was built");
}

static bool read_day(const struct mg_value *v, struct mg_date *ret)
{
	return mg_date_parse(mg_s(v), strlen(mg_s(v)), ret) == MG_DATE_READ;
}

static bool read_extract(const struct mg_value *v, struct mg_extract *ret, struct mg_error *err)
{
	struct mg_extract x = {.extract_id = mg_u(&v[0]),
		.is_ready = mg_u(&v[1]) != 0,
		.spec = mg_s(&v[2]),
		.version = (uint32_t)mg_u(&v[3]),
		.title = mg_s(&v[4]),
		.ward = mg_s(&v[5]),
		.reason = mg_s(&v[8]),
		.extractor_id = mg_u(&v[9]),
		.extractor_no = mg_s(&v[10]),
		.extractor_name = mg_s(&v[11]),
		.built_us = mg_i(&v[12]),
		.row_count = mg_u(&v[13]),
		.person_count = mg_u(&v[14]),
		.plain_size = mg_u(&v[16]),
		.sealed_size = mg_u(&v[18]),
		.chunks = (uint32_t)mg_u(&v[19]),
		.removed_after_us = mg_i(&v[20]),
		.passphrase = v[21].b};
	if (!read_day(&v[6], &x.from) || !read_day(&v[7], &x.to) || v[15].b.n != 32 || v[17].b.n != 32)
		return mg_fail(err, MG_ERR_DATA_LOSS, "an extract is not as it was written");
	memcpy(x.plain_sha256, v[15].b.p, 32);
	memcpy(x.sealed_sha256, v[17].b.p, 32);
	*ret = x;
	return true;
}

bool mg_extract_find(const struct mg_extract_in *at, uint64_t extract_id, struct mg_extract *ret,
	bool *ret_found, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(at->tx, at->arena, &find_extract,
		    MG_PARAMS(MG_T(at->shared->municipality), MG_U(extract_id)), &rows, err))
		return false;
	*ret_found = rows.n > 0;
	return !rows.n || read_extract(mg_row(&rows, 0), ret, err);
}

bool mg_extract_list(const struct mg_extract_in *at, const char *ward, int64_t now_us,
	struct mg_extract **ret, size_t *ret_n, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(at->tx, at->arena, &list_extracts,
		    MG_PARAMS(MG_T(at->shared->municipality), MG_T(ward), MG_I(now_us)), &rows, err))
		return false;
	*ret = mg_arena_calloc(at->arena, rows.n + 1, sizeof(**ret));
	if (!*ret)
		return no_room(err);
	for (size_t i = 0; i < rows.n; i++)
		if (!read_extract(mg_row(&rows, i), &(*ret)[i], err))
			return false;
	*ret_n = rows.n;
	return true;
}

/* ---- their pieces ---- */

bool mg_chunk_add(const struct mg_extract_in *at, uint64_t extract_id, uint32_t number,
	const uint8_t *bytes, size_t n, struct mg_error *err)
{
	return mg_exec(at->tx, &add_chunk,
		MG_PARAMS(MG_T(at->shared->municipality), MG_U(extract_id), MG_U(number),
			MG_B(bytes, n)),
		NULL, NULL, err);
}

static bool find_bytes(const struct mg_extract_in *at, const struct mg_stmt_def *def,
	uint64_t extract_id, uint32_t number, struct mg_bytes *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(at->tx, at->arena, def,
		    MG_PARAMS(MG_T(at->shared->municipality), MG_U(extract_id), MG_U(number)), &rows,
		    err))
		return false;
	if (!rows.n)
		return mg_fail(err, MG_ERR_NOT_FOUND, "no such piece of an extract");
	*ret = mg_row(&rows, 0)->b;
	return true;
}

bool mg_chunk_get(const struct mg_extract_in *at, uint64_t extract_id, uint32_t number,
	struct mg_bytes *ret, struct mg_error *err)
{
	return find_bytes(at, &find_chunk, extract_id, number, ret, err);
}

bool mg_extract_person_add(const struct mg_extract_in *at, uint64_t extract_id, uint32_t part,
	const uint8_t *bytes, size_t n, struct mg_error *err)
{
	return mg_exec(at->tx, &add_person,
		MG_PARAMS(MG_T(at->shared->municipality), MG_U(extract_id), MG_U(part),
			MG_B(bytes, n)),
		NULL, NULL, err);
}

bool mg_extract_person_find(const struct mg_extract_in *at, uint64_t extract_id, uint64_t first,
	struct mg_bytes *ret, struct mg_error *err)
{
	const size_t in_part = (size_t)(first % MG_PERSONS_PART) * 16;
	if (!find_bytes(at, &find_person, extract_id, (uint32_t)(first / MG_PERSONS_PART), ret, err))
		return false;
	if (ret->n % 16 || ret->n < in_part)
		return mg_fail(err, MG_ERR_DATA_LOSS, "the persons of an extract are cut off");
	ret->p += in_part;
	ret->n -= in_part;
	return true;
}

bool mg_extract_receipt_add(const struct mg_extract_in *at, const char *ward, struct mg_date day,
	uint32_t number, uint32_t version, uint64_t extract_id, struct mg_error *err)
{
	const struct day_text on = text_of(day);
	return mg_exec(at->tx, &add_receipt,
		MG_PARAMS(MG_T(at->shared->municipality), MG_T(ward), MG_T(on.iso), MG_U(number),
			MG_U(version), MG_U(extract_id)),
		NULL, NULL, err);
}
