/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/key_store.h"
#include <openssl/sha.h>

static const struct mg_stmt_def find_holder = {
	.name = "keys.find_holder",
	.sql = "SELECT staff_id, ward, role FROM madoguchi.staff WHERE municipality = ? AND staff_no = ? AND state = 'active'"
	       " FOR UPDATE",
	.params = "tt",
	.columns = "utt",
};
static const struct mg_stmt_def find_terminal = {
	.name = "keys.find_terminal",
	.sql = "SELECT terminal_id FROM madoguchi.terminal WHERE municipality = ? AND terminal_id = ? AND state = 'enrolled'"
	       " FOR UPDATE",
	.params = "tu",
	.columns = "u",
};
static const struct mg_stmt_def add_key = {
	.name = "keys.add",
	.sql = "INSERT INTO madoguchi.signing_key (municipality, key_id, use_of, algorithm, public_key, holder, staff_id,"
	       " terminal_id, ward, not_before_us, not_after_us, state, salt, memory_kib, passes, sealed, made_us, made_by,"
	       " log_writer, log_n) VALUES (?, ?, ?, 'ed25519', ?, ?, ?, ?, ?, ?, ?, 'active', ?, ?, ?, ?, ?, ?, ?, ?)",
	.params = "tbtbtuutiibuubituu",
	.columns = "",
};
static const struct mg_stmt_def revoke_key = {
	.name = "keys.revoke",
	.sql = "UPDATE madoguchi.signing_key SET state = 'revoked', revoked_us = ?, log_writer = ?, log_n = ?"
	       " WHERE municipality = ? AND key_id = ? AND state = 'active'",
	.params = "iuutb",
	.columns = "",
};
static const struct mg_stmt_def add_list = {
	.name = "keys.add_list",
	.sql = "INSERT INTO madoguchi.key_list (municipality, epoch, envelope, sha256, issued_us, loaded_us, loaded_by,"
	       " log_writer, log_n) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	.params = "tubbiituu",
	.columns = "",
};
static const struct mg_stmt_def newest_list = {
	.name = "keys.lock_newest_list",
	.sql = "SELECT envelope FROM madoguchi.key_list WHERE municipality = ? ORDER BY epoch DESC LIMIT 1 FOR UPDATE",
	.params = "t",
	.columns = "b",
};
mg_stmt_list mg_key_statements = {&find_holder, &find_terminal, &add_key, &revoke_key, &add_list, &newest_list, NULL};

bool mg_key_find_holder(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, const char *staff_no,
	struct mg_key_holder *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &find_holder, MG_PARAMS(MG_T(shared->municipality), MG_T(staff_no)), &rows, err))
		return false;
	if (rows.n == 0)
		return mg_fail(err, MG_ERR_NOT_FOUND, "nobody active has this staff number");
	const struct mg_value *v = mg_row(&rows, 0);
	*ret = (struct mg_key_holder){mg_u(&v[0]), mg_s(&v[1]), mg_s(&v[2])};
	return true;
}

bool mg_key_check_terminal(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t terminal_id,
	struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &find_terminal, MG_PARAMS(MG_T(shared->municipality), MG_U(terminal_id)), &rows, err))
		return false;
	return rows.n > 0 || mg_fail(err, MG_ERR_NOT_FOUND, "no enrolled terminal has this number");
}

static const char *use_name(Sg__Key__Use use)
{
	return use == SG__KEY__USE__SUPERVISOR ? "supervisor"
	       : use == SG__KEY__USE__RECEIPT  ? "receipt"
	       : use == SG__KEY__USE__LOG      ? "log"
					       : "agent";
}

bool mg_key_add(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_new_key *key, const Sg__Key *row,
	const struct mg_key_act *act, struct mg_error *err)
{
	const struct mg_wrapped_key *w = key->wrapped;
	return mg_exec(tx, &add_key,
		MG_PARAMS(MG_T(shared->municipality), MG_B(row->id.data, row->id.len), MG_T(use_name(key->use)),
			MG_B(key->public_key, 32), MG_T(key->holder), key->staff_id ? MG_U(key->staff_id) : MG_NULL,
			key->terminal_id ? MG_U(key->terminal_id) : MG_NULL, MG_T(key->ward), MG_I(row->not_before_us),
			MG_I(row->not_after_us), w ? MG_B(w->salt, sizeof(w->salt)) : MG_NULL,
			w ? MG_U(w->memory_kib) : MG_NULL, w ? MG_U(w->passes) : MG_NULL,
			w ? MG_B(w->sealed, sizeof(w->sealed)) : MG_NULL, MG_I(act->now_us), MG_T(act->actor),
			MG_U(act->log_writer), MG_U(act->log_n)),
		NULL, NULL, err);
}

bool mg_key_revoke(struct mg_tx *tx, const struct mg_shared *shared, const uint8_t key_id[MG_KEY_ID_BYTES],
	const struct mg_key_act *act, struct mg_error *err)
{
	return mg_exec(tx, &revoke_key,
		MG_PARAMS(MG_I(act->now_us), MG_U(act->log_writer), MG_U(act->log_n), MG_T(shared->municipality),
			MG_B(key_id, MG_KEY_ID_BYTES)),
		NULL, NULL, err);
}

bool mg_key_add_list(struct mg_tx *tx, const struct mg_shared *shared, const Sg__KeyList *list, struct mg_bytes envelope,
	const struct mg_key_act *act, struct mg_error *err)
{
	uint8_t digest[SHA256_DIGEST_LENGTH];
	SHA256(envelope.p, envelope.n, digest);
	return mg_exec(tx, &add_list,
		MG_PARAMS(MG_T(shared->municipality), MG_U(list->epoch), MG_B(envelope.p, envelope.n),
			MG_B(digest, sizeof(digest)), MG_I(list->issued_us), MG_I(act->now_us), MG_T(act->actor),
			MG_U(act->log_writer), MG_U(act->log_n)),
		NULL, NULL, err);
}

bool mg_key_newest_list(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, struct mg_bytes *ret,
	struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &newest_list, MG_PARAMS(MG_T(shared->municipality)), &rows, err))
		return false;
	if (rows.n == 0)
		return mg_fail(err, MG_ERR_NOT_FOUND, "no key list was issued yet");
	*ret = mg_row(&rows, 0)[0].b;
	return true;
}
