/* SPDX-License-Identifier: Apache-2.0 */
#include "export/export_store.h"

#define STMT(id, name_, sql_, params_, columns_)                                                   \
	static const struct mg_stmt_def id = {                                                     \
		.name = name_, .sql = sql_, .params = params_, .columns = columns_}

#define TICKET                                                                                     \
	"t.ticket_id, t.state + 0, t.ward, t.extract_id, t.extractor_id, t.extractor_no, "         \
	"t.requester_id, t.requester_no, t.requester_name, t.terminal_id, t.terminal_name, "       \
	"t.medium_id, t.medium_label, t.vendor, t.product, t.serial, t.descriptors_sha256, "       \
	"t.plain_sha256, t.sealed_sha256, t.sealed_size, t.row_count, t.file_name, t.purpose, "    \
	"t.recipient, t.reason, t.asked_us, t.approver_id, t.approver_no, t.approver_name, "       \
	"t.decided_us, t.words, t.not_before_us, t.not_after_us, t.key_epoch, t.ticket, t.nonce, " \
	"t.redeemed_us, t.redeem_writer, t.redeem_n, t.closed_us, t.failure, t.written_sha256, "   \
	"t.written_bytes, t.unclosed_us, t.passphrase_shown_us"
#define TICKET_COLUMNS                                                                             \
	"butuut"                                                                                   \
	"uttut"                                                                                    \
	"utuutb"                                                                                   \
	"bbuutt"                                                                                   \
	"ttiutt"                                                                                   \
	"itiiubb"                                                                                  \
	"iuuitb"                                                                                   \
	"uii"
#define FROM " FROM madoguchi.export_ticket t "
STMT(find_ticket, "export.find",
	"SELECT " TICKET FROM "WHERE t.municipality = ? AND t.ticket_id = ?", "tb", TICKET_COLUMNS);
STMT(lock_ticket, "export.lock",
	"SELECT " TICKET FROM "WHERE t.municipality = ? AND t.ticket_id = ? FOR UPDATE", "tb",
	TICKET_COLUMNS);
STMT(add_ticket, "export.add",
	"INSERT INTO madoguchi.export_ticket (municipality, ticket_id, direction, state, ward, "
	"extract_id, extractor_id, extractor_no, requester_id, requester_no, requester_name, "
	"requester_person, terminal_id, terminal_name, medium_id, medium_label, vendor, product, "
	"serial, descriptors_sha256, plain_sha256, sealed_sha256, sealed_size, row_count, "
	"file_name, purpose, recipient, reason, asked_us, changed_us, log_writer, log_n) VALUES "
	"(?, ?, 'out', 'requested', ?, ?, ?, ?, ?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
	"?, ?, ?, ?, ?, ?, ?, ?)",
	"tbtuututtututuutbbbuuttttiiuu", "");
STMT(withdraw_ticket, "export.withdraw",
	"UPDATE madoguchi.export_ticket SET state = 'withdrawn', changed_us = ?, log_writer = ?, "
	"log_n = ? WHERE municipality = ? AND ticket_id = ? AND state = ?",
	"iuutbt", "");
STMT(refuse_ticket, "export.refuse",
	"UPDATE madoguchi.export_ticket SET state = 'refused', approver_id = ?, approver_no = ?, "
	"approver_name = ?, words = ?, decided_us = ?, changed_us = ?, log_writer = ?, log_n = ? "
	"WHERE municipality = ? AND ticket_id = ? AND state = 'requested'",
	"utttiiuutb", "");
STMT(lapse_ticket, "export.lapse",
	"UPDATE madoguchi.export_ticket SET state = ?, unclosed_us = IF(? = 'unclosed', ?, "
	"unclosed_us), changed_us = ?, log_writer = ?, log_n = ? WHERE municipality = ? AND "
	"ticket_id = ? AND state = ?",
	"ttiiuutbt", "");
STMT(list_own, "export.list_own",
	"SELECT " TICKET FROM "WHERE t.municipality = ? AND (t.requester_id = ? OR t.approver_id = ?) "
	"ORDER BY t.asked_us DESC LIMIT 100",
	"tuu", TICKET_COLUMNS);
