/* SPDX-License-Identifier: Apache-2.0
 * self-check: looks at everything a city needs and says what is wrong. Changes nothing and leaves no entry. */
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include "admin/accounts.h"
#include "admin/commands.h"
#include "admin/issue_store.h"
#include "admin/kek_ask.h"
#include "admin/leftovers.h"
#include "admin/pki.h"
#include "audit/proof_store.h"
#include "glass/glass_store.h"
#include "matcher/client.h"
#include "paper/client.h"
#include "paper/paper_layout_format.h"

#define DAY_US INT64_C(86400000000)
#define ENDING_DAYS 30 /* a kiosk asks from then on (kiosk/remote) */

static bool say(bool ok, const char *what, const char *detail)
{
	printf("%s  %s%s%s\n", ok ? "ok  " : "FAIL", what, detail[0] ? ": " : "", detail);
	return ok;
}

static bool check_grants(const struct mg_city *city)
{
	char *text = NULL;
	struct mg_error err = {0};
	bool all = mg_accounts_grants_text(mg_config_get(city->config, "sql_dir"), &text, &err);
	if (!all)
		return say(false, "rights", err.detail);
	for (size_t i = 0; mg_accounts[i]; i++) {
		char path[MG_CITY_PATH_BYTES], password[80] = {0};
		MG_CLEANUP(mg_db_freep) struct mg_db *db = NULL;
		struct mg_error e = {0};
		snprintf(path, sizeof(path), "%s/db.%s.password", city->dir, mg_accounts[i]);
		FILE *f = fopen(path, "re");
		bool read = f && fgets(password, sizeof(password), f);
		if (f)
			fclose(f);
		password[strcspn(password, "\n")] = '\0';
		const struct mg_db_config config = {
			.socket = mg_config_get(city->config, "db.socket"), .user = mg_accounts[i], .password = password};
		/* mg_purge and mg_migrate are locked while they have no work: that they cannot connect is right. */
		if (strcmp(mg_accounts[i], "mg_purge") == 0 || strcmp(mg_accounts[i], "mg_migrate") == 0)
			all = say(!read || !mg_db_open(&config, &db, &e), mg_accounts[i], "locked") && all;
		else
			all = say(read && mg_db_open(&config, &db, &e) && mg_db_check_grants(db, text, &e), mg_accounts[i],
				      e.detail) && all;
		mg_wipe(password, sizeof(password));
	}
	free(text);
	return all;
}

static bool check_certificate(const struct mg_city *city, const char *name)
{
	MG_CLEANUP(mg_x509_freep) X509 *cert = NULL;
	char path[MG_CITY_PATH_BYTES], detail[80] = "";
	int64_t until_us = 0;
	struct mg_error err = {0};
	bool ok = mg_city_path(city, name, path, &err) && mg_pki_read_cert(path, &cert, &err) &&
		  mg_pki_not_after_us(cert, &until_us, &err);
	int64_t days = (until_us - mg_now_us(city->shared.clock)) / DAY_US;
	if (ok)
		snprintf(detail, sizeof(detail), "%lld days left", (long long)days);
	return say(ok && days >= 14, name, ok ? detail : err.detail);
}

static void warn(void *user, const char *what, const char *detail)
{
	(void)user;
	printf("WARN  %s: %s\n", what, detail);
}

/* A sealed city keeps no plain file: whether kek.sealed opens, only its two people know. */
static bool check_root_key(struct mg_city *city)
{
	char kek[MG_CITY_PATH_BYTES], path[MG_CITY_PATH_BYTES];
	struct mg_kek_sealed sealed;
	struct stat st;
	struct mg_error e = {0};
	bool ok = mg_city_path(city, "kek", kek, &e) && mg_city_path(city, "kek.sealed", path, &e) &&
		  mg_keys_open(kek, city->db, city->shared.municipality, &city->shared.keys, &e);
	if (ok || e.code != MG_ERR_SEALED) {
		say(ok, "root key", e.detail);
		return say(ok && stat(kek, &st) == 0 && (st.st_mode & 077) == 0, "kek", "");
	}
	ok = mg_kek_sealed_read(path, &sealed, &e) && strcmp(sealed.municipality, city->shared.municipality) == 0;
	return say(ok, "root key", ok ? "sealed under two passphrases" : e.detail);
}

