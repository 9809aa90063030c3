/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/enrol_store.h"
#include <sodium.h>
#include "matcher/template.h"

#define STMT(id, name_, sql_, params_, columns_)                                                                       \
	static const struct mg_stmt_def id = {.name = name_, .sql = sql_, .params = params_, .columns = columns_}

#define STAFF                                                                                                          \
	"SELECT staff_id, staff_no, name, kana, section, role, person_ref, state = 'active', must_change_password, vendor" \
	" FROM madoguchi.staff WHERE municipality = ? AND "
STMT(find_staff, "enrol.find_staff", STAFF "staff_no = ?", "tt", "uttttttiii");
STMT(get_staff, "enrol.get_staff", STAFF "staff_id = ?", "tu", "uttttttiii");
#define FINGERS                                                                                                        \
	"SELECT finger, version, enrolled_us, enrolled_by, removed_us IS NOT NULL FROM madoguchi.finger"               \
	" WHERE municipality = ? AND staff_id = ? ORDER BY finger"
STMT(list_fingers, "enrol.list_fingers", FINGERS, "tu", "uuiti");
STMT(lock_fingers, "enrol.lock_fingers", FINGERS " FOR UPDATE", "tu", "uuiti");
STMT(drop_open, "enrol.drop_open",
	"UPDATE madoguchi.finger_enrolment SET state = 'dropped', ended_us = ? WHERE municipality = ? AND staff_id = ?"
	" AND state IN ('open', 'witnessed')",
	"itu", "");
STMT(empty_over, "enrol.empty_over",
	"UPDATE madoguchi.finger_capture c JOIN madoguchi.finger_enrolment e ON e.municipality = c.municipality"
	" AND e.enrolment_id = c.enrolment_id SET c.template = '', c.wrapped = '' WHERE c.municipality = ?"
	" AND c.wrapped <> '' AND (e.state IN ('done', 'dropped') OR e.expires_us <= ?)",
	"ti", "");
STMT(begin, "enrol.begin",
	"INSERT INTO madoguchi.finger_enrolment (municipality, enrolment_id, staff_id, enroller_id, terminal_id, session_no,"
	" nonce, state, made_us, expires_us) VALUES (?, ?, ?, ?, ?, ?, ?, 'open', ?, ?)",
	"tbuuuubii", "");
#define ENROLMENT                                                                                                      \
	"SELECT staff_id, enroller_id, terminal_id, session_no, nonce, state + 0, witness_id, witnessed_us, expires_us" \
	" FROM madoguchi.finger_enrolment WHERE municipality = ? AND enrolment_id = ?"
STMT(get_enrolment, "enrol.get", ENROLMENT, "tb", "uuuubiuii");
STMT(lock_enrolment, "enrol.lock", ENROLMENT " FOR UPDATE", "tb", "uuuubiuii");
STMT(set_witness, "enrol.set_witness",
	"UPDATE madoguchi.finger_enrolment SET state = 'witnessed', witness_id = ?, witnessed_us = ?"
	" WHERE municipality = ? AND enrolment_id = ? AND state = 'open'",
	"uitb", "");
STMT(end_enrolment, "enrol.end",
	"UPDATE madoguchi.finger_enrolment SET state = ?, ended_us = ?, log_writer = ?, log_n = ?"
	" WHERE municipality = ? AND enrolment_id = ?",
	"tiuutb", "");
STMT(list_captures, "enrol.list_captures",
	"SELECT finger, version, template, wrapped, pictures_sha256, city_version, after_staff, after_finger, compared,"
	" complete FROM madoguchi.finger_capture WHERE municipality = ? AND enrolment_id = ? ORDER BY finger",
	"tb", "uubbbuuuui");
