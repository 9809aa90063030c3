/* SPDX-License-Identifier: Apache-2.0
 * madoguchi-finger: a fingerprint reader made of paper, for tests and the demo. Never installed. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "picture.h"
#include "synth.h"
#include "virtual_reader.h"

/* Exit status when nobody asked for a finger in time. */
#define EXIT_IGNORED 3
#define DIRTY_NOISE 4.0
#define PAPER 250

struct options {
	const char *socket;
	const char *out;
	const char *file;
	const char *reason;
	uint64_t seed;
	uint64_t impression;
	double noise; /* < 0: as the impression has it */
	uint64_t wait_ms;
	bool blank;
	bool seeded;
};

static int usage(void)
{
	fputs("madoguchi-finger press --socket PATH (--seed S [--impression K] [--noise X | "
	      "--dirty] |\n"
	      "                       --file PGM | --blank) [--wait-ms N]\n"
	      "    lays a finger on the reader until the picture is taken (30 s; then status 3)\n"
	      "madoguchi-finger complain --socket PATH [--reason general|short|centre|lift] "
	      "[--wait-ms N]\n"
	      "madoguchi-finger fail --socket PATH [--reason general|proto|hot] [--wait-ms N]\n"
	      "    the reader itself has a fault\n"
	      "madoguchi-finger unplug --socket PATH [--wait-ms N]\n"
	      "madoguchi-finger write --seed S [--impression K] [--noise X | --dirty] --out PGM\n"
	      "PATH is the value of FP_VIRTUAL_IMAGE of the program that reads.\n",
		stderr);
	return 2;
}

static bool read_u64(const char *text, uint64_t *ret)
{
	char *end;
	errno = 0;
	*ret = strtoull(text, &end, 10);
	return errno == 0 && end != text && *end == '\0' && *text != '-';
}

static bool read_noise(const char *text, double *ret)
{
	char *end;
	*ret = strtod(text, &end);
	return end != text && *end == '\0' && *ret >= 0 && *ret <= 100;
}

static bool read_option(int c, struct options *o)
{
	switch (c) {
	case 's':
		o->socket = optarg;
		return true;
	case 'o':
		o->out = optarg;
		return true;
	case 'f':
		o->file = optarg;
		return true;
	case 'r':
		o->reason = optarg;
		return true;
	case 'b':
		o->blank = true;
		return true;
	case 'd':
		o->noise = DIRTY_NOISE;
		return true;
	case 'S':
		o->seeded = true;
		return read_u64(optarg, &o->seed);
	case 'k':
		return read_u64(optarg, &o->impression) && o->impression <= UINT32_MAX;
	case 'w':
		return read_u64(optarg, &o->wait_ms) && o->wait_ms <= 3600000;
	case 'n':
		return read_noise(optarg, &o->noise);
	default:
		return false;
	}
}

static bool read_options(int argc, char **argv, struct options *o)
{
	static const struct option names[] = {
		{"socket", required_argument, NULL, 's'},
		{"out", required_argument, NULL, 'o'},
		{"file", required_argument, NULL, 'f'},
		{"reason", required_argument, NULL, 'r'},
		{"blank", no_argument, NULL, 'b'},
		{"dirty", no_argument, NULL, 'd'},
		{"seed", required_argument, NULL, 'S'},
		{"impression", required_argument, NULL, 'k'},
		{"noise", required_argument, NULL, 'n'},
		{"wait-ms", required_argument, NULL, 'w'},
		{0},
	};
	for (int c; (c = getopt_long(argc, argv, "", names, NULL)) != -1;)
		if (!read_option(c, o))
			return false;
	return optind == argc;
}

