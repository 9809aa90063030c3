/* SPDX-License-Identifier: Apache-2.0 */
#include "bureau.h"
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct mg_bureau mg_bureau;
static _Atomic int64_t bureau_us = INT64_C(1790000000000000); /* 2026-09-21 */
static EVP_PKEY *receipt_key;
static char kek_path[300];

static _Noreturn void die(const char *what, const struct mg_error *err)
{
	fprintf(stderr, "bureau: %s: %s\n", what, err ? err->detail : "");
	exit(1);
}

static int64_t utc_us(const struct mg_clock *clock)
{
	(void)clock;
	return bureau_us++;
}

void mg_bureau_set_time(int64_t us)
{
	bureau_us = us;
}

void mg_bureau_open(const char *name)
{
	struct mg_error err = {0};
	mg_bureau.superuser = mg_test_db_start(name);
	mg_test_db_grants(mg_bureau.superuser);
	snprintf(kek_path, sizeof(kek_path), "%s/%s.kek.%d", MG_BINARY_DIR, name, (int)getpid());
	FILE *f = fopen(kek_path, "we");
	if (!f)
		die("root key", NULL);
	for (int i = 0; i < 32; i++)
		fprintf(f, "%02x", i * 7 + 1);
	fclose(f);
	mg_bureau.clock = (struct mg_clock){.utc_us = utc_us, .mono_us = mg_clock_system.mono_us};
	mg_bureau.shared = (struct mg_shared){.municipality = MG_BUREAU_CITY, .municipality_name = "架空市", .clock = &mg_bureau.clock};
	if (!mg_keys_load(kek_path, &mg_bureau.shared.keys, &err))
		die("keys", &err);
	unlink(kek_path);
	receipt_key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	if (!receipt_key)
		die("receipt key", NULL);
}

void mg_bureau_close(void)
{
	mg_keys_freep(&mg_bureau.shared.keys);
	EVP_PKEY_free(receipt_key);
}

/* ---- calls ---- */

struct work {
	mg_bureau_work *work;
	void *user;
	bool ok;
};
static struct work *current;

static bool run_work(struct mg_call *call, struct mg_error *err)
{
	if (!mg_job_begin(call, err))
		return false;
	return current->work(call, current->user, err) && mg_job_commit(call, err);
}

bool mg_bureau_worker(const char *account, struct mg_worker *ret, struct mg_error *err)
{
	static const uint8_t boot_id[16] = {1};
	static struct mg_db_config as[2];
	static struct mg_appender_config appender;
	as[0] = *mg_bureau.superuser;
	if (account)
		as[1] = mg_test_db_as(mg_bureau.superuser, account);
	appender = (struct mg_appender_config){
		.municipality = MG_BUREAU_CITY, .boot_id = boot_id, .receipt_key = receipt_key, .clock = &mg_bureau.clock};
	return mg_worker_init(ret, &mg_bureau.shared, &as[account != NULL], &appender, err);
}

bool mg_bureau_run(const char *account, mg_bureau_work *work, void *user, struct mg_error *err)
{
	static const struct mg_job job = {.name = "Test", .audit = MG_AUDIT_IMPORT_J01, .account = "mg_import", .every_s = 1,
		.arena_bytes = (size_t)64 << 20, .run = run_work};
	struct mg_worker w;
	struct work wrapped = {.work = work, .user = user};
	if (!mg_bureau_worker(account, &w, err))
		return false;
	current = &wrapped;
	const bool ok = mg_gate_run_job(&w, &job, NULL, err);
	mg_worker_done(&w);
	return ok;
}

/* ---- invented persons ---- */

void mg_invent(struct mg_invented *p, unsigned number)
{
	*p = (struct mg_invented){0};
	for (size_t i = 0; i < MG_JUKI_N; i++)
		p->juki[i] = (struct mg_text){"", 0};
	snprintf(p->shori_no, sizeof(p->shori_no), "%010u", number);
	mg_invent_set(p, MG_JUKI_SEX, "1");
	mg_invent_set(p, MG_JUKI_SHOKAN_WARD, "141");
}

void mg_invent_set(struct mg_invented *p, enum mg_juki_item item, const char *value)
{
	p->juki[item] = (struct mg_text){value, strlen(value)};
}

void mg_invent_basics(struct mg_invented *p, const char *kanji, const char *kana, const char *birth, const char *address)
{
	if (kanji)
		mg_invent_set(p, MG_JUKI_NAME_KANJI, kanji);
	if (kana)
		mg_invent_set(p, MG_JUKI_NAME_KANA, kana);
	if (birth)
		mg_invent_set(p, MG_JUKI_BIRTH_DATE, birth);
	if (address)
		mg_invent_set(p, MG_JUKI_ADDR, address);
}

struct write {
	struct mg_person_change change;
	struct mg_person_written written;
};

static bool write_one(struct mg_call *call, void *user, struct mg_error *err)
{
	struct write *w = user;
	size_t at;
	return mg_person_write(call, "J01 2026-0001", &w->change, 1, &w->written, &at, err);
}

bool mg_bureau_write(char op, const struct mg_invented *p, struct mg_error *err)
{
	struct mg_error e = {0};
	struct mg_invented copy = *p;
	mg_invent_set(&copy, MG_JUKI_KOJIN_SHORI_NO, copy.shori_no);
	mg_invent_set(&copy, MG_JUKI_SHORI_NO, copy.shori_no);
	struct write w = {.change = {.op = op, .shori_no = copy.shori_no, .my_number = copy.my_number, .juki = copy.juki}};
	const bool ok = mg_bureau_run("mg_import", write_one, &w, &e);
	if (!ok && !err)
		die("write", &e);
	if (err)
		*err = e;
	return ok;
}

struct inserts {
	struct mg_person_change *change;
	size_t n;
};

static bool write_all(struct mg_call *call, void *user, struct mg_error *err)
{
	const struct inserts *w = user;
	struct mg_person_written written;
	size_t at;
	return mg_person_write(call, "J01 2026-0001", w->change, w->n, &written, &at, err);
}

void mg_bureau_insert_all(struct mg_invented *p, size_t n)
{
	struct mg_error err = {0};
	struct inserts w = {.change = calloc(n, sizeof(*w.change)), .n = n};
	if (!w.change)
		die("out of memory", NULL);
	for (size_t i = 0; i < n; i++) {
		mg_invent_set(&p[i], MG_JUKI_KOJIN_SHORI_NO, p[i].shori_no);
		mg_invent_set(&p[i], MG_JUKI_SHORI_NO, p[i].shori_no);
		w.change[i] = (struct mg_person_change){.op = 'I', .shori_no = p[i].shori_no, .my_number = p[i].my_number, .juki = p[i].juki};
	}
	if (!mg_bureau_run("mg_import", write_all, &w, &err))
		die("write", &err);
	free(w.change);
}
