/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/merkle.h"
#include <string.h>

void mg_merkle_leaf(const struct mg_crypto *crypto, struct mg_bytes entry, struct mg_hash *ret)
{
	static const uint8_t prefix = 0x00;
	const struct mg_bytes parts[] = {{&prefix, 1}, entry};
	crypto->sha256(crypto, parts, MG_LEN(parts), ret);
}

void mg_merkle_node(const struct mg_crypto *crypto, const struct mg_hash *left,
	const struct mg_hash *right, struct mg_hash *ret)
{
	uint8_t in[1 + 2 * MG_HASH_BYTES] = {0x01};
	memcpy(in + 1, left->b, MG_HASH_BYTES);
	memcpy(in + 1 + MG_HASH_BYTES, right->b, MG_HASH_BYTES);
	crypto->sha256(crypto, &(struct mg_bytes){in, sizeof(in)}, 1, ret);
}

void mg_merkle_fold(
	const struct mg_crypto *crypto, const struct mg_hash *hashes, size_t n, struct mg_hash *ret)
{
	struct mg_frontier frontier = {.size = 0};
	for (size_t i = 0; i < n; i++)
		mg_frontier_add(crypto, &frontier, 0, &hashes[i]);
	mg_frontier_root(crypto, &frontier, ret);
}

void mg_frontier_add(const struct mg_crypto *crypto, struct mg_frontier *frontier, unsigned level,
	const struct mg_hash *hash)
{
	struct mg_hash h = *hash;
	unsigned k = level;
	for (; frontier->size >> k & 1; k++)
		mg_merkle_node(crypto, &frontier->peaks[k], &h, &h);
	frontier->peaks[k] = h;
	frontier->size += UINT64_C(1) << level;
}

bool mg_frontier_add_leaf(const struct mg_crypto *crypto, struct mg_frontier *frontier,
	const struct mg_hash *leaf, unsigned level, struct mg_hash *ret_subtree)
{
	struct mg_hash h = *leaf;
	unsigned k = 0;
	bool full = level == 0;
	for (; frontier->size >> k & 1; k++) {
		if (k == level)
			*ret_subtree = h;
		mg_merkle_node(crypto, &frontier->peaks[k], &h, &h);
		full = full || k + 1 == level;
	}
	if (k == level)
		*ret_subtree = h;
	frontier->peaks[k] = h;
	frontier->size++;
	return full;
}

/* The smaller peak is always the right child: MTH splits at the largest power of two below n. */
void mg_frontier_root(
	const struct mg_crypto *crypto, const struct mg_frontier *frontier, struct mg_hash *ret)
{
	bool any = false;
	struct mg_hash root;
	for (unsigned k = 0; k < 64; k++) {
		if (!(frontier->size >> k & 1))
			continue;
		if (any)
			mg_merkle_node(crypto, &frontier->peaks[k], &root, &root);
		else
			root = frontier->peaks[k];
		any = true;
	}
	if (!any)
		crypto->sha256(crypto, NULL, 0, &root);
	*ret = root;
}

/* ---- making proofs ---- */

static unsigned lowest_bit(uint64_t v)
{
	return (unsigned)__builtin_ctzll(v);
}

static unsigned highest_bit(uint64_t v)
{
	return 63U - (unsigned)__builtin_clzll(v);
}

/* MTH(D[begin:end]) for the ranges that proofs name: `begin` is a multiple of a power of two not
 * below end - begin. */
static bool range_hash(const struct mg_tree *tree, uint64_t begin, uint64_t end,
	struct mg_hash *ret, struct mg_error *err)
{
	bool any = false;
	while (begin < end) {
		/* Right to left, each full subtree becoming the left sister of what is already
		 * there. */
		unsigned level = lowest_bit(end - begin);
		uint64_t index = (end >> level) - 1;
		struct mg_hash h;
		if (!tree->subtree(tree->user, level, index, &h, err))
			return false;
		if (any)
			mg_merkle_node(tree->crypto, &h, ret, ret);
		else
			*ret = h;
		any = true;
		end -= UINT64_C(1) << level;
	}
	return true;
}

bool mg_tree_frontier(
	const struct mg_tree *tree, uint64_t size, struct mg_frontier *ret, struct mg_error *err)
{
	struct mg_frontier frontier = {.size = size};
	for (unsigned k = 0; k < 64; k++)
		if (size >> k & 1 &&
			!tree->subtree(tree->user, k, (size >> k) - 1, &frontier.peaks[k], err))
			return false;
	*ret = frontier;
	return true;
}

