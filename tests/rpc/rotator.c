/* SPDX-License-Identifier: Apache-2.0 */
#include "rotator.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "database.h"
#include "rig.h"


static void kill_me(void *user, enum mg_kek_step step)
{
	struct rotator_kill *at = user;
	if (at && step == at->step && --at->nth == 0)
		kill(getpid(), at->signal_number ? at->signal_number : SIGKILL);
}

int rotator_run(struct rotator_kill *at, bool destroy, char ret_why[ROTATOR_WHY_BYTES])
{
	int out[2], status;
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	const pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct mg_city city;
		struct mg_error err = {0};
		if (!mg_city_open(mg_rig_get("MG_CITY"), &city, &err))
			_exit(2);
		struct mg_kek_work work = {.city = &city, .rows_a_piece = ROTATOR_ROWS_A_PIECE, .step = kill_me, .user = at, .quiet = true,
			.stop = mg_kek_stop_by_signals()};
		const bool ok = mg_city_open_log(&city, &err) &&
				(destroy ? mg_kek_destroy_old(&work, &err) : mg_kek_rotate(&work, &err));
		const ssize_t said = write(out[1], err.detail, strlen(err.detail));
		_exit(ok && said >= 0 ? 0 : 1);
	}
	close(out[1]);
	const ssize_t n = read(out[0], ret_why, ROTATOR_WHY_BYTES - 1);
	ret_why[n > 0 ? n : 0] = '\0';
	close(out[0]);
	waitpid(pid, &status, 0);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

bool rotator_is_stopped_after(int pieces)
{
	struct rotator_kill at = {MG_KEK_PIECE, pieces, SIGINT};
	char why[ROTATOR_WHY_BYTES];
	return rotator_run(&at, false, why) == 1 && strstr(why, "stopped; the same command goes on");
}

bool rotator_self_check_says(const char *words)
{
	char line[800], said[4096];
	snprintf(line, sizeof(line), "'%s/server/admin/madoguchi-admin' self-check --dir '%s' 2>&1", mg_rig_get("MG_BIN"),
		mg_rig_get("MG_CITY"));
	FILE *p = popen(line, "re");
	assert_non_null(p);
	said[fread(said, 1, sizeof(said) - 1, p)] = '\0';
	pclose(p);
	return strstr(said, words) != NULL;
}

int64_t rotator_count(const struct mg_db_config *superuser, const char *sql)
{
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(superuser);
	MG_CLEANUP(mg_tx_done) struct mg_tx tx = {0};
	const struct mg_stmt_def def = {.name = "test.count", .sql = sql, .params = "", .columns = "i"};
	struct mg_error err = {0};
	struct mg_rows rows;
	mg_arena_init(&arena, 1 << 16);
	mg_tx_begin(&tx, db);
	if (!mg_query(&tx, &arena, &def, MG_NO_PARAMS, &rows, &err))
		fail_msg("%s", err.detail);
	return rows.n ? mg_i(mg_row(&rows, 0)) : -1;
}

void rotator_pause_ms(long ms)
{
	nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000}, NULL);
}
