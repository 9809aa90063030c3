/* SPDX-License-Identifier: Apache-2.0
 * kek-rotate: a new root key in the place of the old one. */
#include <stdio.h>
#include <unistd.h>
#include "admin/commands.h"
#include "admin/kek_rotate.h"

#define ROWS_A_PIECE 5000U

static bool kek_rotate(const struct mg_options *o, struct mg_error *err)
{
	struct mg_city city;
	if (!mg_city_open(mg_option(o, "dir"), &city, err))
		return false;
	struct mg_kek_work work = {.city = &city, .rows_a_piece = ROWS_A_PIECE, .stop = mg_kek_stop_by_signals()};
	char kek[MG_CITY_PATH_BYTES];
	bool ok = mg_city_path(&city, "kek", kek, err);
	if (ok && access(kek, F_OK) != 0)
		ok = mg_fail(err, MG_ERR_SEALED, "a rotation wants the plain kek for its time: kek-seal --back, and afterwards kek-seal");
	ok = ok && mg_city_open_log(&city, err) &&
			(mg_option(o, "destroy-old") ? mg_kek_destroy_old(&work, err) : mg_kek_rotate(&work, err));
	mg_city_done(&city);
	return ok;
}

static const struct mg_option_def rotate_options[] = {
	{"dir", MG_OPTION_REQUIRED, "the city's folder"},
	{"destroy-old", MG_OPTION_FLAG, "destroys the key that a finished rotation left in kek.old"},
	{NULL, MG_OPTION_FLAG, NULL},
};
const struct mg_command mg_command_kek_rotate = {
	"kek-rotate", "a new root key: wraps all keys anew while servers go on; ended anywhere, it goes on from there", rotate_options,
	kek_rotate, MG_GIVES_NO_POWER};
