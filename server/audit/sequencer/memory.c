/* SPDX-License-Identifier: Apache-2.0
 * The file: "madoguchi sequencer v1" NUL, u64 base, u32 count, count × (u64 writer, u64 n_from, u64 n_to), block note. */
#include "audit/sequencer/memory.h"
#include <stdlib.h>
#include "base/replace.h"

#define RUN_BYTES 24U

static const char head[] = "madoguchi sequencer v1";

static void freep(uint8_t **p)
{
	free(*p);
	*p = NULL;
}

static bool read_runs(struct mg_seq_memory *m, struct mg_reader *r, uint32_t n)
{
	uint64_t next = m->base;
	m->runs = n <= MG_SEQ_BATCH_LIMIT ? calloc((size_t)n + 1, sizeof(*m->runs)) : NULL;
	if (!m->runs)
		return false;
	for (uint32_t i = 0; i < n; i++) {
		struct mg_log_run *run = &m->runs[i];
		*run = (struct mg_log_run){.first_index = next, .writer = mg_get_u64(r), .n_from = mg_get_u64(r)};
		run->n_to = mg_get_u64(r);
		if (!r->ok || run->n_to < run->n_from || run->n_to - run->n_from >= MG_SEQ_BATCH_LIMIT)
			return false;
		next += run->n_to - run->n_from + 1;
	}
	m->n_runs = n;
	return next == m->signed_one.size || n == 0;
}

bool mg_seq_memory_read(struct mg_seq_memory *m, const struct mg_crypto *crypto, const char *origin,
	const uint8_t log_key[MG_PUBLIC_KEY_BYTES], struct mg_error *err)
{
	MG_CLEANUP(freep) uint8_t *bytes = NULL;
	size_t n;
	struct mg_reader r, runs;
	if (!mg_file_read(m->path, sizeof(head) + 16 + MG_SEQ_BATCH_LIMIT * RUN_BYTES + MG_NOTE_BYTES_MAX, &bytes, &n, err))
		return false;
	if (!bytes)
		return true;
	mg_reader_init(&r, bytes, n);
	const uint8_t *h = mg_get_raw(&r, sizeof(head));
	bool ok = h && memcmp(h, head, sizeof(head)) == 0;
	m->base = mg_get_u64(&r);
	uint32_t count = mg_get_u32(&r);
	const uint8_t *rows = count <= MG_SEQ_BATCH_LIMIT ? mg_get_raw(&r, (size_t)count * RUN_BYTES) : NULL;
	struct mg_bytes note = mg_get_block(&r);
	if (!ok || !rows || !mg_reader_end(&r) || note.n > MG_NOTE_BYTES_MAX)
		return mg_fail(err, MG_ERR_DATA_LOSS, "the sequencer's state file is damaged");
	if (!mg_checkpoint_open(crypto, origin, log_key, note, &m->signed_one, err))
		return false;
	memcpy(m->note, note.p, note.n);
	m->note[note.n] = '\0';
	mg_reader_init(&runs, rows, (size_t)count * RUN_BYTES);
	return read_runs(m, &runs, count) || mg_fail(err, MG_ERR_DATA_LOSS, "the sequencer's state file is damaged");
}

static bool write_file(const struct mg_seq_memory *m, const char *note, uint64_t base, const struct mg_log_run *runs,
	size_t n_runs, struct mg_error *err)
{
	size_t cap = sizeof(head) + 16 + n_runs * RUN_BYTES + strlen(note);
	MG_CLEANUP(freep) uint8_t *bytes = malloc(cap);
	struct mg_writer w;
	if (!bytes)
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	mg_writer_init(&w, bytes, cap);
	mg_put_raw(&w, head, sizeof(head));
	mg_put_u64(&w, base);
	mg_put_u32(&w, (uint32_t)n_runs);
	for (size_t i = 0; i < n_runs; i++) {
		mg_put_u64(&w, runs[i].writer);
		mg_put_u64(&w, runs[i].n_from);
		mg_put_u64(&w, runs[i].n_to);
	}
	mg_put_block(&w, note, strlen(note));
	return w.ok ? mg_file_replace(m->path, bytes, w.n, err) : mg_fail(err, MG_ERR_INTERNAL, "state larger than computed");
}

bool mg_seq_memory_write(struct mg_seq_memory *m, const struct mg_checkpoint *checkpoint, const char *note, uint64_t base,
	const struct mg_log_run *runs, size_t n_runs, struct mg_error *err)
{
	struct mg_log_run *copy = calloc(n_runs + 1, sizeof(*copy));
	if (!copy || strlen(note) >= sizeof(m->note) || n_runs > MG_SEQ_BATCH_LIMIT) {
		free(copy);
		return mg_fail(err, MG_ERR_INTERNAL, "no room for what was signed");
	}
	if (!write_file(m, note, base, runs, n_runs, err)) {
		free(copy);
		return false;
	}
	if (n_runs)
		memcpy(copy, runs, n_runs * sizeof(*copy));
	free(m->runs);
	m->runs = copy;
	m->n_runs = n_runs;
	m->base = base;
	m->signed_one = *checkpoint;
	strcpy(m->note, note);
	return true;
}

void mg_seq_memory_done(struct mg_seq_memory *m)
{
	free(m->runs);
	m->runs = NULL;
	m->n_runs = 0;
}
