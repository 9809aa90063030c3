/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "base/number.h"
#include "exchange/j01_format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	const uint8_t *p;
	size_t n;
};

static bool read_input(void *context, void *ret, size_t cap, size_t *ret_n, struct mg_error *err)
{
	struct input *in = context;
	(void)err;
	*ret_n = in->n < cap ? in->n : cap;
	memcpy(ret, in->p, *ret_n);
	in->p += *ret_n;
	in->n -= *ret_n;
	return true;
}

/* Whatever is taken must be what the database can hold. */
static void check_record(const struct mg_frame_line *line)
{
	struct mg_j01_record record;
	struct mg_import_fault fault = {MG_REASON_NONE, 0, NULL};
	if (!mg_j01_read(line, &record, &fault)) {
		if (fault.reason == MG_REASON_NONE || fault.line != line->line || fault.field == NULL)
			abort();
		return;
	}
	if (record.shori_no.n != 10 || !mg_is_digits(record.shori_no.s, 10))
		abort();
	for (int i = 0; i < MG_J01_FIELDS; i++)
		if (!mg_text_is_clean(record.field[i].s, record.field[i].n) ||
			mg_text_count(record.field[i].s, record.field[i].n) > 400)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mg_frame_reader r;
	struct mg_error err;
	struct input in = {data, size};
	enum mg_frame_event event;
	if (!mg_frame_open(&r, &mg_j01_layout, "271403", read_input, &in))
		return 0;
	while ((event = mg_frame_next(&r, &err)) == MG_FRAME_HEADER || event == MG_FRAME_DATA)
		if (event == MG_FRAME_DATA)
			check_record(&r.data);
	if ((event == MG_FRAME_REFUSED) != (r.fault.reason != MG_REASON_NONE))
		abort();
	if (event == MG_FRAME_END && r.bytes != size)
		abort();
	mg_frame_done(&r);
	return 0;
}
