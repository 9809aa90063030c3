/* SPDX-License-Identifier: Apache-2.0
 * madoguchi-witness verify --config FILE [--from-scratch] [--json]
 * madoguchi-witness cosign --config FILE [--every SECONDS] */
#include <inttypes.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "base/config.h"
#include "base/log.h"
#include "base/process.h"
#include "cosign.h"
#include "state.h"
#include "wire/hash_evp.h"

static const char *const known_keys[] = {"municipality", "origin", "log.origin", "log.public_key_file",
	"receipt.public_key_file", "db.socket", "db.user", "db.password_file", "witness.name", "witness.key_file",
	"witness.state_file", NULL};

struct options {
	const char *command, *config;
	bool from_scratch, json;
	long every_s; /* 0: once */
};

struct program {
	struct options options;
	struct mg_config *config;
	char *password;
	EVP_PKEY *key;
	struct mg_signer signer;
	struct mg_cosign_config cosign;
	char default_state[4096];
};

static void program_done(struct program *p)
{
	mg_private_key_freep(&p->key);
	mg_config_secret_free(p->password);
	mg_config_free(p->config);
}

static bool load(struct program *p, struct mg_error *err)
{
	struct mg_verify_config *v = &p->cosign.verify;
	const char *log_key, *receipt_key, *state;
	if (!mg_config_load(p->options.config, known_keys, &p->config, err))
		return false;
	const char *origin_key = mg_config_get(p->config, "origin") ? "origin" : "log.origin";
	if (!mg_config_require(p->config, "municipality", &v->municipality, err) ||
		!mg_config_require(p->config, origin_key, &v->origin, err) ||
		!mg_config_require(p->config, "log.public_key_file", &log_key, err) ||
		!mg_config_require(p->config, "receipt.public_key_file", &receipt_key, err) ||
		!mg_config_require(p->config, "db.socket", &v->db.socket, err) ||
		!mg_config_require(p->config, "db.user", &v->db.user, err) ||
		!mg_config_secret(p->config, "db.password_file", &p->password, err) ||
		!mg_public_key_load(log_key, v->log_key, err) || !mg_public_key_load(receipt_key, v->receipt_key, err))
		return false;
	v->db.password = p->password;
	v->from_scratch = p->options.from_scratch;
	snprintf(p->default_state, sizeof(p->default_state), "%s.state", p->options.config);
	state = mg_config_get(p->config, "witness.state_file");
	p->cosign.state_file = state ? state : p->default_state;
	return true;
}

static bool load_signer(struct program *p, struct mg_error *err)
{
	const char *path;
	if (!mg_config_require(p->config, "witness.name", &p->cosign.witness, err) ||
		!mg_config_require(p->config, "witness.key_file", &path, err) ||
		!mg_private_key_load(path, &p->key, err) || !mg_signer_evp(p->key, &p->signer, err))
		return false;
	p->cosign.signer = &p->signer;
	return true;
}

/* ---- saying what was found ---- */

static void print_instant(const char *before, int64_t utc_us)
{
	time_t s = (time_t)(utc_us / 1000000);
	struct tm tm;
	char text[32];
	if (utc_us == 0 || !gmtime_r(&s, &tm) || !strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm))
		return;
	printf("%s%s.%06dZ", before, text, (int)(utc_us % 1000000));
}

/* Nothing is wrong with them; whoever reads this asks the authority about each. */
static void print_glasses(const struct mg_verify_result *r)
{
	for (size_t k = r->n_glasses > MG_GLASSES_MAX ? r->n_glasses - MG_GLASSES_MAX : 0; k < r->n_glasses; k++) {
		const struct mg_glass_seen *g = &r->glasses[k % MG_GLASSES_MAX];
		printf("BREAK-GLASS: opened by %s", g->by);
		print_instant(" at ", g->from_us);
		if (g->index != MG_NO_INDEX)
			printf(" (entry %" PRIu64 ")", g->index);
		if (g->to_us)
			print_instant(", ended at ", g->to_us);
		else
			printf(", no end in the log yet");
		printf(", %u acts on the server meanwhile\n", g->acts);
	}
}

static void print_finding(const struct mg_finding *f)
{
	printf("WRONG: ");
	if (f->index == MG_NO_INDEX)
		printf("entry not yet indexed");
	else
		printf("entry %" PRIu64, f->index);
	if (f->writer)
		printf(" (writer %" PRIu64 ", n %" PRIu64 ")", f->writer, f->n);
	print_instant(", made ", f->utc_us);
	printf(": %s: %s\n", mg_leaf_fault_name(f->fault), f->what);
}

