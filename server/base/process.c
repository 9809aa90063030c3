/* SPDX-License-Identifier: Apache-2.0 */
#include "base/process.h"
#include <sys/prctl.h>
#include <sys/resource.h>

bool mg_harden(void)
{
	return setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0}) == 0 && prctl(PR_SET_DUMPABLE, 0) == 0 &&
	       prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

void mg_stop_signals(sigset_t *ret)
{
	signal(SIGTERM, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(ret);
	sigaddset(ret, SIGTERM);
	sigaddset(ret, SIGINT);
	sigprocmask(SIG_BLOCK, ret, NULL);
}
