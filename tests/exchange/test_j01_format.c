/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <openssl/evp.h>
#include "sample.h"

struct outcome {
	enum mg_frame_event last;
	struct mg_import_fault fault;
	uint64_t records;
	uint64_t bad; /* lines with a fault of their own */
	struct mg_import_fault first_bad;
	uint8_t sha256[32];
};

static struct outcome read_all(struct sample *s)
{
	struct outcome o = {.records = 0};
	struct mg_frame_reader r;
	struct mg_error err;
	s->at = 0;
	assert_true(mg_frame_open(&r, &mg_j01_layout, SAMPLE_MUNICIPALITY, sample_read, s));
	while ((o.last = mg_frame_next(&r, &err)) == MG_FRAME_HEADER || o.last == MG_FRAME_DATA) {
		struct mg_j01_record record;
		struct mg_import_fault fault;
		if (o.last == MG_FRAME_DATA && !mg_j01_read(&r.data, &record, &fault) &&
			o.bad++ == 0)
			o.first_bad = fault;
	}
	o.fault = r.fault;
	o.records = r.records;
	memcpy(o.sha256, r.sha256, 32);
	assert_int_equal(mg_frame_next(&r, &err), MG_FRAME_FAILED);
	mg_frame_done(&r);
	return o;
}

static void what_was_written_is_read_back_in_both_charsets_and_in_any_pieces(void **state)
{
	(void)state;
	static const size_t pieces[] = {0, 1, 7, 1000};
	for (int charset = MG_CHARSET_UTF8; charset <= MG_CHARSET_CP932; charset++)
		for (size_t k = 0; k < MG_LEN(pieces); k++) {
			struct sample s;
			struct mg_frame_reader r;
			struct mg_error err;
			sample_make(&s, (enum mg_frame_charset)charset);
			s.piece = pieces[k];
			assert_true(mg_frame_open(
				&r, &mg_j01_layout, SAMPLE_MUNICIPALITY, sample_read, &s));
			assert_int_equal(mg_frame_next(&r, &err), MG_FRAME_HEADER);
			assert_string_equal(r.header.source, "住民記録");
			assert_int_equal(r.header.seq, 12);
			for (size_t i = 0; i < SAMPLE_RECORDS; i++) {
				struct mg_j01_record record;
				struct mg_import_fault fault;
				assert_int_equal(mg_frame_next(&r, &err), MG_FRAME_DATA);
				assert_true(mg_j01_read(&r.data, &record, &fault));
				for (int f = 0; f < MG_J01_FIELDS; f++) {
					const char *value = sample_value(i, (enum mg_j01_field)f);
					assert_int_equal(record.field[f].n, strlen(value));
					assert_memory_equal(
						record.field[f].s, value, record.field[f].n);
				}
			}
			assert_int_equal(mg_frame_next(&r, &err), MG_FRAME_END);
			assert_int_equal(r.records, SAMPLE_RECORDS);
			uint8_t sha256[32];
			EVP_Digest(s.p, s.n, sha256, NULL, EVP_sha256(), NULL);
			assert_memory_equal(sha256, r.sha256, 32);
			mg_frame_done(&r);
			sample_done(&s);
		}
}

static void a_file_cut_at_any_byte_is_refused(void **state)
{
	(void)state;
	for (int charset = MG_CHARSET_UTF8; charset <= MG_CHARSET_CP932; charset++) {
		struct sample s;
		sample_make(&s, (enum mg_frame_charset)charset);
		for (size_t whole = s.n; s.n > 0;) {
			s.n--;
			const struct outcome o = read_all(&s);
			assert_int_equal(o.last, MG_FRAME_REFUSED);
			assert_true(o.fault.reason == MG_REASON_NO_TRAILER || s.n == 0);
			(void)whole;
		}
		assert_int_equal(read_all(&s).fault.reason, MG_REASON_EMPTY_FILE);
		sample_done(&s);
	}
}

