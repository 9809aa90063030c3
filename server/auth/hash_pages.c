/* SPDX-License-Identifier: Apache-2.0
 * Huge pages under the password hash. Argon2id reads 64 MiB at random: on pages of 4 KiB about two fifths of its time are
 * page faults and misses of the TLB. libsodium asks mmap() for that memory itself and has no hook for an allocator of
 * ours, and a kernel set to `transparent_hugepage/enabled=madvise` (Debian) gives huge pages to none who do not ask. So
 * the program's own mmap() stands before libc's: what is asked for as libsodium asks (anonymous, populated, of the hash's
 * size) is advised to be huge, every other call goes on as it came. Where there are no huge pages, pages are small as before.
 * Linked into madoguchi-server only. */
#include <stddef.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A sanitizer's runtime has a mmap of its own, which has to stay. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MG_HASH_PAGES 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define MG_HASH_PAGES 0
#endif
#endif
#ifndef MG_HASH_PAGES
#define MG_HASH_PAGES 1
#endif

#if MG_HASH_PAGES
#define HASH_BYTES (64U << 20) /* password.c: MEMORY_BYTES */

__attribute__((visibility("default"))) void *mmap(
	void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
	const int asked = MAP_ANONYMOUS | MAP_PRIVATE | MAP_POPULATE;
	const int is_hash = length >= HASH_BYTES && (flags & asked) == asked;
	/* Populated at once it would be filled with small pages before the advice. */
	void *p = (void *)syscall(SYS_mmap, address, length, protection, is_hash ? flags & ~MAP_POPULATE : flags, fd, offset);
	if (is_hash && p != MAP_FAILED)
		(void)madvise(p, length, MADV_HUGEPAGE);
	return p;
}
#endif
