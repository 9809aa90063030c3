/* SPDX-License-Identifier: Apache-2.0
 * What the files of this slice share above its store: the form as read, the case that the rules
 * judge, and its recording. */
#pragma once
#include "madoguchi/v1/qualification.pb-c.h"
#include "person/view.h"
#include "qualification/acquire_rules.h"
#include "qualification/qualification.h"
#include "qualification/qualification_store.h"

/* A case: the form, the person, the record before the form, and what the rules say. All in the
 * call's arena. */
struct mg_acquire_case {
	const Pb__AcquireForm *form;
	struct mg_acquire_in in;
	struct mg_person_view person;
	struct mg_pension_state state; /* in force now */
	struct mg_pension_state
		before; /* what the form starts from: of a correction the one before its event */
	struct mg_qualification_event event; /* of a correction; event_no 0: a new one */
	struct mg_acquire_judgement judgement;
};

struct mg_qualification_in mg_qualification_in(struct mg_call *call, const char *shori_no);

/* Reads the form's dates and texts. INVALID with the field: a day or text that cannot be; what is
 * missing is no error. */
bool mg_acquire_read(struct mg_call *call, const Pb__AcquireForm *form, struct mg_acquire_case *ret,
	struct mg_error *err) MG_MUST_CHECK;
/* Loads person and record and judges. `correcting`: the receipt whose event is looked away from;
 * NULL: none. */
bool mg_acquire_load(struct mg_call *call, const struct mg_receipt_no *correcting,
	struct mg_acquire_case *c, struct mg_error *err) MG_MUST_CHECK;
/* The state in force: the row's, or the register's word. */
bool mg_acquire_state(struct mg_call *call, const struct mg_person_view *person,
	struct mg_pension_state *ret, struct mg_error *err) MG_MUST_CHECK;
/* Complete, with words of the code master: INVALID with the field. */
bool mg_acquire_check(
	struct mg_call *call, const struct mg_acquire_case *c, struct mg_error *err) MG_MUST_CHECK;
/* What a comparison found, as the table of checks has it; NULL: no comparison stands behind the word. */
const char *mg_number_check_word(Pb__NumberCheck check);
/* A form says of the 個人番号 what this session was told of this person within the hour, or what stands
 * on `of`, the receipt that it corrects (NULL: none). INVALID with the field. */
bool mg_acquire_check_number(struct mg_call *call, const struct mg_acquire_case *c,
	const struct mg_receipt *of, struct mg_error *err) MG_MUST_CHECK;
/* REFUSED_BY_RULE with the field, and the reasons as facts of the refusal, unless the case may be
 * recorded. */
bool mg_acquire_demand(
	struct mg_call *call, const struct mg_acquire_case *c, struct mg_error *err) MG_MUST_CHECK;

/* The form for the register: items as words. */
bool mg_acquire_entry(struct mg_call *call, const struct mg_acquire_case *c,
	struct mg_receipt_entry *ret, struct mg_error *err) MG_MUST_CHECK;
/* Event and state, with before and after as facts of the entry. */
bool mg_acquire_record(struct mg_call *call, const struct mg_receipt_no *no,
	struct mg_acquire_case *c, struct mg_error *err) MG_MUST_CHECK;
/* The form of a receipt as it was packed; in the arena. */
bool mg_acquire_form_of(struct mg_call *call, const struct mg_receipt *receipt,
	Pb__AcquireForm **ret, struct mg_error *err) MG_MUST_CHECK;
