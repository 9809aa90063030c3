/* SPDX-License-Identifier: Apache-2.0 */
#include "matcher/confine.h"
#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

static void release_filter(scmp_filter_ctx *filter)
{
	if (*filter)
		seccomp_release(*filter);
}

static bool limit(int resource, rlim_t value, struct mg_error *err)
{
	const struct rlimit l = {.rlim_cur = value, .rlim_max = value};
	if (setrlimit((__rlimit_resource_t)resource, &l) != 0)
		return mg_fail(err, MG_ERR_INTERNAL, "confine: limit: %s", strerror(errno));
	return true;
}

/* Applies to threads that exist already, too. */
static bool load(scmp_filter_ctx filter, struct mg_error *err)
{
	if (seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1) != 0 || seccomp_load(filter) != 0)
		return mg_fail(err, MG_ERR_INTERNAL, "confine: no system call filter");
	return true;
}

bool mg_confine_early(struct mg_error *err)
{
	if (prctl(PR_SET_DUMPABLE, 0) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return mg_fail(err, MG_ERR_INTERNAL, "confine: %s", strerror(errno));
	/* A sanitizer reserves terabytes of addresses for its shadow. */
	if (!SANITIZED && !limit(RLIMIT_AS, 768ul << 20, err))
		return false;
	if (!limit(RLIMIT_CORE, 0, err) || !limit(RLIMIT_CPU, 600, err) ||
		!limit(RLIMIT_NOFILE, 32, err))
		return false;
	MG_CLEANUP(release_filter) scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	if (!filter ||
		seccomp_rule_add(filter, SCMP_ACT_ERRNO(EAFNOSUPPORT), SCMP_SYS(socket), 1,
			SCMP_A0(SCMP_CMP_NE, AF_UNIX, 0)) != 0 ||
		seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(execve), 0) != 0 ||
		seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(execveat), 0) != 0 ||
		seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ptrace), 0) != 0)
		return mg_fail(err, MG_ERR_INTERNAL, "confine: early filter");
	return load(filter, err);
}

static const int allowed[] = {
	/* the pictures and verdicts, on descriptors that are open */
	SCMP_SYS(read),
	SCMP_SYS(write),
	SCMP_SYS(readv),
	SCMP_SYS(writev),
	SCMP_SYS(recvfrom),
	SCMP_SYS(sendto),
	SCMP_SYS(recvmsg),
	SCMP_SYS(sendmsg),
	SCMP_SYS(poll),
	SCMP_SYS(ppoll),
	SCMP_SYS(close),
	SCMP_SYS(shutdown),
	/* GLib's main loop and thread pool */
	SCMP_SYS(eventfd2),
	SCMP_SYS(futex),
	SCMP_SYS(exit),
	SCMP_SYS(set_robust_list),
	SCMP_SYS(rseq),
	SCMP_SYS(gettid),
	SCMP_SYS(getpid),
	SCMP_SYS(sched_yield),
	SCMP_SYS(sched_getattr),
	SCMP_SYS(sched_setattr),
	SCMP_SYS(sched_getaffinity),
	SCMP_SYS(membarrier),
	/* memory; executable memory is excluded below */
	SCMP_SYS(brk),
	SCMP_SYS(munmap),
	SCMP_SYS(mremap),
	SCMP_SYS(madvise),
	SCMP_SYS(sysinfo), /* qsort() asks how much there is */
	/* time, randomness, signals to itself, the end */
	SCMP_SYS(clock_gettime),
	SCMP_SYS(clock_nanosleep),
	SCMP_SYS(nanosleep),
	SCMP_SYS(gettimeofday),
	SCMP_SYS(getrandom),
	SCMP_SYS(restart_syscall),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(rt_sigaction),
	SCMP_SYS(sigaltstack),
	SCMP_SYS(exit_group),
};

/* The C library looks for a file or a terminal at the oddest moments (a heap that shrinks reads
 * /proc/sys/vm/overcommit_memory) and gets on without: these fail instead of killing. */
static const int failing[] = {SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(access),
	SCMP_SYS(faccessat), SCMP_SYS(stat), SCMP_SYS(newfstatat), SCMP_SYS(statx),
	SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(ioctl),
	SCMP_SYS(getpeername) /* GLib asks whether its messages go to the journal */};

static bool add_conditional(scmp_filter_ctx filter)
{
	return /* threads, never processes; clone3 hides its flags in memory, so libc must fall back
		  to clone */
		seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
			SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)) == 0 &&
		seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0 &&
		seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
			SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
		seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
			SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
		/* names and stacks of threads */
		seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1,
			SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME, 0)) == 0 &&
		seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(prctl), 1,
			SCMP_A0(SCMP_CMP_NE, PR_SET_NAME, 0)) == 0;
}

bool mg_confine_for_judging(struct mg_error *err)
{
	MG_CLEANUP(release_filter) scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	bool ok = filter != NULL;
	for (size_t i = 0; ok && i < MG_LEN(allowed); i++)
		ok = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0) == 0;
	for (size_t i = 0; ok && i < MG_LEN(failing); i++)
		ok = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), failing[i], 0) == 0;
	if (!ok || !add_conditional(filter))
		return mg_fail(err, MG_ERR_INTERNAL, "confine: filter");
	return load(filter, err);
}
