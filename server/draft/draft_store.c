/* SPDX-License-Identifier: Apache-2.0 */
#include "draft/draft_store.h"
#include <stdio.h>

#define STMT(id, name_, sql_, params_, columns_)                                                   \
	static const struct mg_stmt_def id = {                                                     \
		.name = name_, .sql = sql_, .params = params_, .columns = columns_}
#define OF_DRAFT "municipality = ? AND draft_id = ?"
#define HEAD                                                                                       \
	"draft_id, row_version, form, shori_no, name_kanji, name_kana, key_month, staff_id, "      \
	"staff_no, staff_name, ward, parked_us"
#define HEAD_RESULT "butttttuttti"

/* Held until the commit: of two that park at once one waits, or is run again and counts the other. */
STMT(count_own, "draft.count",
	"SELECT COUNT(*) FROM madoguchi.draft FORCE INDEX (drafts_of_staff) WHERE municipality = ? "
	"AND staff_id = ? AND state = 'open' FOR UPDATE",
	"tu", "i");
STMT(add_draft, "draft.add",
	"INSERT INTO madoguchi.draft (municipality, draft_id, row_version, form, state, shori_no, "
	"name_kanji, name_kana, key_month,"
	" content, staff_id, staff_no, staff_name, ward, parked_us, log_writer, log_n)"
	" VALUES (?, ?, 1, ?, 'open', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	"tbtttttbutttiuu", "");
STMT(change_draft, "draft.change",
	"UPDATE madoguchi.draft SET row_version = row_version + 1, shori_no = ?, name_kanji = ?, "
	"name_kana = ?, key_month = ?,"
	" content = ?, parked_us = ?, log_writer = ?, log_n = ?"
	" WHERE " OF_DRAFT " AND staff_id = ? AND state = 'open' AND row_version = ?",
	"ttttbiuutbuu", "");
STMT(lock_draft, "draft.lock",
	"SELECT " HEAD ", content FROM madoguchi.draft WHERE " OF_DRAFT
	" AND state = 'open' FOR UPDATE",
	"tb", HEAD_RESULT "b");
STMT(hand_over, "draft.hand_over",
	"UPDATE madoguchi.draft SET staff_id = ?, staff_no = ?, staff_name = ?, log_writer = ?, "
	"log_n = ? WHERE " OF_DRAFT " AND state = 'open'",
	"uttuutb", "");
STMT(close_draft, "draft.close",
	"UPDATE madoguchi.draft SET state = ?, content = NULL, row_version = row_version + 1, "
	"log_writer = ?, log_n = ?"
	" WHERE " OF_DRAFT " AND staff_id = ? AND state = 'open' AND (? = 0 OR row_version = ?)",
	"tuutbuuu", "");
STMT(list_own, "draft.list_own",
	"SELECT " HEAD " FROM madoguchi.draft WHERE municipality = ? AND staff_id = ? AND state = "
		       "'open' ORDER BY parked_us LIMIT 200",
	"tu", HEAD_RESULT);
STMT(list_ward, "draft.list_ward",
	"SELECT " HEAD " FROM madoguchi.draft WHERE municipality = ? AND ward = ? AND state = "
		       "'open' ORDER BY parked_us LIMIT 200",
	"tt", HEAD_RESULT);
STMT(find_session, "draft.find_session",
	"SELECT created_us, last_seen_us, locked_us, resume_tries FROM madoguchi.session"
	" WHERE municipality = ? AND live_staff_id = ? AND ended_us IS NULL",
	"tu", "iiiu");
mg_stmt_list mg_draft_statements = {&count_own, &add_draft, &change_draft, &lock_draft, &hand_over,
	&close_draft, &list_own, &list_ward, &find_session, NULL};

STMT(purge_drafts, "draft.purge",
	"DELETE FROM madoguchi.draft WHERE municipality = ? AND (state <> 'open' OR parked_us < ?)",
	"ti", "");
mg_stmt_list mg_draft_purge_statements = {&purge_drafts, NULL};

static struct mg_value text_or_null(const char *s)
{
	return s && s[0] ? MG_T(s) : MG_NULL;
}

bool mg_draft_count(const struct mg_draft_in *in, uint64_t *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, &count_own,
		    MG_PARAMS(MG_T(in->municipality), MG_U(in->session->staff_id)), &rows, err))
		return false;
	*ret = mg_u(&mg_row(&rows, 0)[0]);
	return true;
}

bool mg_draft_add(const struct mg_draft_in *in, const struct mg_draft_row *r, struct mg_error *err)
{
	return mg_exec(in->tx, &add_draft,
		MG_PARAMS(MG_T(in->municipality), MG_B(r->draft_id, 16), MG_T(r->form),
			MG_T(r->shori_no), MG_T(r->name_kanji), MG_T(r->name_kana),
			text_or_null(r->key_month), MG_B(r->content.p, r->content.n),
			MG_U(in->session->staff_id), MG_T(in->session->staff_no),
			MG_T(in->session->staff_name), MG_T(in->session->ward), MG_I(in->now_us),
			MG_U(in->log_writer), MG_U(in->log_n)),
		NULL, NULL, err);
}

