/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/j01_format.h"
#include <string.h>
#include "base/number.h"

const struct mg_frame_layout mg_j01_layout = {
	.file_id = "J01",
	.layout_version = MG_J01_LAYOUT_VERSION,
	.fields = MG_J01_HEAD_FIELDS + MG_J01_FIELDS,
	.key_field = 1,
};

const struct mg_field_def mg_j01_fields[MG_J01_FIELDS] = {
#define J01_FIELD(column, type, length) [MG_J01_##column] = {#column, MG_FIELD_##type, length},
#include "exchange/j01_format_fields.def"
#undef J01_FIELD
};

static bool fault(const struct mg_frame_line *line, enum mg_import_reason reason, const char *field,
	struct mg_import_fault *ret)
{
	*ret = (struct mg_import_fault){reason, line->line, field};
	return false;
}

static bool is_same(struct mg_text a, struct mg_text b)
{
	return a.n == b.n && memcmp(a.s, b.s, a.n) == 0;
}

static enum mg_import_reason check_head(const struct mg_text *head, const char **ret_field)
{
	*ret_field = "op";
	if (head[0].n != 1 || strchr("IUD", head[0].s[0]) == NULL)
		return MG_REASON_OPERATION;
	*ret_field = "shori_no";
	if (head[1].n == 0)
		return MG_REASON_REQUIRED;
	if (!mg_is_digits(head[1].s, head[1].n))
		return MG_REASON_NOT_DIGITS;
	if (head[1].n != 10)
		return MG_REASON_WRONG_LENGTH;
	*ret_field = "my_number";
	if (head[2].n == 0)
		return MG_REASON_NONE;
	if (!mg_is_digits(head[2].s, head[2].n))
		return MG_REASON_NOT_DIGITS;
	if (head[2].n != 12)
		return MG_REASON_WRONG_LENGTH;
	return mg_my_number_is_valid(head[2].s, 12) ? MG_REASON_NONE : MG_REASON_MY_NUMBER_CHECK;
}

/* A person needs the internal number, a name of some kind and a sex; a deletion needs the number
 * only. */
static enum mg_import_reason check_required(
	const struct mg_j01_record *r, enum mg_j01_field *ret_field)
{
	*ret_field = MG_J01_kojin_shori_no;
	const struct mg_text own = r->field[MG_J01_kojin_shori_no];
	if (own.n > 0 && !is_same(own, r->shori_no))
		return MG_REASON_KEY_MISMATCH;
	if (own.n == 0 && r->op != MG_J01_DELETE)
		return MG_REASON_REQUIRED;
	*ret_field = MG_J01_shori_no;
	const struct mg_text second = r->field[MG_J01_shori_no];
	if (second.n > 0 && !is_same(second, r->shori_no))
		return MG_REASON_KEY_MISMATCH;
	if (r->op == MG_J01_DELETE)
		return MG_REASON_NONE;
	*ret_field = MG_J01_name_kanji;
	if (r->field[MG_J01_name_kanji].n == 0 && r->field[MG_J01_alpha_name].n == 0)
		return MG_REASON_REQUIRED;
	*ret_field = MG_J01_sex;
	return r->field[MG_J01_sex].n == 0 ? MG_REASON_REQUIRED : MG_REASON_NONE;
}

bool mg_j01_read(const struct mg_frame_line *line, struct mg_j01_record *ret,
	struct mg_import_fault *ret_fault)
{
	const char *name;
	enum mg_j01_field required;
	enum mg_import_reason reason = check_head(line->fields, &name);
	if (reason != MG_REASON_NONE)
		return fault(line, reason, name, ret_fault);
	const struct mg_j01_record r = {
		.op = (enum mg_j01_op)line->fields[0].s[0],
		.shori_no = line->fields[1],
		.my_number = line->fields[2],
		.field = line->fields + MG_J01_HEAD_FIELDS,
	};
	for (size_t i = 0; i < MG_J01_FIELDS; i++) {
		reason = mg_field_check(&mg_j01_fields[i], r.field[i]);
		if (reason != MG_REASON_NONE)
			return fault(line, reason, mg_j01_fields[i].column, ret_fault);
	}
	reason = check_required(&r, &required);
	if (reason != MG_REASON_NONE)
		return fault(line, reason, mg_j01_fields[required].column, ret_fault);
	*ret = r;
	return true;
}
