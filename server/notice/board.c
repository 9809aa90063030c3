/* SPDX-License-Identifier: Apache-2.0 */
#include "notice/board.h"
#include "notice/notice_rules.h"

#define MEMORY_BYTES (256U * 1024)

/* Bounded by MG_NOTICES_EACH for a ward and for the city: a city has some two dozen wards at most. */
static const struct mg_stmt_def in_force = {.name = "notice.in_force",
	.sql = "SELECT notice_no, text, ward, urgent, posted_us, until_us, staff_name, section FROM madoguchi.notice"
	       " WHERE municipality = ? AND until_us > ? AND withdrawn_us IS NULL ORDER BY urgent DESC, notice_no DESC LIMIT 100",
	.params = "ti",
	.columns = "uttuiitt"};
mg_stmt_list mg_board_statements = {&in_force, NULL};

void mg_board_init(struct mg_board *board)
{
	*board = (struct mg_board){0};
	mg_arena_init(&board->memory, MEMORY_BYTES);
}

bool mg_board_read(struct mg_board *board, struct mg_tx *tx, const struct mg_shared *shared, int64_t now_us,
	struct mg_error *err)
{
	struct mg_rows rows;
	board->is_known = false;
	board->n = 0;
	mg_arena_reset(&board->memory);
	if (!mg_query(tx, &board->memory, &in_force, MG_PARAMS(MG_T(shared->municipality), MG_I(now_us)), &rows, err))
		return false;
	board->notices = mg_arena_calloc(&board->memory, rows.n + 1, sizeof(*board->notices));
	if (!board->notices)
		return mg_fail(err, MG_ERR_TOO_LARGE, "the notices in force do not fit");
	for (; board->n < rows.n; board->n++) {
		const struct mg_value *v = mg_row(&rows, board->n);
		board->notices[board->n] = (struct mg_board_notice){.notice_no = mg_u(&v[0]), .text = mg_s(&v[1]),
			.ward = mg_s(&v[2]), .urgent = mg_u(&v[3]) != 0, .posted_us = mg_i(&v[4]), .until_us = mg_i(&v[5]),
			.staff_name = mg_s(&v[6]), .section = mg_s(&v[7])};
	}
	board->is_known = true;
	return true;
}

void mg_board_done(struct mg_board *board)
{
	mg_arena_done(&board->memory);
	*board = (struct mg_board){0};
}

bool mg_board_is_for(const struct mg_board_notice *notice, const char *ward)
{
	return notice->ward[0] == '\0' || strcmp(notice->ward, ward) == 0;
}

uint64_t mg_board_version(const struct mg_board *board, const char *ward, bool named)
{
	uint64_t version = 0;
	for (size_t i = 0; i < board->n; i++)
		if (mg_board_is_for(&board->notices[i], ward))
			version = mg_notice_version_add(version, board->notices[i].notice_no);
	return version && !named ? mg_notice_version_add(version, 0) : version; /* no notice has the number 0 */
}
