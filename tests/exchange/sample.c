/* SPDX-License-Identifier: Apache-2.0 */
#include "sample.h"
#include <stdlib.h>
#include <string.h>

struct value {
	enum mg_j01_field field;
	const char *text;
};

static const struct {
	enum mg_j01_op op;
	const char *shori_no;
	const char *my_number;
	struct value values[12];
} PEOPLE[SAMPLE_RECORDS] = {
	{MG_J01_INSERT, "0000000011", "999900000011",
		{{MG_J01_name_kanji, "青木　翔"}, {MG_J01_name_kana, "アオキ　ショウ"},
			{MG_J01_sex, "1"}, {MG_J01_birth_date, "20060401"},
			{MG_J01_addr, "堺市堺区南瓦町３番１号"}, {MG_J01_addr_postal, "5900078"},
			{MG_J01_kojin_shori_no, "0000000011"}}},
	{MG_J01_INSERT, "0000000020", "",
		{{MG_J01_name_kanji, "岸本 \"花\", 子"}, {MG_J01_name_kana, "キシモト　ハナコ"},
			{MG_J01_sex, "2"}, {MG_J01_birth_date, "19450500"},
			{MG_J01_birth_unknown_flag, "1"}, {MG_J01_kojin_shori_no, "0000000020"},
			{MG_J01_shori_no, "0000000020"}}},
	{MG_J01_UPDATE, "9999999999", "999900000038",
		{{MG_J01_alpha_name, "SANTOS MARIA"}, {MG_J01_alias_name, "田中マリア"},
			{MG_J01_sex, "2"}, {MG_J01_juki_proc_time, "235959"},
			{MG_J01_kojin_shori_no, "9999999999"}, {MG_J01_remark_text, "〜−‖—¢£¬"}}},
	{MG_J01_DELETE, "0000000046", "", {{MG_J01_kojin_shori_no, ""}}},
};

struct mg_frame_header sample_header(enum mg_frame_charset charset)
{
	return (struct mg_frame_header){
		.file_id = "J01",
		.layout_version = MG_J01_LAYOUT_VERSION,
		.municipality = SAMPLE_MUNICIPALITY,
		.created = "20261124083000",
		.source = "住民記録",
		.seq = 12,
		.charset = charset,
		.spec_id = MG_J01_SPEC,
	};
}

const char *sample_value(size_t i, enum mg_j01_field field)
{
	for (size_t k = 0; k < MG_LEN(PEOPLE[i].values); k++)
		if (PEOPLE[i].values[k].text != NULL && PEOPLE[i].values[k].field == field)
			return PEOPLE[i].values[k].text;
	return "";
}

static struct mg_text view(const char *s)
{
	return (struct mg_text){s, strlen(s)};
}

/* What is allocated for `n` bytes: powers of two, so that a large file is not copied with every
 * line. */
static size_t room_for(size_t n)
{
	size_t room = 1024;
	while (room < n)
		room *= 2;
	return room;
}

bool sample_write(void *context, const void *bytes, size_t n, struct mg_error *err)
{
	struct sample *s = context;
	const size_t room = room_for(s->n + n);
	char *p = s->p != NULL && room == room_for(s->n) ? s->p : realloc(s->p, room);
	if (p == NULL)
		return mg_fail(err, MG_ERR_BUSY, "no memory");
	memcpy(p + s->n, bytes, n);
	s->p = p;
	s->n += n;
	return true;
}

bool sample_read(void *context, void *ret, size_t cap, size_t *ret_n, struct mg_error *err)
{
	struct sample *s = context;
	(void)err;
	size_t n = s->n - s->at;
	if (n > cap)
		n = cap;
	if (s->piece > 0 && n > s->piece)
		n = s->piece;
	memcpy(ret, s->p + s->at, n);
	s->at += n;
	*ret_n = n;
	return true;
}

void sample_make(struct sample *ret, enum mg_frame_charset charset)
{
	struct mg_j01_writer w;
	struct mg_error err;
	const struct mg_frame_header header = sample_header(charset);
	*ret = (struct sample){.n = 0};
	if (!mg_j01_writer_open(&w, &header, sample_write, ret, &err))
		abort();
	for (size_t i = 0; i < SAMPLE_RECORDS; i++) {
		struct mg_text fields[MG_J01_FIELDS];
		for (int f = 0; f < MG_J01_FIELDS; f++)
			fields[f] = view(sample_value(i, (enum mg_j01_field)f));
		const struct mg_j01_record record = {
			PEOPLE[i].op, view(PEOPLE[i].shori_no), view(PEOPLE[i].my_number), fields};
		if (!mg_j01_write(&w, &record, &err))
			abort();
	}
	if (!mg_j01_writer_close(&w, &err))
		abort();
	mg_j01_writer_done(&w);
}

void sample_done(struct sample *s)
{
	free(s->p);
	*s = (struct sample){.n = 0};
}

void sample_replace(struct sample *s, size_t line, const char *from, const char *to)
{
	char *p = s->p;
	const size_t from_n = strlen(from);
	const size_t to_n = strlen(to);
	for (size_t i = 1; i < line; i++)
		p = (char *)memchr(p, '\n', (size_t)(s->p + s->n - p)) + 1;
	char *at = memmem(p, (size_t)(s->p + s->n - p), from, from_n);
	if (at == NULL)
		abort();
	const size_t before = (size_t)(at - s->p);
	char *copy = malloc(room_for(s->n - from_n + to_n));
	if (copy == NULL)
		abort();
	memcpy(copy, s->p, before);
	memcpy(copy + before, to, to_n);
	memcpy(copy + before + to_n, at + from_n, s->n - before - from_n);
	s->n = s->n - from_n + to_n;
	free(s->p);
	s->p = copy;
}
