/* SPDX-License-Identifier: Apache-2.0
 * Tickets and their lists in the database. Decides nothing and commits nothing; steps after the request go through
 * statements that name the state they leave, so that a step is taken once. */
#pragma once
#include "base/arena.h"
#include "base/shared.h"
#include "db/db.h"
#include "export/export_rules.h"

struct mg_device {
	uint32_t vendor, product;
	const char *serial;
	uint8_t descriptors_sha256[32];
};

/* One row of export_ticket. Texts and bytes live in the arena; instants 0 and empty texts: not yet. */
struct mg_ticket {
	uint8_t ticket_id[16];
	enum mg_ticket_state state;
	const char *ward;
	uint64_t extract_id;
	uint64_t extractor_id; /* 0: the system */
	const char *extractor_no;
	uint64_t requester_id;
	const char *requester_no, *requester_name;
	uint64_t terminal_id;
	const char *terminal_name;
	uint64_t medium_id;
	const char *medium_label;
	struct mg_device device;
	uint8_t plain_sha256[32], sealed_sha256[32];
	uint64_t sealed_size, row_count;
	const char *file_name;
	const char *purpose, *recipient, *reason;
	int64_t asked_us;
	/* decision */
	uint64_t approver_id; /* 0: nobody yet */
	const char *approver_no, *approver_name;
	int64_t decided_us;
	const char *words;
	int64_t not_before_us, not_after_us;
	uint64_t key_epoch;
	struct mg_bytes ticket; /* packed Envelope */
	/* redemption */
	struct mg_bytes nonce; /* 32 bytes, or none */
	int64_t redeemed_us;
	uint64_t redeem_writer, redeem_n;
	/* close */
	int64_t closed_us;
	const char *failure;
	struct mg_bytes written_sha256; /* 32 bytes, or none */
	uint64_t written_bytes;
	int64_t unclosed_us;
	int64_t passphrase_shown_us;
};

struct mg_export_log { /* the entry of the change */
	uint64_t writer, n;
};

struct mg_export_in {
	struct mg_tx *tx;
	struct mg_arena *arena;
	const struct mg_shared *shared;
};

/* NOT_FOUND: no such ticket. With `lock` the row is held until the end of the transaction. */
bool mg_ticket_get(const struct mg_export_in *at, const uint8_t ticket_id[16], bool lock, struct mg_ticket *ret,
	struct mg_error *err) MG_MUST_CHECK;
/* state, ward, extract, people, terminal, medium and device, digests, file name and texts of `t` are written. ALREADY_EXISTS:
 * the person has an open ticket; INTERNAL with the trigger's words. */
bool mg_ticket_add(const struct mg_export_in *at, const struct mg_ticket *t, struct mg_export_log log,
	struct mg_error *err) MG_MUST_CHECK;
/* CONFLICT: it is no longer in `from`. */
bool mg_ticket_withdraw(const struct mg_export_in *at, const uint8_t ticket_id[16], enum mg_ticket_state from,
	int64_t now_us, struct mg_export_log log, struct mg_error *err) MG_MUST_CHECK;
struct mg_ticket_refusal {
	uint64_t approver_id;
	const char *approver_no, *approver_name, *words;
};
bool mg_ticket_refuse(const struct mg_export_in *at, const uint8_t ticket_id[16], const struct mg_ticket_refusal *refusal,
	int64_t now_us, struct mg_export_log log, struct mg_error *err) MG_MUST_CHECK;
/* What time makes of a ticket: to EXPIRED or UNCLOSED. */
bool mg_ticket_lapse(const struct mg_export_in *at, const uint8_t ticket_id[16], enum mg_ticket_state from,
	enum mg_ticket_state to, int64_t now_us, struct mg_export_log log, struct mg_error *err) MG_MUST_CHECK;

enum mg_ticket_list {
	MG_TICKETS_OWN,       /* asked for or decided by that person, newest first, at most 100 */
	MG_TICKETS_TO_DECIDE, /* REQUESTED of that ward, oldest first, at most 100 */
	MG_TICKETS_ALARM,     /* UNCLOSED of that ward, or of every ward when it is "" */
	MG_TICKETS_DUE,       /* those that may have run out: for the job */
};
bool mg_ticket_list(const struct mg_export_in *at, enum mg_ticket_list list, uint64_t staff_id, const char *ward,
	int64_t now_us, struct mg_ticket **ret, size_t *ret_n, struct mg_error *err) MG_MUST_CHECK;

/* UNCLOSED of that ward. */
bool mg_ticket_count_unclosed(const struct mg_export_in *at, const char *ward, uint32_t *ret, struct mg_error *err) MG_MUST_CHECK;

struct mg_carried_question {
	int64_t from_us, to_us;  /* of the request; to_us exclusive */
	const char *ward;        /* "": all */
	const char *staff_no;    /* requester, approver or extractor; "": all */
	const uint8_t *before;   /* ticket_id of the last row of the page before; NULL: the first page */
};
#define MG_CARRIED_PAGE 50U
/* Newest first, one more than a page holds. */
bool mg_ticket_carried(const struct mg_export_in *at, const struct mg_carried_question *q, struct mg_ticket **ret,
	size_t *ret_n, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_export_statements;