STMT(put_capture, "enrol.put_capture",
	"INSERT INTO madoguchi.finger_capture (municipality, enrolment_id, finger, version, template, wrapped,"
	" pictures_sha256, city_version, after_staff, after_finger, compared, complete, made_us)"
	" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE version = VALUES(version),"
	" template = VALUES(template), wrapped = VALUES(wrapped), pictures_sha256 = VALUES(pictures_sha256),"
	" city_version = VALUES(city_version), after_staff = VALUES(after_staff), after_finger = VALUES(after_finger),"
	" compared = VALUES(compared), complete = VALUES(complete), made_us = VALUES(made_us)",
	"tbuubbbuuuuii", "");
STMT(gallery, "enrol.gallery",
	"SELECT f.staff_id, s.staff_no, f.finger, f.version, f.template, f.wrapped FROM madoguchi.finger f"
	" JOIN madoguchi.staff s ON s.municipality = f.municipality AND s.staff_id = f.staff_id"
	" WHERE f.municipality = ? AND f.staff_id <> ? AND f.removed_us IS NULL AND (f.staff_id > ? OR f.staff_id = ?"
	" AND f.finger > ?) ORDER BY f.staff_id, f.finger LIMIT 64",
	"tuuuu", "utuubb");
STMT(gallery_count, "enrol.gallery_count",
	"SELECT COUNT(*) FROM madoguchi.finger WHERE municipality = ? AND staff_id <> ? AND removed_us IS NULL", "tu", "u");
STMT(city_version, "enrol.city_version", "SELECT version FROM madoguchi.finger_city WHERE municipality = ?", "t", "u");
STMT(lock_city, "enrol.lock_city", "SELECT version FROM madoguchi.finger_city WHERE municipality = ? FOR UPDATE", "t", "u");
STMT(add_finger, "enrol.add_finger",
	"INSERT INTO madoguchi.finger (municipality, staff_id, finger, version, template, wrapped, driver, device_id,"
	" enrolled_us, enrolled_by, enrolment_id) SELECT c.municipality, ?, c.finger, c.version, c.template, c.wrapped, ?, ?,"
	" ?, ?, c.enrolment_id FROM madoguchi.finger_capture c WHERE c.municipality = ? AND c.enrolment_id = ?"
	" AND c.finger = ?",
	"uttittbu", "");
STMT(replace_finger, "enrol.replace_finger",
	"UPDATE madoguchi.finger f JOIN madoguchi.finger_capture c ON c.municipality = f.municipality"
	" AND c.finger = f.finger SET f.version = c.version, f.template = c.template, f.wrapped = c.wrapped, f.driver = ?,"
	" f.device_id = ?, f.enrolled_us = ?, f.enrolled_by = ?, f.enrolment_id = c.enrolment_id, f.removed_us = NULL"
	" WHERE f.municipality = ? AND f.staff_id = ? AND c.enrolment_id = ? AND f.finger = ? AND f.version = c.version - 1",
	"ttittubu", "");
STMT(remove_fingers, "enrol.remove",
	"UPDATE madoguchi.finger SET template = '', wrapped = '', removed_us = ? WHERE municipality = ? AND staff_id = ?"
	" AND removed_us IS NULL AND (? = 0 OR finger = ?)",
	"ituuu", "");
mg_stmt_list mg_enrol_statements = {&find_staff, &get_staff, &list_fingers, &lock_fingers, &drop_open, &empty_over, &begin,
	&get_enrolment, &lock_enrolment, &set_witness, &end_enrolment, &list_captures, &put_capture, &gallery,
	&gallery_count, &city_version, &lock_city, &add_finger, &replace_finger, &remove_fingers, NULL};

static bool read_staff(const struct mg_rows *rows, struct mg_enrol_staff *ret, struct mg_error *err)
{
	if (rows->n == 0)
		return mg_fail(err, MG_ERR_NOT_FOUND, "nobody has that staff number");
	const struct mg_value *v = mg_row(rows, 0);
	*ret = (struct mg_enrol_staff){.staff_id = mg_u(&v[0]), .staff_no = mg_s(&v[1]), .name = mg_s(&v[2]),
		.kana = mg_s(&v[3]), .section = mg_s(&v[4]), .role = mg_s(&v[5]), .person_ref = mg_s(&v[6]),
		.active = mg_i(&v[7]) == 1, .must_change_password = mg_i(&v[8]) != 0,
		.vendor = mg_i(&v[9]) != 0};
	return true;
}

