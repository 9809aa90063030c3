/* SPDX-License-Identifier: Apache-2.0 */
#include "rights/rights_change_store.h"
#include "access/access.h"

#define STMT(id, name_, sql_, params_, columns_)                                                                       \
	static const struct mg_stmt_def id = {.name = name_, .sql = sql_, .params = params_, .columns = columns_}

#define MATRIX                                                                                                         \
	"SELECT version, envelope, sha256, proposed_us, proposed_by, proposed_staff_id, applied_us, applied_by"        \
	" FROM madoguchi.rights_matrix WHERE municipality = ?"
#define MATRIX_COLUMNS "ubbituit"
STMT(find_matrix, "matrix.find", MATRIX " AND version = ?", "tu", MATRIX_COLUMNS);
STMT(find_newest, "matrix.find_newest", MATRIX " ORDER BY version DESC LIMIT 1", "t", MATRIX_COLUMNS);
STMT(lock_newest, "matrix.lock_newest", MATRIX " ORDER BY version DESC LIMIT 1 FOR UPDATE", "t", MATRIX_COLUMNS);
STMT(propose, "matrix.propose",
	"INSERT INTO madoguchi.rights_matrix (municipality, version, envelope, sha256, proposed_us, proposed_by,"
	" proposed_staff_id, proposed_writer, proposed_n) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	"tubbituuu", "");
STMT(apply, "matrix.apply",
	"UPDATE madoguchi.rights_matrix SET applied_us = ?, applied_by = ?, applied_staff_id = ?, applied_writer = ?,"
	" applied_n = ? WHERE municipality = ? AND version = ? AND applied_us IS NULL",
	"ituuutu", "");
STMT(same_person, "matrix.same_person",
	"SELECT COUNT(*) FROM madoguchi.staff a JOIN madoguchi.staff b ON b.municipality = a.municipality"
	" WHERE a.municipality = ? AND a.staff_id = ? AND b.staff_id = ?"
	" AND (a.staff_id = b.staff_id OR a.person_ref = b.person_ref)",
	"tuu", "i");
STMT(count_people, "matrix.count_people",
	"SELECT role, COUNT(*) FROM madoguchi.staff WHERE municipality = ? AND state = 'active' GROUP BY role", "t",
	"ti");
STMT(load_matrix, "matrix.load",
	"INSERT INTO madoguchi.rights_matrix (municipality, version, envelope, sha256, proposed_us, proposed_by,"
	" proposed_staff_id, proposed_writer, proposed_n, applied_us, applied_by, applied_staff_id, applied_writer, "
	"applied_n)"
	" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	"tubbituuuituuu", "");
mg_stmt_list mg_matrix_load_statements = {&load_matrix, NULL};
mg_stmt_list mg_matrix_statements = {
	&find_matrix, &find_newest, &lock_newest, &propose, &apply, &same_person, &count_people, NULL};

static bool read_row(const struct mg_rows *rows, struct mg_matrix_row *ret, struct mg_error *err)
{
	*ret = (struct mg_matrix_row){.proposed_by = "", .applied_by = ""};
	if (rows->n == 0)
		return true;
	const struct mg_value *v = mg_row(rows, 0);
	if (v[2].kind != MG_VALUE_BYTES || v[2].b.n != sizeof(ret->sha256))
		return mg_fail(err, MG_ERR_DATA_LOSS, "a matrix of rights without its hash");
	ret->version = (uint32_t)mg_u(&v[0]);
	ret->envelope = v[1].b;
	memcpy(ret->sha256, v[2].b.p, sizeof(ret->sha256));
	ret->proposed_us = mg_i(&v[3]);
	ret->proposed_by = mg_s(&v[4]);
	ret->proposed_staff_id = mg_u(&v[5]);
	ret->applied_us = mg_i(&v[6]);
	ret->applied_by = mg_s(&v[7]);
	return true;
}

bool mg_matrix_find(const struct mg_matrix_in *in, uint32_t version, struct mg_matrix_row *ret, struct mg_error *err)
{
	struct mg_rows rows;
	return mg_query(in->tx, in->arena, &find_matrix, MG_PARAMS(MG_T(in->shared->municipality), MG_U(version)),
		       &rows, err) &&
	       read_row(&rows, ret, err);
}

bool mg_matrix_find_newest(const struct mg_matrix_in *in, struct mg_matrix_row *ret, struct mg_error *err)
{
	struct mg_rows rows;
	return mg_query(in->tx, in->arena, &find_newest, MG_PARAMS(MG_T(in->shared->municipality)), &rows, err) &&
	       read_row(&rows, ret, err);
}

bool mg_matrix_lock_newest(const struct mg_matrix_in *in, struct mg_matrix_row *ret, struct mg_error *err)
{
	struct mg_rows rows;
	return mg_query(in->tx, in->arena, &lock_newest, MG_PARAMS(MG_T(in->shared->municipality)), &rows, err) &&
	       read_row(&rows, ret, err);
}

static struct mg_value staff_of(const struct mg_matrix_step *s)
{
	return s->staff_id ? MG_U(s->staff_id) : MG_NULL;
}

bool mg_matrix_propose(const struct mg_matrix_in *in, uint32_t version, const uint8_t sha256[32],
	struct mg_bytes envelope, const struct mg_matrix_step *s, struct mg_error *err)
{
	return mg_exec(in->tx, &propose,
		MG_PARAMS(MG_T(in->shared->municipality), MG_U(version), MG_B(envelope.p, envelope.n), MG_B(sha256, 32),
			MG_I(s->now_us), MG_T(s->by), staff_of(s), MG_U(s->log_writer), MG_U(s->log_n)),
		NULL, NULL, err);
}

bool mg_matrix_apply(
	const struct mg_matrix_in *in, uint32_t version, const struct mg_matrix_step *s, struct mg_error *err)
{
	uint64_t n;
	if (!mg_exec(in->tx, &apply,
		    MG_PARAMS(MG_I(s->now_us), MG_T(s->by), staff_of(s), MG_U(s->log_writer), MG_U(s->log_n),
			    MG_T(in->shared->municipality), MG_U(version)),
		    &n, NULL, err))
		return false;
	return n == 1 || mg_fail(err, MG_ERR_CONFLICT, "the matrix of rights was applied meanwhile");
}

bool mg_matrix_load(const struct mg_matrix_in *in, uint32_t version, const uint8_t sha256[32], struct mg_bytes envelope,
	const struct mg_matrix_step *p, const struct mg_matrix_step *a, struct mg_error *err)
{
	return mg_exec(in->tx, &load_matrix,
		MG_PARAMS(MG_T(in->shared->municipality), MG_U(version), MG_B(envelope.p, envelope.n), MG_B(sha256, 32),
			MG_I(p->now_us), MG_T(p->by), staff_of(p), MG_U(p->log_writer), MG_U(p->log_n), MG_I(a->now_us),
			MG_T(a->by), staff_of(a), MG_U(a->log_writer), MG_U(a->log_n)),
		NULL, NULL, err);
}

bool mg_matrix_same_person(
	const struct mg_matrix_in *in, uint64_t staff_id, uint64_t other_id, bool *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, &same_person,
		    MG_PARAMS(MG_T(in->shared->municipality), MG_U(staff_id), MG_U(other_id)), &rows, err))
		return false;
	*ret = rows.n && mg_i(mg_row(&rows, 0)) > 0;
	return true;
}

bool mg_matrix_count_people(const struct mg_matrix_in *in, uint32_t *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, &count_people, MG_PARAMS(MG_T(in->shared->municipality)), &rows, err))
		return false;
	memset(ret, 0, MG_STAFF_MAX * sizeof(*ret));
	for (size_t i = 0; i < rows.n; i++)
		ret[mg_role_from_name(mg_s(mg_row(&rows, i)))] += (uint32_t)mg_i(&mg_row(&rows, i)[1]);
	return true;
}
