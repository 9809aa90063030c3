/* SPDX-License-Identifier: Apache-2.0
 * Any text as a case of madoguchi-rules: an answer or an error that names its place, never a crash. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "law/law_load.h"
#include "rules/case.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct mg_law law;
	static bool loaded;
	struct mg_error err = {0};
	char *json = NULL;

	if (!loaded && !mg_law_load(MG_SOURCE_DIR "/sql/codes/law.csv", &law, &err))
		abort();
	loaded = true;
	if (!mg_case_answer((const char *)data, size, &law, &json, &err)) {
		if (json || err.code != MG_ERR_INVALID || err.detail[0] == 0)
			abort();
		return 0;
	}
	json_t *answer = json_loads(json, JSON_REJECT_DUPLICATES, NULL);

	if (!json_is_object(answer))
		abort();
	json_decref(answer);
	free(json);
	return 0;
}
