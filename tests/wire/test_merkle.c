/* SPDX-License-Identifier: Apache-2.0
 * The Merkle tree against the published eight-leaf vectors of Certificate Transparency, and against
 * RFC 9162's recursive definitions for every tree of up to 64 leaves. */
#include "cmocka_all.h"
#include "wire/hash_evp.h"
#include "wire/merkle.h"

#define LEAVES 64

static struct mg_crypto *crypto;
static struct mg_hash leaves[LEAVES];

static const char *const ct_leaves[8] = {"", "00", "10", "2021", "3031", "40414243",
	"5051525354555657", "606162636465666768696a6b6c6d6e6f"};
static const char *const ct_roots[8] = {
	"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
	"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
	"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
	"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
	"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
	"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
	"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
	"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
#define H01 "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
#define H23 "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
#define H47 "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
#define H4 "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
#define H67 "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
#define H45 "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
#define H03 "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"

static struct mg_hash hash_of_hex(const char *hex)
{
	struct mg_hash h;
	assert_true(mg_unhex(hex, strlen(hex), h.b, MG_HASH_BYTES));
	return h;
}

static void assert_hash(const struct mg_hash *h, const char *hex)
{
	char text[2 * MG_HASH_BYTES + 1];
	mg_hex(h->b, MG_HASH_BYTES, text);
	assert_string_equal(text, hex);
}

static void ct_leaf(size_t i, struct mg_hash *ret)
{
	uint8_t bytes[16];
	size_t n = strlen(ct_leaves[i]) / 2;
	assert_true(mg_unhex(ct_leaves[i], 2 * n, bytes, n));
	mg_merkle_leaf(crypto, (struct mg_bytes){bytes, n}, ret);
}

static int setup(void **state)
{
	(void)state;
	if (!mg_crypto_evp_new(&crypto, NULL))
		return -1;
	for (uint8_t i = 0; i < LEAVES; i++)
		mg_merkle_leaf(crypto, (struct mg_bytes){&i, 1}, &leaves[i]);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	mg_crypto_evp_freep(&crypto);
	return 0;
}

/* ---- RFC 9162 sections 2.1.1, 2.1.3.1 and 2.1.4.1 word by word ---- */

static size_t power_below(size_t n)
{
	size_t k = 1;
	while (k * 2 < n)
		k *= 2;
	return k;
}

static struct mg_hash mth(const struct mg_hash *d, size_t n)
{
	struct mg_hash h, left, right;
	if (n == 0) {
		crypto->sha256(crypto, NULL, 0, &h);
		return h;
	}
	if (n == 1)
		return d[0];
	size_t k = power_below(n);
	left = mth(d, k);
	right = mth(d + k, n - k);
	uint8_t bytes[65] = {1};
	memcpy(bytes + 1, left.b, 32);
	memcpy(bytes + 33, right.b, 32);
	crypto->sha256(crypto, &(struct mg_bytes){bytes, 65}, 1, &h);
	return h;
}

static void path(size_t m, const struct mg_hash *d, size_t n, struct mg_proof *ret)
{
	if (n == 1)
		return;
	size_t k = power_below(n);
	if (m < k) {
		path(m, d, k, ret);
		ret->path[ret->n++] = mth(d + k, n - k);
	} else {
		path(m - k, d + k, n - k, ret);
		ret->path[ret->n++] = mth(d, k);
	}
}

static void subproof(size_t m, const struct mg_hash *d, size_t n, bool b, struct mg_proof *ret)
{
	if (m == n) {
		if (!b)
			ret->path[ret->n++] = mth(d, m);
		return;
	}
	size_t k = power_below(n);
	if (m <= k) {
		subproof(m, d, k, b, ret);
		ret->path[ret->n++] = mth(d + k, n - k);
	} else {
		subproof(m - k, d + k, n - k, false, ret);
		ret->path[ret->n++] = mth(d, k);
	}
}

static bool subtree_of_leaves(
	void *user, unsigned level, uint64_t index, struct mg_hash *ret, struct mg_error *err)
{
	size_t n = (size_t)1 << level;
	if ((index + 1) * n > LEAVES)
		return mg_fail(err, MG_ERR_NOT_FOUND, "outside");
	*ret = mth((const struct mg_hash *)user + index * n, n);
	return true;
}

static struct mg_tree tree_of_leaves(void)
{
	return (struct mg_tree){.crypto = crypto, .subtree = subtree_of_leaves, .user = leaves};
}

static void assert_same_proof(const struct mg_proof *a, const struct mg_proof *b)
{
	assert_int_equal(a->n, b->n);
	assert_memory_equal(a->path, b->path, a->n * sizeof(a->path[0]));
}

/* ---- the published vectors ---- */

static void the_eight_published_roots_come_out(void **state)
{
	(void)state;
	struct mg_frontier frontier = {.size = 0};
	struct mg_hash root, leaf;
	mg_frontier_root(crypto, &frontier, &root);
	assert_hash(&root, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	for (size_t i = 0; i < 8; i++) {
		ct_leaf(i, &leaf);
		mg_frontier_add(crypto, &frontier, 0, &leaf);
		mg_frontier_root(crypto, &frontier, &root);
		assert_hash(&root, ct_roots[i]);
	}
}

static void the_published_inclusion_proofs_hold(void **state)
{
	(void)state;
	static const struct {
		uint64_t index, size;
		size_t n;
		const char *path[3];
	} cases[] = {
		{0, 1, 0, {NULL}},
		{0, 8, 3, {H01, H23, H47}},
		{5, 8, 3, {H4, H67, H03}},
		{2, 3, 1, {"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"}},
		{1, 5, 3,
			{"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", H23,
				H4}},
	};
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct mg_hash leaf, proof[3], root = hash_of_hex(ct_roots[cases[i].size - 1]);
		ct_leaf(cases[i].index, &leaf);
		for (size_t k = 0; k < cases[i].n; k++)
			proof[k] = hash_of_hex(cases[i].path[k]);
		assert_true(mg_inclusion_is_proved(
			crypto, cases[i].index, cases[i].size, &leaf, proof, cases[i].n, &root));
	}
}

static void the_published_consistency_proofs_hold(void **state)
{
	(void)state;
	static const struct {
		uint64_t old_size, size;
		size_t n;
		const char *path[3];
	} cases[] = {
		{1, 1, 0, {NULL}},
		{1, 8, 3, {H01, H23, H47}},
		{6, 8, 3, {H45, H67, H03}},
		{2, 5, 2, {H23, H4}},
	};
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct mg_hash proof[3], old_root = hash_of_hex(ct_roots[cases[i].old_size - 1]),
					 root = hash_of_hex(ct_roots[cases[i].size - 1]);
		for (size_t k = 0; k < cases[i].n; k++)
			proof[k] = hash_of_hex(cases[i].path[k]);
		assert_true(mg_consistency_is_proved(crypto, cases[i].old_size, &old_root,
			cases[i].size, &root, proof, cases[i].n));
	}
}

