/* SPDX-License-Identifier: Apache-2.0
 * Persons, challenges and pictures. Counters and sessions: auth_session_store.c. */
#include "auth/auth_store.h"
#include <sodium.h>
#include "access/access_rules.h"
#include "auth/password.h"

static const struct mg_stmt_def find_person = {
	.name = "auth.find_person",
	.sql = "SELECT f.staff_id, f.name, f.section, f.ward, f.role, f.state = 'active' AND f.password_locked_us IS NULL,"
	       " DATEDIFF(f.valid_from, '1970-01-01'), DATEDIFF(f.valid_to, '1970-01-01'), f.must_change_password,"
	       " f.last_login_us, f.last_login_terminal, p.generation, p.hash, p.pepper_id, f.staff_no, p.changed_us,"
	       " EXISTS (SELECT 1 FROM madoguchi.city_service c WHERE c.municipality = f.municipality)"
	       " FROM madoguchi.staff f LEFT JOIN madoguchi.staff_password p"
	       " ON p.municipality = f.municipality AND p.staff_id = f.staff_id AND p.generation ="
	       " (SELECT MAX(q.generation) FROM madoguchi.staff_password q"
	       " WHERE q.municipality = f.municipality AND q.staff_id = f.staff_id)"
	       " WHERE f.municipality = ? AND f.staff_no = ?",
	.params = "tt",
	.columns = "uttttiiiiitututii",
};
static const struct mg_stmt_def list_fingers = {
	.name = "auth.list_fingers",
	.sql = "SELECT finger, version, template, wrapped FROM madoguchi.finger"
	       " WHERE municipality = ? AND staff_id = ? AND removed_us IS NULL ORDER BY finger LIMIT 4",
	.params = "tu",
	.columns = "uubb",
};
static const struct mg_stmt_def find_training = {
	.name = "auth.find_training",
	.sql = "SELECT 1 FROM madoguchi.training WHERE municipality = ?",
	.params = "t",
	.columns = "i",
};
static const struct mg_stmt_def add_challenge = {
	.name = "auth.add_challenge",
	.sql = "INSERT INTO madoguchi.login_challenge (municipality, login_id, nonce, terminal_id, kind, session_no, state,"
	       " created_us, expires_us) VALUES (?, ?, ?, ?, ?, ?, 'open', ?, ?)",
	.params = "tbbutuii",
	.columns = "",
};
static const struct mg_stmt_def lock_challenge = {
	.name = "auth.lock_challenge",
	.sql = "SELECT nonce, terminal_id, kind + 0, session_no, state = 'open', expires_us" /* kind: its place in the ENUM */
	       " FROM madoguchi.login_challenge WHERE municipality = ? AND login_id = ? FOR UPDATE",
	.params = "tb",
	.columns = "buiuii",
};
static const struct mg_stmt_def submit_challenge = {
	.name = "auth.submit_challenge",
	.sql = "UPDATE madoguchi.login_challenge SET state = 'submitted', staff_id = ?"
	       " WHERE municipality = ? AND login_id = ?",
	.params = "utb",
	.columns = "",
};
static const struct mg_stmt_def close_challenge = {
	.name = "auth.close_challenge",
	.sql = "UPDATE madoguchi.login_challenge SET state = 'done', outcome = ? WHERE municipality = ? AND login_id = ?",
	.params = "ttb",
	.columns = "",
};
static const struct mg_stmt_def charge_challenge = {
	.name = "auth.charge_challenge",
	.sql = "UPDATE madoguchi.login_challenge SET charged = TRUE WHERE municipality = ? AND login_id = ?",
	.params = "tb",
	.columns = "",
};
static const struct mg_stmt_def close_unjudged = {
	.name = "auth.close_unjudged",
	.sql = "UPDATE madoguchi.login_challenge SET state = 'done', outcome = 'unjudged' WHERE municipality = ? AND staff_id = ?"
	       " AND terminal_id = ? AND state = 'submitted' AND created_us < ? AND charged",
	.params = "tuui",
	.columns = "",
};
static const struct mg_stmt_def add_image = {
	.name = "auth.add_image",
	.sql = "INSERT INTO madoguchi.seen_image (municipality, image_sha256, terminal_id, seen_us) VALUES (?, ?, ?, ?)",
	.params = "tbui",
	.columns = "",
};
mg_stmt_list mg_auth_statements = {&find_person, &list_fingers, &find_training, &add_challenge, &lock_challenge, &submit_challenge,
	&close_challenge, &charge_challenge, &close_unjudged, &add_image, NULL};

