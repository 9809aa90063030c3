/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/admin_store.h"

static const struct mg_stmt_def count_cities = {
	.name = "admin.count_cities",
	.sql = "SELECT COUNT(*) FROM madoguchi.municipality",
	.params = "",
	.columns = "i",
};
static const struct mg_stmt_def add_city = {
	.name = "admin.add_city",
	.sql = "INSERT INTO madoguchi.municipality (municipality, name, spiffe_name, made_us) VALUES (?, ?, ?, ?)",
	.params = "ttti",
	.columns = "",
};
static const struct mg_stmt_def add_training = {
	.name = "admin.add_training",
	.sql = "INSERT INTO madoguchi.training (municipality, made_us) VALUES (?, ?)",
	.params = "ti",
	.columns = "",
};
static const struct mg_stmt_def add_terminal = {
	.name = "admin.add_terminal",
	.sql = "INSERT INTO madoguchi.terminal (municipality, terminal_id, name, section, ward, cert_sha256,"
	       " cert_not_after_us, assertion_key, state, enrolled_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'enrolled', ?)",
	.params = "tutttbibi",
	.columns = "",
};
static const struct mg_stmt_def revoke_terminal = {
	.name = "admin.revoke_terminal",
	.sql = "UPDATE madoguchi.terminal SET state = 'revoked', revoked_us = ?"
	       " WHERE municipality = ? AND terminal_id = ? AND state = 'enrolled'",
	.params = "itu",
	.columns = "",
};
static const struct mg_stmt_def add_staff = {
	.name = "admin.add_staff",
	.sql = "INSERT INTO madoguchi.staff (municipality, staff_no, name, kana, ward, section, role, state,"
	       " must_change_password, valid_from, valid_to, person_ref, made_us)"
	       " VALUES (?, ?, ?, ?, ?, ?, ?, 'active', ?, ?, ?, ?, ?)",
	.params = "tttttttiddti",
	.columns = "",
};
static const struct mg_stmt_def lock_accounts = {
	.name = "admin.lock_accounts",
	.sql = "SELECT COUNT(*) FROM madoguchi.staff WHERE municipality = ? AND person_ref = ? AND state = 'active' FOR UPDATE",
	.params = "tt",
	.columns = "i",
};
static const struct mg_stmt_def add_password = {
	.name = "admin.add_password",
	.sql = "INSERT INTO madoguchi.staff_password (municipality, staff_id, generation, hash, pepper_id, changed_us, set_by)"
	       " VALUES (?, ?, ?, ?, 1, ?, ?)",
	.params = "tuutit",
	.columns = "",
};
static const struct mg_stmt_def find_staff = {
	.name = "admin.find_staff",
	.sql = "SELECT staff_id FROM madoguchi.staff WHERE municipality = ? AND staff_no = ? FOR UPDATE",
	.params = "tt",
	.columns = "u",
};
static const struct mg_stmt_def disable_staff = {
	.name = "admin.disable_staff",
	.sql = "UPDATE madoguchi.staff SET state = 'disabled', disabled_us = ?"
	       " WHERE municipality = ? AND staff_id = ? AND state = 'active'",
	.params = "itu",
	.columns = "",
};
static const struct mg_stmt_def lock_fingers = {
	.name = "admin.lock_fingers",
	.sql = "SELECT finger, version, removed_us IS NULL FROM madoguchi.finger WHERE municipality = ? AND staff_id = ? FOR UPDATE",
	.params = "tu",
	.columns = "uui",
};
static const struct mg_stmt_def store_finger = {
	.name = "admin.store_finger",
	.sql = "INSERT INTO madoguchi.finger (municipality, staff_id, finger, version, template, wrapped, driver, device_id,"
	       " enrolled_us, enrolled_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE"
	       " version = VALUES(version), template = VALUES(template), wrapped = VALUES(wrapped), driver = VALUES(driver),"
	       " device_id = VALUES(device_id), enrolled_us = VALUES(enrolled_us), enrolled_by = VALUES(enrolled_by),"
	       " enrolment_id = NULL, removed_us = NULL",
	.params = "tuuubbttit",
	.columns = "",
};
mg_stmt_list mg_admin_statements = {&count_cities, &add_city, &add_training, &add_terminal, &revoke_terminal, &add_staff, &lock_accounts, &add_password, &find_staff,
	&disable_staff, &lock_fingers, &store_finger, NULL};

bool mg_admin_has_city(struct mg_tx *tx, struct mg_arena *arena, bool *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &count_cities, MG_NO_PARAMS, &rows, err))
		return false;
	*ret = mg_i(mg_row(&rows, 0)) > 0;
	return true;
}

bool mg_admin_add_city(struct mg_tx *tx, const struct mg_shared *shared, const char *spiffe_name, int64_t now_us,
	struct mg_error *err)
{
	return mg_exec(tx, &add_city,
		MG_PARAMS(MG_T(shared->municipality), MG_T(shared->municipality_name), MG_T(spiffe_name), MG_I(now_us)), NULL,
		NULL, err);
}