static bool check_private_files(const struct mg_city *city)
{
	static const char *const names[] = {"receipt.key.pem", "log.key.pem", "server.key.pem",
		"authority/ca.key.pem", "authority/root.key.pem", "db.mg_app.password"};
	bool all = true;
	for (size_t i = 0; i < MG_LEN(names); i++) {
		char path[MG_CITY_PATH_BYTES];
		struct stat st;
		bool ok = mg_city_path(city, names[i], path, NULL) && stat(path, &st) == 0 && (st.st_mode & 077) == 0;
		all = say(ok, names[i], ok ? "" : "missing, or others may read it") && all;
	}
	return all;
}

static bool check_log(struct mg_city *city)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	struct mg_stored_checkpoint newest = {0};
	struct mg_error err = {0};
	char detail[120];
	mg_tx_begin(&tx, city->db);
	if (!mg_proof_newest(&tx, &city->arena, &newest, &err))
		return say(false, "log", err.detail);
	long long age_s = newest.size ? (long long)((mg_now_us(city->shared.clock) - newest.created_us) / 1000000) : -1;
	snprintf(detail, sizeof(detail), "%llu entries under the newest checkpoint, %lld s old",
		(unsigned long long)newest.size, age_s);
	return say(true, "log", newest.size ? detail : "reachable; no checkpoint yet");
}

/* In set-up one administrator is enough for everything: said, not a fault. */
static bool check_service(struct mg_city *city)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	struct mg_recovery_code codes[MG_ENVELOPES];
	struct mg_glass g;
	struct mg_error err = {0};
	const char *const *single;
	size_t n_single;
	int64_t since_us;
	char detail[90] = "";
	mg_tx_begin(&tx, city->db);
	if (!mg_glass_service(&tx, &city->arena, &city->shared, &since_us, &err) ||
		!mg_glass_find(&tx, &city->arena, &city->shared, &g, &err) ||
		!mg_glass_codes(&tx, &city->arena, &city->shared, codes, &err) ||
		!mg_glass_list_single_fingers(&tx, &city->arena, &city->shared, &single, &n_single, &err))
		return say(false, "service", err.detail);
	if (since_us == 0)
		return say(true, "in set-up", "one administrator may give power alone; before residents are served: setup-finish");
	bool all = say(codes[0].code_no && codes[1].code_no, "in service: recovery codes", "two envelopes");
	for (size_t i = 0; i < n_single; i++)
		warn(NULL, single[i], "has a single finger and is not let in: screen 64 takes a second one");
	if (g.glass_no)
		snprintf(detail, sizeof(detail), "number %llu is open, or its end is not entered yet", (unsigned long long)g.glass_no);
	return say(g.glass_no == 0, "no break-glass", detail) && all;
}

static bool check_matcher(struct mg_city *city)
{
	struct mg_matcher_client *client = NULL;
	struct mg_matcher_status status = {0};
	struct mg_error err = {0};
	char path[MG_CITY_PATH_BYTES], detail[60] = "";
	bool ok = mg_city_path(city, "run/matcher.sock", path, &err) && mg_matcher_client_new(path, &client, &err) &&
		  mg_matcher_status(client, 2000, &status, &err);
	mg_matcher_client_free(client);
	snprintf(detail, sizeof(detail), "%u workers", status.workers_ready);
	return say(ok && status.workers_ready > 0, "matcher", ok ? detail : err.detail);
}

static bool listens(const char *path)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	const size_t n = strlen(path);
	if (n >= sizeof(a.sun_path))
		return false;
	memcpy(a.sun_path, path, n + 1);
	const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool ok = fd >= 0 && connect(fd, (const struct sockaddr *)&a, sizeof(a)) == 0;
	if (fd >= 0)
		close(fd);
	return ok;
}