static void any_changed_byte_is_found(void **state)
{
	(void)state;
	struct sample s;
	sample_make(&s, MG_CHARSET_UTF8);
	for (size_t i = 0; i < s.n; i++) {
		/* a digest may be written in either case */
		const char right = s.p[i];
		s.p[i] ^= 0x01;
		assert_int_equal(read_all(&s).last, MG_FRAME_REFUSED);
		s.p[i] = right;
	}
	sample_done(&s);
}

static void a_wrong_file_is_refused_with_its_reason_and_line(void **state)
{
	(void)state;
	static const struct {
		size_t line;
		const char *from;
		const char *to;
		enum mg_import_reason reason;
		uint64_t at;
	} cases[] = {
		{1, "\"1\"", "\xef\xbb\xbf\"1\"", MG_REASON_BYTE_ORDER_MARK, 1},
		{1, "\"1\"", "\"2\"", MG_REASON_NO_HEADER, 1},
		{1, "\"1\"", "1", MG_REASON_NOT_CSV, 1},
		{1, "\"J01\"", "\"J02\"", MG_REASON_FILE_ID, 1},
		{1, "\"J01\",\"1\"", "\"J01\",\"2\"", MG_REASON_LAYOUT_VERSION, 1},
		{1, "271403", "271411", MG_REASON_MUNICIPALITY, 1},
		{1, "20261124083000", "20261324083000", MG_REASON_HEADER_FORM, 1},
		{1, "20261124083000", "20261124243000", MG_REASON_HEADER_FORM, 1},
		{1, "00000012", "12", MG_REASON_HEADER_FORM, 1},
		{1, "00000012", "00000000", MG_REASON_HEADER_FORM, 1},
		{1, "UTF-8", "EUC-JP", MG_REASON_CHARSET, 1},
		{1, "UTF-8", "CP932", MG_REASON_BAD_ENCODING, 2},
		{1, "\"J01-1\"", "\"J01-1\",\"\"", MG_REASON_HEADER_FORM, 1},
		{1, "住民記録", "", MG_REASON_HEADER_FORM, 1},
		{1, "住民記録", "12345678901234567890x", MG_REASON_HEADER_FORM, 1},
		{1, "住民記録", "住民\x7f", MG_REASON_CONTROL_CHARACTER, 1},
		{1, "\r\n", "\n", MG_REASON_LINE_END, 1},
		{2, "\"2\"", "\"4\"", MG_REASON_RECORD_TYPE, 2},
		{2, "\"2\",\"1\"", "\"2\",\"2\"", MG_REASON_LINE_NUMBER, 2},
		{3, "\"2\",\"2\"", "\"2\",\"1\"", MG_REASON_LINE_NUMBER, 3},
		{2, "\"\",\"\"", "\"\"", MG_REASON_FIELD_COUNT, 2},
		{2, "\"\",\"\"", "\"\",\"\",\"\"", MG_REASON_FIELD_COUNT, 2},
		{2, "\"\",\"\"", "\"\",\"", MG_REASON_NOT_CSV, 2},
		{2, "\"\",\"\"", "\"\" ,\"\"", MG_REASON_NOT_CSV, 2},
		{2, "青木", "\x90\xc2\x96\xd8", MG_REASON_BAD_ENCODING, 2},
		{2, "青木", "青\x01", MG_REASON_CONTROL_CHARACTER, 2},
		{2, "青木", "青\u202e", MG_REASON_CONTROL_CHARACTER, 2},
		{2, "\r\n", "\n", MG_REASON_LINE_END, 2},
		{2, "青木", "青山", MG_REASON_DIGEST, 6},
		{6, "\"3\",\"4\"", "\"3\",\"5\"", MG_REASON_RECORD_COUNT, 6},
		{6, "\"3\",\"4\"", "\"3\",\"3\"", MG_REASON_RECORD_COUNT, 6},
		{6, "\"3\",\"4\",\"0\"", "\"3\",\"4\",\"1\"", MG_REASON_AMOUNT_TOTAL, 6},
		{6, "\"1000000076\"", "\"1000000077\"", MG_REASON_HASH_TOTAL, 6},
		{6, "\"3\",\"4\"", "\"3\",\"x\"", MG_REASON_TRAILER_FORM, 6},
		{6, "\r\n", "\r\n\r\n", MG_REASON_AFTER_TRAILER, 7},
		{6, "\r\n", "\r\nx", MG_REASON_AFTER_TRAILER, 6},
		{6, "\"3\"", "\"2\"", MG_REASON_FIELD_COUNT, 6},
	};
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct sample s;
		sample_make(&s, MG_CHARSET_UTF8);
		sample_replace(&s, cases[i].line, cases[i].from, cases[i].to);
		const struct outcome o = read_all(&s);
		if (o.last != MG_FRAME_REFUSED || o.fault.reason != cases[i].reason ||
			o.fault.line != cases[i].at)
			fail_msg("case %zu: %d %s line %llu", i, o.last,
				mg_reason_name(o.fault.reason), (unsigned long long)o.fault.line);
		assert_true(mg_reason_refuses_file(o.fault.reason));
		sample_done(&s);
	}
}

