/* SPDX-License-Identifier: Apache-2.0
 * What libsodium asks for its hash is advised to be huge; other memory is as it was asked for. Built without sanitizers. */
#include <setjmp.h>
#include <stdbool.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>
#include <sodium.h>

#define HASH_BYTES (64U << 20)

/* True when the kernel notes "hg" (advised to be huge) for the mapping that holds `p`. */
static bool is_advised(const void *p)
{
	char line[512];
	bool inside = false, advised = false;
	FILE *f = fopen("/proc/self/smaps", "re");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		uintptr_t from, to;
		if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
			inside = (uintptr_t)p >= from && (uintptr_t)p < to;
		else if (inside && strncmp(line, "VmFlags:", 8) == 0)
			advised = strstr(line, " hg") != NULL;
	}
	fclose(f);
	return advised;
}

static void *map(size_t bytes, int flags)
{
	void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
	assert_ptr_not_equal(p, MAP_FAILED);
	return p;
}

static void test_a_hash_lies_on_huge_pages(void **state)
{
	(void)state;
	void *hash = map(HASH_BYTES, MAP_POPULATE), *large = map(HASH_BYTES, 0), *small = map(HASH_BYTES / 2, MAP_POPULATE);
	bool kernel_can = madvise(large, HASH_BYTES / 2, MADV_HUGEPAGE) == 0;
	assert_int_equal(is_advised(hash), kernel_can);
	assert_false(is_advised((char *)large + HASH_BYTES - 1));
	assert_false(is_advised(small));
	memset(hash, 1, HASH_BYTES);
	munmap(hash, HASH_BYTES);
	munmap(large, HASH_BYTES);
	munmap(small, HASH_BYTES / 2);
	if (!kernel_can)
		print_message("this kernel has no huge pages: only the other half was tested\n");
}

static void test_a_hash_is_what_it_was(void **state)
{
	(void)state;
	char hash[crypto_pwhash_STRBYTES];
	assert_true(sodium_init() >= 0);
	assert_int_equal(crypto_pwhash_str(hash, "keisoku", 7, 2, HASH_BYTES), 0);
	assert_int_equal(crypto_pwhash_str_verify(hash, "keisoku", 7), 0);
	assert_int_not_equal(crypto_pwhash_str_verify(hash, "keisokU", 7), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_hash_lies_on_huge_pages),
		cmocka_unit_test(test_a_hash_is_what_it_was),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