bool mg_draft_change(const struct mg_draft_in *in, const struct mg_draft_row *r, bool *ret_done,
	struct mg_error *err)
{
	uint64_t n;
	if (!mg_exec(in->tx, &change_draft,
		    MG_PARAMS(MG_T(r->shori_no), MG_T(r->name_kanji), MG_T(r->name_kana),
			    text_or_null(r->key_month), MG_B(r->content.p, r->content.n),
			    MG_I(in->now_us), MG_U(in->log_writer), MG_U(in->log_n),
			    MG_T(in->municipality), MG_B(r->draft_id, 16),
			    MG_U(in->session->staff_id), MG_U(r->version)),
		    &n, NULL, err))
		return false;
	*ret_done = n == 1;
	return true;
}

static bool read_row(const struct mg_value *v, struct mg_draft_row *ret, struct mg_error *err)
{
	if (v[0].b.n != 16)
		return mg_fail(err, MG_ERR_DATA_LOSS, "a parked form's id has another length");
	*ret = (struct mg_draft_row){.version = (uint32_t)mg_u(&v[1]),
		.form = mg_s(&v[2]),
		.shori_no = mg_s(&v[3]),
		.name_kanji = mg_s(&v[4]),
		.name_kana = mg_s(&v[5]),
		.key_month = mg_s(&v[6]),
		.staff_id = mg_u(&v[7]),
		.staff_no = mg_s(&v[8]),
		.staff_name = mg_s(&v[9]),
		.parked_us = mg_i(&v[11])};
	memcpy(ret->draft_id, v[0].b.p, 16);
	snprintf(ret->ward, sizeof(ret->ward), "%s", mg_s(&v[10]));
	return true;
}

bool mg_draft_lock(const struct mg_draft_in *in, const uint8_t draft_id[16],
	struct mg_draft_row *ret, bool *ret_found, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, &lock_draft,
		    MG_PARAMS(MG_T(in->municipality), MG_B(draft_id, 16)), &rows, err))
		return false;
	*ret_found = rows.n != 0;
	if (rows.n == 0)
		return true;
	const struct mg_value *v = mg_row(&rows, 0);
	if (!read_row(v, ret, err))
		return false;
	ret->content = v[12].b;
	return true;
}

bool mg_draft_hand_over(
	const struct mg_draft_in *in, const uint8_t draft_id[16], struct mg_error *err)
{
	return mg_exec(in->tx, &hand_over,
		MG_PARAMS(MG_U(in->session->staff_id), MG_T(in->session->staff_no),
			MG_T(in->session->staff_name), MG_U(in->log_writer), MG_U(in->log_n),
			MG_T(in->municipality), MG_B(draft_id, 16)),
		NULL, NULL, err);
}

bool mg_draft_close(const struct mg_draft_in *in, const uint8_t draft_id[16], uint32_t version,
	const char *state, bool *ret_done, struct mg_error *err)
{
	uint64_t n;
	if (!mg_exec(in->tx, &close_draft,
		    MG_PARAMS(MG_T(state), MG_U(in->log_writer), MG_U(in->log_n),
			    MG_T(in->municipality), MG_B(draft_id, 16), MG_U(in->session->staff_id),
			    MG_U(version), MG_U(version)),
		    &n, NULL, err))
		return false;
	*ret_done = n == 1;
	return true;
}

bool mg_draft_list(const struct mg_draft_in *in, bool whole_ward, struct mg_draft_row **ret,
	size_t *ret_n, struct mg_error *err)
{
	struct mg_rows rows;
	const bool ok =
		whole_ward ? mg_query(in->tx, in->arena, &list_ward,
				     MG_PARAMS(MG_T(in->municipality), MG_T(in->session->ward)),
				     &rows, err)
			   : mg_query(in->tx, in->arena, &list_own,
				     MG_PARAMS(MG_T(in->municipality), MG_U(in->session->staff_id)),
				     &rows, err);
	if (!ok)
		return false;
	struct mg_draft_row *list = mg_arena_calloc(in->arena, rows.n + 1, sizeof(*list));
	if (!list)
		return mg_fail(err, MG_ERR_TOO_LARGE, "a list of parked forms does not fit");
	for (size_t i = 0; i < rows.n; i++)
		if (!read_row(mg_row(&rows, i), &list[i], err))
			return false;
	*ret = list;
	*ret_n = rows.n;
	return true;
}

bool mg_draft_is_present(
	const struct mg_draft_in *in, uint64_t staff_id, bool *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, &find_session,
		    MG_PARAMS(MG_T(in->municipality), MG_U(staff_id)), &rows, err))
		return false;
	*ret = false;
	for (size_t i = 0; i < rows.n; i++) {
		const struct mg_value *v = mg_row(&rows, i);
		const struct mg_session_facts facts = {.created_us = mg_i(&v[0]),
			.last_seen_us = mg_i(&v[1]),
			.locked_us = mg_i(&v[2]),
			.resume_tries = (unsigned)mg_u(&v[3]),
			.staff_active = true,
			.terminal_enrolled = true};
		*ret |= mg_session_judge(&facts, in->now_us).state == MG_SESSION_LIVE;
	}
	return true;
}

bool mg_draft_purge(struct mg_tx *tx, const char *municipality, int64_t before_us, uint64_t *ret_n,
	struct mg_error *err)
{
	return mg_exec(tx, &purge_drafts, MG_PARAMS(MG_T(municipality), MG_I(before_us)), ret_n,
		NULL, err);
}
