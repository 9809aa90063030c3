/* SPDX-License-Identifier: Apache-2.0
 * What all calls and jobs of one process share, handed down explicitly; read-only while serving, but for the month
 * keys inside `keys`. Owns nothing and does nothing: main fills it. */
#pragma once
#include <stdint.h>
#include "base/clock.h"

struct evp_pkey_st;
struct mg_key_trust;
struct mg_keys;
struct mg_matcher_client;
struct mg_paper_client;
struct mg_rights_holder;

struct mg_shared {
	char municipality[7];
	const char *municipality_name;
	const struct mg_clock *clock;
	struct mg_keys *keys;                /* NULL or not mg_keys_ready: sealed */
	struct mg_matcher_client *matcher;
	struct mg_paper_client *paper;       /* NULL: no papers are made */
	const char *import_dir;              /* inbox of interface files; NULL: none */
	const char *disk_path;               /* on the file system of the database's data; NULL: not watched */
	uint64_t disk_min_free_bytes;        /* below that writes are refused */
	uint64_t export_size_limit_bytes;    /* of the file inside an extract */
	uint32_t export_quota_per_day;       /* extracts, and requests, of one person */
	int64_t export_keep_us;              /* how long an extract can be asked for */
	uint32_t export_daily_minute;        /* of the day in Japan: from then on the day's lists are built */
	struct mg_key_trust *key_trust;      /* who may sign exports; NULL: nobody */
	struct mg_rights_holder *rights;     /* the matrix in force (access/rights_store.h); NULL: no role holds anything */
	struct evp_pkey_st *receipt_key;     /* signs receipts of exports */
	unsigned password_characters_min;    /* of a new one; 0: the least there is */
	unsigned password_max_age_days;      /* 0: passwords do not age */
	uint8_t boot_id[16];
	void *login_gate;                    /* auth slice: caps on hashing */
};
