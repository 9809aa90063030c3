/* SPDX-License-Identifier: Apache-2.0
 * A counter for tests of the person: calls the handlers as the gate does, under the server's own
 * database account, within the memory of their rows, and keeps what came back and what went into
 * the entry. */
#pragma once
#include "bureau.h"
#include "madoguchi/v1/person.pb-c.h"

/* What the last call left. */
struct desk {
	enum mg_code code;
	char field[24];
	unsigned notes; /* bits of enum mg_note */
	size_t n_persons;
	uint8_t persons[256][MG_PSEUDONYM_BYTES];
	char facts[4096]; /* "key=value\n" … */
	size_t reply_bytes;
};
extern struct desk desk;
/* Who stands there: a clerk by the matrix that a city begins with, with more or less (bits of MG_RIGHT), of this ward. */
extern uint64_t desk_may, desk_may_not;
extern const char *desk_ward;

void desk_open_for(const char *name);
void desk_close(void);
/* Forgets replies: they live until then. */
void desk_clear(void);

/* NULL: refused, desk.code says how. */
const Pb__PersonSearchReply *desk_ask(const Pb__PersonSearchRequest *in);
const Pb__PersonSearchReply *desk_search(const char *text);
const Pb__PersonSearchReply *desk_next(const char *text, const ProtobufCBinaryData *cursor);
const Pb__PersonOpenReply *desk_open(const char *shori_no);
const Pb__PersonOpenReply *desk_open_as_of(
	const char *shori_no, int32_t year, unsigned month, unsigned day);
const Pb__PersonHistoryReply *desk_history(const char *shori_no, const ProtobufCBinaryData *cursor);
/* As above, failing the test on a refusal. */
const Pb__PersonSearchReply *desk_must_search(const char *text);
const Pb__PersonOpenReply *desk_must_open(const char *shori_no);

/* True when the last call noted that person. */
bool desk_noted(const char *shori_no);
/* The item of that column, or the test fails. */
const Pb__Item *desk_item(const Pb__PersonOpenReply *reply, const char *column);
/* The number that a query returns, as the superuser. */
int64_t desk_count(const char *sql);
