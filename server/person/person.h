/* SPDX-License-Identifier: Apache-2.0
 * Persons as other capabilities write them: change records of the resident register, many at a time. It neither reads
 * files nor commits; it judges nothing about a change but whether it can follow on what is known. */
#pragma once
#include "base/error.h"
#include "base/text.h"
#include "fields/fields.h"

struct mg_call;

#define MG_PERSON_WRITE_MAX 2000U

/* One change of 個人情報. Values stand as interface files write them and have been checked against mg_fields_juki; an empty
 * one is "not recorded". All is borrowed. */
struct mg_person_change {
	char op;		    /* 'I', 'U', 'D' */
	const char *shori_no;	    /* ten digits; each person at most once in a call */
	struct mg_text my_number;   /* twelve digits; n == 0: none is sent, what is held stays */
	const struct mg_text *juki; /* MG_JUKI_N values; not read for 'D' */
};

struct mg_person_written {
	size_t inserted;
	size_t updated;
	size_t deleted;
};

/* Writes the changes in the open transaction of the call, under an account that may (mg_import): 個人情報, 宛名情報, search
 * rows, 個人番号 and new data keys, with the image before of each change and the log entry of the call. `source` is what
 * history names: "J01 2026-0012", at most 60 characters. Up to MG_PERSON_WRITE_MAX changes.
 * Errors: REFUSED_BY_RULE with the change's place in `ret_at` and the reason as the whole detail ("exists", "unknown",
 * "my-number-taken"): an I of a person that exists, a U or D of one that does not, a 個人番号 that another person holds;
 * SEALED; RETRY. After an error the transaction is to be rolled back. */
bool mg_person_write(struct mg_call *call, const char *source, const struct mg_person_change *changes, size_t n,
	struct mg_person_written *ret, size_t *ret_at, struct mg_error *err) MG_MUST_CHECK;

/* The same beside another transaction that writes other persons, both of them READ COMMITTED: `wait` returns true when that
 * one has ended. Only then are the 個人番号 judged and written, which may pass from one person to another. */
struct mg_person_turn {
	bool (*wait)(void *user, struct mg_error *err);
	void *user;
};
bool mg_person_write_in_turn(struct mg_call *call, const char *source, const struct mg_person_change *changes, size_t n,
	const struct mg_person_turn *turn, struct mg_person_written *ret, size_t *ret_at, struct mg_error *err) MG_MUST_CHECK;
