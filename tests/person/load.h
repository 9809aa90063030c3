/* SPDX-License-Identifier: Apache-2.0
 * A J01 file of the invented city written into the bureau's database, for measuring. */
#pragma once
#include <stddef.h>

struct mg_load_figures {
	size_t persons;
	double read_s;	/* file to checked records */
	double write_s; /* mg_person_write and commit */
	double own_cpu_s;
};
/* Writes all records in batches of `batch`; aborts when one is refused. */
struct mg_load_figures mg_load_j01(const char *path, size_t batch);
