/* SPDX-License-Identifier: Apache-2.0 */
#include "person/view_store.h"

/* An INSERT, since SELECT … FOR UPDATE of a row that is not there yet would lock the gap. */
static const struct mg_stmt_def take_turn = {
	.name = "person.take_turn",
	.sql = "INSERT INTO madoguchi.person_turn (municipality, shori_no) VALUES (?, ?)"
	       " ON DUPLICATE KEY UPDATE shori_no = VALUES(shori_no)",
	.params = "tt",
	.columns = "",
};
mg_stmt_list mg_view_statements = {&take_turn, NULL};

bool mg_person_take_turn(
	struct mg_tx *tx, const char *municipality, const char *shori_no, struct mg_error *err)
{
	return mg_exec(
		tx, &take_turn, MG_PARAMS(MG_T(municipality), MG_T(shori_no)), NULL, NULL, err);
}
