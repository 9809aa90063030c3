/* SPDX-License-Identifier: Apache-2.0 */
#include "receipt/receipt_rules.h"
#include <stdio.h>
#include <string.h>
#include "base/macros.h"
#include "base/number.h"
#include "base/text.h"

void mg_receipt_no_format(const struct mg_receipt_no *no, char ret[MG_RECEIPT_NO_BYTES])
{
	char day[MG_DATE_TEXT_BYTES];
	mg_date_format(no->day, MG_DATE_DIGITS, day);
	snprintf(ret, MG_RECEIPT_NO_BYTES, "%.3s-%.8s-%04u", no->ward, day, (unsigned)no->number);
}

/* ---- words ---- */

struct word {
	const char *name, *text;
};
static const struct word STATES[MG_RECEIPT_STATE_MAX] = {
	[MG_RECEIPT_NONE] = {"", ""},
	[MG_RECEIPT_ENTERED] = {"entered", "受付処理済"},
	[MG_RECEIPT_CHECKED] = {"checked", "照合済"},
	[MG_RECEIPT_SENT] = {"sent", "送付済"},
	[MG_RECEIPT_FINISHED] = {"finished", "完結"},
	[MG_RECEIPT_RETURNED] = {"returned", "返戻"},
	[MG_RECEIPT_WITHDRAWN] = {"withdrawn", "取下げ"},
	[MG_RECEIPT_REJECTED] = {"rejected", "却下"},
};
static const struct word FORMS[MG_FORM_MAX] = {
	[MG_FORM_NONE] = {"", ""},
	[MG_FORM_ACQUIRE_FIRST] = {"acquire_first", "国民年金被保険者資格取得届(第1号)"},
};
/* text: the list of the code master that holds the reasons */
static const struct word STEPS[MG_STEP_MAX] = {
	[MG_STEP_NONE] = {"", ""},
	[MG_STEP_ENTERED] = {"entered", NULL},
	[MG_STEP_CORRECTED] = {"corrected", "correction_reason"},
	[MG_STEP_RETURNED] = {"returned", "return_reason"},
	[MG_STEP_RESUMED] = {"resumed", "resume_reason"},
	[MG_STEP_WITHDRAWN] = {"withdrawn", "withdrawal_reason"},
	[MG_STEP_REJECTED] = {"rejected", "rejection_reason"},
	[MG_STEP_CHECKED] = {"checked", NULL},
	[MG_STEP_SENT] = {"sent", NULL},
};

static int find(const struct word *words, int n, const char *name)
{
	for (int i = 1; i < n; i++)
		if (strcmp(words[i].name, name) == 0)
			return i;
	return 0;
}

const char *mg_receipt_state_name(enum mg_receipt_state state)
{
	return (unsigned)state < MG_RECEIPT_STATE_MAX ? STATES[state].name : "";
}

const char *mg_receipt_state_text(enum mg_receipt_state state)
{
	return (unsigned)state < MG_RECEIPT_STATE_MAX ? STATES[state].text : "";
}

enum mg_receipt_state mg_receipt_state_from_name(const char *name)
{
	return (enum mg_receipt_state)find(STATES, MG_RECEIPT_STATE_MAX, name);
}

const char *mg_form_name(enum mg_form form)
{
	return (unsigned)form < MG_FORM_MAX ? FORMS[form].name : "";
}

const char *mg_form_text(enum mg_form form)
{
	return (unsigned)form < MG_FORM_MAX ? FORMS[form].text : "";
}

enum mg_form mg_form_from_name(const char *name)
{
	return (enum mg_form)find(FORMS, MG_FORM_MAX, name);
}

const char *mg_receipt_step_name(enum mg_receipt_step step)
{
	return (unsigned)step < MG_STEP_MAX ? STEPS[step].name : "";
}

const char *mg_receipt_step_reasons(enum mg_receipt_step step)
{
	return (unsigned)step < MG_STEP_MAX && step != MG_STEP_NONE ? STEPS[step].text : NULL;
}

/* ---- steps ---- */

