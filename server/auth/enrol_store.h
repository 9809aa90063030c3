/* SPDX-License-Identifier: Apache-2.0
 * Sittings in which fingers are enrolled, and everybody's enrolled fingers, in the database. Decides nothing, commits
 * nothing. Locks are taken in the order enrolment, city, finger. */
#pragma once
#include "auth/auth_store.h"
#include "auth/enrol_rules.h"

#define MG_ENROLMENT_ID_BYTES 16U

struct mg_enrol_in {
	struct mg_tx *tx;
	struct mg_arena *arena;
	const struct mg_shared *shared;
};

/* Texts live in the arena. */
struct mg_enrol_staff {
	uint64_t staff_id;
	const char *staff_no, *name, *kana, *section, *role, *person_ref;
	bool active, must_change_password, vendor;
};
/* By number ("" and `staff_id` when that is known). NOT_FOUND. */
bool mg_enrol_find_staff(const struct mg_enrol_in *in, const char *staff_no, struct mg_enrol_staff *ret,
	struct mg_error *err) MG_MUST_CHECK;
bool mg_enrol_get_staff(const struct mg_enrol_in *in, uint64_t staff_id, struct mg_enrol_staff *ret,
	struct mg_error *err) MG_MUST_CHECK;

struct mg_enrolled {
	unsigned finger;
	uint32_t version;
	int64_t enrolled_us;
	const char *enrolled_by;
	bool removed;
};
/* All rows of a person, removed ones too (their versions count on); at most 10. `lock` holds them. */
bool mg_enrol_list(const struct mg_enrol_in *in, uint64_t staff_id, bool lock, struct mg_enrolled ret[10], size_t *ret_n,
	struct mg_error *err) MG_MUST_CHECK;

struct mg_enrolment_row {
	uint8_t enrolment_id[MG_ENROLMENT_ID_BYTES];
	uint64_t staff_id, enroller_id, terminal_id, witness_id; /* witness 0: nobody yet */
	uint8_t nonce[MG_NONCE_BYTES];
	struct mg_enrol_sitting sitting;
};
/* Draws id and nonce; drops what was open for this person, and empties what is over. */
bool mg_enrol_begin(const struct mg_enrol_in *in, struct mg_enrolment_row *row, int64_t now_us, struct mg_error *err)
	MG_MUST_CHECK;
/* NOT_FOUND: no such sitting. */
bool mg_enrol_get(const struct mg_enrol_in *in, struct mg_bytes id, bool lock, struct mg_enrolment_row *ret,
	struct mg_error *err) MG_MUST_CHECK;
bool mg_enrol_set_witness(const struct mg_enrol_in *in, const struct mg_enrolment_row *row, uint64_t witness_id,
	int64_t now_us, struct mg_error *err) MG_MUST_CHECK;
/* Done or dropped; its templates are emptied. */
bool mg_enrol_end(const struct mg_enrol_in *in, const struct mg_enrolment_row *row, enum mg_enrol_state state,
	uint64_t log_writer, uint64_t log_n, int64_t now_us, struct mg_error *err) MG_MUST_CHECK;

/* A finger of a sitting. */
struct mg_enrol_capture {
	unsigned finger;
	uint32_t version;
	struct mg_bytes sealed, wrapped;
	uint8_t pictures_sha256[32];
	uint64_t city_version;
	uint64_t after_staff;
	unsigned after_finger;
	uint32_t compared;
	bool complete;
};
bool mg_enrol_list_captures(const struct mg_enrol_in *in, const struct mg_enrolment_row *row,
	struct mg_enrol_capture ret[10], size_t *ret_n, struct mg_error *err) MG_MUST_CHECK;
/* Puts it in the place of an earlier one of the same finger. */
bool mg_enrol_put_capture(const struct mg_enrol_in *in, const struct mg_enrolment_row *row,
	const struct mg_enrol_capture *c, int64_t now_us, struct mg_error *err) MG_MUST_CHECK;

/* Others' fingers, in portions. */
#define MG_GALLERY_PORTION 64U
struct mg_gallery_row {
	uint64_t staff_id;
	const char *staff_no;
	struct mg_auth_finger finger;
};
bool mg_enrol_gallery(const struct mg_enrol_in *in, uint64_t but_staff_id, uint64_t after_staff, unsigned after_finger,
	struct mg_gallery_row ret[MG_GALLERY_PORTION], size_t *ret_n, struct mg_error *err) MG_MUST_CHECK;
bool mg_enrol_gallery_count(const struct mg_enrol_in *in, uint64_t but_staff_id, uint32_t *ret, struct mg_error *err)
	MG_MUST_CHECK;
/* 0: nobody has a finger yet. */
bool mg_enrol_city_version(const struct mg_enrol_in *in, bool lock, uint64_t *ret, struct mg_error *err) MG_MUST_CHECK;

/* Puts a captured finger in force; `had` says whether the person's row of that finger is there. CONFLICT: it changed. */
bool mg_enrol_put_finger(const struct mg_enrol_in *in, const struct mg_enrolment_row *row, const struct mg_enrol_capture *c,
	bool had, const char *by, int64_t now_us, struct mg_error *err) MG_MUST_CHECK;
/* One finger, or all (0). */
bool mg_enrol_remove(const struct mg_enrol_in *in, uint64_t staff_id, unsigned finger, int64_t now_us,
	struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_enrol_statements;
