/* SPDX-License-Identifier: Apache-2.0
 * terminal-issue: signs what waits, with one question for the passphrase: requests that two people approved, and renewals
 * that a terminal's present key vouches for. New terminals get a folder to be carried there, without a private key in it; a
 * renewed terminal fetches its certificate by itself. */
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>
#include "admin/commands.h"
#include "admin/issue_store.h"
#include "admin/pki.h"
#include "admin/terminal_folder.h"
#include "ceremony/request.h"

struct issuing {
	struct mg_city *city;
	const struct mg_options *options;
	EVP_PKEY *ca_key;
	X509 *ca;
	struct mg_issue *list; /* arena */
	size_t n;
};

static bool load(struct issuing *g, struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	mg_tx_begin(&tx, g->city->db);
	return mg_issue_list(&tx, &g->city->arena, &g->city->shared, &g->list, &g->n, err);
}

/* Reads the request once more, as nobody but the terminal can have made it, and signs for its key. */
static bool sign(struct issuing *g, struct mg_issue *i, X509 **ret, struct mg_error *err)
{
	MG_CLEANUP(mg_pkey_freep) EVP_PKEY *key = NULL;
	struct mg_request request;
	uint8_t *der = NULL;
	if (!mg_request_parse(i->request.p, i->request.n, &request, err) || !mg_request_key(&request, &key, err) ||
		!mg_terminal_certify(
			g->city, i->terminal_id, key, g->ca_key, g->ca, ret, i->cert_sha256, &i->cert_not_after_us, err))
		return false;
	const int n = i2d_X509(*ret, &der);
	i->certificate = (struct mg_bytes){(const uint8_t *)(n > 0 ? mg_arena_memdup(&g->city->arena, der, (size_t)n) : NULL), (size_t)n};
	OPENSSL_free(der);
	return i->certificate.p || mg_fail(err, MG_ERR_INTERNAL, "a certificate cannot be written");
}

static void facts(struct issuing *g, const struct mg_issue *i, bool renewal)
{
	char number[24], hex[65];
	snprintf(number, sizeof(number), "%llu", (unsigned long long)i->request_id);
	mg_act_fact(g->city, "request", number);
	snprintf(number, sizeof(number), "%llu", (unsigned long long)i->terminal_id);
	mg_act_fact(g->city, "terminal", number);
	mg_act_fact(g->city, "name", i->name);
	mg_hex(i->cert_sha256, 32, hex);
	mg_act_fact(g->city, "certificate", hex);
	mg_act_fact(g->city, "kind", renewal ? "renewal" : "new");
	if (!renewal) {
		mg_act_fact(g->city, "proposed_by", i->proposer_no);
		mg_act_fact(g->city, "approved_by", i->reviewer_no);
	}
}

static bool renew(struct issuing *g, struct mg_issue *i, struct mg_error *err)
{
	MG_CLEANUP(mg_x509_freep) X509 *cert = NULL;
	MG_CLEANUP(mg_tx_done) struct mg_tx tx = {0};
	uint64_t writer, n;
	if (!sign(g, i, &cert, err))
		return false;
	mg_act_begin(g->city, &tx);
	facts(g, i, /* renewal= */ true);
	mg_appender_next(g->city->appender, &writer, &n);
	if (!mg_issue_renewal(&tx, &g->city->shared, i, mg_now_us(g->city->shared.clock), writer, n, err) ||
		!mg_act_commit(g->city, &tx, MG_AUDIT_ADMIN_TERMINAL, "terminal-issue", err))
		return false;
	printf("terminal %llu (%s): renewed; it fetches the certificate by itself\n", (unsigned long long)i->terminal_id, i->name);
	return true;
}

