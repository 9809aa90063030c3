/* SPDX-License-Identifier: Apache-2.0 */
#include "fields/fields.h"
#include <string.h>

const struct mg_field_group *mg_field_group_find(const char *name)
{
	for (size_t i = 0; i < mg_field_groups_len; i++)
		if (strcmp(mg_field_groups[i].name, name) == 0)
			return &mg_field_groups[i];
	return NULL;
}

const struct mg_field *mg_field_find(const struct mg_field_group *group, const char *column)
{
	for (size_t i = 0; i < group->n; i++)
		if (strcmp(group->fields[i].column, column) == 0)
			return &group->fields[i];
	return NULL;
}
