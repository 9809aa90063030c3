/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "access/rights_format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whatever a text holds: it is refused with a line, or it keeps the order that no matrix may break. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct mg_rights rights;
	struct mg_error err = {0};
	(void)mg_rights_missing((const char *)data, size);
	if (!mg_rights_read((const char *)data, size, &rights, &err)) {
		if (err.code != MG_ERR_INVALID || strncmp(err.detail, "line ", 5) != 0)
			abort();
		return 0;
	}
	if (mg_rights_missing((const char *)data, size) != 0 || rights.version < 1 || rights.role[MG_STAFF_NONE] != 0)
		abort();
	for (int r = MG_STAFF_CLERK; r < MG_STAFF_MAX; r++) {
		for (int p = 0; p < 64; p++)
			if ((rights.role[r] & MG_RIGHT(p)) &&
				(p >= MG_PERM_MAX || mg_perm_how((enum mg_perm)p) != MG_BY_ROLE))
				abort();
		if (((rights.role[r] & MG_RIGHT(MG_PERM_RIGHTS_CHANGE)) != 0) != (r == MG_STAFF_AUTHORITY))
			abort();
	}
	return 0;
}