/* A paper of nobody is drawn; whether a printer answers, printer-list says. */
static bool check_paper(struct mg_city *city)
{
	static const char *const nothing[] = {"確認"};
	const struct mg_paper_slip slip = {.city = "確認", .section = "", .phone = "", .hours = "", .number = "",
		.form = "", .state = "", .name = "", .kana = "", .filed_by = "", .relation = "", .papers = nothing,
		.n_papers = 1, .staff = "", .next = nothing, .n_next = 1, .received = {2026, 1, 1}, .entered = {2026, 1, 1}};
	struct mg_paper_client *client = NULL;
	struct mg_paper_sheet sheet;
	struct mg_error err = {0};
	struct mg_bytes pdf;
	char draw[MG_CITY_PATH_BYTES], print[MG_CITY_PATH_BYTES];
	unsigned pages;
	uint8_t *room = mg_arena_alloc(&city->arena, MG_PAPER_SLIP_BYTES);
	bool ok = room && mg_city_path(city, "run/paper-draw.sock", draw, &err) &&
		  mg_city_path(city, "run/paper-print.sock", print, &err) && mg_paper_client_new(draw, print, &client, &err);
	if (ok) {
		mg_paper_begin(&sheet, room, MG_PAPER_SLIP_BYTES, "確認", 0);
		ok = mg_paper_slip(&slip, &sheet, &err) && mg_paper_client_draw(client,
			(struct mg_bytes){sheet.w.p, sheet.w.n}, 10000, &city->arena, &pdf, &pages, &err);
	}
	ok = say(ok, "papers are drawn", err.detail);
	const bool prints = client && listens(print);
	mg_paper_client_free(client);
	return say(prints, "papers are printed", prints ? "" : "nobody listens") && ok;
}

/* Nothing is wrong with it; central IT has something to sign. */
static bool check_requests(struct mg_city *city)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	struct mg_error err = {0};
	int64_t fresh, renewals;
	char detail[120];
	mg_tx_begin(&tx, city->db);
	if (!mg_issue_count(&tx, &city->arena, &city->shared, &fresh, &renewals, &err))
		return say(false, "terminals", err.detail);
	snprintf(detail, sizeof(detail), "%lld new and %lld renewals wait for terminal-issue", (long long)fresh,
		(long long)renewals);
	return say(true, "terminals", detail);
}

/* A kiosk renews its certificate by itself; the watchdog's nobody does. */
static bool check_endings(struct mg_city *city)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	struct mg_error err = {0};
	struct mg_ending *list;
	const int64_t now_us = mg_now_us(city->shared.clock);
	size_t n;
	mg_tx_begin(&tx, city->db);
	if (!mg_issue_ending(&tx, &city->arena, &city->shared, now_us + ENDING_DAYS * DAY_US, &list, &n, &err))
		return say(false, "terminals' certificates", err.detail);
	for (size_t i = 0; i < n; i++) {
		char what[120], detail[120];
		const long long left = (long long)((list[i].not_after_us - now_us) / DAY_US);
		snprintf(what, sizeof(what), "terminal %llu (%.60s)", (unsigned long long)list[i].terminal_id, list[i].name);
		if (list[i].not_after_us <= now_us)
			snprintf(detail, sizeof(detail), "its certificate has ended");
		else
			snprintf(detail, sizeof(detail), "its certificate ends in %lld days, and it asked for no other", left);
		warn(NULL, what, detail);
	}
	return true;
}

static bool self_check(const struct mg_options *o, struct mg_error *err)
{
	struct mg_city city;
	struct mg_error e = {0};
	if (!mg_city_open(mg_option(o, "dir"), &city, err))
		return false;
	bool all = say(mg_db_check_settings(city.db, &e), "database settings", e.detail);
	all = check_root_key(&city) && all;
	mg_leftovers_look(&city, mg_now_us(city.shared.clock), warn, NULL);
	all = check_private_files(&city) && all;
	all = check_certificate(&city, "ca.crt.pem") && all;
	all = check_certificate(&city, "server.crt.pem") && all;
	all = check_grants(&city) && all;
	all = check_log(&city) && all;
	all = check_service(&city) && all;
	all = check_requests(&city) && all;
	all = check_endings(&city) && all;
	all = check_matcher(&city) && all;
	all = check_paper(&city) && all;
	mg_city_done(&city);
	return all || mg_fail(err, MG_ERR_REFUSED_BY_RULE, "not everything is in order");
}

static const struct mg_option_def check_options[] = {
	{"dir", MG_OPTION_REQUIRED, "the city's folder"},
	{NULL, MG_OPTION_FLAG, NULL},
};
const struct mg_command mg_command_self_check = {
	"self-check", "settings, keys, certificates, rights, log, matcher, papers", check_options, self_check, MG_GIVES_NO_POWER};