bool mg_enrol_find_staff(
	const struct mg_enrol_in *in, const char *staff_no, struct mg_enrol_staff *ret, struct mg_error *err)
{
	struct mg_rows rows;
	return mg_query(in->tx, in->arena, &find_staff, MG_PARAMS(MG_T(in->shared->municipality), MG_T(staff_no)), &rows,
		       err) &&
	       read_staff(&rows, ret, err);
}

bool mg_enrol_get_staff(
	const struct mg_enrol_in *in, uint64_t staff_id, struct mg_enrol_staff *ret, struct mg_error *err)
{
	struct mg_rows rows;
	return mg_query(in->tx, in->arena, &get_staff, MG_PARAMS(MG_T(in->shared->municipality), MG_U(staff_id)), &rows,
		       err) &&
	       read_staff(&rows, ret, err);
}

bool mg_enrol_list(const struct mg_enrol_in *in, uint64_t staff_id, bool lock, struct mg_enrolled ret[10], size_t *ret_n,
	struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, lock ? &lock_fingers : &list_fingers,
		    MG_PARAMS(MG_T(in->shared->municipality), MG_U(staff_id)), &rows, err))
		return false;
	for (*ret_n = 0; *ret_n < rows.n && *ret_n < 10; ++*ret_n) {
		const struct mg_value *v = mg_row(&rows, *ret_n);
		ret[*ret_n] = (struct mg_enrolled){(unsigned)mg_u(&v[0]), (uint32_t)mg_u(&v[1]), mg_i(&v[2]), mg_s(&v[3]),
			mg_i(&v[4]) == 1};
	}
	return true;
}

bool mg_enrol_begin(const struct mg_enrol_in *in, struct mg_enrolment_row *row, int64_t now_us, struct mg_error *err)
{
	const struct mg_value city = MG_T(in->shared->municipality);
	randombytes_buf(row->enrolment_id, sizeof(row->enrolment_id));
	randombytes_buf(row->nonce, sizeof(row->nonce));
	row->sitting.state = MG_ENROL_OPEN;
	row->sitting.expires_us = now_us + MG_ENROL_LIFE_US;
	return mg_exec(in->tx, &drop_open, MG_PARAMS(MG_I(now_us), city, MG_U(row->staff_id)), NULL, NULL, err) &&
	       mg_exec(in->tx, &empty_over, MG_PARAMS(city, MG_I(now_us)), NULL, NULL, err) &&
	       mg_exec(in->tx, &begin,
		       MG_PARAMS(city, MG_B(row->enrolment_id, sizeof(row->enrolment_id)), MG_U(row->staff_id),
			       MG_U(row->enroller_id), MG_U(row->terminal_id), MG_U(row->sitting.session_no),
			       MG_B(row->nonce, sizeof(row->nonce)), MG_I(now_us), MG_I(row->sitting.expires_us)),
		       NULL, NULL, err);
}

bool mg_enrol_get(const struct mg_enrol_in *in, struct mg_bytes id, bool lock, struct mg_enrolment_row *ret,
	struct mg_error *err)
{
	struct mg_rows rows = {0};
	if (id.n == MG_ENROLMENT_ID_BYTES &&
		!mg_query(in->tx, in->arena, lock ? &lock_enrolment : &get_enrolment,
			MG_PARAMS(MG_T(in->shared->municipality), MG_B(id.p, id.n)), &rows, err))
		return false;
	if (rows.n == 0)
		return mg_fail(err, MG_ERR_NOT_FOUND, "no such enrolment");
	const struct mg_value *v = mg_row(&rows, 0);
	if (v[4].b.n != MG_NONCE_BYTES)
		return mg_fail(err, MG_ERR_DATA_LOSS, "a nonce of %zu bytes", v[4].b.n);
	*ret = (struct mg_enrolment_row){.staff_id = mg_u(&v[0]), .enroller_id = mg_u(&v[1]), .terminal_id = mg_u(&v[2]),
		.witness_id = mg_u(&v[6]),
		.sitting = {.state = (enum mg_enrol_state)mg_i(&v[5]), .session_no = mg_u(&v[3]), .witnessed_us = mg_i(&v[7]),
			.expires_us = mg_i(&v[8])}};
	memcpy(ret->enrolment_id, id.p, id.n);
	memcpy(ret->nonce, v[4].b.p, v[4].b.n);
	return true;
}