/* In the order of the column's ENUM. */
static const char *const challenge_kinds[] = {
	[MG_CHALLENGE_LOGIN] = "login", [MG_CHALLENGE_RESUME] = "resume", [MG_CHALLENGE_FRESH] = "fresh"};

static bool copy_text(const struct mg_value *v, char *ret, size_t cap, struct mg_error *err)
{
	size_t n = v->kind == MG_VALUE_BYTES ? v->b.n : 0;
	if (n >= cap)
		return mg_fail(err, MG_ERR_DATA_LOSS, "a text of staff is longer than the schema allows");
	if (n)
		memcpy(ret, v->b.p, n);
	ret[n] = '\0';
	return true;
}

static bool read_person(const struct mg_value *v, int64_t now_us, struct mg_auth_person *ret, struct mg_error *err)
{
	bool has_to = v[7].kind != MG_VALUE_NULL;
	bool in_dates = mg_day_within(mg_day_in_japan(now_us), mg_i(&v[6]), has_to, mg_i(&v[7]));
	bool has_password = v[12].kind == MG_VALUE_BYTES && mg_u(&v[13]) == MG_PASSWORD_PEPPER_ID;
	*ret = (struct mg_auth_person){
		.is_known = true,
		.is_usable = mg_i(&v[5]) == 1 && in_dates && has_password,
		.staff_id = mg_u(&v[0]),
		.role = mg_role_from_name(mg_s(&v[4])),
		.must_change_password = mg_i(&v[8]) != 0,
		.last_login_us = mg_i(&v[9]),
		.password_generation = (uint32_t)mg_u(&v[11]),
		.password_changed_us = mg_i(&v[15]),
		.in_service = mg_i(&v[16]) != 0,
	};
	return copy_text(&v[1], ret->name, sizeof(ret->name), err) &&
	       copy_text(&v[2], ret->section, sizeof(ret->section), err) &&
	       copy_text(&v[3], ret->ward, sizeof(ret->ward), err) &&
	       copy_text(&v[10], ret->last_login_terminal, sizeof(ret->last_login_terminal), err) &&
	       copy_text(&v[12], ret->password_hash, sizeof(ret->password_hash), err) &&
	       copy_text(&v[14], ret->staff_no, sizeof(ret->staff_no), err);
}

bool mg_auth_find_person(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, const char *staff_no,
	int64_t now_us, struct mg_auth_person *ret, struct mg_error *err)
{
	struct mg_rows rows;
	struct mg_auth_person person = {0};
	if (!mg_query(tx, arena, &find_person, MG_PARAMS(MG_T(shared->municipality), MG_T(staff_no)), &rows, err))
		return false;
	if (rows.n > 0 && (!read_person(mg_row(&rows, 0), now_us, &person, err) ||
				  !mg_auth_list_fingers(tx, arena, shared, person.staff_id, person.fingers,
					  &person.n_fingers, err)))
		return false;
	*ret = person;
	return true;
}

bool mg_auth_list_fingers(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t staff_id,
	struct mg_auth_finger ret[MG_FINGERS_MAX], size_t *ret_n, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &list_fingers, MG_PARAMS(MG_T(shared->municipality), MG_U(staff_id)), &rows, err))
		return false;
	for (size_t i = 0; i < rows.n && i < MG_FINGERS_MAX; i++) {
		const struct mg_value *v = mg_row(&rows, i);
		ret[i] = (struct mg_auth_finger){.finger = (unsigned)mg_u(&v[0]),
			.version = (uint32_t)mg_u(&v[1]),
			.sealed = v[2].b,
			.wrapped = v[3].b};
	}
	*ret_n = rows.n < MG_FINGERS_MAX ? rows.n : MG_FINGERS_MAX;
	return true;
}

bool mg_auth_add_challenge(struct mg_tx *tx, const struct mg_shared *shared, enum mg_challenge_kind kind,
	uint64_t terminal_id, uint64_t session_no, int64_t now_us, struct mg_challenge *ret, struct mg_error *err)
{
	struct mg_challenge c = {.kind = kind, .terminal_id = terminal_id, .session_no = session_no, .is_open = true,
		.expires_us = now_us + MG_CHALLENGE_LIFE_US};
	randombytes_buf(c.login_id, sizeof(c.login_id));
	randombytes_buf(c.nonce, sizeof(c.nonce));
	if (!mg_exec(tx, &add_challenge,
		    MG_PARAMS(MG_T(shared->municipality), MG_B(c.login_id, sizeof(c.login_id)),
			    MG_B(c.nonce, sizeof(c.nonce)), MG_U(terminal_id),
			    MG_T(challenge_kinds[kind]),
			    session_no ? MG_U(session_no) : MG_NULL, MG_I(now_us), MG_I(c.expires_us)),
		    NULL, NULL, err))
		return false;
	*ret = c;
	return true;
}

