/* SPDX-License-Identifier: Apache-2.0 */
#include "export/gate_store.h"

#define STMT(id, name_, sql_, params_, columns_)                                                             \
	static const struct mg_stmt_def id = {.name = name_, .sql = sql_, .params = params_, .columns = columns_}

STMT(approve, "export.approve",
	"UPDATE madoguchi.export_ticket SET state = 'approved', approver_id = ?, approver_no = ?, approver_name = ?,"
	" decided_us = ?, not_before_us = ?, not_after_us = ?, key_epoch = ?, ticket = ?, changed_us = ?, log_writer = ?,"
	" log_n = ? WHERE municipality = ? AND ticket_id = ? AND state = 'requested'",
	"uttiiiubiuutb", "");
STMT(redeem, "export.redeem",
	"UPDATE madoguchi.export_ticket SET state = 'redeemed', nonce = ?, redeemed_us = ?, redeem_writer = ?, redeem_n = ?,"
	" changed_us = ?, log_writer = ?, log_n = ? WHERE municipality = ? AND ticket_id = ? AND state = 'approved'"
	" AND requester_id = ? AND terminal_id = ? AND not_before_us <= ? AND not_after_us >= ?",
	"biuuiuutbuuii", "");
STMT(close_ticket, "export.close",
	"UPDATE madoguchi.export_ticket SET state = ?, closed_us = ?, failure = ?, written_sha256 = ?, written_bytes = ?,"
	" close_envelope = ?, changed_us = ?, log_writer = ?, log_n = ? WHERE municipality = ? AND ticket_id = ?"
	" AND state IN ('redeemed', 'unclosed')",
	"titbubiuutb", "");
STMT(closed_with, "export.closed_with",
	"SELECT close_envelope FROM madoguchi.export_ticket WHERE municipality = ? AND ticket_id = ?", "tb", "b");
STMT(show, "export.show",
	"UPDATE madoguchi.export_ticket SET passphrase_shown_us = ?, passphrase_shown_to = ?, changed_us = ?, log_writer = ?,"
	" log_n = ? WHERE municipality = ? AND ticket_id = ? AND passphrase_shown_us IS NULL",
	"itiuutb", "");
/* A plain read that sees what is committed, and keeps it so until this transaction is: a stick taken back meanwhile waits. */
STMT(lent, "export.medium_is_lent",
	"SELECT vendor, product, serial, descriptors_sha256 FROM madoguchi.medium WHERE municipality = ? AND medium_id = ?"
	" AND state = 'lent' AND lent_to = ? LOCK IN SHARE MODE",
	"tuu", "uutb");
STMT(entry, "export.redeemed_entry",
	"SELECT entry FROM madoguchi.redeemed_entry WHERE municipality = ? AND ticket_id = ?", "tb", "b");
STMT(own_key, "export.own_key",
	"SELECT key_id, salt, memory_kib, passes, sealed, public_key FROM madoguchi.signing_key WHERE municipality = ?"
	" AND staff_id = ? AND use_of = 'supervisor' AND state = 'active' AND sealed IS NOT NULL ORDER BY made_us DESC LIMIT 1",
	"tu", "bbuubb");
mg_stmt_list mg_export_gate_statements = {
	&approve, &redeem, &close_ticket, &closed_with, &show, &lent, &entry, &own_key, NULL};

static bool one(bool ok, uint64_t n, struct mg_error *err)
{
	return ok && (n == 1 || mg_fail(err, MG_ERR_CONFLICT, "the ticket has moved on"));
}

bool mg_ticket_approve(const struct mg_export_in *at, const uint8_t ticket_id[16], const struct mg_ticket_approval *a,
	int64_t now_us, struct mg_export_log log, struct mg_error *err)
{
	uint64_t n = 0;
	bool ok = mg_exec(at->tx, &approve,
		MG_PARAMS(MG_U(a->approver_id), MG_T(a->approver_no), MG_T(a->approver_name), MG_I(now_us),
			MG_I(a->not_before_us), MG_I(a->not_after_us), MG_U(a->key_epoch), MG_B(a->envelope.p, a->envelope.n),
			MG_I(now_us), MG_U(log.writer), MG_U(log.n), MG_T(at->shared->municipality), MG_B(ticket_id, 16)),
		&n, NULL, err);
	return one(ok, n, err);
}