/* ---- every tree up to 64 leaves ---- */

static void the_growing_edge_gives_the_recursive_root(void **state)
{
	(void)state;
	struct mg_tree tree = tree_of_leaves();
	struct mg_frontier frontier = {.size = 0}, again;
	struct mg_error err = {0};
	for (size_t n = 0; n <= LEAVES; n++) {
		struct mg_hash root, rebuilt, expected = mth(leaves, n);
		mg_frontier_root(crypto, &frontier, &root);
		assert_true(mg_tree_frontier(&tree, n, &again, &err));
		mg_frontier_root(crypto, &again, &rebuilt);
		assert_true(mg_hash_equals(&root, &expected));
		assert_true(mg_hash_equals(&rebuilt, &expected));
		if (n < LEAVES)
			mg_frontier_add(crypto, &frontier, 0, &leaves[n]);
	}
}

static void whole_subtrees_may_be_appended_at_once(void **state)
{
	(void)state;
	for (unsigned level = 0; level <= 4; level++) {
		size_t step = (size_t)1 << level;
		struct mg_frontier frontier = {.size = 0};
		for (size_t i = 0; i < LEAVES; i += step) {
			struct mg_hash h, root, expected = mth(leaves, i + step);
			mg_merkle_fold(crypto, leaves + i, step, &h);
			mg_frontier_add(crypto, &frontier, level, &h);
			mg_frontier_root(crypto, &frontier, &root);
			assert_true(mg_hash_equals(&root, &expected));
		}
	}
}

static void a_subtree_that_fills_is_told(void **state)
{
	(void)state;
	for (unsigned level = 0; level <= 5; level++) {
		size_t step = (size_t)1 << level;
		struct mg_frontier frontier = {.size = 0};
		for (size_t i = 0; i < LEAVES; i++) {
			struct mg_hash told, root, expected;
			bool full = mg_frontier_add_leaf(crypto, &frontier, &leaves[i], level, &told);
			assert_int_equal(full, (i + 1) % step == 0);
			if (full) {
				expected = mth(leaves + i + 1 - step, step);
				assert_true(mg_hash_equals(&told, &expected));
			}
			mg_frontier_root(crypto, &frontier, &root);
			expected = mth(leaves, i + 1);
			assert_true(mg_hash_equals(&root, &expected));
		}
	}
}