static bool enrol(struct issuing *g, struct mg_issue *i, struct mg_tx *tx, struct mg_terminal_folder *f, struct mg_error *err)
{
	MG_CLEANUP(mg_x509_freep) X509 *cert = NULL;
	char path[MG_CITY_PATH_BYTES];
	uint64_t writer, n;
	if (!sign(g, i, &cert, err) || !mg_terminal_folder_path(f, "terminal.crt.pem", path, err) ||
		!mg_pki_write_cert(path, cert, err) || !mg_terminal_folder_fill(f, err))
		return false;
	facts(g, i, /* renewal= */ false);
	mg_appender_next(g->city->appender, &writer, &n);
	return mg_issue_new(tx, &g->city->shared, i, mg_now_us(g->city->shared.clock), writer, n, err) &&
	       mg_act_commit(g->city, tx, MG_AUDIT_ADMIN_TERMINAL, "terminal-issue", err);
}

static bool issue(struct issuing *g, struct mg_issue *i, struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx = {0};
	struct mg_terminal_folder f = {.city = g->city, .options = g->options};
	mg_act_begin(g->city, &tx);
	if (!mg_issue_number(&tx, &g->city->arena, &g->city->shared, &i->terminal_id, err))
		return false;
	f.terminal = (struct mg_new_terminal){.terminal_id = i->terminal_id, .name = i->name, .section = i->section, .ward = i->ward};
	if (!mg_terminal_folder_new(&f, err))
		return false;
	if (!enrol(g, i, &tx, &f, err)) {
		mg_terminal_folder_remove(&f);
		return false;
	}
	printf("terminal %llu (%s): carry this folder there\n", (unsigned long long)i->terminal_id, i->name);
	mg_terminal_folder_print(&f);
	return true;
}

/* What is read aloud at the terminal before the folder is believed. */
static bool print_authority(X509 *ca, struct mg_error *err)
{
	uint8_t fingerprint[MG_FINGERPRINT_BYTES], *der = NULL;
	char words[MG_FINGERPRINT_WORDS];
	const int n = i2d_X509(ca, &der);
	const bool ok = n > 0 && mg_fingerprint_of(der, (size_t)n, fingerprint, err);
	OPENSSL_free(der);
	if (!ok)
		return false;
	mg_fingerprint_words(fingerprint, words);
	printf("authority: %s\n", words);
	return true;
}

static bool issue_all(struct issuing *g, struct mg_error *err)
{
	if (!load(g, err))
		return false;
	if (g->n == 0) {
		printf("nothing waits\n");
		return true;
	}
	if (!mg_authority_load(g->city, &g->ca_key, &g->ca, err) || !print_authority(g->ca, err))
		return false;
	bool all = true;
	for (size_t k = 0; k < g->n; k++) {
		struct mg_error e = {0};
		struct mg_issue *i = &g->list[k];
		if (i->terminal_id ? renew(g, i, &e) : issue(g, i, &e))
			continue;
		all = false;
		fprintf(stderr, "request %llu (%s): %s\n", (unsigned long long)i->request_id, i->name, e.detail);
	}
	return all || mg_fail(err, MG_ERR_REFUSED_BY_RULE, "not everything was signed");
}

static bool terminal_issue(const struct mg_options *o, struct mg_error *err)
{
	struct mg_city city;
	if (!mg_city_open(mg_option(o, "dir"), &city, err))
		return false;
	struct issuing g = {.city = &city, .options = o};
	bool ok = mg_city_open_log(&city, err) && issue_all(&g, err);
	mg_pkey_freep(&g.ca_key);
	mg_x509_freep(&g.ca);
	mg_city_done(&city);
	return ok;
}

static const struct mg_option_def issue_options[] = {
	{"dir", MG_OPTION_REQUIRED, "the city's folder"},
	MG_TERMINAL_FOLDER_OPTIONS,
	{NULL, MG_OPTION_FLAG, NULL},
};
const struct mg_command mg_command_terminal_issue = {"terminal-issue",
	"signs the requests that two approved, and renewals; prints the folders to carry", issue_options, terminal_issue, MG_GIVES_NO_POWER};