static void print_result(const struct program *p, const struct mg_verify_result *r)
{
	char root[2 * MG_HASH_BYTES + 1];
	uint64_t entries = r->newest.size + r->pending;
	double rate = r->seconds > 0 ? (double)entries / r->seconds : 0;
	mg_hex(r->newest.root.b, MG_HASH_BYTES, root);
	if (p->options.json) {
		printf("{\"ok\": %s, \"entries\": %" PRIu64 ", \"pending\": %" PRIu64 ", \"checkpoints\": %" PRIu64
		       ", \"writers\": %" PRIu64 ", \"break_glasses\": %zu, \"seconds\": %.3f, \"entries_per_s\": %.0f}\n",
			r->first.fault == MG_LEAF_NONE ? "true" : "false", r->newest.size, r->pending, r->checkpoints, r->writers,
			r->n_glasses, r->seconds, rate);
		return;
	}
	print_glasses(r);
	if (r->first.fault != MG_LEAF_NONE) {
		print_finding(&r->first);
		return;
	}
	printf("log %s: all is well\n", p->cosign.verify.origin);
	printf("%" PRIu64 " entries of %" PRIu64 " writers under %" PRIu64 " checkpoints; %" PRIu64
	       " entries not yet under one, all genuine\n",
		r->newest.size, r->writers, r->checkpoints, r->pending);
	if (r->newest.size)
		printf("newest checkpoint: size %" PRIu64 " root %s\n", r->newest.size, root);
	printf("%.2f s, %.0f entries/s\n", r->seconds, rate);
}

static int verify(struct program *p, struct mg_error *err)
{
	static struct mg_verify_result result;
	struct mg_crypto *crypto = NULL;
	struct mg_checkpoint known;
	struct mg_verify_config *v = &p->cosign.verify;
	bool found = false;
	bool ok = mg_crypto_evp_new(&crypto, err) &&
		  mg_state_read(p->cosign.state_file, crypto, v->origin, v->log_key, &found, &known, err);
	mg_crypto_evp_free(crypto);
	if (!ok)
		return 2;
	v->known = found ? &known : NULL;
	if (!mg_verify(v, &result, err))
		return 2;
	print_result(p, &result);
	bool is_newer = result.first.fault == MG_LEAF_NONE && result.newest.size > (found ? known.size : 0);
	if (is_newer && !mg_state_write(p->cosign.state_file, result.newest_note, err))
		return 2;
	return result.first.fault == MG_LEAF_NONE ? 0 : 1;
}

static int cosign(struct program *p, const sigset_t *signals, struct mg_error *err)
{
	const struct timespec pause = {.tv_sec = p->options.every_s};
	if (!load_signer(p, err))
		return 2;
	do {
		enum mg_cosign_result result;
		struct mg_finding finding = {.fault = MG_LEAF_NONE};
		uint64_t size = 0;
		if (!mg_cosign_step(&p->cosign, &result, &size, &finding, err)) {
			if (!p->options.every_s)
				return 2;
			mg_log_error(MG_LOG_ERROR, "madoguchi-witness: not cosigning", err);
		} else if (result == MG_COSIGN_REFUSED) {
			print_finding(&finding);
			return 1;
		} else if (result == MG_COSIGN_DONE) {
			printf("cosigned %" PRIu64 " entries\n", size);
		} else if (!p->options.every_s) {
			printf("nothing new since %" PRIu64 " entries\n", size);
		}
		fflush(stdout);
	} while (p->options.every_s && sigtimedwait(signals, NULL, &pause) <= 0);
	return 0;
}

static bool read_options(int argc, char **argv, struct options *ret)
{
	if (argc < 2)
		return false;
	ret->command = argv[1];
	for (int i = 2; i < argc; i++) {
		char *end;
		if (strcmp(argv[i], "--config") == 0 && i + 1 < argc) {
			ret->config = argv[++i];
		} else if (strcmp(argv[i], "--every") == 0 && i + 1 < argc) {
			ret->every_s = strtol(argv[++i], &end, 10);
			if (*end || ret->every_s < 1)
				return false;
		} else if (strcmp(argv[i], "--from-scratch") == 0) {
			ret->from_scratch = true;
		} else if (strcmp(argv[i], "--json") == 0) {
			ret->json = true;
		} else {
			return false;
		}
	}
	bool is_verify = strcmp(ret->command, "verify") == 0, is_cosign = strcmp(ret->command, "cosign") == 0;
	return ret->config && (is_verify ? !ret->every_s : is_cosign && !ret->from_scratch && !ret->json);
}

int main(int argc, char **argv)
{
	MG_CLEANUP(program_done) struct program p = {.config = NULL};
	struct mg_error err = {0};
	sigset_t signals;
	if (!read_options(argc, argv, &p.options)) {
		fprintf(stderr, "usage: madoguchi-witness verify --config FILE [--from-scratch] [--json]\n"
				"       madoguchi-witness cosign --config FILE [--every SECONDS]\n");
		return 2;
	}
	if (!mg_harden()) {
		fprintf(stderr, "madoguchi-witness: the process cannot be shut against others\n");
		return 2;
	}
	bool is_verify = strcmp(p.options.command, "verify") == 0;
	if (!is_verify) /* verify only reads, and replaces one file whole: it may be ended anywhere */
		mg_stop_signals(&signals);
	int status = 2;
	if (mg_db_library_init() && load(&p, &err))
		status = is_verify ? verify(&p, &err) : cosign(&p, &signals, &err);
	if (status == 2)
		mg_log_error(MG_LOG_ERROR, "madoguchi-witness", &err);
	return status;
}
