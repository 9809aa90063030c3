/* SPDX-License-Identifier: Apache-2.0
 * The items of the record groups (sql/fields.csv): columns, labels, kinds, and how each is kept. Plain tables made at
 * build time, for server and kiosk alike; reads no record and decides nothing. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/macros.h"
#include "fields/items.h"

enum mg_item_kind {
	MG_ITEM_NUMBER,       /* digits of fixed length that are a name: 処理番号, postal code */
	MG_ITEM_CODE,	       /* of a code master, fixed length */
	MG_ITEM_FLAG,	       /* "0" or "1" */
	MG_ITEM_TEXT,	       /* at most `length` characters */
	MG_ITEM_DATE,	       /* YYYYMMDD */
	MG_ITEM_PARTIAL_DATE, /* YYYYMMDD, 00 for an unknown month or day, 0000 for an unknown year */
	MG_ITEM_MONTH,	       /* YYYYMM */
	MG_ITEM_YEAR,	       /* YYYY */
	MG_ITEM_COUNT,	       /* at most `length` digits, not negative */
	MG_ITEM_YEN,
	MG_ITEM_TIME, /* HHMMSS */
};

enum mg_item_mark {
	MG_ITEM_PLAIN,
	MG_ITEM_SEARCH, /* plain and indexed */
	MG_ITEM_SEALED, /* under the person's data key */
};

struct mg_field {
	const char *column;   /* "addr_katagaki": its name in the database and over the wire */
	const char *label_ja; /* "現住所方書漢字" */
	const char *table;    /* "juki_person" */
	enum mg_item_kind kind;
	unsigned length; /* in characters; 0: given by the kind */
	enum mg_item_mark mark;
	bool guarded; /* not shown of a person under 支援措置: it tells where the person is */
};

/* Indexed by the enums of fields/items.h: mg_fields_juki[MG_JUKI_NAME_KANA]. */
extern const struct mg_field mg_fields_qualification[MG_QUALIFICATION_N]; /* 年金資格 */
extern const struct mg_field mg_fields_claim[MG_CLAIM_N];		   /* 年金請求 */
extern const struct mg_field mg_fields_exemption[MG_EXEMPTION_N];	   /* 年金免除 */
extern const struct mg_field mg_fields_tax[MG_TAX_N];			   /* 税情報 */
extern const struct mg_field mg_fields_juki[MG_JUKI_N];		   /* 個人情報 */
extern const struct mg_field mg_fields_atena[MG_ATENA_N];		   /* 宛名情報 */

struct mg_field_group {
	const char *name;     /* "juki" */
	const char *label_ja; /* "個人情報" */
	const struct mg_field *fields;
	size_t n;
};
extern const struct mg_field_group mg_field_groups[];
extern const size_t mg_field_groups_len;

/* The group of that name ("juki", "atena"), or NULL. */
const struct mg_field_group *mg_field_group_find(const char *name);
/* The item of that column within the group, or NULL. */
const struct mg_field *mg_field_find(const struct mg_field_group *group, const char *column);

/* Which item a column of a statement in fields/items_sql.h holds. */
struct mg_field_column {
	unsigned short item;
	bool text; /* the eight digits as written, beside a date that is unknown in part */
};