static void inclusion_proofs_are_those_of_the_rfc_and_hold_for_that_leaf_only(void **state)
{
	(void)state;
	struct mg_tree tree = tree_of_leaves();
	struct mg_error err = {0};
	for (size_t n = 1; n <= LEAVES; n++) {
		struct mg_hash root = mth(leaves, n);
		for (size_t m = 0; m < n; m++) {
			struct mg_proof expected = {.n = 0}, made;
			path(m, leaves, n, &expected);
			assert_true(mg_tree_prove_inclusion(&tree, m, n, &made, &err));
			assert_same_proof(&made, &expected);
			for (size_t other = 0; other < n; other++) {
				bool holds = mg_inclusion_is_proved(
					crypto, m, n, &leaves[other], made.path, made.n, &root);
				assert_int_equal(holds, other == m);
			}
			for (size_t at = 0; at < LEAVES; at++)
				if (at != m)
					assert_false(mg_inclusion_is_proved(crypto, at, n,
						&leaves[m], made.path, made.n, &root));
		}
		struct mg_proof unused;
		assert_false(mg_tree_prove_inclusion(&tree, n, n, &unused, &err));
	}
}

static void an_inclusion_proof_with_anything_changed_fails(void **state)
{
	(void)state;
	struct mg_tree tree = tree_of_leaves();
	struct mg_error err = {0};
	struct mg_hash root = mth(leaves, 53);
	for (size_t m = 0; m < 53; m++) {
		struct mg_proof p;
		assert_true(mg_tree_prove_inclusion(&tree, m, 53, &p, &err));
		for (size_t i = 0; i < p.n; i++) {
			p.path[i].b[i] ^= 1;
			assert_false(mg_inclusion_is_proved(
				crypto, m, 53, &leaves[m], p.path, p.n, &root));
			p.path[i].b[i] ^= 1;
		}
		assert_false(
			mg_inclusion_is_proved(crypto, m, 53, &leaves[m], p.path, p.n - 1, &root));
		p.path[p.n] = p.path[0];
		assert_false(
			mg_inclusion_is_proved(crypto, m, 53, &leaves[m], p.path, p.n + 1, &root));
		assert_true(mg_inclusion_is_proved(crypto, m, 53, &leaves[m], p.path, p.n, &root));
	}
}

static void consistency_proofs_are_those_of_the_rfc_and_refuse_a_rewritten_past(void **state)
{
	(void)state;
	struct mg_tree tree = tree_of_leaves();
	struct mg_error err = {0};
	for (size_t n = 1; n <= LEAVES; n++) {
		struct mg_hash root = mth(leaves, n), wrong = root;
		wrong.b[31] ^= 0x80;
		for (size_t m = 1; m <= n; m++) {
			struct mg_hash old_root = mth(leaves, m), wrong_old = old_root;
			struct mg_proof expected = {.n = 0}, made;
			wrong_old.b[0] ^= 1;
			subproof(m, leaves, n, true, &expected);
			assert_true(mg_tree_prove_consistency(&tree, m, n, &made, &err));
			assert_same_proof(&made, &expected);
			assert_true(mg_consistency_is_proved(
				crypto, m, &old_root, n, &root, made.path, made.n));
			assert_false(mg_consistency_is_proved(
				crypto, m, &wrong_old, n, &root, made.path, made.n));
			assert_false(mg_consistency_is_proved(
				crypto, m, &old_root, n, &wrong, made.path, made.n));
			for (size_t i = 0; i < made.n; i++) {
				made.path[i].b[7] ^= 4;
				assert_false(mg_consistency_is_proved(
					crypto, m, &old_root, n, &root, made.path, made.n));
				made.path[i].b[7] ^= 4;
			}
			if (m < n)
				assert_false(mg_consistency_is_proved(
					crypto, m, &old_root, n, &root, made.path, made.n - 1));
			assert_false(mg_consistency_is_proved(
				crypto, m, &old_root, n, &root, made.path, made.n + 1));
		}
	}
}

static void a_smaller_tree_is_never_consistent(void **state)
{
	(void)state;
	struct mg_tree tree = tree_of_leaves();
	struct mg_hash a = mth(leaves, 9), b = mth(leaves, 8);
	struct mg_proof p = {.n = 0};
	struct mg_error err = {0};
	assert_false(mg_consistency_is_proved(crypto, 9, &a, 8, &b, p.path, 0));
	assert_false(mg_tree_prove_consistency(&tree, 9, 8, &p, &err));
	assert_true(mg_consistency_is_proved(crypto, 0, &a, 8, &b, p.path, 0));
	assert_false(mg_consistency_is_proved(crypto, 0, &a, 8, &b, p.path, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_eight_published_roots_come_out),
		cmocka_unit_test(the_published_inclusion_proofs_hold),
		cmocka_unit_test(the_published_consistency_proofs_hold),
		cmocka_unit_test(the_growing_edge_gives_the_recursive_root),
		cmocka_unit_test(whole_subtrees_may_be_appended_at_once),
		cmocka_unit_test(a_subtree_that_fills_is_told),
		cmocka_unit_test(inclusion_proofs_are_those_of_the_rfc_and_hold_for_that_leaf_only),
		cmocka_unit_test(an_inclusion_proof_with_anything_changed_fails),
		cmocka_unit_test(
			consistency_proofs_are_those_of_the_rfc_and_refuse_a_rewritten_past),
		cmocka_unit_test(a_smaller_tree_is_never_consistent),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
