/* SPDX-License-Identifier: Apache-2.0 */
#include "staff/personnel_format.h"
#include "exchange/field_format.h"

enum { PERSON_NO, NAME, KANA, SECTION, STATE, LEFT_ON, BIRTH_ON, FIELDS };
static const struct mg_field_def defs[FIELDS] = {
	[PERSON_NO] = {"person_no", MG_FIELD_DIGITS, 10},
	[NAME] = {"name", MG_FIELD_TEXT, 40},
	[KANA] = {"kana", MG_FIELD_TEXT, 60},
	[SECTION] = {"section", MG_FIELD_TEXT, 80},
	[STATE] = {"state", MG_FIELD_DIGITS, 1},
	[LEFT_ON] = {"left_on", MG_FIELD_DATE, 8},
	[BIRTH_ON] = {"birth_on", MG_FIELD_DATE, 8},
};

const struct mg_frame_layout mg_h01_layout = {
	.file_id = "H01", .layout_version = "2", .fields = FIELDS, .key_field = PERSON_NO};

static bool fault(const struct mg_frame_line *line, enum mg_import_reason reason, unsigned field, struct mg_import_fault *ret)
{
	*ret = (struct mg_import_fault){reason, line->line, defs[field].column};
	return false;
}

bool mg_h01_read(const struct mg_frame_line *line, struct mg_h01_record *ret, struct mg_import_fault *ret_fault)
{
	const struct mg_text *f = line->fields;
	struct mg_partial_date left = {0}, birth = {0};
	for (unsigned i = 0; i < FIELDS; i++) {
		const enum mg_import_reason reason = mg_field_check(&defs[i], f[i]);
		if (reason != MG_REASON_NONE)
			return fault(line, reason, i, ret_fault);
	}
	for (unsigned i = PERSON_NO; i <= STATE; i++)
		if (f[i].n == 0 && i != KANA)
			return fault(line, MG_REASON_REQUIRED, i, ret_fault);
	const int state = f[STATE].s[0] - '0';
	if (state < 1 || state > 3)
		return fault(line, MG_REASON_NOT_A_CODE, STATE, ret_fault);
	if ((state == 3) != (f[LEFT_ON].n > 0)) /* who has left has left on a day, and nobody else has */
		return fault(line, MG_REASON_REQUIRED, LEFT_ON, ret_fault);
	if (state == 3 && mg_partial_from_digits(f[LEFT_ON].s, f[LEFT_ON].n, &left) != MG_DATE_READ)
		return fault(line, MG_REASON_NOT_A_DATE, LEFT_ON, ret_fault);
	if (f[BIRTH_ON].n && mg_partial_from_digits(f[BIRTH_ON].s, f[BIRTH_ON].n, &birth) != MG_DATE_READ)
		return fault(line, MG_REASON_NOT_A_DATE, BIRTH_ON, ret_fault);
	*ret = (struct mg_h01_record){.person_no = f[PERSON_NO],
		.name = f[NAME],
		.kana = f[KANA],
		.section = f[SECTION],
		.state = state,
		.left_on = {left.year, left.month, left.day},
		.birth_on = {birth.year, birth.month, birth.day}};
	return true;
}