bool mg_ticket_redeem(const struct mg_export_in *at, const uint8_t ticket_id[16], uint64_t requester_id,
	uint64_t terminal_id, const uint8_t nonce[32], int64_t now_us, struct mg_export_log log, bool *ret_spent,
	struct mg_error *err)
{
	uint64_t n = 0;
	if (!mg_exec(at->tx, &redeem,
		    MG_PARAMS(MG_B(nonce, 32), MG_I(now_us), MG_U(log.writer), MG_U(log.n), MG_I(now_us), MG_U(log.writer),
			    MG_U(log.n), MG_T(at->shared->municipality), MG_B(ticket_id, 16), MG_U(requester_id),
			    MG_U(terminal_id), MG_I(now_us), MG_I(now_us)),
		    &n, NULL, err))
		return false;
	*ret_spent = n == 1;
	return true;
}

bool mg_ticket_close(const struct mg_export_in *at, const uint8_t ticket_id[16], const struct mg_ticket_close *c,
	const uint8_t sealed_sha256[32], int64_t now_us, struct mg_export_log log, struct mg_error *err)
{
	uint64_t n = 0;
	bool ok = mg_exec(at->tx, &close_ticket,
		MG_PARAMS(MG_T(c->failure ? "failed" : "written"), MG_I(now_us), MG_T(c->failure),
			c->failure ? MG_NULL : MG_B(sealed_sha256, 32), MG_U(c->written_bytes),
			MG_B(c->envelope.p, c->envelope.n), MG_I(now_us), MG_U(log.writer), MG_U(log.n),
			MG_T(at->shared->municipality), MG_B(ticket_id, 16)),
		&n, NULL, err);
	return one(ok, n, err);
}

static bool one_cell(const struct mg_export_in *at, const struct mg_stmt_def *def, const uint8_t ticket_id[16],
	struct mg_bytes *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(at->tx, at->arena, def, MG_PARAMS(MG_T(at->shared->municipality), MG_B(ticket_id, 16)), &rows, err))
		return false;
	*ret = (struct mg_bytes){0};
	if (rows.n > 0 && mg_row(&rows, 0)[0].kind == MG_VALUE_BYTES)
		*ret = mg_row(&rows, 0)[0].b;
	return true;
}

bool mg_ticket_closed_with(
	const struct mg_export_in *at, const uint8_t ticket_id[16], struct mg_bytes *ret, struct mg_error *err)
{
	return one_cell(at, &closed_with, ticket_id, ret, err);
}

bool mg_ticket_show(const struct mg_export_in *at, const uint8_t ticket_id[16], const char *staff_no, int64_t now_us,
	struct mg_export_log log, struct mg_error *err)
{
	return mg_exec(at->tx, &show,
		MG_PARAMS(MG_I(now_us), MG_T(staff_no), MG_I(now_us), MG_U(log.writer), MG_U(log.n),
			MG_T(at->shared->municipality), MG_B(ticket_id, 16)),
		NULL, NULL, err);
}

bool mg_medium_is_lent(const struct mg_export_in *at, uint64_t medium_id, uint64_t staff_id, const struct mg_device *d,
	bool *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(at->tx, at->arena, &lent,
		    MG_PARAMS(MG_T(at->shared->municipality), MG_U(medium_id), MG_U(staff_id)), &rows, err))
		return false;
	const struct mg_value *v = rows.n > 0 ? mg_row(&rows, 0) : NULL;
	*ret = v && mg_u(&v[0]) == d->vendor && mg_u(&v[1]) == d->product && strcmp(mg_s(&v[2]), d->serial) == 0 &&
	       v[3].b.n == 32 && memcmp(v[3].b.p, d->descriptors_sha256, 32) == 0;
	return true;
}

bool mg_redeemed_entry(
	const struct mg_export_in *at, const uint8_t ticket_id[16], struct mg_bytes *ret, struct mg_error *err)
{
	return one_cell(at, &entry, ticket_id, ret, err);
}

bool mg_own_key_find(const struct mg_export_in *at, uint64_t staff_id, bool *ret_found, struct mg_own_key *ret,
	struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(at->tx, at->arena, &own_key, MG_PARAMS(MG_T(at->shared->municipality), MG_U(staff_id)), &rows, err))
		return false;
	*ret_found = rows.n > 0;
	if (rows.n == 0)
		return true;
	const struct mg_value *v = mg_row(&rows, 0);
	*ret = (struct mg_own_key){.key_id = v[0].b, .salt = v[1].b, .memory_kib = (uint32_t)mg_u(&v[2]),
		.passes = (uint32_t)mg_u(&v[3]), .sealed = v[4].b, .public_key = v[5].b};
	return true;
}