bool mg_enrol_set_witness(const struct mg_enrol_in *in, const struct mg_enrolment_row *row, uint64_t witness_id,
	int64_t now_us, struct mg_error *err)
{
	uint64_t n;
	if (!mg_exec(in->tx, &set_witness,
		    MG_PARAMS(MG_U(witness_id), MG_I(now_us), MG_T(in->shared->municipality),
			    MG_B(row->enrolment_id, sizeof(row->enrolment_id))),
		    &n, NULL, err))
		return false;
	return n == 1 || mg_fail(err, MG_ERR_CONFLICT, "the enrolment is not open any more");
}

bool mg_enrol_end(const struct mg_enrol_in *in, const struct mg_enrolment_row *row, enum mg_enrol_state state,
	uint64_t log_writer, uint64_t log_n, int64_t now_us, struct mg_error *err)
{
	const struct mg_value city = MG_T(in->shared->municipality);
	return mg_exec(in->tx, &end_enrolment,
		       MG_PARAMS(MG_T(state == MG_ENROL_DONE ? "done" : "dropped"), MG_I(now_us), MG_U(log_writer), MG_U(log_n),
			       city, MG_B(row->enrolment_id, sizeof(row->enrolment_id))),
		       NULL, NULL, err) &&
	       mg_exec(in->tx, &empty_over, MG_PARAMS(city, MG_I(now_us)), NULL, NULL, err);
}

bool mg_enrol_list_captures(const struct mg_enrol_in *in, const struct mg_enrolment_row *row,
	struct mg_enrol_capture ret[10], size_t *ret_n, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, &list_captures,
		    MG_PARAMS(MG_T(in->shared->municipality), MG_B(row->enrolment_id, sizeof(row->enrolment_id))), &rows, err))
		return false;
	for (*ret_n = 0; *ret_n < rows.n && *ret_n < 10; ++*ret_n) {
		const struct mg_value *v = mg_row(&rows, *ret_n);
		struct mg_enrol_capture *c = &ret[*ret_n];
		if (v[4].b.n != sizeof(c->pictures_sha256))
			return mg_fail(err, MG_ERR_DATA_LOSS, "a captured finger is not as it was written");
		*c = (struct mg_enrol_capture){.finger = (unsigned)mg_u(&v[0]), .version = (uint32_t)mg_u(&v[1]),
			.sealed = v[2].b, .wrapped = v[3].b, .city_version = mg_u(&v[5]), .after_staff = mg_u(&v[6]),
			.after_finger = (unsigned)mg_u(&v[7]), .compared = (uint32_t)mg_u(&v[8]), .complete = mg_i(&v[9]) == 1};
		memcpy(c->pictures_sha256, v[4].b.p, sizeof(c->pictures_sha256));
	}
	return true;
}

bool mg_enrol_put_capture(const struct mg_enrol_in *in, const struct mg_enrolment_row *row,
	const struct mg_enrol_capture *c, int64_t now_us, struct mg_error *err)
{
	return mg_exec(in->tx, &put_capture,
		MG_PARAMS(MG_T(in->shared->municipality), MG_B(row->enrolment_id, sizeof(row->enrolment_id)), MG_U(c->finger),
			MG_U(c->version), MG_B(c->sealed.p, c->sealed.n), MG_B(c->wrapped.p, c->wrapped.n),
			MG_B(c->pictures_sha256, sizeof(c->pictures_sha256)), MG_U(c->city_version), MG_U(c->after_staff),
			MG_U(c->after_finger), MG_U(c->compared), MG_I(c->complete), MG_I(now_us)),
		NULL, NULL, err);
}