STMT(list_to_decide, "export.list_to_decide",
	"SELECT " TICKET FROM "WHERE t.municipality = ? AND t.state = 'requested' AND t.ward = ? "
	"AND t.asked_us > ? ORDER BY t.asked_us LIMIT 100",
	"tti", TICKET_COLUMNS);
STMT(list_alarms, "export.list_alarms",
	"SELECT " TICKET FROM "WHERE t.municipality = ? AND t.state = 'unclosed' AND (? = '' OR "
	"t.ward = ?) ORDER BY t.asked_us LIMIT 100",
	"ttt", TICKET_COLUMNS);
STMT(list_due, "export.list_due",
	"SELECT " TICKET FROM "WHERE t.municipality = ? AND (t.state = 'requested' AND t.asked_us "
	"< ? OR t.state = 'approved' AND t.not_after_us < ? OR t.state = 'redeemed' AND "
	"t.redeemed_us < ?) LIMIT 100",
	"tiii", TICKET_COLUMNS);
STMT(list_carried, "export.carried",
	"SELECT " TICKET FROM "LEFT JOIN madoguchi.export_ticket b ON b.municipality = "
	"t.municipality AND b.ticket_id = ? WHERE t.municipality = ? AND t.asked_us >= ? AND "
	"t.asked_us < ? AND (? = '' OR t.ward = ?) AND (? = '' OR ? IN (t.requester_no, "
	"t.approver_no, t.extractor_no)) AND (b.asked_us IS NULL OR t.asked_us < b.asked_us OR "
	"t.asked_us = b.asked_us AND t.ticket_id < b.ticket_id) ORDER BY t.asked_us DESC, "
	"t.ticket_id DESC LIMIT 51",
	"btiitttt", TICKET_COLUMNS);

STMT(count_unclosed, "export.count_unclosed",
	"SELECT COUNT(*) FROM madoguchi.export_ticket t WHERE t.municipality = ? AND t.state = "
	"'unclosed' AND t.ward = ?",
	"tt", "u");

mg_stmt_list mg_export_statements = {&find_ticket, &lock_ticket, &add_ticket, &withdraw_ticket,
	&refuse_ticket, &lapse_ticket, &list_own, &list_to_decide, &list_alarms, &list_due,
	&list_carried, &count_unclosed, NULL};

/* ---- reading ---- */

static bool copy_hash(const struct mg_value *v, uint8_t ret[32])
{
	if (v->kind != MG_VALUE_BYTES || v->b.n != 32)
		return false;
	memcpy(ret, v->b.p, 32);
	return true;
}

static struct mg_bytes bytes_of(const struct mg_value *v)
{
	return v->kind == MG_VALUE_BYTES ? v->b : (struct mg_bytes){0};
}

/* What came after the request. */
static void read_steps(const struct mg_value *v, struct mg_ticket *ret)
{
	ret->approver_id = mg_u(&v[26]);
	ret->approver_no = mg_s(&v[27]);
	ret->approver_name = mg_s(&v[28]);
	ret->decided_us = mg_i(&v[29]);
	ret->words = mg_s(&v[30]);
	ret->not_before_us = mg_i(&v[31]);
	ret->not_after_us = mg_i(&v[32]);
	ret->key_epoch = mg_u(&v[33]);
	ret->ticket = bytes_of(&v[34]);
	ret->nonce = bytes_of(&v[35]);
	ret->redeemed_us = mg_i(&v[36]);
	ret->redeem_writer = mg_u(&v[37]);
	ret->redeem_n = mg_u(&v[38]);
	ret->closed_us = mg_i(&v[39]);
	ret->failure = mg_s(&v[40]);
	ret->written_sha256 = bytes_of(&v[41]);
	ret->written_bytes = mg_u(&v[42]);
	ret->unclosed_us = mg_i(&v[43]);
	ret->passphrase_shown_us = mg_i(&v[44]);
}

