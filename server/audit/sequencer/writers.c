/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/sequencer/writers.h"
#include <stdlib.h>
#include "audit/log_store.h"
#include "base/log.h"

#define LATE_NUMBERS                                                                               \
	1000U /* how far behind the newest number a writer's row may still be committed */

void mg_seq_writers_init(struct mg_seq_writers *writers, const struct mg_crypto *crypto,
	const char *municipality, const uint8_t receipt_key[MG_PUBLIC_KEY_BYTES])
{
	*writers = (struct mg_seq_writers){
		.crypto = crypto, .municipality = municipality, .receipt_key = receipt_key};
}

void mg_seq_writers_done(struct mg_seq_writers *writers)
{
	free(writers->items);
	mg_writer_set_done(&writers->set);
	writers->items = NULL;
	writers->n = writers->cap = 0;
}

/* Where the number stands or would stand. */
static size_t place(const struct mg_seq_writers *writers, uint64_t writer)
{
	size_t low = 0, high = writers->n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (writers->items[middle].done.writer < writer)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct mg_seq_writer *mg_seq_writers_find(const struct mg_seq_writers *writers, uint64_t writer)
{
	size_t i = place(writers, writer);
	return i < writers->n && writers->items[i].done.writer == writer ? &writers->items[i]
									 : NULL;
}

static bool insert(
	struct mg_seq_writers *writers, const struct mg_seq_writer *w, struct mg_error *err)
{
	if (writers->n == writers->cap) {
		size_t cap = writers->cap ? writers->cap * 2 : 64;
		struct mg_seq_writer *wider = realloc(writers->items, cap * sizeof(*wider));
		if (!wider)
			return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
		writers->items = wider;
		writers->cap = cap;
	}
	size_t i = place(writers, w->done.writer);
	memmove(&writers->items[i + 1], &writers->items[i], (writers->n - i) * sizeof(*w));
	writers->items[i] = *w;
	writers->n++;
	return true;
}

struct read {
	struct mg_seq_writers *writers;
	int64_t mono_us;
};

void mg_seq_writer_condemn(struct mg_seq_writer *w, uint64_t n, enum mg_leaf_fault fault)
{
	w->fault = fault;
	w->fault_n = n;
	mg_log(MG_LOG_ALARM,
		"log: writer %llu entry %llu: %s; this writer is not indexed any further",
		(unsigned long long)w->done.writer, (unsigned long long)n,
		mg_leaf_fault_name(fault));
}

static bool read_one(void *user, const struct mg_log_writer_row *row, struct mg_error *err)
{
	struct read *read = user;
	struct mg_seq_writers *writers = read->writers;
	if (mg_seq_writers_find(writers, row->writer))
		return true;
	struct mg_seq_writer w = {.done = {.writer = row->writer, .chain_len = row->chain_len},
		.has_token = true,
		.news_mono_us = read->mono_us};
	memcpy(w.done.municipality, row->municipality, sizeof(w.done.municipality));
	memcpy(w.done.boot_id, row->boot_id.p, sizeof(w.done.boot_id));
	memcpy(w.done.token, row->anchor.p, sizeof(w.done.token));
	w.next = w.done;
	bool genuine = mg_log_writer_is_signed(
		row, writers->crypto, writers->municipality, writers->receipt_key);
	if (genuine && !mg_writer_set_add_row(&writers->set, row, &genuine, err))
		return false;
	if (!genuine)
		mg_seq_writer_condemn(&w, 0, MG_LEAF_WRITER_FORGED);
	return insert(writers, &w, err);
}

bool mg_seq_writers_read(struct mg_seq_writers *writers, struct mg_tx *tx, bool all,
	int64_t mono_us, struct mg_error *err)
{
	struct read read = {.writers = writers, .mono_us = mono_us};
	uint64_t newest = writers->n ? writers->items[writers->n - 1].done.writer : 0;
	uint64_t from = all || newest < LATE_NUMBERS ? 0 : newest - LATE_NUMBERS;
	return mg_log_each_writer(tx, from, read_one, &read, err);
}

static bool add_stranger(void *user, uint64_t writer, struct mg_error *err)
{
	struct mg_seq_writers *writers = user;
	if (mg_seq_writers_find(writers, writer))
		return true;
	struct mg_seq_writer w = {.done = {.writer = writer}, .next = {.writer = writer}};
	mg_seq_writer_condemn(&w, 0, MG_LEAF_WRITER_UNKNOWN);
	return insert(writers, &w, err);
}

bool mg_seq_writers_read_strangers(
	struct mg_seq_writers *writers, struct mg_tx *tx, struct mg_error *err)
{
	return mg_log_each_leaf_writer(tx, add_stranger, writers, err);
}

static bool set_done(void *user, uint64_t writer, uint64_t n, struct mg_error *err)
{
	struct mg_seq_writer *w = mg_seq_writers_find(user, writer);
	if (!w)
		return mg_fail(err, MG_ERR_DATA_LOSS,
			"runs of writer %llu, which is not registered", (unsigned long long)writer);
	w->done.n = n;
	w->next = w->done;
	w->has_token = n == 0;
	return true;
}

static bool set_alarmed(void *user, uint64_t writer, struct mg_error *err)
{
	struct mg_seq_writers *writers = user;
	struct mg_seq_writer *w = mg_seq_writers_find(writers, writer);
	if (!w)
		return add_stranger(writers, writer, err) && set_alarmed(writers, writer, err);
	if (w->fault == MG_LEAF_NONE)
		w->fault = MG_LEAF_CHANGED; /* why exactly stands in the database */
	w->told = true;
	return true;
}

bool mg_seq_writers_restore(struct mg_seq_writers *writers, struct mg_tx *tx, struct mg_error *err)
{
	return mg_log_each_done(tx, set_done, writers, err) &&
	       mg_log_each_alarm(tx, set_alarmed, writers, err);
}

void mg_seq_writers_rollback(struct mg_seq_writers *writers)
{
	for (size_t i = 0; i < writers->n; i++)
		writers->items[i].next = writers->items[i].done;
}

void mg_seq_writers_commit(struct mg_seq_writers *writers)
{
	for (size_t i = 0; i < writers->n; i++)
		writers->items[i].done = writers->items[i].next;
}