bool mg_enrol_gallery(const struct mg_enrol_in *in, uint64_t but_staff_id, uint64_t after_staff, unsigned after_finger,
	struct mg_gallery_row ret[MG_GALLERY_PORTION], size_t *ret_n, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, &gallery,
		    MG_PARAMS(MG_T(in->shared->municipality), MG_U(but_staff_id), MG_U(after_staff), MG_U(after_staff),
			    MG_U(after_finger)),
		    &rows, err))
		return false;
	for (*ret_n = 0; *ret_n < rows.n && *ret_n < MG_GALLERY_PORTION; ++*ret_n) {
		const struct mg_value *v = mg_row(&rows, *ret_n);
		ret[*ret_n] = (struct mg_gallery_row){.staff_id = mg_u(&v[0]), .staff_no = mg_s(&v[1]),
			.finger = {.finger = (unsigned)mg_u(&v[2]), .version = (uint32_t)mg_u(&v[3]), .sealed = v[4].b,
				.wrapped = v[5].b}};
	}
	return true;
}

static bool read_number(const struct mg_enrol_in *in, const struct mg_stmt_def *def, const struct mg_value *params,
	size_t n, uint64_t *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, def, params, n, &rows, err))
		return false;
	*ret = rows.n ? mg_u(mg_row(&rows, 0)) : 0;
	return true;
}

bool mg_enrol_gallery_count(const struct mg_enrol_in *in, uint64_t but_staff_id, uint32_t *ret, struct mg_error *err)
{
	uint64_t n;
	if (!read_number(in, &gallery_count, MG_PARAMS(MG_T(in->shared->municipality), MG_U(but_staff_id)), &n, err))
		return false;
	*ret = (uint32_t)n;
	return true;
}

bool mg_enrol_city_version(const struct mg_enrol_in *in, bool lock, uint64_t *ret, struct mg_error *err)
{
	return read_number(
		in, lock ? &lock_city : &city_version, MG_PARAMS(MG_T(in->shared->municipality)), ret, err);
}

bool mg_enrol_put_finger(const struct mg_enrol_in *in, const struct mg_enrolment_row *row, const struct mg_enrol_capture *c,
	bool had, const char *by, int64_t now_us, struct mg_error *err)
{
	const struct mg_value city = MG_T(in->shared->municipality), id = MG_B(row->enrolment_id, sizeof(row->enrolment_id)),
			      driver = MG_T(MG_TEMPLATE_DRIVER), device = MG_T(MG_TEMPLATE_DEVICE_ID);
	uint64_t n;
	const bool ok = had ? mg_exec(in->tx, &replace_finger,
				      MG_PARAMS(driver, device, MG_I(now_us), MG_T(by), city, MG_U(row->staff_id), id,
					      MG_U(c->finger)),
				      &n, NULL, err)
			    : mg_exec(in->tx, &add_finger,
				      MG_PARAMS(MG_U(row->staff_id), driver, device, MG_I(now_us), MG_T(by), city, id,
					      MG_U(c->finger)),
				      &n, NULL, err);
	return ok && (n == 1 || mg_fail(err, MG_ERR_CONFLICT, "the finger was enrolled by another meanwhile"));
}

bool mg_enrol_remove(
	const struct mg_enrol_in *in, uint64_t staff_id, unsigned finger, int64_t now_us, struct mg_error *err)
{
	return mg_exec(in->tx, &remove_fingers,
		MG_PARAMS(MG_I(now_us), MG_T(in->shared->municipality), MG_U(staff_id), MG_U(finger), MG_U(finger)), NULL, NULL,
		err);
}