static void cp932_where_utf8_was_said_is_refused(void **state)
{
	(void)state;
	struct sample s;
	sample_make(&s, MG_CHARSET_CP932);
	sample_replace(&s, 1, "CP932", "UTF-8");
	assert_int_equal(read_all(&s).fault.reason, MG_REASON_BAD_ENCODING);
	sample_done(&s);
}

static void a_line_longer_than_any_record_is_refused(void **state)
{
	(void)state;
	struct sample s;
	struct mg_error err;
	static char long_value[MG_FRAME_LINE_BYTES + 1];
	memset(long_value, 'x', sizeof(long_value) - 1);
	sample_make(&s, MG_CHARSET_UTF8);
	sample_replace(&s, 2, "青木", long_value);
	const struct outcome o = read_all(&s);
	assert_int_equal(o.fault.reason, MG_REASON_LINE_TOO_LONG);
	/* and one that never ends */
	sample_done(&s);
	for (int i = 0; i < 5; i++)
		assert_true(sample_write(&s, long_value, sizeof(long_value) - 1, &err));
	assert_int_equal(read_all(&s).fault.reason, MG_REASON_LINE_TOO_LONG);
	sample_done(&s);
}

static void a_bad_value_names_its_line_and_field_and_leaves_the_file_readable(void **state)
{
	(void)state;
	static const struct {
		size_t line;
		const char *from;
		const char *to;
		enum mg_import_reason reason;
		const char *field;
	} cases[] = {
		{2, "\"I\"", "\"X\"", MG_REASON_OPERATION, "op"},
		{2, "\"I\"", "\"\"", MG_REASON_OPERATION, "op"},
		{2, "\"0000000011\"", "\"\"", MG_REASON_REQUIRED, "shori_no"},
		{2, "\"0000000011\"", "\"000000011\"", MG_REASON_WRONG_LENGTH, "shori_no"},
		{2, "\"0000000011\"", "\"000000001x\"", MG_REASON_NOT_DIGITS, "shori_no"},
		{2, "\"0000000011\"", "\"0000000012\"", MG_REASON_KEY_MISMATCH, "kojin_shori_no"},
		{3, "\"0000000020\"", "\"0000000021\"", MG_REASON_KEY_MISMATCH, "kojin_shori_no"},
		{2, "999900000011", "999900000012", MG_REASON_MY_NUMBER_CHECK, "my_number"},
		{2, "999900000011", "99990000001", MG_REASON_WRONG_LENGTH, "my_number"},
		{2, "999900000011", "99990000001a", MG_REASON_NOT_DIGITS, "my_number"},
		{2, "20060401", "20060431", MG_REASON_NO_SUCH_DAY, "birth_date"},
		{2, "20060401", "2006041", MG_REASON_NOT_A_DATE, "birth_date"},
		{2, "5900078", "590007", MG_REASON_WRONG_LENGTH, "addr_postal"},
		{2, "5900078", "590-078", MG_REASON_NOT_DIGITS, "addr_postal"},
		{2, "青木　翔", "", MG_REASON_REQUIRED, "name_kanji"},
		{2, "青木", "\ue000木", MG_REASON_PRIVATE_CHARACTER, "name_kanji"},
		{3, "19450500", "19450000", MG_REASON_NONE, ""},
		{4, "235959", "240000", MG_REASON_NOT_A_TIME, "juki_proc_time"},
		{4, "\"2\",\"\",\"\",\"\"", "\"+\",\"\",\"\",\"\"", MG_REASON_NOT_A_CODE, "sex"},
		{4, "\"2\",\"\",\"\",\"\"", "\"\",\"\",\"\",\"\"", MG_REASON_REQUIRED, "sex"},
	};
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct sample s;
		sample_make(&s, MG_CHARSET_UTF8);
		sample_replace(&s, cases[i].line, cases[i].from, cases[i].to);
		const struct outcome o = read_all(&s);
		if (cases[i].reason == MG_REASON_NONE) {
			assert_int_equal(o.bad, 0);
		} else {
			if (o.bad != 1 || o.first_bad.reason != cases[i].reason)
				fail_msg("case %zu: %s", i, mg_reason_name(o.first_bad.reason));
			assert_int_equal(o.first_bad.line, cases[i].line);
			assert_string_equal(o.first_bad.field, cases[i].field);
			assert_false(mg_reason_refuses_file(o.first_bad.reason));
		}
		assert_int_equal(o.records, SAMPLE_RECORDS);
		sample_done(&s);
	}
}

