/* SPDX-License-Identifier: Apache-2.0
 * A counter of the served city: sessions of its people, and the writes of this counter in one line
 * each. Who is entered are the city's invented residents that the register has as 第2号: their
 * employment ended today. */
#pragma once
#include "madoguchi/v1/code.pb-c.h"
#include "madoguchi/v1/draft.pb-c.h"
#include "madoguchi/v1/memo.pb-c.h"
#include "madoguchi/v1/qualification.pb-c.h"
#include "madoguchi/v1/receipt.pb-c.h"
#include "database.h"
#include "rig.h"

#define COUNTER_PEOPLE 200

struct counter {
	struct mg_rpc_client *client;
	uint8_t token[32];
	int staff;
};
struct counter_said {
	char code[32]; /* empty: served */
	char field[32];
};
extern struct mg_db_config counter_superuser;

void counter_open(void);
/* 処理番号 of the n-th person, each used once by a test. */
const char *counter_person(int n);
void counter_login(struct counter *c, int staff, int terminal);
void counter_logout(struct counter *c);
/* The number that a query returns. */
int64_t counter_number(const char *sql);

/* One call; the reply lives in `memory`; NULL: refused, `said` says how. `key` NULL: a fresh one.
 */
const void *counter_call(const struct counter *c, const char *rpc, const ProtobufCMessage *in,
	const ProtobufCMessageDescriptor *out, const uint8_t *key, struct mg_arena *memory,
	struct counter_said *said);
#define COUNTER_CALL(c, rpc, in, Reply, key, memory, said)                                         \
	counter_call(c, "/madoguchi.v1." rpc, &(in)->base, &pb__##Reply##__descriptor, key,        \
		memory, said)

/* A whole form of that person, in static memory of the caller. */
struct counter_form {
	Pb__AcquireForm form;
	Pb__Date today, fact;
	char *documents[2];
};
void counter_form(struct counter_form *f, const char *shori_no);
/* Acquires with the state's version 0; NULL: refused. */
const Pb__AcquireReply *counter_acquire(const struct counter *c, const char *shori_no,
	const uint8_t *key, struct mg_arena *memory, struct counter_said *said);

/* ---- in one line; `must_` fails the test on a refusal ---- */

#define CLERK 1		      /* of ward 146, at terminal 1 */
#define SUPERVISOR 4	      /* of ward 146 */
#define ELSEWHERE 2	      /* clerk of ward 142 */
extern struct mg_arena arena; /* where replies live until the program ends */
int counter_setup(void **state);
const char *somebody(void);
Pb__ReceiptNo *no_of(const Pb__AcquireReply *r);
const Pb__AcquireReply *must_acquire(const struct counter *c, const char *shori_no);
const Pb__ReceiptOpenReply *must_open(const struct counter *c, Pb__ReceiptNo *no);
const Pb__QualificationShowReply *must_show(const struct counter *c, const char *shori_no);
/* "" or the code. */
const char *move(const struct counter *c, Pb__ReceiptNo *no, uint32_t version, Pb__ReceiptState to,
	struct counter_said *said);
const Pb__CorrectReply *correct(const struct counter *c, const char *shori_no, Pb__ReceiptNo *no,
	uint32_t version, const char *reason, struct counter_said *said);
const Pb__CheckListReply *must_list(const struct counter *c, const char *staff_no);
const Pb__SignOffReply *sign(
	const struct counter *c, const Pb__CheckListReply *list, struct counter_said *said);
