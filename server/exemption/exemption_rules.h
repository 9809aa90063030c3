/* SPDX-License-Identifier: Apache-2.0
 * The preliminary judgement of one form for one year: 全額免除, 一部免除 and 納付猶予 by rank of wish, or 学生納付特例
 * (国民年金法90条–90条の3; 平26附則14条). Pure; a 事前判定, never a decision. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/law.h"
#include "base/verdict.h"
#include "exemption/exemption_rules_income.h"
#include "exemption/exemption_rules_period.h"
#include "qualification/qualification_rules_timeline.h"

/* A person of the case. One may be spouse and head at once; who is neither, nor the applicant, changes nothing. */
struct mg_exemption_person {
	bool is_self;	/* 本人 */
	bool is_spouse; /* 配偶者, also when living elsewhere */
	bool is_head;	/* 世帯主 */
	struct mg_tax tax;
};

/* The most people of one household: more than a verdict's lists were measured for. */
enum { MG_PERSONS_MAX = 8 };

/* The household of some months of the year; a change of the household makes two parts. Of parts that overlap the one that
 * begins last holds; of those that begin at once the one that ends first. */
struct mg_exemption_part {
	int32_t from_ym, to_ym;
	bool other_aid; /* 生活扶助以外の扶助 received by the applicant or another of the household (法90条1項2号) */
	const struct mg_exemption_person *person;
	int32_t person_n; /* at most MG_PERSONS_MAX */
};

/* A time as a student of a listed school, from and to the day; to none: no date of graduation told. */
struct mg_student_time {
	struct mg_date from;
	struct mg_date to;
	bool unlisted; /* the school is not one of 令6条の6: no student of the law */
	bool proof;    /* 学生証 or 在学証明書 was shown (則77条の4第2項2号) */
};

#define MG_RANKS 5
struct mg_exemption_in {
	enum mg_form form;
	int32_t year;		     /* exemption year or 学特 year */
	struct mg_date received_date; /* 受付年月日 */
	struct mg_partial_date birth;
	/* 免除猶予希望順位1–5: 1 全額 2 猶予 3 3/4 4 半額 5 1/4, 0 none; all 0: that order. Zero and repeated ones are dropped. */
	int32_t wish_rank[MG_RANKS];
	bool continued_review; /* 継続審査 */
	struct mg_special special;
	const struct mg_exemption_part *part;
	const struct mg_student_time *student;
	int32_t part_n;
	int32_t student_n;
};

/* Neighbouring months that fare alike. verdict.kind: mg_menjo; result OUTSIDE: not to be judged. */
struct mg_exemption_segment {
	int32_t from_ym, to_ym;
	struct mg_verdict verdict;
};
struct mg_exemption_out {
	bool fileable;	      /* this year's form can be filed on that day */
	struct mg_form_period period;
	bool continued_review; /* the wish to be continued may stand */
	int32_t n;
	struct mg_exemption_segment segment[12];
};

/* Judges every month that the form may cover. `life` says which months are of 第1号 and not yet paid; NULL: all are. */
void mg_exemption_judge(const struct mg_exemption_in *in, const struct mg_timeline *life,
	const struct mg_law *law, struct mg_exemption_out *ret);

/* 却下理由コード for a reason of a refusal: "01" 所得超過(本人) … "99". */
const char *mg_rejection_code(const struct mg_reason *reason);
