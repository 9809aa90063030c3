/* SPDX-License-Identifier: Apache-2.0
 * Who may open a parked form. Pure. */
#pragma once
#include <stdbool.h>

#define MG_DRAFTS_MAX 50U /* of one clerk */
#define MG_DRAFT_DAYS 7	  /* kept that long at most */

struct mg_draft_asker {
	bool is_own;
	bool same_ward;
	bool may_take;	    /* holds DRAFT_TAKE */
	bool owner_is_away; /* whose it is has no live session: locked, or over */
};
/* One's own always; another's only in its ward, with the right, while its owner is away. */
static inline bool mg_draft_may_open(const struct mg_draft_asker *a)
{
	return a->is_own || (a->same_ward && a->may_take && a->owner_is_away);
}
