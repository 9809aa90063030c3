/* SPDX-License-Identifier: Apache-2.0
 * terminal-issue: signs what waits, with one question for the passphrase: requests that two people approved, and renewals
 * that a terminal's present key vouches for. New terminals get a folder to be carried there, without a private key in it; a
 * renewed terminal fetches its certificate by itself. What the server's account may write is compared with what the keys
 * themselves signed, and shown before anybody types a passphrase. */
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>
#include "admin/commands.h"
#include "admin/issue_store.h"
#include "admin/pki.h"
#include "admin/power.h"
#include "admin/terminal_folder.h"
#include "ceremony/carried.h"

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

static bool is_same(struct mg_bytes said, const void *signed_, size_t n)
{
	return said.n == n && mg_equal_ct(said.p, signed_, n);
}

/* Reads the request once more, as nobody but the terminal can have made it. The row says which key and which fingerprint two
 * people approved, or the terminal has: the request must be that one, and no other that signs itself as well. */
static bool read_request(const struct mg_issue *i, struct mg_request *ret, struct mg_error *err)
{
	if (!mg_request_parse(i->request.p, i->request.n, ret, err))
		return false;
	if (!is_same(i->key, ret->assertion_key, sizeof(ret->assertion_key)))
		return mg_fail(err, MG_ERR_DENIED, i->terminal_id ? "the request is not signed by the terminal's assertion key"
								  : "the request has another assertion key than its row");
	return is_same(i->fingerprint, ret->fingerprint, sizeof(ret->fingerprint)) ||
	       mg_fail(err, MG_ERR_DENIED, "the request has another fingerprint than its row");
}

static bool sign(struct issuing *g, struct mg_issue *i, X509 **ret, struct mg_error *err)
{
	MG_CLEANUP(mg_pkey_freep) EVP_PKEY *key = NULL;
	struct mg_request request;
	uint8_t *der = NULL;
	if (!read_request(i, &request, err) || !mg_request_key(&request, &key, err) ||
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
	mg_hex(i->fingerprint.p, i->fingerprint.n, hex);
	mg_act_fact(g->city, "fingerprint", hex);
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

/* What is typed at the terminal before the folder is believed. */
static bool fingerprint_folder(struct issuing *g, const struct mg_terminal_folder *f, char ret[MG_FINGERPRINT_WORDS], struct mg_error *err)
{
	MG_CLEANUP(mg_carried_done) struct mg_carried carried = {0};
	uint8_t fingerprint[MG_FINGERPRINT_BYTES];
	if (!mg_carried_read(f->dir, &carried, err) || !mg_carried_fingerprint(&carried, fingerprint, err))
		return false;
	mg_fingerprint_words(fingerprint, ret);
	mg_act_fact(g->city, "folder", ret);
	return true;
}

static bool enrol(struct issuing *g, struct mg_issue *i, struct mg_tx *tx, struct mg_terminal_folder *f,
	char ret_words[MG_FINGERPRINT_WORDS], struct mg_error *err)
{
	MG_CLEANUP(mg_x509_freep) X509 *cert = NULL;
	char path[MG_CITY_PATH_BYTES];
	uint64_t writer, n;
	if (!sign(g, i, &cert, err) || !mg_terminal_folder_path(f, "terminal.crt.pem", path, err) ||
		!mg_pki_write_cert(path, cert, err) || !mg_terminal_folder_fill(f, err))
		return false;
	facts(g, i, /* renewal= */ false);
	if (!fingerprint_folder(g, f, ret_words, err))
		return false;
	mg_appender_next(g->city->appender, &writer, &n);
	return mg_issue_new(tx, &g->city->shared, i, mg_now_us(g->city->shared.clock), writer, n, err) &&
	       mg_act_commit(g->city, tx, MG_AUDIT_ADMIN_TERMINAL, "terminal-issue", err);
}

static bool issue(struct issuing *g, struct mg_issue *i, struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx = {0};
	struct mg_terminal_folder f = {.city = g->city, .options = g->options};
	char words[MG_FINGERPRINT_WORDS];
	mg_act_begin(g->city, &tx);
	if (!mg_issue_number(&tx, &g->city->arena, &g->city->shared, &i->terminal_id, err))
		return false;
	f.terminal = (struct mg_new_terminal){.terminal_id = i->terminal_id, .name = i->name, .section = i->section, .ward = i->ward};
	if (!mg_terminal_folder_new(&f, err))
		return false;
	if (!enrol(g, i, &tx, &f, words, err)) {
		mg_terminal_folder_remove(&f);
		return false;
	}
	printf("terminal %llu (%s): carry this folder there\n", (unsigned long long)i->terminal_id, i->name);
	mg_terminal_folder_print(&f);
	printf("fingerprint of the folder: %s\n", words);
	return true;
}

/* ---- before the passphrase ---- */

/* Somebody wrote it who is not the terminal: nobody signs it, and it stands in the log and the journal. */
static void refuse(struct issuing *g, const struct mg_issue *i, const char *why)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx = {0};
	struct mg_error err = {0};
	char number[24];
	mg_act_begin(g->city, &tx);
	snprintf(number, sizeof(number), "%llu", (unsigned long long)i->request_id);
	mg_act_fact(g->city, "request", number);
	snprintf(number, sizeof(number), "%llu", (unsigned long long)i->terminal_id);
	mg_act_fact(g->city, "terminal", number);
	mg_act_fact(g->city, "refused", why);
	if (!mg_act_commit(g->city, &tx, MG_AUDIT_ISSUE_REFUSED, "terminal-issue", &err))
		fprintf(stderr, "request %llu: %s, and that is not in the log: %s\n", (unsigned long long)i->request_id, why, err.detail);
	mg_power_alarm("terminal-issue: request %llu is not signed: %s", (unsigned long long)i->request_id, why);
}

/* One line of each; what is not as its row says leaves the list. */
static void show(struct issuing *g)
{
	size_t kept = 0;
	for (size_t k = 0; k < g->n; k++) {
		const struct mg_issue *i = &g->list[k];
		struct mg_request request;
		struct mg_error err = {0};
		char words[MG_FINGERPRINT_WORDS];
		if (!read_request(i, &request, &err)) {
			refuse(g, i, err.detail);
			continue;
		}
		mg_fingerprint_words(request.fingerprint, words);
		printf("request %llu: %s, %s, fingerprint %s, ", (unsigned long long)i->request_id, i->name, i->section, words);
		if (i->terminal_id)
			printf("renewal of terminal %llu\n", (unsigned long long)i->terminal_id);
		else
			printf("brought by %s, approved by %s\n", i->proposer_no, i->reviewer_no);
		g->list[kept++] = g->list[k];
	}
	g->n = kept;
	fflush(stdout);
}

static bool issue_all(struct issuing *g, struct mg_error *err)
{
	if (!load(g, err))
		return false;
	const size_t waiting = g->n;
	if (waiting == 0) {
		printf("nothing waits\n");
		return true;
	}
	show(g);
	if (g->n > 0 && !mg_authority_load(g->city, &g->ca_key, &g->ca, err))
		return false;
	bool all = g->n == waiting;
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
