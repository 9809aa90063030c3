/* SPDX-License-Identifier: Apache-2.0
 * Configuration files: lines of `key = value`, `#` comments. Knows no key by itself and keeps no secret: secrets stand in
 * files of their own that a key names. */
#pragma once
#include "base/error.h"

struct mg_config;

/* Errors: INVALID naming the line (malformed, key unknown or given twice), UNAVAILABLE (cannot be read).
 * `known_keys` ends with NULL. */
bool mg_config_load(const char *path, const char *const known_keys[], struct mg_config **ret, struct mg_error *err)
	MG_MUST_CHECK;
void mg_config_free(struct mg_config *config); /* accepts NULL */
/* Borrowed; NULL when the key is absent or empty. */
const char *mg_config_get(const struct mg_config *config, const char *key);
/* The same; INVALID naming the key when it is absent. */
bool mg_config_require(const struct mg_config *config, const char *key, const char **ret, struct mg_error *err)
	MG_MUST_CHECK;
/* The first line of the file that `key` names, in locked memory; NULL when the key is absent.
 * Errors: UNAVAILABLE, INTERNAL (memory cannot be locked). */
bool mg_config_secret(const struct mg_config *config, const char *key, char **ret, struct mg_error *err) MG_MUST_CHECK;
void mg_config_secret_free(char *secret); /* wipes; accepts NULL */
/* The whole text of the file that `key` names (at most 1 MiB); NULL when the key is absent. The caller frees it. */
bool mg_config_text(const struct mg_config *config, const char *key, char **ret, struct mg_error *err) MG_MUST_CHECK;
