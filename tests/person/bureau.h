/* SPDX-License-Identifier: Apache-2.0
 * A pension office for tests of the person: a private database, keys, and calls as the gate makes them for jobs, with
 * their log entry. Everybody in it is invented. */
#pragma once
#include "database.h"
#include "person/person.h"
#include "rpc/call.h"
#include "rpc/gate.h"

#define MG_BUREAU_CITY "271403"

struct mg_bureau {
	const struct mg_db_config *superuser;
	struct mg_shared shared;
	struct mg_clock clock; /* shift_us: the bureau's own time */
};
extern struct mg_bureau mg_bureau;

/* Starts it or aborts. */
void mg_bureau_open(const char *name);
void mg_bureau_close(void);
/* The instants that calls see: this one from now on, a microsecond more each call. */
void mg_bureau_set_time(int64_t utc_us);

/* Runs `work` in one transaction of `account` (NULL: the superuser) with one log entry; commits when it returns true. */
typedef bool mg_bureau_work(struct mg_call *call, void *user, struct mg_error *err);
bool mg_bureau_run(const char *account, mg_bureau_work *work, void *user, struct mg_error *err);
/* A worker of `account` (NULL: the superuser), for jobs that run more than once; mg_worker_done ends it. */
bool mg_bureau_worker(const char *account, struct mg_worker *ret, struct mg_error *err);

/* ---- invented persons ---- */

struct mg_invented {
	char shori_no[11];
	struct mg_text my_number;
	struct mg_text juki[MG_JUKI_N];
};
/* An empty record of that number. */
void mg_invent(struct mg_invented *p, unsigned number);
/* Borrows `value`. */
void mg_invent_set(struct mg_invented *p, enum mg_juki_item item, const char *value);
/* Name, reading, birth and address in one go; NULL: leaves it. */
void mg_invent_basics(struct mg_invented *p, const char *kanji, const char *kana, const char *birth, const char *address);
/* Writes one change as the import does; aborts the test when it fails and `err` is NULL. */
bool mg_bureau_write(char op, const struct mg_invented *p, struct mg_error *err);
/* Inserts many at once, at most MG_PERSON_WRITE_MAX; aborts the test when it fails. */
void mg_bureau_insert_all(struct mg_invented *p, size_t n);
