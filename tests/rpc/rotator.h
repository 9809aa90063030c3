/* SPDX-License-Identifier: Apache-2.0
 * A rotation of the root key of the served city in a process of its own, which may be killed at a step. For tests. */
#pragma once
#include <stdbool.h>
#include "admin/kek_rotate.h"
#include "db/db.h"

#define ROTATOR_WHY_BYTES 400
#define ROTATOR_ROWS_A_PIECE 500U

struct rotator_kill {
	enum mg_kek_step step;
	int nth; /* the first time it comes to that step: 1 */
	int signal_number; /* 0: SIGKILL */
};
/* `at` NULL: it is not killed. Returns 0 it ended well, 1 refused (ret_why says why), -SIGKILL it was killed. */
int rotator_run(struct rotator_kill *at, bool destroy, char ret_why[ROTATOR_WHY_BYTES]);
/* It is told to stop (Ctrl+C) after that many pieces, and does. */
bool rotator_is_stopped_after(int pieces);
/* madoguchi-admin self-check of the served city has this in a line. */
bool rotator_self_check_says(const char *words);
/* The one number that a statement asks for; -1: no row. */
int64_t rotator_count(const struct mg_db_config *superuser, const char *sql);
void rotator_pause_ms(long ms);
