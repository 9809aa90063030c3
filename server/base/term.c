/* SPDX-License-Identifier: Apache-2.0 */
#include "base/term.h"

struct mg_date mg_term_last(struct mg_date from, int32_t months)
{
	const struct mg_date answering = mg_date_add_months(from, months);

	return answering.day == from.day ? mg_date_add_days(answering, -1) : answering;
}

struct mg_date mg_term_passed(struct mg_date from, int32_t months)
{
	return mg_date_add_days(mg_term_last(from, months), 1);
}