#define S(state) (1u << MG_RECEIPT_##state)
static const struct {
	unsigned from; /* states, one bit each */
	enum mg_receipt_state to;
	enum mg_receipt_step step;
} MOVES[] = {
	{S(ENTERED) | S(CHECKED) | S(SENT), MG_RECEIPT_RETURNED, MG_STEP_RETURNED},
	{S(RETURNED), MG_RECEIPT_ENTERED, MG_STEP_RESUMED},
	/* once the form has left for the pension service, taking it back is theirs to grant */
	{S(ENTERED) | S(CHECKED) | S(RETURNED), MG_RECEIPT_WITHDRAWN, MG_STEP_WITHDRAWN},
	{S(ENTERED) | S(CHECKED) | S(SENT) | S(RETURNED), MG_RECEIPT_REJECTED, MG_STEP_REJECTED},
	{S(ENTERED), MG_RECEIPT_CHECKED, MG_STEP_CHECKED},
};

enum mg_receipt_step mg_receipt_step_to(enum mg_receipt_state from, enum mg_receipt_state to)
{
	if ((unsigned)from >= MG_RECEIPT_STATE_MAX)
		return MG_STEP_NONE;
	for (size_t i = 0; i < MG_LEN(MOVES); i++)
		if (MOVES[i].to == to && (MOVES[i].from & (1u << from)))
			return MOVES[i].step;
	return MG_STEP_NONE;
}

bool mg_receipt_is_open(enum mg_receipt_state state)
{
	return state == MG_RECEIPT_ENTERED || state == MG_RECEIPT_CHECKED;
}

bool mg_receipt_counts(enum mg_receipt_state state)
{
	return state >= MG_RECEIPT_ENTERED && state <= MG_RECEIPT_FINISHED;
}

enum mg_receipt_answer mg_receipt_may_change(const struct mg_receipt_asker *asker)
{
	if (!asker->same_ward)
		return MG_RECEIPT_WARD;
	if (asker->is_author && asker->moves && asker->is_checked)
		return MG_RECEIPT_SIGNED;
	if (asker->is_author)
		return asker->is_today ? MG_RECEIPT_MAY : MG_RECEIPT_TOO_LATE;
	return asker->may_correct ? MG_RECEIPT_MAY_REASON : MG_RECEIPT_OTHERS;
}

const char *mg_receipt_answer_text(enum mg_receipt_answer answer)
{
	switch (answer) {
	case MG_RECEIPT_MAY:
	case MG_RECEIPT_MAY_REASON:
		break;
	case MG_RECEIPT_OTHERS:
		return "他の職員の入力です。訂正の権限のある職員が行います。";
	case MG_RECEIPT_TOO_LATE:
		return "本日の入力ではありません。訂正の権限のある他の職員が行います。";
	case MG_RECEIPT_SIGNED:
		return "照合済みです。訂正の権限のある他の職員が行います。";
	case MG_RECEIPT_WARD:
		return "他の区の受付です。";
	}
	return "";
}

/* ---- what one types ---- */

static uint32_t number_of(const char *digits, size_t n)
{
	uint32_t v = 0;
	for (size_t i = 0; i < n; i++)
		v = v * 10 + (uint32_t)(digits[i] - '0');
	return v;
}

/* Folded digits without the dashes: three of the ward, eight of the day, then the number. */
static bool read_no(const char *digits, size_t n, struct mg_receipt_no *ret)
{
	struct mg_date day;
	if (n < 12 || n > 17 || mg_date_parse(digits + 3, 8, &day) != MG_DATE_READ)
		return false;
	const uint32_t number = number_of(digits + 11, n - 11);
	if (number == 0)
		return false;
	*ret = (struct mg_receipt_no){.day = day, .number = number};
	memcpy(ret->ward, digits, 3);
	return true;
}

enum mg_receipt_text_kind mg_receipt_text_read(
	const char *text, size_t n, struct mg_receipt_no *ret_no, char ret_shori_no[11])
{
	char digits[20];
	const struct mg_text t = mg_text_trim(text, n);
	if (t.n == 0)
		return MG_RECEIPT_TEXT_NONE;
	if (!mg_digits_fold(t.s, t.n, digits, sizeof(digits)))
		return MG_RECEIPT_TEXT_NAME;
	const size_t len = strlen(digits);
	if (len <= 6) {
		*ret_no = (struct mg_receipt_no){.number = number_of(digits, len)};
		return MG_RECEIPT_TEXT_NUMBER;
	}
	if (len == 10) {
		memcpy(ret_shori_no, digits, 11);
		return MG_RECEIPT_TEXT_PERSON;
	}
	return read_no(digits, len, ret_no) ? MG_RECEIPT_TEXT_NO : MG_RECEIPT_TEXT_NAME;
}
