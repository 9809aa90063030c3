/* SPDX-License-Identifier: Apache-2.0 */
#include "glass.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "audit/actions.h"
#include "wire/entry.h"

struct mg_glass_note {
	uint64_t index;
	int64_t utc_us;
	uint16_t action;
	char by[41];
};

/* Where the actor stands in an entry: behind version, city, instant, boot, clock, writer, n and its own length. */
#define ACTOR_AT (1U + 6U + 8U + 16U + 8U + 8U + 8U + 4U)

static bool begins(struct mg_bytes entry, const char *actor)
{
	const size_t n = strlen(actor);
	return entry.n > ACTOR_AT + n && memcmp(entry.p + ACTOR_AT, actor, n) == 0;
}

void mg_glass_notes_init(struct mg_glass_notes *notes)
{
	*notes = (struct mg_glass_notes){.n = 0};
	pthread_mutex_init(&notes->lock, NULL);
}

void mg_glass_notes_done(struct mg_glass_notes *notes)
{
	free(notes->items);
	pthread_mutex_destroy(&notes->lock);
}

static void keep(struct mg_glass_notes *notes, const struct mg_glass_note *note)
{
	pthread_mutex_lock(&notes->lock);
	if (notes->n == notes->cap) {
		const size_t cap = notes->cap ? notes->cap * 2 : 64;
		struct mg_glass_note *wider = realloc(notes->items, cap * sizeof(*wider));
		notes->lost = notes->lost || !wider;
		if (wider) {
			notes->items = wider;
			notes->cap = cap;
		}
	}
	if (notes->n < notes->cap)
		notes->items[notes->n++] = *note;
	pthread_mutex_unlock(&notes->lock);
}

void mg_glass_note(struct mg_glass_notes *notes, uint64_t index, struct mg_bytes entry)
{
	struct mg_entry e;
	if (!begins(entry, "admin:") && !begins(entry, "system:BreakGlass"))
		return;
	if (!mg_entry_read(entry.p, entry.n, &e, NULL))
		return;
	struct mg_glass_note note = {.index = index, .utc_us = e.utc_us, .action = e.action};
	snprintf(note.by, sizeof(note.by), "%.*s", e.actor.n < sizeof(note.by) ? (int)e.actor.n : 40, (const char *)e.actor.p);
	keep(notes, &note);
}

/* By the instants of the entries: in one second the sequencer indexes writer by writer. */
static int by_instant(const void *a, const void *b)
{
	const struct mg_glass_note *x = a, *y = b;
	if (x->utc_us != y->utc_us)
		return x->utc_us < y->utc_us ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

bool mg_glass_sum(struct mg_glass_notes *notes, struct mg_glass_seen ret[MG_GLASSES_MAX], size_t *ret_n, struct mg_error *err)
{
	struct mg_glass_seen *open = NULL;
	size_t n = 0;
	if (notes->lost)
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	if (notes->n)
		qsort(notes->items, notes->n, sizeof(*notes->items), by_instant);
	for (size_t i = 0; i < notes->n; i++) {
		const struct mg_glass_note *note = &notes->items[i];
		if (note->action == MG_AUDIT_GLASS_OPEN) {
			open = &ret[n++ % MG_GLASSES_MAX];
			*open = (struct mg_glass_seen){.index = note->index, .from_us = note->utc_us};
			memcpy(open->by, note->by, sizeof(open->by));
		} else if (note->action == MG_AUDIT_GLASS_END) {
			if (open)
				open->to_us = note->utc_us;
			open = NULL;
		} else if (open && note->action != MG_AUDIT_GLASS_REFUSED && note->action != MG_AUDIT_GLASS_TRY &&
			   note->action != MG_AUDIT_GLASS_RIGHT) {
			open->acts++;
		}
	}
	*ret_n = n;
	return true;
}
