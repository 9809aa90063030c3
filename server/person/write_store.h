/* SPDX-License-Identifier: Apache-2.0
 * SQL of writing persons, many at a time: what is known of them, images before, rows. Decides nothing and never commits. */
#pragma once
#include "db/db.h"
#include "keys/keys.h"
#include "person/person.h"
#include "person/person_rules.h"

/* One person on the way. Filled step by step; wiped as a whole at the end, since it holds the data key. */
struct mg_write_person {
	const struct mg_person_change *change;
	/* what is known, mg_write_load */
	uint32_t version_before; /* of the current row, or of the last one when it was taken back; 0: never seen */
	int64_t known_before_us;
	bool exists;
	bool is_protected;
	bool has_key;
	uint8_t key[MG_KEY_BYTES];
	uint32_t number_version; /* 0: holds no 個人番号 */
	int64_t number_known_us;
	uint8_t number_hash_before[32];
	/* what becomes of it */
	uint32_t version;
	int64_t known_from_us;
	char key_name[24]; /* "271403/0000000001" */
	uint8_t wrapped[MG_WRAPPED_BYTES];
	bool number_changes;
	uint8_t number_hash[32];
	uint8_t number_sealed[12 + MG_SEAL_OVERHEAD];
	struct mg_text remark_sealed;
	struct mg_text atena[MG_ATENA_N];
	struct mg_person_names names;
	struct mg_text address;
	struct mg_text address_key;
};

struct mg_write_batch {
	struct mg_tx *tx;
	struct mg_arena *arena;
	const struct mg_keys *keys;
	const char *municipality;
	const char *source;
	int64_t now_us;
	uint64_t log_writer;
	uint64_t log_n;
	struct mg_write_person *person;
	size_t n;
};
typedef bool mg_write_filter(const struct mg_write_person *p);

/* Reads what is known of all persons of the batch; locks their current rows and their 個人番号, nothing else. */
bool mg_write_load(struct mg_write_batch *b, struct mg_error *err) MG_MUST_CHECK;
/* The place of the first person whose 個人番号 somebody else holds, or b->n. */
bool mg_write_find_taken_number(struct mg_write_batch *b, size_t *ret_at, struct mg_error *err) MG_MUST_CHECK;
/* Images of the current rows; removal of the rows. */
bool mg_write_images(struct mg_write_batch *b, mg_write_filter *which, struct mg_error *err) MG_MUST_CHECK;
bool mg_write_number_images(struct mg_write_batch *b, mg_write_filter *which, struct mg_error *err) MG_MUST_CHECK;
bool mg_write_remove(struct mg_write_batch *b, mg_write_filter *which, struct mg_error *err) MG_MUST_CHECK;
bool mg_write_remove_search(struct mg_write_batch *b, mg_write_filter *which, struct mg_error *err) MG_MUST_CHECK;
/* Moves the household of those under 支援措置 along with the register, after its rows are written. */
bool mg_write_move_protected(struct mg_write_batch *b, mg_write_filter *which, struct mg_error *err) MG_MUST_CHECK;
/* Rows of the persons that `which` names. DATA_LOSS: a row does not stand as mg_write_load found it. */
bool mg_write_insert_records(struct mg_write_batch *b, mg_write_filter *which, struct mg_error *err) MG_MUST_CHECK;
bool mg_write_renew_records(struct mg_write_batch *b, mg_write_filter *which, struct mg_error *err) MG_MUST_CHECK;
bool mg_write_search(struct mg_write_batch *b, mg_write_filter *which, struct mg_error *err) MG_MUST_CHECK;
bool mg_write_keys(struct mg_write_batch *b, mg_write_filter *which, struct mg_error *err) MG_MUST_CHECK;
/* ALREADY_EXISTS: two persons of the batch have the same number. */
bool mg_write_numbers(struct mg_write_batch *b, mg_write_filter *which, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_write_statements;
extern mg_stmt_list mg_write_row_statements;
