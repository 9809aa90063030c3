/* SPDX-License-Identifier: Apache-2.0
 * The folder that senders put files into: finds those that are complete, opens them safely, and
 * files them away. Reads no content but for its digest, and deletes nothing. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include "base/error.h"
#include "base/macros.h"
#include "exchange/import_rules.h"

#define MG_INBOX_FILE_BYTES_MAX (UINT64_C(8) << 30) /* ten times the largest city */

/* The folder, locked: one process imports from it. */
struct mg_inbox {
	int fd; /* owned; -1: none */
};

/* `ret_taken` is false, with success, when another process works on the folder. Errors:
 * UNAVAILABLE. */
bool mg_inbox_open(const char *path, struct mg_inbox *ret, bool *ret_taken,
	struct mg_error *err) MG_MUST_CHECK;
void mg_inbox_done(struct mg_inbox *inbox);

/* The first name, by its bytes, of a regular file that is complete; an empty name: there is none.
 */
bool mg_inbox_find(const struct mg_inbox *inbox, char ret_name[MG_IMPORT_NAME_BYTES + 1],
	struct mg_error *err) MG_MUST_CHECK;

struct mg_inbox_file {
	int fd; /* owned; -1: none */
	char name[MG_IMPORT_NAME_BYTES + 1];
	uint64_t bytes;
	bool too_large; /* not read; sha256 is not set */
	uint8_t sha256[32];
	dev_t device;
	ino_t inode;
};
/* Opens a regular file, follows no link, and reads it through for its digest. NOT_FOUND: there is
 * none of that name now. Errors: UNAVAILABLE (it cannot be read), CANCELLED (`is_over` said so). */
typedef bool mg_inbox_over(void *user);
bool mg_inbox_file_open(const struct mg_inbox *inbox, const char *name, mg_inbox_over *is_over,
	void *user, struct mg_inbox_file *ret, struct mg_error *err) MG_MUST_CHECK;
void mg_inbox_file_done(struct mg_inbox_file *file);
/* For mg_frame_open: reads on from where the file stands. The context is a struct mg_inbox_file. */
bool mg_inbox_file_read(void *context, void *ret, size_t cap, size_t *ret_n, struct mg_error *err);

enum mg_inbox_place { MG_INBOX_DONE, MG_INBOX_REFUSED };
/* Moves the file to done/ or refused/ as "12-NAME"; leaves alone what meanwhile took its name. */
bool mg_inbox_move(const struct mg_inbox *inbox, const struct mg_inbox_file *file, uint64_t run_id,
	enum mg_inbox_place place, struct mg_error *err) MG_MUST_CHECK;
