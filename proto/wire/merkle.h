/* SPDX-License-Identifier: Apache-2.0
 * The Merkle tree of RFC 9162 section 2.1 (the same hashes as RFC 6962): leaf and node hashes, the growing right edge,
 * inclusion and consistency proofs. Stores nothing: proofs ask a callback for the hashes of full subtrees. */
#pragma once
#include "wire/crypto.h"

#define MG_PROOF_MAX 65U /* hashes of the longest proof of a tree of 64-bit size */

/* SHA-256(0x00 || entry). */
void mg_merkle_leaf(const struct mg_crypto *crypto, struct mg_bytes entry, struct mg_hash *ret);
/* SHA-256(0x01 || left || right). `ret` may be either of them. */
void mg_merkle_node(
	const struct mg_crypto *crypto, const struct mg_hash *left, const struct mg_hash *right, struct mg_hash *ret);
/* Root of `n` hashes of one level, n a power of two: what a full tile stands for. */
void mg_merkle_fold(const struct mg_crypto *crypto, const struct mg_hash *hashes, size_t n, struct mg_hash *ret);

/* The right edge of a tree: one hash for each set bit of its size, so that appending costs two hashes on average. */
struct mg_frontier {
	uint64_t size;            /* leaves */
	struct mg_hash peaks[64]; /* peaks[k] is valid when bit k of size is set: 2^k leaves */
};
/* Appends a full subtree of 2^level leaves (level 0: a leaf hash); the size must be a multiple of 2^level. */
void mg_frontier_add(
	const struct mg_crypto *crypto, struct mg_frontier *frontier, unsigned level, const struct mg_hash *hash);
/* Appends a leaf and, when that completes a subtree of 2^level leaves, yields its hash and returns true. */
bool mg_frontier_add_leaf(const struct mg_crypto *crypto, struct mg_frontier *frontier, const struct mg_hash *leaf,
	unsigned level, struct mg_hash *ret_subtree);
/* MTH(D[size]); SHA-256 of nothing for the empty tree. */
void mg_frontier_root(const struct mg_crypto *crypto, const struct mg_frontier *frontier, struct mg_hash *ret);

struct mg_proof {
	size_t n;
	struct mg_hash path[MG_PROOF_MAX];
};

/* Yields the hash of the full subtree of 2^level leaves that begins at leaf index << level. */
typedef bool mg_subtree_fn(
	void *user, unsigned level, uint64_t index, struct mg_hash *ret, struct mg_error *err);
struct mg_tree {
	const struct mg_crypto *crypto;
	mg_subtree_fn *subtree;
	void *user;
};

/* The right edge at `size`, from at most 64 subtrees. */
bool mg_tree_frontier(const struct mg_tree *tree, uint64_t size, struct mg_frontier *ret, struct mg_error *err)
	MG_MUST_CHECK;
/* Section 2.1.3.1. Errors: INVALID (index outside the tree), the callback's. */
bool mg_tree_prove_inclusion(const struct mg_tree *tree, uint64_t index, uint64_t size, struct mg_proof *ret,
	struct mg_error *err) MG_MUST_CHECK;
/* Section 2.1.4.1; empty when old_size is 0 or the same. Errors: INVALID (old_size > size), the callback's. */
bool mg_tree_prove_consistency(const struct mg_tree *tree, uint64_t old_size, uint64_t size,
	struct mg_proof *ret, struct mg_error *err) MG_MUST_CHECK;

/* Section 2.1.3.2: true when the leaf stands at `index` in the tree of `size` leaves with this root. */
bool mg_inclusion_is_proved(const struct mg_crypto *crypto, uint64_t index, uint64_t size,
	const struct mg_hash *leaf, const struct mg_hash *path, size_t n_path, const struct mg_hash *root);
/* Section 2.1.4.2: true when the old tree is the beginning of the new one. An old size of 0 proves nothing and holds. */
bool mg_consistency_is_proved(const struct mg_crypto *crypto, uint64_t old_size, const struct mg_hash *old_root,
	uint64_t size, const struct mg_hash *root, const struct mg_hash *path, size_t n_path);