bool mg_auth_lock_challenge(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	struct mg_bytes login_id, bool *ret_found, struct mg_challenge *ret, struct mg_error *err)
{
	struct mg_rows rows = {0};
	if (login_id.n == MG_LOGIN_ID_BYTES && !mg_query(tx, arena, &lock_challenge,
						       MG_PARAMS(MG_T(shared->municipality),
							       MG_B(login_id.p, login_id.n)),
						       &rows, err))
		return false;
	*ret_found = rows.n > 0;
	if (rows.n == 0)
		return true;
	const struct mg_value *v = mg_row(&rows, 0);
	if (mg_i(&v[2]) < 1 || mg_i(&v[2]) > (int64_t)MG_LEN(challenge_kinds))
		return mg_fail(err, MG_ERR_DATA_LOSS, "a challenge of no kind");
	if (v[0].b.n != MG_NONCE_BYTES)
		return mg_fail(err, MG_ERR_DATA_LOSS, "a nonce of %zu bytes", v[0].b.n);
	*ret = (struct mg_challenge){
		.kind = (enum mg_challenge_kind)(mg_i(&v[2]) - 1),
		.terminal_id = mg_u(&v[1]),
		.session_no = mg_u(&v[3]),
		.is_open = mg_i(&v[4]) == 1,
		.expires_us = mg_i(&v[5]),
	};
	memcpy(ret->login_id, login_id.p, MG_LOGIN_ID_BYTES);
	memcpy(ret->nonce, v[0].b.p, MG_NONCE_BYTES);
	return true;
}

bool mg_auth_submit_challenge(struct mg_tx *tx, const struct mg_shared *shared,
	const uint8_t login_id[MG_LOGIN_ID_BYTES], uint64_t staff_id, struct mg_error *err)
{
	return mg_exec(tx, &submit_challenge,
		MG_PARAMS(staff_id ? MG_U(staff_id) : MG_NULL, MG_T(shared->municipality),
			MG_B(login_id, MG_LOGIN_ID_BYTES)),
		NULL, NULL, err);
}

bool mg_auth_close_challenge(struct mg_tx *tx, const struct mg_shared *shared,
	const uint8_t login_id[MG_LOGIN_ID_BYTES], enum mg_challenge_outcome outcome, struct mg_error *err)
{
	static const char *const names[] = {
		[MG_OUTCOME_REFUSED] = "refused", [MG_OUTCOME_PASSED] = "passed", [MG_OUTCOME_UNJUDGED] = "unjudged"};
	return mg_exec(tx, &close_challenge,
		MG_PARAMS(MG_T(names[outcome]), MG_T(shared->municipality), MG_B(login_id, MG_LOGIN_ID_BYTES)), NULL, NULL, err);
}

bool mg_auth_charge_challenge(struct mg_tx *tx, const struct mg_shared *shared,
	const uint8_t login_id[MG_LOGIN_ID_BYTES], struct mg_error *err)
{
	return mg_exec(tx, &charge_challenge, MG_PARAMS(MG_T(shared->municipality), MG_B(login_id, MG_LOGIN_ID_BYTES)),
		NULL, NULL, err);
}

bool mg_auth_close_unjudged(struct mg_tx *tx, const struct mg_shared *shared, uint64_t staff_id, uint64_t terminal_id,
	int64_t before_us, uint64_t *ret_n, struct mg_error *err)
{
	return mg_exec(tx, &close_unjudged,
		MG_PARAMS(MG_T(shared->municipality), MG_U(staff_id), MG_U(terminal_id), MG_I(before_us)), ret_n, NULL, err);
}

bool mg_auth_add_image(struct mg_tx *tx, const struct mg_shared *shared, const uint8_t sha256[32], uint64_t terminal_id,
	int64_t now_us, bool *ret_new, struct mg_error *err)
{
	struct mg_error e = {0};
	bool added = mg_exec(tx, &add_image,
		MG_PARAMS(MG_T(shared->municipality), MG_B(sha256, 32), MG_U(terminal_id), MG_I(now_us)), NULL, NULL, &e);
	if (!added && e.code != MG_ERR_ALREADY_EXISTS) {
		if (err)
			*err = e;
		return false;
	}
	*ret_new = added;
	return true;
}

bool mg_auth_is_training(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, bool *ret,
	struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &find_training, MG_PARAMS(MG_T(shared->municipality)), &rows, err))
		return false;
	*ret = rows.n > 0;
	return true;
}
