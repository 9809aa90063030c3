/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/confine.h"
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define FILES_MAX 32U

static void release_filter(scmp_filter_ctx *filter)
{
	if (*filter)
		seccomp_release(*filter);
}

static bool load(scmp_filter_ctx filter, bool ok, struct mg_error *err)
{
	if (!ok || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || seccomp_load(filter) != 0)
		return mg_fail(err, MG_ERR_INTERNAL, "no system call filter");
	return true;
}

static const int allowed[] = {
	/* kiosk, other half, sealed file: descriptors that are open or come over a socket that is */
	SCMP_SYS(recvmsg), SCMP_SYS(sendmsg), SCMP_SYS(sendto), SCMP_SYS(accept4), SCMP_SYS(pread64), SCMP_SYS(write),
	SCMP_SYS(writev), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(close), SCMP_SYS(fstat),
	/* memory; executable memory is excluded below */
	SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(sysinfo), SCMP_SYS(futex),
	SCMP_SYS(sched_yield), SCMP_SYS(getpid), SCMP_SYS(gettid),
	/* time, randomness, signals to itself, the end */
	SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(getrandom), SCMP_SYS(restart_syscall),
	SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigaction), SCMP_SYS(sigaltstack), SCMP_SYS(exit),
	SCMP_SYS(exit_group)};

/* The C library and OpenSSL look for files at odd moments and get on without. */
static const int failing[] = {SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(stat),
	SCMP_SYS(statx), SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(ioctl)};

static bool allow_conditional(scmp_filter_ctx f)
{
	return /* fstat() of newer C libraries */
		seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1,
			SCMP_A3(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH)) == 0 &&
		seccomp_rule_add(f, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(newfstatat), 1,
			SCMP_A3(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, 0)) == 0 &&
		seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1, SCMP_A1(SCMP_CMP_EQ, F_GET_SEALS, 0)) == 0 &&
		seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(getsockopt), 2, SCMP_A1(SCMP_CMP_EQ, SOL_SOCKET, 0),
			SCMP_A2(SCMP_CMP_EQ, SO_PEERCRED, 0)) == 0 &&
		seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
		seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
}

static bool become(const struct mg_confine_user *user, struct mg_error *err)
{
	if (!user->is_set)
		return true;
	if (setgroups(0, NULL) != 0 || setresgid(user->gid, user->gid, user->gid) != 0 ||
		setresuid(user->uid, user->uid, user->uid) != 0 || setresuid((uid_t)-1, 0, (uid_t)-1) == 0)
		return mg_fail(err, MG_ERR_INTERNAL, "the talking half cannot become its user");
	return true;
}

bool mg_confine_talk(const struct mg_confine_user *user, pid_t root_half, struct mg_error *err)
{
	const struct rlimit files = {FILES_MAX, FILES_MAX};
	if (!become(user, err))
		return false;
	/* After the change of user, which clears them. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != root_half || prctl(PR_SET_DUMPABLE, 0) != 0 ||
		setrlimit(RLIMIT_NOFILE, &files) != 0)
		return mg_fail(err, MG_ERR_INTERNAL, "the talking half cannot be shut in");
	MG_CLEANUP(release_filter) scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	bool ok = filter != NULL;
	for (size_t i = 0; ok && i < MG_LEN(allowed); i++)
		ok = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0) == 0;
	for (size_t i = 0; ok && i < MG_LEN(failing); i++)
		ok = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), failing[i], 0) == 0;
	return load(filter, ok && allow_conditional(filter), err);
}

bool mg_confine_root(struct mg_error *err)
{
	static const int never[] = {SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(clone),
		SCMP_SYS(clone3), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(socket),
		SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(listen), SCMP_SYS(accept), SCMP_SYS(accept4), SCMP_SYS(bpf),
		SCMP_SYS(kexec_load), SCMP_SYS(kexec_file_load), SCMP_SYS(init_module), SCMP_SYS(reboot), SCMP_SYS(swapon),
		SCMP_SYS(setns), SCMP_SYS(keyctl), SCMP_SYS(add_key), SCMP_SYS(userfaultfd), SCMP_SYS(perf_event_open)};
	MG_CLEANUP(release_filter) scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	bool ok = filter != NULL;
	for (size_t i = 0; ok && i < MG_LEN(never); i++)
		ok = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), never[i], 0) == 0;
	return load(filter, ok, err);
}
