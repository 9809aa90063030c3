/* SPDX-License-Identifier: Apache-2.0
 * A section with its people, receipts, specifications and a stick, and the calls of the export as the gate makes them, under
 * the server's own accounts and within the memory of their rows. Everybody in it is invented. */
#pragma once
#include "bureau.h"
#include "export/export.h"
#include "madoguchi/v1/export.pb-c.h"

/* Staff, by the number they have in the table. */
enum who {
	CLERK = 1,   /* 146; may carry */
	EXTRACTOR,   /* 146; may extract */
	EXTRACTOR_2, /* 146; another account of EXTRACTOR's person */
	HEAD,	     /* 146; may approve */
	HEAD_ELSEWHERE, /* 142; may approve */
	HEAD_2,	     /* 146, supervisor; another account of CLERK's person */
	KEEPER,	     /* 146; looks after the sticks */
	READER,	     /* auditor */
	CLERK_B,     /* 146; may carry */
};
#define RIG_START_US INT64_C(1795820400000000) /* 2026-11-28 09:00 in Japan */

void rig_open(const char *name);
void rig_close(void);
/* Three receipts, checked: of an ordinary person, one whose name begins like a formula, and one under 支援措置. */
void rig_receipts(void);
void rig_approve_specs(void);
void rig_sql(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* True when the database refuses that, whoever asks. */
bool rig_sql_is_refused(const char *format, ...) __attribute__((format(printf, 1, 2)));
int64_t rig_number(const char *sql);

/* What the last call left: its code (MG_OK) and the field that was to blame. */
extern enum mg_code rig_code;
extern char rig_field[32];
/* One call by the name "Export/List" as that person at terminal 1; NULL: refused. Replies live until rig_close. */
const void *rig_call(enum who who, const char *name, const ProtobufCMessage *in);
/* Runs a job of the list; false: it failed. */
bool rig_job(const char *name);

/* ---- in one line; NULL or false: refused ---- */

#define S(text) ((char *)(uintptr_t)(text))
/* 資格取得者一覧 of November 2026. */
const Pb__BuiltExtract *rig_build(enum who who, const char *reason);
/* The one stick, entered when it is asked for first. */
uint64_t rig_medium(void);
bool rig_lend(const char *staff_no, unsigned day); /* until that day of November 2026 */
bool rig_take_back(void);
const Pb__ExportItem *rig_request(enum who who, uint64_t extract_id);
bool rig_withdraw(enum who who, ProtobufCBinaryData ticket_id);
const Pb__ExportPreviewReply *rig_preview(enum who who, ProtobufCBinaryData ticket_id, uint32_t first_row);
const Pb__ExportListReply *rig_list(enum who who, bool to_approve);
/* What the close does to receipts once it is written: how many became 送付済, -1: refused. */
int64_t rig_send(uint64_t extract_id);
const char *rig_hex_of(ProtobufCBinaryData id);

/* As the gate does it, from below. */
#define APPROVED                                                                                                          \
	"state = 'approved', approver_id = 4, approver_no = '200001', approver_name = 'x', decided_us = 5, "             \
	"not_before_us = 1795820400000000, not_after_us = 1795820400000000 + 14400000000, key_epoch = 1, ticket = ''"
#define REDEEMED                                                                                                          \
	"state = 'redeemed', nonce = REPEAT('n', 32), redeemed_us = 1795820401000000, redeem_writer = 1, redeem_n = 1"
