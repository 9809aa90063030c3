/* SPDX-License-Identifier: Apache-2.0
 * madoguchi-city: invents a city of any size and writes it as J01 interface files. For tests and
 * the demo only. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/number.h"
#include "city/city.h"

static const char USAGE[] =
	"madoguchi-city --persons N --out FILE [--seed S] [--municipality CODE] [--charset "
	"utf8|cp932]\n"
	"               [--seq K] [--date YYYYMMDD] [--changes FILE --change-count M]\n"
	"Writes N invented people as a J01 file (and with --changes a week of their life as the "
	"next one).\n";

struct options {
	unsigned long persons;
	unsigned long seed;
	unsigned long seq;
	unsigned long change_count;
	const char *municipality;
	const char *out;
	const char *changes;
	struct mg_date today; /* the day the first file is written */
	enum mg_frame_charset charset;
};

struct output {
	FILE *file;
	struct mg_j01_writer writer;
	const struct mg_city *city;
	struct mg_city_record *record;
	struct mg_error err;
};

static bool write_file(void *context, const void *bytes, size_t n, struct mg_error *err)
{
	FILE *file = context;
	if (fwrite(bytes, 1, n, file) != n)
		return mg_fail(err, MG_ERR_UNAVAILABLE, "write: %s", strerror(errno));
	return true;
}

static bool open_output(struct output *o, const struct options *options, const char *path,
	unsigned long seq, struct mg_date day)
{
	struct mg_frame_header header = {
		.file_id = "J01",
		.layout_version = MG_J01_LAYOUT_VERSION,
		.source = "住民記録システム",
		.seq = (uint32_t)seq,
		.charset = options->charset,
		.spec_id = MG_J01_SPEC,
	};
	char digits[MG_DATE_TEXT_BYTES];
	mg_date_format(day, MG_DATE_DIGITS, digits);
	snprintf(header.municipality, sizeof(header.municipality), "%s", options->municipality);
	snprintf(header.created, sizeof(header.created), "%.8s060000", digits);
	o->file = fopen(path, "wb");
	if (o->file == NULL)
		return mg_fail(&o->err, MG_ERR_UNAVAILABLE, "open: %s", strerror(errno));
	setvbuf(o->file, NULL, _IOFBF, 1 << 20);
	return mg_j01_writer_open(&o->writer, &header, write_file, o->file, &o->err);
}

static bool close_output(struct output *o)
{
	const bool ok = mg_j01_writer_close(&o->writer, &o->err);
	mg_j01_writer_done(&o->writer);
	if (fclose(o->file) != 0)
		return mg_fail(&o->err, MG_ERR_UNAVAILABLE, "close: %s", strerror(errno));
	return ok;
}

static bool write_one(void *context, uint32_t citizen, enum mg_j01_op op)
{
	struct output *o = context;
	mg_city_record(o->city, citizen, op, o->record);
	return mg_j01_write(&o->writer, &o->record->record, &o->err);
}

static bool write_city(struct output *o, const struct options *options)
{
	if (!open_output(o, options, options->out, options->seq, o->city->today))
		return false;
	for (uint32_t i = 0; i < o->city->n; i++)
		if (!write_one(o, i, MG_J01_INSERT))
			return false;
	return close_output(o);
}

static bool write_changes(struct output *o, struct mg_city *city, const struct options *options)
{
	if (options->changes == NULL)
		return true;
	if (!open_output(o, options, options->changes, options->seq + 1,
		    mg_date_add_days(city->today, 7)))
		return false;
	if (!mg_city_live(city, (uint32_t)options->change_count, write_one, o))
		return false;
	return close_output(o);
}

static bool read_number(const char *text, unsigned long max, unsigned long *ret)
{
	char *end;
	errno = 0;
	const unsigned long value = strtoul(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || text[0] == '-' || value > max)
		return false;
	*ret = value;
	return true;
}

static bool read_charset(const char *text, enum mg_frame_charset *ret)
{
	*ret = strcmp(text, "cp932") == 0 ? MG_CHARSET_CP932 : MG_CHARSET_UTF8;
	return *ret == MG_CHARSET_CP932 || strcmp(text, "utf8") == 0;
}

static bool read_option(int c, struct options *o)
{
	switch (c) {
	case 'p':
		return read_number(optarg, 5000000, &o->persons);
	case 's':
		return read_number(optarg, UINT32_MAX, &o->seed);
	case 'k':
		return read_number(optarg, 99999998, &o->seq) && o->seq > 0;
	case 'n':
		return read_number(optarg, 5000000, &o->change_count);
	case 'm':
		o->municipality = optarg;
		return mg_municipality_is_valid(optarg, strlen(optarg));
	case 'o':
		o->out = optarg;
		return true;
	case 'c':
		o->changes = optarg;
		return true;
	case 'd':
		return mg_date_parse(optarg, strlen(optarg), &o->today) == MG_DATE_READ;
	case 'x':
		return read_charset(optarg, &o->charset);
	default:
		return false;
	}
}

static bool read_options(int argc, char **argv, struct options *o)
{
	static const struct option LONG[] = {
		{"persons", required_argument, NULL, 'p'},
		{"seed", required_argument, NULL, 's'},
		{"municipality", required_argument, NULL, 'm'},
		{"out", required_argument, NULL, 'o'},
		{"charset", required_argument, NULL, 'x'},
		{"seq", required_argument, NULL, 'k'},
		{"changes", required_argument, NULL, 'c'},
		{"change-count", required_argument, NULL, 'n'},
		{"date", required_argument, NULL, 'd'},
		{NULL, 0, NULL, 0},
	};
	*o = (struct options){
		.seed = 1,
		.seq = 1,
		.change_count = 1000,
		.municipality = "271403",
		.today = {2026, 11, 17},
	};
	for (int c; (c = getopt_long(argc, argv, "", LONG, NULL)) != -1;)
		if (!read_option(c, o))
			return false;
	return optind == argc && o->persons > 0 && o->out != NULL;
}

int main(int argc, char **argv)
{
	struct options options;
	struct mg_city city;
	struct output output = {.city = &city};
	if (!read_options(argc, argv, &options)) {
		fputs(USAGE, stderr);
		return 2;
	}
	/* a birth or a household that moves in takes one place or a few more than the records asked
	 * for */
	const uint32_t extra = options.changes == NULL ? 0 : (uint32_t)options.change_count + 16;
	output.record = malloc(sizeof(*output.record));
	if (output.record == NULL || !mg_city_invent(&city, (uint32_t)options.persons, extra,
					     options.seed, options.today, &output.err)) {
		fputs("madoguchi-city: out of memory\n", stderr);
		free(output.record);
		return 1;
	}
	const bool ok = write_city(&output, &options) && write_changes(&output, &city, &options);
	if (!ok)
		fprintf(stderr, "madoguchi-city: %s\n", output.err.detail);
	mg_city_done(&city);
	free(output.record);
	return ok ? 0 : 1;
}
