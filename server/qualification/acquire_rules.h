/* SPDX-License-Identifier: Apache-2.0
 * The notice of acquisition of 第1号 (資格取得届): whether the day, the reason and the record go
 * together (国民年金法7条–9条, 11条, 12条), and whether the paper is complete. Pure; every answer
 * is a 事前判定, and a late notice is taken with its true date. */
#pragma once
#include <stdbool.h>
#include "qualification/qualification_rules.h"

/* How the resident register ended the person's record. */
enum mg_gone { MG_GONE_NOT, MG_GONE_DIED, MG_GONE_ABROAD, MG_GONE_ELSEWHERE };

struct mg_acquire_in {
	/* the form; a date that is none, an empty code: not typed yet */
	struct mg_date received_date; /* 受付年月日 */
	struct mg_date fact_date;     /* the day of the fact itself; of AGE_20 it is reckoned */
	char reason_code[3];	      /* 得喪異動理由コード */
	bool number_differs;	      /* the 個人番号 of the card is not the one held */
	bool pension_no_differs;      /* likewise 基礎年金番号 */
	struct mg_date today;
	/* the person */
	struct mg_partial_date birth;
	enum mg_gone gone;
	struct mg_date gone_on; /* the last day here: of death, of leaving; none: unknown */
	/* the record */
	enum mg_insured now;
	struct mg_date
		since; /* of the type, or of the loss when `now` is NONE; none: not recorded */
};

enum mg_acquire_field {
	MG_ACQUIRE_CASE, /* the verdict is about the case */
	MG_ACQUIRE_RECEIVED_DATE,
	MG_ACQUIRE_FACT_DATE,
	MG_ACQUIRE_REASON_CODE,
	MG_ACQUIRE_NUMBER_CHECK,
	MG_ACQUIRE_PENSION_NO,
	MG_ACQUIRE_FIELD_MAX
};
const char *mg_acquire_field_name(
	enum mg_acquire_field field); /* as AcquireForm calls it: "fact_date" */

struct mg_acquire_judgement {
	struct mg_verdict verdict; /* NONE: something is not typed yet */
	enum mg_acquire_field field;
	enum mg_insured before;	   /* what the event starts from */
	struct mg_date event_date; /* 異動年月日; none: there is none */
	struct mg_date notice_until;
	int32_t late_days; /* 0: in time */
	int32_t first_ym;
	bool may_record;
};
void mg_acquire_judge(const struct mg_acquire_in *in, struct mg_acquire_judgement *ret);

/* The code of the record group (insured_type) as the rules call it; NONE for empty or unknown. */
enum mg_insured mg_insured_of_code(const char *code);

/* ---- the paper ---- */

#define MG_DOCUMENTS_MAX 12U
#define MG_REMARK_CHARACTERS 200U
/* What stands on it besides dates and reason; lengths in characters. */
struct mg_acquire_paper {
	int filer; /* 0 unknown, 1 本人, 2 世帯主, 3 代理人 */
	size_t filer_name_n;
	bool has_relation;
	size_t documents_n;
	bool number_was_judged; /* something was said of 個人番号: shown and compared, asked for
				   elsewhere, none held, not shown */
	bool pension_no_ok;	/* empty, or ten digits */
	bool is_late_entry;	/* received before today */
	bool has_late_reason;
	size_t remarks_n;
};
/* The first field that is missing or wrong, as AcquireForm calls it; NULL: complete. */
const char *mg_acquire_missing(const struct mg_acquire_paper *paper);