static bool broken_read(void *context, void *ret, size_t cap, size_t *ret_n, struct mg_error *err)
{
	(void)context;
	(void)ret;
	(void)cap;
	(void)ret_n;
	return mg_fail(err, MG_ERR_UNAVAILABLE, "the medium is gone");
}

static void a_medium_that_fails_is_told_apart_from_a_wrong_file(void **state)
{
	(void)state;
	struct mg_frame_reader r;
	struct mg_error err;
	assert_true(mg_frame_open(&r, &mg_j01_layout, SAMPLE_MUNICIPALITY, broken_read, NULL));
	assert_int_equal(mg_frame_next(&r, &err), MG_FRAME_FAILED);
	assert_int_equal(err.code, MG_ERR_UNAVAILABLE);
	mg_frame_done(&r);
}

static void the_hash_total_sums_the_last_nine_digits_modulo_a_million_millions(void **state)
{
	(void)state;
	uint64_t total = MG_FRAME_HASH_MODULUS - 1;
	assert_true(mg_frame_add_key(&total, "7000000001", 10));
	assert_int_equal(total, 0);
	assert_true(mg_frame_add_key(&total, "7123456789", 10));
	assert_int_equal(total, 123456789);
	assert_false(mg_frame_add_key(&total, "12345678", 8));
	assert_false(mg_frame_add_key(&total, "71234x6789", 10));
	assert_int_equal(total, 123456789);
}

static void reasons_are_found_by_their_names(void **state)
{
	(void)state;
	for (int r = 1; r < MG_REASON_MAX; r++) {
		assert_int_equal(mg_reason_by_name(mg_reason_name((enum mg_import_reason)r)), r);
		assert_true(strlen(mg_reason_text((enum mg_import_reason)r)) > 0);
	}
	assert_int_equal(mg_reason_by_name("NO_SUCH_REASON"), MG_REASON_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_is_read_back_in_both_charsets_and_in_any_pieces),
		cmocka_unit_test(a_file_cut_at_any_byte_is_refused),
		cmocka_unit_test(any_changed_byte_is_found),
		cmocka_unit_test(a_wrong_file_is_refused_with_its_reason_and_line),
		cmocka_unit_test(cp932_where_utf8_was_said_is_refused),
		cmocka_unit_test(a_line_longer_than_any_record_is_refused),
		cmocka_unit_test(a_bad_value_names_its_line_and_field_and_leaves_the_file_readable),
		cmocka_unit_test(a_medium_that_fails_is_told_apart_from_a_wrong_file),
		cmocka_unit_test(
			the_hash_total_sums_the_last_nine_digits_modulo_a_million_millions),
		cmocka_unit_test(reasons_are_found_by_their_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
