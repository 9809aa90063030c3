/* SPDX-License-Identifier: Apache-2.0
 * Runs the cases of a JSON file through madoguchi-rules' own entry: each is {"name", "fn", "in", "expect"}. What is expected
 * must be in the answer: of an object the members named, of a list for every element some element that has it. "error"
 * instead of "expect" is the whole message of a refusal. Needs the first word of the names; runs only those. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/macros.h"
#include "law/law_load.h"
#include "rules/case.h"

static bool contains(json_t *actual, json_t *expected);

static bool list_contains(json_t *actual, json_t *expected)
{
	json_t *want, *have;
	size_t i, k;

	if (!json_is_array(actual) || (json_array_size(expected) == 0 && json_array_size(actual) != 0))
		return false;
	json_array_foreach(expected, i, want)
	{
		bool found = false;

		json_array_foreach(actual, k, have)
			found = found || contains(have, want);
		if (!found)
			return false;
	}
	return true;
}

static bool contains(json_t *actual, json_t *expected)
{
	const char *key;
	json_t *want;

	if (json_is_array(expected))
		return list_contains(actual, expected);
	if (!json_is_object(expected))
		return json_equal(actual, expected);
	json_object_foreach(expected, key, want)
	{
		json_t *have = json_object_get(actual, key);

		if (!have || !contains(have, want))
			return false;
	}
	return true;
}

static bool run(json_t *test, const struct mg_law *law)
{
	const char *error = json_string_value(json_object_get(test, "error"));
	json_t *question = json_pack("{s:O, s:O}", "fn", json_object_get(test, "fn"), "in", json_object_get(test, "in"));
	char *text = json_dumps(question, JSON_COMPACT), *answer = NULL;
	struct mg_error err = {0};
	bool ok = false;

	if (!text) {
		printf("FAIL %s: fn or in is missing\n", json_string_value(json_object_get(test, "name")));
	} else if (!mg_case_answer(text, strlen(text), law, &answer, &err)) {
		ok = error && strcmp(error, err.detail) == 0;
		printf("%s %s: %s\n", ok ? "ok  " : "FAIL", json_string_value(json_object_get(test, "name")), err.detail);
	} else {
		json_t *actual = json_loads(answer, 0, NULL), *expected = json_object_get(test, "expect");

		ok = !error && json_is_object(expected) && json_object_size(expected) > 0 && contains(actual, expected);
		printf("%s %s\n", ok ? "ok  " : "FAIL", json_string_value(json_object_get(test, "name")));
		if (!ok) {
			printf("     expected ");
			json_dumpf(expected, stdout, JSON_COMPACT);
			printf("\n     answered %s\n", answer);
		}
		json_decref(actual);
	}
	free(text);
	free(answer);
	json_decref(question);
	return ok;
}

int main(int argc, char **argv)
{
	static struct mg_law law;
	struct mg_error err = {0};
	json_error_t at;
	json_t *tests, *test;
	int ran = 0, failed = 0;
	size_t i;

	if (argc != 3 || !mg_law_load(MG_SOURCE_DIR "/sql/codes/law.csv", &law, &err))
		return 2;
	tests = json_load_file(argv[1], JSON_REJECT_DUPLICATES, &at);
	if (!json_is_array(tests)) {
		printf("%s: line %d: %s\n", argv[1], at.line, at.text);
		return 2;
	}
	json_array_foreach(tests, i, test)
	{
		const char *name = json_string_value(json_object_get(test, "name"));

		if (!name || strncmp(name, argv[2], strlen(argv[2])) != 0 || name[strlen(argv[2])] != ' ')
			continue;
		ran++;
		failed += !run(test, &law);
	}
	json_decref(tests);
	printf("%d cases, %d failed\n", ran, failed);
	return ran == 0 || failed != 0;
}