static bool read_ticket(const struct mg_value *v, struct mg_ticket *ret, struct mg_error *err)
{
	struct mg_ticket t = {.state = (enum mg_ticket_state)mg_u(&v[1]),
		.ward = mg_s(&v[2]),
		.extract_id = mg_u(&v[3]),
		.extractor_id = mg_u(&v[4]),
		.extractor_no = mg_s(&v[5]),
		.requester_id = mg_u(&v[6]),
		.requester_no = mg_s(&v[7]),
		.requester_name = mg_s(&v[8]),
		.terminal_id = mg_u(&v[9]),
		.terminal_name = mg_s(&v[10]),
		.medium_id = mg_u(&v[11]),
		.medium_label = mg_s(&v[12]),
		.device = {.vendor = (uint32_t)mg_u(&v[13]),
			.product = (uint32_t)mg_u(&v[14]),
			.serial = mg_s(&v[15])},
		.sealed_size = mg_u(&v[19]),
		.row_count = mg_u(&v[20]),
		.file_name = mg_s(&v[21]),
		.purpose = mg_s(&v[22]),
		.recipient = mg_s(&v[23]),
		.reason = mg_s(&v[24]),
		.asked_us = mg_i(&v[25])};
	if (v[0].b.n != 16 || !copy_hash(&v[16], t.device.descriptors_sha256) ||
		!copy_hash(&v[17], t.plain_sha256) || !copy_hash(&v[18], t.sealed_sha256))
		return mg_fail(err, MG_ERR_DATA_LOSS, "a ticket is not as it was written");
	memcpy(t.ticket_id, v[0].b.p, 16);
	read_steps(v, &t);
	*ret = t;
	return true;
}

static bool read_tickets(const struct mg_export_in *at, const struct mg_rows *rows,
	struct mg_ticket **ret, size_t *ret_n, struct mg_error *err)
{
	*ret = mg_arena_calloc(at->arena, rows->n + 1, sizeof(**ret));
	if (!*ret)
		return mg_fail(err, MG_ERR_TOO_LARGE, "tickets do not fit their arena");
	for (size_t i = 0; i < rows->n; i++)
		if (!read_ticket(mg_row(rows, i), &(*ret)[i], err))
			return false;
	*ret_n = rows->n;
	return true;
}

bool mg_ticket_get(const struct mg_export_in *at, const uint8_t ticket_id[16], bool lock,
	struct mg_ticket *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(at->tx, at->arena, lock ? &lock_ticket : &find_ticket,
		    MG_PARAMS(MG_T(at->shared->municipality), MG_B(ticket_id, 16)), &rows, err))
		return false;
	return rows.n ? read_ticket(mg_row(&rows, 0), ret, err)
		      : mg_fail(err, MG_ERR_NOT_FOUND, "no such ticket");
}

bool mg_ticket_list(const struct mg_export_in *at, enum mg_ticket_list list, uint64_t staff_id,
	const char *ward, int64_t now_us, struct mg_ticket **ret, size_t *ret_n,
	struct mg_error *err)
{
	const struct mg_value city = MG_T(at->shared->municipality);
	struct mg_rows rows;
	bool ok = false;
	switch (list) {
	case MG_TICKETS_OWN:
		ok = mg_query(at->tx, at->arena, &list_own, MG_PARAMS(city, MG_U(staff_id), MG_U(staff_id)),
			&rows, err);
		break;
	case MG_TICKETS_TO_DECIDE:
		ok = mg_query(at->tx, at->arena, &list_to_decide,
			MG_PARAMS(city, MG_T(ward), MG_I(now_us - MG_TICKET_REQUEST_US)), &rows,
			err);
		break;
	case MG_TICKETS_ALARM:
		ok = mg_query(at->tx, at->arena, &list_alarms,
			MG_PARAMS(city, MG_T(ward), MG_T(ward)), &rows, err);
		break;
	case MG_TICKETS_DUE:
		ok = mg_query(at->tx, at->arena, &list_due,
			MG_PARAMS(city, MG_I(now_us - MG_TICKET_REQUEST_US), MG_I(now_us),
				MG_I(now_us - MG_TICKET_CLOSE_US)),
			&rows, err);
		break;
	}
	return ok && read_tickets(at, &rows, ret, ret_n, err);
}

bool mg_ticket_carried(const struct mg_export_in *at, const struct mg_carried_question *q,
	struct mg_ticket **ret, size_t *ret_n, struct mg_error *err)
{
	struct mg_rows rows;
	return mg_query(at->tx, at->arena, &list_carried,
		       MG_PARAMS(q->before ? MG_B(q->before, 16) : MG_NULL,
			       MG_T(at->shared->municipality), MG_I(q->from_us), MG_I(q->to_us),
			       MG_T(q->ward), MG_T(q->ward), MG_T(q->staff_no), MG_T(q->staff_no)),
		       &rows, err) &&
	       read_tickets(at, &rows, ret, ret_n, err);
}

