/* SPDX-License-Identifier: Apache-2.0
 * madoguchi-sequencer --config FILE */
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "audit/sequencer/memory.h"
#include "audit/sequencer/sequencer.h"
#include "base/config.h"
#include "base/log.h"
#include "base/process.h"
#include "wire/hash_evp.h"

#define STEP_MS 250
#define BATCH_DEFAULT 8192UL

static const char *const known_keys[] = {"municipality", "origin", "log.origin", "db.socket", "db.user", "db.password_file",
	"db.grants_file", "log.key_file", "receipt.public_key_file", "log.batch_max", "log.state_file", NULL};

/* What the running program holds. */
struct program {
	struct mg_config *config;
	char *password;
	char *grants;
	EVP_PKEY *log_key;
	struct mg_signer signer;
	struct mg_sequencer *sequencer;
};

static void program_done(struct program *p)
{
	mg_sequencer_free(p->sequencer);
	mg_private_key_freep(&p->log_key);
	mg_config_secret_free(p->password);
	free(p->grants);
	mg_config_free(p->config);
}

static bool read_batch_max(const struct mg_config *config, size_t *ret, struct mg_error *err)
{
	const char *text = mg_config_get(config, "log.batch_max");
	char *end = NULL;
	unsigned long v = text ? strtoul(text, &end, 10) : BATCH_DEFAULT;
	if (v < 1 || v > (unsigned long)MG_SEQ_BATCH_LIMIT || (end && *end))
		return mg_fail(err, MG_ERR_INVALID, "log.batch_max must be 1 to %lu", (unsigned long)MG_SEQ_BATCH_LIMIT);
	*ret = v;
	return true;
}

static bool program_load(struct program *p, const char *path, struct mg_error *err)
{
	struct mg_sequencer_config c = {.clock = &mg_clock_system};
	const char *key_file, *receipt_file;
	if (!mg_config_load(path, known_keys, &p->config, err))
		return false;
	const char *origin_key = mg_config_get(p->config, "origin") ? "origin" : "log.origin";
	if (!mg_config_require(p->config, "municipality", &c.municipality, err) ||
		!mg_config_require(p->config, origin_key, &c.origin, err) ||
		!mg_config_require(p->config, "db.socket", &c.db.socket, err) ||
		!mg_config_require(p->config, "db.user", &c.db.user, err) ||
		!mg_config_require(p->config, "log.key_file", &key_file, err) ||
		!mg_config_require(p->config, "receipt.public_key_file", &receipt_file, err) ||
		!mg_config_require(p->config, "log.state_file", &c.state_file, err) ||
		!read_batch_max(p->config, &c.batch_max, err) ||
		!mg_config_secret(p->config, "db.password_file", &p->password, err) ||
		!mg_config_text(p->config, "db.grants_file", &p->grants, err) ||
		!mg_private_key_load(key_file, &p->log_key, err) || !mg_signer_evp(p->log_key, &p->signer, err) ||
		!mg_public_key_load(receipt_file, c.receipt_key, err))
		return false;
	if (strlen(c.municipality) != 6)
		return mg_fail(err, MG_ERR_INVALID, "municipality must be 6 digits");
	c.db.password = p->password;
	c.grants = p->grants;
	c.log_key = &p->signer;
	return mg_sequencer_new(&c, &p->sequencer, err);
}

/* True when a signal asked us to end, after at most `ms`. */
static bool is_over(const sigset_t *signals, long ms)
{
	const struct timespec t = {.tv_nsec = ms * 1000000L};
	return sigtimedwait(signals, NULL, &t) > 0;
}

static int serve(struct program *p, const sigset_t *signals)
{
	bool ready = false, more = false, failing = false;
	while (!is_over(signals, more ? 0 : STEP_MS)) {
		struct mg_error err = {0};
		if (mg_sequencer_step(p->sequencer, &more, &err)) {
			if (failing)
				mg_log(MG_LOG_INFO, "log: indexing again");
			failing = false;
			if (!ready)
				puts("ready");
			fflush(stdout);
			ready = true;
			continue;
		}
		if (err.code == MG_ERR_ALREADY_EXISTS || err.code == MG_ERR_DATA_LOSS || err.code == MG_ERR_DENIED) {
			mg_log_error(MG_LOG_ALARM, "log: the sequencer ends", &err);
			return 1;
		}
		if (!failing && err.code != MG_ERR_RETRY)
			mg_log_error(MG_LOG_ERROR, "log: not indexing", &err);
		failing = failing || err.code != MG_ERR_RETRY;
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc != 3 || strcmp(argv[1], "--config") != 0) {
		fprintf(stderr, "usage: madoguchi-sequencer --config FILE\n");
		return 2;
	}
	sigset_t signals;
	if (!mg_harden()) {
		fprintf(stderr, "madoguchi-sequencer: the process cannot be shut against others\n");
		return 2;
	}
	mg_stop_signals(&signals);
	MG_CLEANUP(program_done) struct program p = {.config = NULL};
	struct mg_error err = {0};
	if (!mg_db_library_init() || !program_load(&p, argv[2], &err)) {
		mg_log_error(MG_LOG_ERROR, "madoguchi-sequencer", &err);
		return 2;
	}
	return serve(&p, &signals);
}
