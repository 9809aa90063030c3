/* SPDX-License-Identifier: Apache-2.0
 * Whether an entry of the log may stand where it stands: its writer, its number, its token. Pure; sequencer and witness
 * judge alike, and neither trusts the other. */
#pragma once
#include "wire/crypto.h"
#include "wire/entry.h"

#define MG_LEAF_FAULTS(X)                                                                                                   \
	X(NONE, "none")                                                                                                     \
	X(WRITER_UNKNOWN, "writer-unknown")             /* entries of a writer that is not registered */                    \
	X(WRITER_FORGED, "writer-forged")               /* the receipt key did not sign the writer */                       \
	X(GAP, "gap")                                   /* a number is missing */                                           \
	X(BEYOND_CHAIN, "beyond-chain")                 /* more entries than the writer has tokens */                       \
	X(MALFORMED, "malformed")                       /* not the bytes of an entry */                                     \
	X(OTHER_PLACE, "other-place")                   /* the bytes name another writer, number, city or boot */           \
	X(TOKEN_WRONG, "token-wrong")                   /* not the writer's next token: changed or not written by it */     \
	X(CHANGED, "changed")                           /* not the bytes that were indexed */                               \
	X(RUN_WRONG, "run-wrong")                       /* a run that does not continue the log or its writer */            \
	X(TILE_WRONG, "tile-wrong")                     /* a tile missing, foreign or with other hashes */                  \
	X(CHECKPOINT_WRONG, "checkpoint-wrong")         /* a note not signed by the log, or of another tree */              \
	X(ROLLED_BACK, "rolled-back")                   /* the log is not a continuation of one that was seen before */
enum mg_leaf_fault {
#define MG_LEAF_FAULT(name, text) MG_LEAF_##name,
	MG_LEAF_FAULTS(MG_LEAF_FAULT)
#undef MG_LEAF_FAULT
};
/* "token-wrong": stands in the table of alarms and in reports. */
const char *mg_leaf_fault_name(enum mg_leaf_fault fault);

/* A writer as it registered, and how far its entries have been judged. */
struct mg_leaf_writer {
	uint64_t writer;
	char municipality[7];
	uint8_t boot_id[16];
	uint64_t chain_len;
	uint64_t n;        /* entries judged so far */
	uint8_t token[16]; /* t_n: the anchor while n is 0 */
};

/* Judges the entry that stands under (w->writer, n) as the next one and moves `w` on when nothing is wrong. */
enum mg_leaf_fault mg_leaf_follow(const struct mg_crypto *crypto, struct mg_leaf_writer *w, uint64_t n,
	struct mg_bytes bytes);