/* ---- steps ---- */

bool mg_ticket_add(const struct mg_export_in *at, const struct mg_ticket *t,
	struct mg_export_log log, struct mg_error *err)
{
	return mg_exec(at->tx, &add_ticket,
		MG_PARAMS(MG_T(at->shared->municipality), MG_B(t->ticket_id, 16), MG_T(t->ward),
			MG_U(t->extract_id), t->extractor_id ? MG_U(t->extractor_id) : MG_NULL,
			MG_T(t->extractor_no), MG_U(t->requester_id), MG_T(t->requester_no),
			MG_T(t->requester_name), MG_U(t->terminal_id), MG_T(t->terminal_name),
			MG_U(t->medium_id), MG_T(t->medium_label), MG_U(t->device.vendor),
			MG_U(t->device.product), MG_T(t->device.serial),
			MG_B(t->device.descriptors_sha256, 32), MG_B(t->plain_sha256, 32),
			MG_B(t->sealed_sha256, 32), MG_U(t->sealed_size), MG_U(t->row_count),
			MG_T(t->file_name), MG_T(t->purpose), MG_T(t->recipient), MG_T(t->reason),
			MG_I(t->asked_us), MG_I(t->asked_us), MG_U(log.writer), MG_U(log.n)),
		NULL, NULL, err);
}

static bool moved(bool ok, uint64_t changed, struct mg_error *err)
{
	return ok && (changed == 1 || mg_fail(err, MG_ERR_CONFLICT, "the ticket moved on"));
}

bool mg_ticket_withdraw(const struct mg_export_in *at, const uint8_t ticket_id[16],
	enum mg_ticket_state from, int64_t now_us, struct mg_export_log log, struct mg_error *err)
{
	uint64_t changed = 0;
	const bool ok = mg_exec(at->tx, &withdraw_ticket,
		MG_PARAMS(MG_I(now_us), MG_U(log.writer), MG_U(log.n),
			MG_T(at->shared->municipality), MG_B(ticket_id, 16),
			MG_T(mg_ticket_state_name(from))),
		&changed, NULL, err);
	return moved(ok, changed, err);
}

bool mg_ticket_refuse(const struct mg_export_in *at, const uint8_t ticket_id[16],
	const struct mg_ticket_refusal *refusal, int64_t now_us, struct mg_export_log log,
	struct mg_error *err)
{
	uint64_t changed = 0;
	const bool ok = mg_exec(at->tx, &refuse_ticket,
		MG_PARAMS(MG_U(refusal->approver_id), MG_T(refusal->approver_no),
			MG_T(refusal->approver_name), MG_T(refusal->words), MG_I(now_us),
			MG_I(now_us), MG_U(log.writer), MG_U(log.n), MG_T(at->shared->municipality),
			MG_B(ticket_id, 16)),
		&changed, NULL, err);
	return moved(ok, changed, err);
}

bool mg_ticket_lapse(const struct mg_export_in *at, const uint8_t ticket_id[16],
	enum mg_ticket_state from, enum mg_ticket_state to, int64_t now_us,
	struct mg_export_log log, struct mg_error *err)
{
	uint64_t changed = 0;
	const struct mg_value state = MG_T(mg_ticket_state_name(to));
	const bool ok = mg_exec(at->tx, &lapse_ticket,
		MG_PARAMS(state, state, MG_I(now_us), MG_I(now_us), MG_U(log.writer), MG_U(log.n),
			MG_T(at->shared->municipality), MG_B(ticket_id, 16),
			MG_T(mg_ticket_state_name(from))),
		&changed, NULL, err);
	return moved(ok, changed, err);
}

bool mg_ticket_count_unclosed(
	const struct mg_export_in *at, const char *ward, uint32_t *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(at->tx, at->arena, &count_unclosed,
		    MG_PARAMS(MG_T(at->shared->municipality), MG_T(ward)), &rows, err))
		return false;
	*ret = rows.n ? (uint32_t)mg_u(&mg_row(&rows, 0)[0]) : 0;
	return true;
}
