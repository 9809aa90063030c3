/* SPDX-License-Identifier: Apache-2.0 */
#include "ceremony/carried.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/replace.h"

#define PATH_BYTES 700U
#define DOMAIN "madoguchi-terminal-folder-1"

const char *const mg_carried_names[MG_CARRIED_FILES] = {
	"ca.crt.pem", "log.pub.pem", "root.pub.pem", "export-agent.conf", "kiosk.conf", "terminal.crt.pem"};

bool mg_carried_read(const char *dir, struct mg_carried *ret, struct mg_error *err)
{
	char path[PATH_BYTES];
	*ret = (struct mg_carried){0};
	for (size_t i = 0; i < MG_CARRIED_FILES; i++) {
		const int n = snprintf(path, sizeof(path), "%s/%s", dir, mg_carried_names[i]);
		if (n < 0 || (size_t)n >= sizeof(path))
			return mg_fail(err, MG_ERR_INVALID, "a path is too long");
		if (!mg_file_read(path, MG_CARRIED_BYTES_MAX, &ret->file[i].p, &ret->file[i].n, err))
			return false;
		if (!ret->file[i].p)
			return mg_fail(err, MG_ERR_NOT_FOUND, "%.150s is missing", path);
	}
	return true;
}

void mg_carried_done(struct mg_carried *c)
{
	for (size_t i = 0; i < MG_CARRIED_FILES; i++)
		free(c->file[i].p);
	*c = (struct mg_carried){0};
}

bool mg_carried_fingerprint(const struct mg_carried *c, uint8_t ret[MG_FINGERPRINT_BYTES], struct mg_error *err)
{
	size_t cap = 64;
	struct mg_writer w;
	for (size_t i = 0; i < MG_CARRIED_FILES; i++)
		cap += strlen(mg_carried_names[i]) + c->file[i].n + 16;
	uint8_t *all = malloc(cap);
	if (!all)
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	mg_writer_init(&w, all, cap);
	mg_put_block(&w, DOMAIN, strlen(DOMAIN));
	for (size_t i = 0; i < MG_CARRIED_FILES; i++) {
		mg_put_block(&w, mg_carried_names[i], strlen(mg_carried_names[i]));
		mg_put_block(&w, c->file[i].p, c->file[i].n);
	}
	const bool ok = w.ok ? mg_fingerprint_of(all, w.n, ret, err) : mg_fail(err, MG_ERR_INTERNAL, "a folder that does not fit");
	free(all);
	return ok;
}
