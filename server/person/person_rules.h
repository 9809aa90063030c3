/* SPDX-License-Identifier: Apache-2.0
 * What follows from a record of 個人情報: where the person lives, by which names one is found, 宛名情報. Values in, values
 * out; stores nothing, reads no clock. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/date.h"
#include "base/text.h"
#include "fields/fields.h"

/* Values of person_search.state; those of the ResidentState of the protocol. */
enum mg_resident_state { MG_RESIDENT_LIVING = 1, MG_RESIDENT_MOVED_OUT = 2, MG_RESIDENT_DECEASED = 3 };

/* 消除事由 (shojo_reason). The register's own codes are not public: these are the entries of the code master. */
#define MG_SHOJO_DEATH "11"
#define MG_SHOJO_MOVED "12"
#define MG_SHOJO_ABROAD "13"
#define MG_SHOJO_EX_OFFICIO "14"
#define MG_SHOJO_OTHER "15"
/* 続柄コード of the head of a household, as 続柄 are coded everywhere (本人). */
#define MG_RELATION_OF_HEAD "02"

/* Values as interface files write them, by the numbers of fields/items.h; an empty value is "not recorded". */
enum mg_resident_state mg_person_state(const struct mg_text juki[MG_JUKI_N]);
/* 国籍 is recorded, or a name in letters: the residence card's holder (住民基本台帳法 第30条の45). */
bool mg_person_is_foreigner(const struct mg_text juki[MG_JUKI_N]);
/* The age attained on `today`; -1 when the birth date is unknown, in part too. `birth` is YYYYMMDD, 00 for unknown parts. */
int32_t mg_person_age(uint32_t birth, struct mg_date today);
/* Eight digits as a number; 0 when they are none or all unknown. */
uint32_t mg_person_birth(struct mg_text digits);
/* 昭和20年月日不詳, western for foreigners (era 0); empty when the date is whole or nothing is known of it. `era` is 元号フラグ. */
void mg_person_birth_text(uint32_t birth, unsigned era, char ret[MG_DATE_TEXT_BYTES]);

/* 元号フラグ; 0 for foreigners, who are shown in the western calendar. */
unsigned mg_person_era(const struct mg_text juki[MG_JUKI_N]);

/* Room for what is composed. After the first overflow `ok` stays false and empty values come back. */
struct mg_scratch {
	char *p; /* borrowed */
	size_t left;
	bool ok;
};
#define MG_PERSON_SCRATCH_BYTES 16384U /* always enough for one person */
void mg_scratch_init(struct mg_scratch *scratch, void *buffer, size_t cap);

/* ---- names ---- */

/* Values of person_search.kind. */
enum mg_name_kind { MG_NAME_REAL = 1, MG_NAME_OLD, MG_NAME_ALIAS, MG_NAME_ALPHABET, MG_NAME_KATAKANA };
#define MG_NAMES_MAX 5

struct mg_person_name {
	enum mg_name_kind kind;
	struct mg_text text; /* as recorded; empty for the name that is shown anyway */
	struct mg_text kana_key;
	struct mg_text given_kana_key; /* empty where the name is not divided */
	struct mg_text kanji_key;
	struct mg_text given_kanji_key;
};
struct mg_person_names {
	struct mg_text shown; /* the legal name: of foreigners the one in letters, when there is one */
	struct mg_text shown_kana; /* full-width katakana */
	struct mg_person_name name[MG_NAMES_MAX];
	size_t n; /* at least 1, the first is MG_NAME_REAL */
};
/* Every name once: one whose keys are those of an earlier one is left out. Keys hold at most 100 characters, as their
 * columns. */
void mg_person_names(const struct mg_text juki[MG_JUKI_N], struct mg_scratch *scratch, struct mg_person_names *ret);

/* ---- 宛名情報 ---- */

/* Fills all 63 items; what is not composed is borrowed from `juki` and `names`. */
void mg_person_atena(const struct mg_text juki[MG_JUKI_N], const struct mg_person_names *names,
	struct mg_scratch *scratch, struct mg_text ret[MG_ATENA_N]);
/* 現住所 with its lot number; what the search key is made of. */
struct mg_text mg_person_place(const struct mg_text juki[MG_JUKI_N], struct mg_scratch *scratch);
/* The same and 方書, as lists show them. */
struct mg_text mg_person_address(const struct mg_text juki[MG_JUKI_N], struct mg_scratch *scratch);
