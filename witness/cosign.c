/* SPDX-License-Identifier: Apache-2.0 */
#include "cosign.h"
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include "audit/proof_store.h"
#include "base/clock.h"
#include "state.h"
#include "wire/hash_evp.h"

static const struct mg_stmt_def add_cosignature = {
	.name = "witness.add_cosignature",
	.sql = "INSERT IGNORE INTO madoguchi_log.cosignature (size, witness_name, note_line, created_us) VALUES (?, ?, ?, ?)",
	.params = "utti",
	.columns = "",
};
static const struct mg_stmt_def count_cosignatures = {
	.name = "witness.count_cosignatures",
	.sql = "SELECT COUNT(*) FROM madoguchi_log.cosignature WHERE size = ? AND witness_name = ?",
	.params = "ut",
	.columns = "u",
};
mg_stmt_list mg_cosign_statements = {&add_cosignature, &count_cosignatures, NULL};

MG_PRINTF(3, 4)
static enum mg_cosign_result refuse(struct mg_finding *f, uint64_t index, const char *format, ...)
{
	va_list ap;
	*f = (struct mg_finding){.fault = MG_LEAF_ROLLED_BACK, .index = index};
	va_start(ap, format);
	vsnprintf(f->what, sizeof(f->what), format, ap);
	va_end(ap);
	return MG_COSIGN_REFUSED;
}

/* Whether `newest` continues `known`, by a proof over the stored hashes, which need not be believed. */
static bool judge(struct mg_tx *tx, const struct mg_crypto *crypto, const struct mg_checkpoint *known,
	const struct mg_checkpoint *newest, enum mg_cosign_result *ret, struct mg_finding *finding, struct mg_error *err)
{
	struct mg_proof proof = {.n = 0};
	struct mg_error why = {0};
	*ret = MG_COSIGN_DONE;
	if (newest->size < known->size) {
		*ret = refuse(finding, newest->size, "seen before: %" PRIu64 " entries; the log has %" PRIu64 " now",
			known->size, newest->size);
		return true;
	}
	if (!mg_proof_consistency(tx, known->size, newest->size, &proof, &why)) {
		if (why.code != MG_ERR_DATA_LOSS)
			return mg_fail(err, why.code, "%s", why.detail);
		*ret = refuse(finding, known->size, "no proof can be made: %s", why.detail);
	} else if (!mg_consistency_is_proved(
			   crypto, known->size, &known->root, newest->size, &newest->root, proof.path, proof.n)) {
		*ret = refuse(finding, known->size, "the log does not continue the %" PRIu64 " entries seen before", known->size);
	}
	return true;
}

static bool publish(const struct mg_cosign_config *c, struct mg_tx *tx, const struct mg_crypto *crypto, uint64_t size,
	const char *note, struct mg_error *err)
{
	char line[MG_NOTE_LINE_BYTES_MAX];
	int64_t now_us = mg_now_us(&mg_clock_system);
	struct mg_bytes bytes = {(const uint8_t *)note, strlen(note)};
	return mg_cosign(crypto, c->signer, c->witness, bytes, (uint64_t)now_us / 1000000, line, err) &&
	       mg_exec(tx, &add_cosignature, MG_PARAMS(MG_U(size), MG_T(c->witness), MG_T(line), MG_I(now_us)), NULL, NULL, err) &&
	       mg_tx_commit(tx, err);
}

/* Without a state file: the whole log is verified, and what was verified is what is known. */
static bool first_time(struct mg_cosign_config *c, enum mg_cosign_result *ret, struct mg_checkpoint *known,
	struct mg_finding *finding, struct mg_error *err)
{
	static struct mg_verify_result result;
	c->verify.known = NULL;
	if (!mg_verify(&c->verify, &result, err))
		return false;
	*finding = result.first;
	*known = result.newest;
	*ret = result.first.fault == MG_LEAF_NONE ? MG_COSIGN_DONE : MG_COSIGN_REFUSED;
	return true;
}

struct open {
	struct mg_crypto *crypto;
	struct mg_db *db;
	struct mg_tx tx;
	struct mg_arena arena;
};

static void open_done(struct open *o)
{
	mg_tx_done(&o->tx);
	mg_db_free(o->db);
	mg_arena_done(&o->arena);
	mg_crypto_evp_free(o->crypto);
}

bool mg_cosign_step(struct mg_cosign_config *c, enum mg_cosign_result *ret, uint64_t *ret_size,
	struct mg_finding *ret_finding, struct mg_error *err)
{
	MG_CLEANUP(open_done) struct open o = {.db = NULL};
	struct mg_stored_checkpoint stored;
	struct mg_checkpoint known = {.size = 0}, newest;
	struct mg_error why = {0};
	bool found;
	mg_arena_init(&o.arena, 1U << 20);
	if (!mg_crypto_evp_new(&o.crypto, err) ||
		!mg_state_read(c->state_file, o.crypto, c->verify.origin, c->verify.log_key, &found, &known, err))
		return false;
	*ret = MG_COSIGN_DONE;
	if (!found && !first_time(c, ret, &known, ret_finding, err))
		return false;
	if (*ret == MG_COSIGN_REFUSED)
		return true;
	if (!mg_db_open(&c->verify.db, &o.db, err))
		return false;
	mg_tx_begin(&o.tx, o.db);
	if (!mg_proof_newest(&o.tx, &o.arena, &stored, err))
		return false;
	*ret_size = stored.size;
	*ret = MG_COSIGN_NOTHING_NEW;
	if (stored.size == 0 && known.size == 0)
		return true;
	struct mg_bytes note = {(const uint8_t *)stored.note, strlen(stored.note)};
	if (!mg_checkpoint_open(o.crypto, c->verify.origin, c->verify.log_key, note, &newest, &why) ||
		newest.size != stored.size) {
		*ret = refuse(ret_finding, stored.size ? stored.size - 1 : 0, "the newest checkpoint is not one that the log signed");
		return true;
	}
	if (!judge(&o.tx, o.crypto, &known, &newest, ret, ret_finding, err))
		return false;
	if (*ret == MG_COSIGN_REFUSED)
		return true;
	/* What was proved is remembered before anything else, whatever the database says about our cosignatures: a crash between
	 * this and the line vouches for too little. */
	bool grew = !found || newest.size > known.size;
	if (grew && !mg_state_write(c->state_file, stored.note, err))
		return false;
	struct mg_rows rows;
	if (!mg_query(&o.tx, &o.arena, &count_cosignatures, MG_PARAMS(MG_U(newest.size), MG_T(c->witness)), &rows, err))
		return false;
	if (!grew && mg_u(&rows.cells[0])) {
		*ret = MG_COSIGN_NOTHING_NEW;
		return true;
	}
	return publish(c, &o.tx, o.crypto, newest.size, stored.note, err);
}
