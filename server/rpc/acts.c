/* SPDX-License-Identifier: Apache-2.0
 * What the table says of a path, for those who do not link its handlers. */
#include "rpc/rpc.h"
#include <string.h>

bool mg_rpc_wants_fresh(const char *path)
{
	static const struct {
		const char *path;
		unsigned flags;
	} rows[] = {
#define MG_RPC(S, M, m, Request, perm, audit, notes, flags_, arena, lane)                          \
	{"/madoguchi.v1." #S "/" #M, (flags_)},
#include "rpc/rpc_list.def"
#undef MG_RPC
	};
	for (size_t i = 0; i < MG_LEN(rows); i++)
		if (strcmp(rows[i].path, path) == 0)
			return rows[i].flags & MG_RPC_FRESH;
	return false;
}
