/* SPDX-License-Identifier: Apache-2.0 */
#include "retention/retention_store.h"
#include <string.h>

#define DAY_US INT64_C(86400000000)
#define KEY_MAX 2U /* columns of a primary key besides the municipality */

/* Found by a plain read in the order of the index over that instant, then removed by primary key: the optimizer would walk
 * the primary key where much is old, and lock what stays. */
#define RETENTION(c_name, table, index, instant, key, key_columns, by_key, key_params)                    \
	static const struct mg_stmt_def find_##c_name = {                                                    \
		.name = "retention.find_" table,                                                                 \
		.sql = "SELECT " key " FROM madoguchi." table " FORCE INDEX (" index                             \
		       ") WHERE municipality = ? AND " instant " < ? ORDER BY " instant " LIMIT 500",            \
		.params = "ti",                                                                                  \
		.columns = key_columns,                                                                          \
	};                                                                                                   \
	static const struct mg_stmt_def remove_##c_name = {                                                  \
		.name = "retention.remove_" table,                                                               \
		.sql = "DELETE FROM madoguchi." table " WHERE municipality = ? AND " by_key,                     \
		.params = key_params,                                                                            \
		.columns = "",                                                                                   \
	}
RETENTION(challenges, "login_challenge", "challenge_age", "expires_us", "login_id", "b", "login_id = ?", "tb");
RETENTION(images, "seen_image", "seen_age", "seen_us", "image_sha256", "b", "image_sha256 = ?", "tb");
RETENTION(tokens, "fresh_token", "fresh_age", "expires_us", "token_sha256", "b", "token_sha256 = ?", "tb");
RETENTION(replies, "idempotency", "idempotency_age", "created_us", "terminal_id, key16", "ub",
	"terminal_id = ? AND key16 = ?", "tub");
RETENTION(notices, "notice", "notice_until", "until_us", "notice_no", "u", "notice_no = ?", "tu");
RETENTION(sessions, "session", "session_over", "ended_us", "token_sha256", "b", "token_sha256 = ?", "tb");

_Static_assert(MG_RETENTION_PIECE == 500U, "as the statements say");

mg_stmt_list mg_retention_statements = {&find_challenges, &remove_challenges, &find_images, &remove_images,
	&find_tokens, &remove_tokens, &find_replies, &remove_replies, &find_sessions, &remove_sessions, &find_notices, &remove_notices,
	NULL};

const struct mg_retention mg_retention_list[] = {
	{"login_challenge", 400, &find_challenges, &remove_challenges}, /* what one's own logins are read from, and a year's report */
	{"seen_image", 90, &find_images, &remove_images},
	{"fresh_token", 1, &find_tokens, &remove_tokens},
	{"idempotency", 7, &find_replies, &remove_replies}, /* a retry that comes later is an act of its own */
	{"session", 400, &find_sessions, &remove_sessions},
	{"notice", 90, &find_notices, &remove_notices}, /* who posted what, and who took it back, stays in the log */
};
const size_t mg_retention_list_len = MG_LEN(mg_retention_list);

bool mg_retention_remove(struct mg_tx *tx, struct mg_arena *arena, const struct mg_retention *what,
	const char *municipality, int64_t now_us, uint64_t *ret_n, struct mg_error *err)
{
	const int64_t before_us = now_us - (int64_t)what->days * DAY_US;
	struct mg_rows rows;
	*ret_n = 0;
	if (!mg_query(tx, arena, what->find, MG_PARAMS(MG_T(municipality), MG_I(before_us)), &rows, err))
		return false;
	for (size_t i = 0; i < rows.n; i++) {
		struct mg_value key[1 + KEY_MAX] = {MG_T(municipality)};
		const size_t n = strlen(what->find->columns);
		uint64_t removed;
		memcpy(key + 1, mg_row(&rows, i), n * sizeof(*key));
		if (!mg_exec(tx, what->remove, key, 1 + n, &removed, NULL, err))
			return false;
		*ret_n += removed;
	}
	return true;
}
