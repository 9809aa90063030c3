/* SPDX-License-Identifier: Apache-2.0
 * What madoguchi-admin writes: the city, terminals, staff, fingers. Decides nothing, commits nothing. */
#pragma once
#include "auth/finger_seal.h"
#include "base/arena.h"
#include "base/shared.h"
#include "db/db.h"

/* True when the database serves a city. */
bool mg_admin_has_city(struct mg_tx *tx, struct mg_arena *arena, bool *ret, struct mg_error *err) MG_MUST_CHECK;
bool mg_admin_add_city(struct mg_tx *tx, const struct mg_shared *shared, const char *spiffe_name, int64_t now_us,
	struct mg_error *err) MG_MUST_CHECK;

/* The city is one for training; the database refuses it unless the city is empty. */
bool mg_admin_add_training(struct mg_tx *tx, const struct mg_shared *shared, int64_t now_us, struct mg_error *err) MG_MUST_CHECK;

struct mg_new_terminal {
	uint64_t terminal_id;
	const char *name;
	const char *section;
	const char *ward;
	uint8_t cert_sha256[32];
	int64_t cert_not_after_us;
	uint8_t assertion_key[32];
};
/* ALREADY_EXISTS: the number, the name or the certificate. */
bool mg_admin_add_terminal(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_new_terminal *terminal,
	int64_t now_us, struct mg_error *err) MG_MUST_CHECK;
/* NOT_FOUND: no enrolled terminal of this number. */
bool mg_admin_revoke_terminal(struct mg_tx *tx, const struct mg_shared *shared, uint64_t terminal_id, int64_t now_us,
	struct mg_error *err) MG_MUST_CHECK;

struct mg_new_staff {
	const char *staff_no;
	const char *name;
	const char *kana;
	const char *ward;
	const char *section;
	const char *role;       /* a name of access.h */
	bool must_change_password;
	const char *valid_from; /* "2026-11-24" */
	const char *valid_to;   /* NULL: no end */
	const char *person_ref; /* in its one spelling: staff/person_ref_rules.h */
};
/* ALREADY_EXISTS: the staff number. REFUSED_BY_RULE: the person has an active account. */
bool mg_admin_add_staff(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, const struct mg_new_staff *staff,
	int64_t now_us, uint64_t *ret_staff_id, struct mg_error *err) MG_MUST_CHECK;
bool mg_admin_add_password(struct mg_tx *tx, const struct mg_shared *shared, uint64_t staff_id, uint32_t generation,
	const char *hash, const char *set_by, int64_t now_us, struct mg_error *err) MG_MUST_CHECK;
/* NOT_FOUND: nobody has this number. */
bool mg_admin_get_staff(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, const char *staff_no,
	uint64_t *ret_staff_id, struct mg_error *err) MG_MUST_CHECK;
/* NOT_FOUND: not active. */
bool mg_admin_disable_staff(struct mg_tx *tx, const struct mg_shared *shared, uint64_t staff_id, int64_t now_us,
	struct mg_error *err) MG_MUST_CHECK;

/* Version of an enrolled finger, 0 when it is not enrolled; and how many other fingers the person has. */
bool mg_admin_lock_finger(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t staff_id,
	unsigned finger, uint32_t *ret_version, size_t *ret_others, struct mg_error *err) MG_MUST_CHECK;
bool mg_admin_store_finger(struct mg_tx *tx, const struct mg_finger_place *place, struct mg_bytes sealed,
	const uint8_t wrapped[MG_FINGER_WRAPPED_BYTES], const char *driver, const char *device_id,
	const char *enrolled_by, int64_t now_us, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_admin_statements;