/* The picture the options ask for; to be freed by mg_picture_done(). */
static bool make_picture(const struct options *o, struct mg_picture *ret, struct mg_error *err)
{
	if (o->file)
		return mg_picture_load(o->file, ret, err);
	struct mg_picture picture = {.width = MG_SYNTH_WIDTH,
		.height = MG_SYNTH_HEIGHT,
		.pixels = malloc(MG_SYNTH_PIXELS)};
	if (!picture.pixels)
		return mg_fail(err, MG_ERR_INTERNAL, "no memory");
	*ret = picture;
	if (o->blank) {
		memset(picture.pixels, PAPER, MG_SYNTH_PIXELS);
		return true;
	}
	MG_CLEANUP(mg_synth_master_freep)
	struct mg_synth_master *master = mg_synth_master_new(o->seed);
	if (!master)
		return mg_fail(err, MG_ERR_INTERNAL, "no memory");
	struct mg_synth_press press = mg_synth_press_nth(o->seed, (uint32_t)o->impression);
	if (o->noise >= 0)
		press.noise = o->noise;
	mg_synth_impress(master, &press, picture.pixels);
	return true;
}

static bool do_press(const struct options *o, struct mg_error *err)
{
	MG_CLEANUP(mg_picture_done) struct mg_picture picture = {0};
	return make_picture(o, &picture, err) &&
	       mg_reader_press(o->socket, &picture, (int64_t)o->wait_ms, err);
}

static bool do_write(const struct options *o, struct mg_error *err)
{
	MG_CLEANUP(mg_picture_done) struct mg_picture picture = {0};
	return make_picture(o, &picture, err) &&
	       mg_picture_save(o->out, picture.width, picture.height, picture.pixels, err);
}

static bool do_complain(const struct options *o, struct mg_error *err)
{
	static const char *const reasons[] = {"general", "short", "centre", "lift"};
	for (unsigned i = 0; i < MG_LEN(reasons); i++)
		if (strcmp(o->reason, reasons[i]) == 0)
			return mg_reader_complain(
				o->socket, (enum mg_reader_complaint)i, (int64_t)o->wait_ms, err);
	return mg_fail(err, MG_ERR_INVALID, "no such reason");
}

static bool do_fail(const struct options *o, struct mg_error *err)
{
	static const struct {
		const char *name;
		enum mg_reader_fault fault;
	} faults[] = {
		{"general", MG_READER_FAULT_GENERAL},
		{"proto", MG_READER_FAULT_PROTO},
		{"hot", MG_READER_FAULT_HOT},
	};
	for (unsigned i = 0; i < MG_LEN(faults); i++)
		if (strcmp(o->reason, faults[i].name) == 0)
			return mg_reader_fail(o->socket, faults[i].fault, (int64_t)o->wait_ms, err);
	return mg_fail(err, MG_ERR_INVALID, "no such fault");
}

static bool do_unplug(const struct options *o, struct mg_error *err)
{
	return mg_reader_unplug(o->socket, (int64_t)o->wait_ms, err);
}

static const struct verb {
	const char *name;
	bool needs_socket, needs_out, needs_picture;
	bool (*run)(const struct options *o, struct mg_error *err);
} verbs[] = {
	{"press", true, false, true, do_press},
	{"complain", true, false, false, do_complain},
	{"fail", true, false, false, do_fail},
	{"unplug", true, false, false, do_unplug},
	{"write", false, true, true, do_write},
};

static bool is_complete(const struct verb *verb, const struct options *o)
{
	return (!verb->needs_socket || o->socket) && (!verb->needs_out || o->out) &&
	       (!verb->needs_picture || o->seeded || o->blank || o->file);
}

int main(int argc, char **argv)
{
	struct options options = {.noise = -1, .wait_ms = 30000, .reason = "general"};
	const struct verb *verb = NULL;
	for (size_t i = 0; argc > 1 && i < MG_LEN(verbs); i++)
		if (strcmp(argv[1], verbs[i].name) == 0)
			verb = &verbs[i];
	if (!verb || !read_options(argc - 1, argv + 1, &options) || !is_complete(verb, &options))
		return usage();
	struct mg_error err = {0};
	if (verb->run(&options, &err))
		return EXIT_SUCCESS;
	fprintf(stderr, "madoguchi-finger: %s\n", err.detail);
	return err.code == MG_ERR_DEADLINE ? EXIT_IGNORED : EXIT_FAILURE;
}
