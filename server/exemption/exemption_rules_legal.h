/* SPDX-License-Identifier: Apache-2.0
 * Exemptions that need no judgement of income: 法定免除 with 納付申出, 産前産後 and 育児 (国民年金法88条の2, 88条の3, 89条). Pure;
 * which months are of 第1号 is the timeline's business. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/law.h"
#include "base/verdict.h"

/* 法89条1項各号, and the aid that is none of them. */
enum mg_legal_ground {
	MG_LEGAL_DISABILITY = 1, /* right to a disability pension of grade 1 or 2 */
	MG_LEGAL_WELFARE = 2,	 /* 生活扶助 */
	MG_LEGAL_FACILITY = 3,	 /* ハンセン病療養所 and the like */
	MG_LEGAL_OTHER_AID = 4,	 /* 扶助 other than 生活扶助: no legal exemption */
};
struct mg_legal_in {
	enum mg_legal_ground ground;
	struct mg_date began_on;
	/* The day on which the reason ceases: for 生活扶助 the 廃止日, the first day without. None: still. */
	struct mg_date ended_on;
	/* DISABILITY: the day since which the state is not even of grade 3; three years from it the reason ceases. None: it is. */
	struct mg_date recovered_on;
	bool foreigner_junyo; /* WELFARE by 準用 for a foreigner */
};
/* 法89条1項: from the month before the reason began to the month in which it ceases. kind LEGAL. Figures FROM_YM, TO_YM (0:
 * open), EVENT_DATE (the day it ceases, 0: still), NOTICE_UNTIL (14 days from the day it began, or ceased: 則75条, 76条). NO offers the 申請免除 on the ground of 法90条1項2号. */
void mg_exemption_legal(const struct mg_legal_in *in, const struct mg_law *law, struct mg_verdict *ret);

/* 納付申出 (法89条2項): the declared months inside the exemption are payable again. Figures FROM_YM, TO_YM. */
struct mg_declare_in {
	int32_t legal_from_ym, legal_to_ym; /* to 0: open */
	int32_t from_ym, to_ym;		    /* declared */
};
void mg_exemption_declare(const struct mg_declare_in *in, struct mg_verdict *ret);

struct mg_maternity_in {
	struct mg_date due_on;
	struct mg_date born_on; /* none: not yet */
	struct mg_date filed_on;
	bool multiple;		 /* 多胎 */
	int32_t pregnancy_days; /* at the birth; 0: not told */
};
/* 法88条の2, 則73条の6, 73条の7: from the month before (多胎 three months) to the second month after the month due, or of birth when
 * filed after it; not filed earlier than six months before it is due. kind MATERNITY. Figures FROM_YM, TO_YM. */
void mg_exemption_maternity(const struct mg_maternity_in *in, const struct mg_law *law, struct mg_verdict *ret);

enum mg_parent {
	MG_PARENT_MOTHER = 1,
	MG_PARENT_FATHER = 2,
	MG_PARENT_ADOPTIVE = 3,
};
struct mg_childcare_in {
	enum mg_parent parent;
	struct mg_date born_on;
	struct mg_date adopted_on;	/* ADOPTIVE */
	int32_t maternity_to_ym;	/* last month of the mother's own 産前産後; 0: she had none */
	struct mg_date ceased_on;	/* stopped raising the child; none: not */
};
/* 法88条の3 (from 2026-10): the nine months after 産前産後, otherwise from the month of birth or adoption to the month before
 * that of the first birthday. kind CHILDCARE. Figures FROM_YM, TO_YM. */
void mg_exemption_childcare(const struct mg_childcare_in *in, const struct mg_law *law, struct mg_verdict *ret);
