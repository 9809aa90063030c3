/* SPDX-License-Identifier: Apache-2.0
 * What a worker thread owns: connection, appender, arena, notes. */
#include <stdlib.h>
#include "rpc/gate.h"
#include "rpc/notes.h"

bool mg_worker_init(struct mg_worker *w, struct mg_shared *shared, const struct mg_db_config *db,
	const struct mg_appender_config *appender, struct mg_error *err)
{
	*w = (struct mg_worker){.shared = shared, .db_config = db, .appender_config = appender};
	mg_arena_init(&w->arena, 0);
	w->notes = calloc(1, sizeof(*w->notes));
	w->sessions = mg_session_cache_new();
	return (w->notes && w->sessions) || mg_fail(err, MG_ERR_INTERNAL, "out of memory");
}

void mg_worker_done(struct mg_worker *w)
{
	mg_appender_freep(&w->appender);
	mg_db_freep(&w->db);
	mg_arena_done(&w->arena);
	if (w->notes)
		mg_notes_clear(w->notes);
	free(w->notes);
	w->notes = NULL;
	mg_session_cache_free(w->sessions);
	w->sessions = NULL;
}

bool mg_worker_ready(struct mg_worker *w, struct mg_error *err)
{
	if (mg_db_is_broken(w->db)) {
		mg_appender_freep(&w->appender);
		mg_db_freep(&w->db);
		if (!mg_db_open(w->db_config, &w->db, err))
			return false;
	}
	if (!w->appender)
		return mg_appender_open(w->db, w->appender_config, &w->appender, err);
	return mg_appender_ready(w->appender, err);
}

void mg_call_log_ref(const struct mg_call *call, uint64_t *ret_writer, uint64_t *ret_n)
{
	mg_appender_next(call->worker->appender, ret_writer, ret_n);
}

bool mg_call_is_over(const struct mg_call *call)
{
	if (call->gone && atomic_load(call->gone))
		return true;
	return mg_mono_us(call->shared->clock) >= call->deadline_mono_us;
}
