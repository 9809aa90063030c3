/* SPDX-License-Identifier: Apache-2.0 */
#include "keys/highest.h"
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/replace.h"

struct mg_highest {
	char *file; /* owned */
	pthread_mutex_t lock;
	uint64_t highest; /* 0: none yet */
};

static bool read_file(const struct mg_highest *s, uint64_t *ret, struct mg_error *err)
{
	uint8_t *text = NULL;
	size_t n;
	if (!mg_file_read(s->file, 24, &text, &n, err))
		return false;
	*ret = 0;
	if (!text)
		return true; /* a new machine */
	char *end;
	*ret = strtoull((const char *)text, &end, 10);
	const bool ok = *ret > 0 && strcmp(end, "\n") == 0;
	free(text);
	return ok || mg_fail(err, MG_ERR_DATA_LOSS, "%.120s is damaged", s->file);
}

bool mg_highest_new(const char *file, struct mg_highest **ret, struct mg_error *err)
{
	struct mg_highest *s = calloc(1, sizeof(*s));
	if (!s || !(s->file = strdup(file)) || pthread_mutex_init(&s->lock, NULL) != 0) {
		if (s)
			free(s->file);
		free(s);
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	}
	if (!read_file(s, &s->highest, err)) {
		mg_highest_free(s);
		return false;
	}
	*ret = s;
	return true;
}

void mg_highest_free(struct mg_highest *s)
{
	if (!s)
		return;
	pthread_mutex_destroy(&s->lock);
	free(s->file);
	free(s);
}

/* Another server with the same file may have seen a later number meanwhile, which stays in it. */
static bool remember(struct mg_highest *s, uint64_t number, struct mg_error *err)
{
	char text[24];
	uint64_t there;
	const int n = snprintf(text, sizeof(text), "%" PRIu64 "\n", number);
	if (!read_file(s, &there, err) || (there < number && !mg_file_replace(s->file, text, (size_t)n, err)))
		return false;
	s->highest = number;
	return true;
}

bool mg_highest_accept(struct mg_highest *s, const char *what, uint64_t number, struct mg_error *err)
{
	bool ok = true;
	pthread_mutex_lock(&s->lock);
	if (number < s->highest) {
		ok = mg_fail(
			err, MG_ERR_DATA_LOSS, "%s %" PRIu64 ", but %" PRIu64 " was seen", what, number, s->highest);
	} else if (number > s->highest) {
		ok = remember(s, number, err);
	}
	pthread_mutex_unlock(&s->lock);
	return ok;
}