static void reverse(struct mg_proof *proof)
{
	for (size_t i = 0, j = proof->n; i + 1 < j; i++) {
		j--;
		struct mg_hash h = proof->path[i];
		proof->path[i] = proof->path[j];
		proof->path[j] = h;
	}
}

/* The largest power of two smaller than n (n > 1). */
static uint64_t split(uint64_t n)
{
	return UINT64_C(1) << highest_bit(n - 1);
}

bool mg_tree_prove_inclusion(const struct mg_tree *tree, uint64_t index, uint64_t size,
	struct mg_proof *ret, struct mg_error *err)
{
	if (index >= size)
		return mg_fail(err, MG_ERR_INVALID, "leaf index outside the tree");
	struct mg_proof proof = {.n = 0};
	/* PATH(m, D_n) walked from the root down; the proof is read from the leaf up. */
	for (uint64_t begin = 0, end = size; end - begin > 1;) {
		uint64_t middle = begin + split(end - begin);
		bool left = index < middle;
		if (!range_hash(tree, left ? middle : begin, left ? end : middle,
			    &proof.path[proof.n], err))
			return false;
		proof.n++;
		if (left)
			end = middle;
		else
			begin = middle;
	}
	reverse(&proof);
	*ret = proof;
	return true;
}

bool mg_tree_prove_consistency(const struct mg_tree *tree, uint64_t old_size, uint64_t size,
	struct mg_proof *ret, struct mg_error *err)
{
	if (old_size > size)
		return mg_fail(err, MG_ERR_INVALID, "the old tree is larger than the new one");
	struct mg_proof proof = {.n = 0};
	uint64_t begin = 0, end = old_size ? size : 0;
	/* SUBPROOF(m, D_n, b) walked from the root down, until the old tree's edge is a whole
	 * subtree. */
	while (end > old_size) {
		uint64_t middle = begin + split(end - begin);
		bool left = old_size <= middle;
		if (!range_hash(tree, left ? middle : begin, left ? end : middle,
			    &proof.path[proof.n], err))
			return false;
		proof.n++;
		if (left)
			end = middle;
		else
			begin = middle;
	}
	/* b is false once we went right: the old root alone does not give that subtree's hash. */
	if (begin > 0) {
		if (!range_hash(tree, begin, end, &proof.path[proof.n], err))
			return false;
		proof.n++;
	}
	reverse(&proof);
	*ret = proof;
	return true;
}

/* ---- checking proofs ---- */

bool mg_inclusion_is_proved(const struct mg_crypto *crypto, uint64_t index, uint64_t size,
	const struct mg_hash *leaf, const struct mg_hash *path, size_t n_path,
	const struct mg_hash *root)
{
	if (index >= size || n_path > MG_PROOF_MAX)
		return false;
	uint64_t fn = index, sn = size - 1;
	struct mg_hash r = *leaf;
	for (size_t i = 0; i < n_path; i++) {
		if (sn == 0)
			return false;
		if (fn & 1 || fn == sn) {
			mg_merkle_node(crypto, &path[i], &r, &r);
			while (!(fn & 1) && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			mg_merkle_node(crypto, &r, &path[i], &r);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && mg_hash_equals(&r, root);
}

bool mg_consistency_is_proved(const struct mg_crypto *crypto, uint64_t old_size,
	const struct mg_hash *old_root, uint64_t size, const struct mg_hash *root,
	const struct mg_hash *path, size_t n_path)
{
	if (old_size > size || n_path > MG_PROOF_MAX)
		return false;
	if (old_size == size || old_size == 0)
		return n_path == 0 && (old_size == 0 || mg_hash_equals(old_root, root));
	/* A power of two is its own subtree: the old root stands in front of the path. */
	bool whole = (old_size & (old_size - 1)) == 0;
	if (!whole && n_path == 0)
		return false;
	uint64_t fn = old_size - 1, sn = size - 1;
	for (; fn & 1; fn >>= 1)
		sn >>= 1;
	struct mg_hash fr = whole ? *old_root : path[0], sr = fr;
	for (size_t i = whole ? 0 : 1; i < n_path; i++) {
		if (sn == 0)
			return false;
		if (fn & 1 || fn == sn) {
			mg_merkle_node(crypto, &path[i], &fr, &fr);
			mg_merkle_node(crypto, &path[i], &sr, &sr);
			while (!(fn & 1) && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			mg_merkle_node(crypto, &sr, &path[i], &sr);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && mg_hash_equals(&fr, old_root) && mg_hash_equals(&sr, root);
}
