/* SPDX-License-Identifier: Apache-2.0 */
#include "base/config.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "base/bytes.h"

#define LINE_MAX_BYTES 4096U
#define SECRET_BYTES 512U
#define TEXT_BYTES_MAX (1U << 20)

struct pair {
	char *key;
	char *value;
};

struct mg_config {
	struct pair *pairs; /* owned */
	size_t n;
};

static char *trim(char *s)
{
	while (*s == ' ' || *s == '\t')
		s++;
	size_t n = strlen(s);
	while (n && strchr(" \t\r\n", s[n - 1]))
		s[--n] = '\0';
	return s;
}

static bool is_known(const char *const known_keys[], const char *key)
{
	for (size_t i = 0; known_keys[i]; i++)
		if (strcmp(known_keys[i], key) == 0)
			return true;
	return false;
}

static bool add_line(struct mg_config *c, const char *const known_keys[], char *line, unsigned number,
	struct mg_error *err)
{
	char *text = trim(line);
	if (*text == '\0' || *text == '#')
		return true;
	char *equals = strchr(text, '=');
	if (!equals)
		return mg_fail(err, MG_ERR_INVALID, "configuration line %u: no '='", number);
	*equals = '\0';
	const char *key = trim(text), *value = trim(equals + 1);
	if (!is_known(known_keys, key))
		return mg_fail(err, MG_ERR_INVALID, "configuration line %u: unknown key '%.60s'", number, key);
	if (mg_config_get(c, key))
		return mg_fail(err, MG_ERR_INVALID, "configuration line %u: '%.60s' is given twice", number, key);
	struct pair *wider = realloc(c->pairs, (c->n + 1) * sizeof(*wider));
	if (!wider)
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	c->pairs = wider;
	c->pairs[c->n++] = (struct pair){.key = strdup(key), .value = strdup(value)};
	return true;
}

bool mg_config_load(const char *path, const char *const known_keys[], struct mg_config **ret, struct mg_error *err)
{
	FILE *f = fopen(path, "re");
	if (!f)
		return mg_fail(err, MG_ERR_UNAVAILABLE, "configuration file cannot be read (errno %d)", errno);
	struct mg_config *c = calloc(1, sizeof(*c));
	char line[LINE_MAX_BYTES];
	bool ok = c || mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	for (unsigned number = 1; ok && fgets(line, sizeof(line), f); number++) {
		if (!strchr(line, '\n') && !feof(f))
			ok = mg_fail(err, MG_ERR_INVALID, "configuration line %u is too long", number);
		else
			ok = add_line(c, known_keys, line, number, err);
	}
	fclose(f);
	if (!ok) {
		mg_config_free(c);
		return false;
	}
	*ret = c;
	return true;
}

void mg_config_free(struct mg_config *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->n; i++) {
		free(c->pairs[i].key);
		free(c->pairs[i].value);
	}
	free(c->pairs);
	free(c);
}

const char *mg_config_get(const struct mg_config *c, const char *key)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->pairs[i].key, key) == 0)
			return c->pairs[i].value[0] ? c->pairs[i].value : NULL;
	return NULL;
}

bool mg_config_require(const struct mg_config *c, const char *key, const char **ret, struct mg_error *err)
{
	const char *value = mg_config_get(c, key);
	if (!value)
		return mg_fail(err, MG_ERR_INVALID, "configuration: '%s' is missing", key);
	*ret = value;
	return true;
}

bool mg_config_secret(const struct mg_config *c, const char *key, char **ret, struct mg_error *err)
{
	const char *path = mg_config_get(c, key);
	*ret = NULL;
	if (!path)
		return true;
	FILE *f = fopen(path, "re");
	if (!f)
		return mg_fail(err, MG_ERR_UNAVAILABLE, "%s: cannot be read (errno %d)", key, errno);
	setvbuf(f, NULL, _IONBF, 0); /* no copy in a buffer of the library */
	char *secret = calloc(1, SECRET_BYTES);
	bool ok = secret && mlock(secret, SECRET_BYTES) == 0;
	if (ok) {
		size_t n = fread(secret, 1, SECRET_BYTES - 1, f);
		secret[n] = '\0';
		secret[strcspn(secret, "\r\n")] = '\0';
	}
	fclose(f);
	if (!ok) {
		free(secret);
		return mg_fail(err, MG_ERR_INTERNAL, "%s: memory cannot be locked", key);
	}
	*ret = secret;
	return true;
}

void mg_config_secret_free(char *secret)
{
	if (!secret)
		return;
	mg_wipe(secret, SECRET_BYTES);
	munlock(secret, SECRET_BYTES);
	free(secret);
}

bool mg_config_text(const struct mg_config *c, const char *key, char **ret, struct mg_error *err)
{
	const char *path = mg_config_get(c, key);
	*ret = NULL;
	if (!path)
		return true;
	FILE *f = fopen(path, "re");
	char *text = f ? calloc(1, TEXT_BYTES_MAX + 1) : NULL;
	size_t n = text ? fread(text, 1, TEXT_BYTES_MAX + 1, f) : 0;
	if (f)
		fclose(f);
	if (!text || n > TEXT_BYTES_MAX) {
		free(text);
		return mg_fail(err, MG_ERR_UNAVAILABLE, "%s: cannot be read whole", key);
	}
	*ret = text;
	return true;
}