bool mg_admin_add_training(struct mg_tx *tx, const struct mg_shared *shared, int64_t now_us, struct mg_error *err)
{
	return mg_exec(tx, &add_training, MG_PARAMS(MG_T(shared->municipality), MG_I(now_us)), NULL, NULL, err);
}

bool mg_admin_add_terminal(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_new_terminal *t,
	int64_t now_us, struct mg_error *err)
{
	return mg_exec(tx, &add_terminal,
		MG_PARAMS(MG_T(shared->municipality), MG_U(t->terminal_id), MG_T(t->name), MG_T(t->section), MG_T(t->ward),
			MG_B(t->cert_sha256, 32), MG_I(t->cert_not_after_us), MG_B(t->assertion_key, 32), MG_I(now_us)),
		NULL, NULL, err);
}

bool mg_admin_revoke_terminal(
	struct mg_tx *tx, const struct mg_shared *shared, uint64_t terminal_id, int64_t now_us, struct mg_error *err)
{
	uint64_t n;
	if (!mg_exec(tx, &revoke_terminal, MG_PARAMS(MG_I(now_us), MG_T(shared->municipality), MG_U(terminal_id)), &n, NULL,
		    err))
		return false;
	return n == 1 || mg_fail(err, MG_ERR_NOT_FOUND, "no enrolled terminal has this number");
}

bool mg_admin_add_staff(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, const struct mg_new_staff *s,
	int64_t now_us, uint64_t *ret_staff_id, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &lock_accounts, MG_PARAMS(MG_T(shared->municipality), MG_T(s->person_ref)), &rows, err))
		return false;
	if (mg_i(mg_row(&rows, 0)) != 0)
		return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "the person %s has an account", s->person_ref);
	return mg_exec(tx, &add_staff,
		MG_PARAMS(MG_T(shared->municipality), MG_T(s->staff_no), MG_T(s->name), MG_T(s->kana), MG_T(s->ward),
			MG_T(s->section), MG_T(s->role), MG_I(s->must_change_password), MG_T(s->valid_from),
			MG_T(s->valid_to), MG_T(s->person_ref), MG_I(now_us)),
		NULL, ret_staff_id, err);
}

bool mg_admin_add_password(struct mg_tx *tx, const struct mg_shared *shared, uint64_t staff_id, uint32_t generation,
	const char *hash, const char *set_by, int64_t now_us, struct mg_error *err)
{
	return mg_exec(tx, &add_password,
		MG_PARAMS(MG_T(shared->municipality), MG_U(staff_id), MG_U(generation), MG_T(hash), MG_I(now_us),
			MG_T(set_by)),
		NULL, NULL, err);
}

bool mg_admin_get_staff(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, const char *staff_no,
	uint64_t *ret_staff_id, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &find_staff, MG_PARAMS(MG_T(shared->municipality), MG_T(staff_no)), &rows, err))
		return false;
	if (rows.n == 0)
		return mg_fail(err, MG_ERR_NOT_FOUND, "nobody has this staff number");
	*ret_staff_id = mg_u(mg_row(&rows, 0));
	return true;
}

bool mg_admin_disable_staff(
	struct mg_tx *tx, const struct mg_shared *shared, uint64_t staff_id, int64_t now_us, struct mg_error *err)
{
	uint64_t n;
	if (!mg_exec(
		    tx, &disable_staff, MG_PARAMS(MG_I(now_us), MG_T(shared->municipality), MG_U(staff_id)), &n, NULL, err))
		return false;
	return n == 1 || mg_fail(err, MG_ERR_NOT_FOUND, "this staff member is disabled already");
}

bool mg_admin_lock_finger(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t staff_id,
	unsigned finger, uint32_t *ret_version, size_t *ret_others, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &lock_fingers, MG_PARAMS(MG_T(shared->municipality), MG_U(staff_id)), &rows, err))
		return false;
	*ret_version = 0;
	*ret_others = 0;
	for (size_t i = 0; i < rows.n; i++) {
		const struct mg_value *v = mg_row(&rows, i);
		if (mg_u(&v[0]) == finger)
			*ret_version = (uint32_t)mg_u(&v[1]);
		else if (mg_i(&v[2]) == 1)
			++*ret_others;
	}
	return true;
}

bool mg_admin_store_finger(struct mg_tx *tx, const struct mg_finger_place *place, struct mg_bytes sealed,
	const uint8_t wrapped[MG_FINGER_WRAPPED_BYTES], const char *driver, const char *device_id,
	const char *enrolled_by, int64_t now_us, struct mg_error *err)
{
	return mg_exec(tx, &store_finger,
		MG_PARAMS(MG_T(place->municipality), MG_U(place->staff_id), MG_U(place->finger), MG_U(place->version),
			MG_B(sealed.p, sealed.n), MG_B(wrapped, MG_FINGER_WRAPPED_BYTES), MG_T(driver), MG_T(device_id),
			MG_I(now_us), MG_T(enrolled_by)),
		NULL, NULL, err);
}
