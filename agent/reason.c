/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/reason.h"
#include <stddef.h>

static const char *const names[MG_REASON_END] = {
	[MG_REASON_NONE] = "",
#define MG_REASON(number, name, clerk, engineer) [MG_REASON_##name] = #name,
#include "agent/reasons.def"
#undef MG_REASON
};

const char *mg_reason_name(enum mg_reason reason)
{
	return (unsigned)reason < MG_REASON_END ? names[reason] : NULL;
}
