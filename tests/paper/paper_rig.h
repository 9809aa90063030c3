/* SPDX-License-Identifier: Apache-2.0
 * madoguchi-paper and a real IPP printer (ippeveprinter) for tests: each a process of its own in a
 * folder of the build tree, gone when the test ends. What the printer "prints" lands in that
 * folder. */
#pragma once
#include <stdbool.h>
#include <sys/types.h>
#include "paper/client.h"

struct paper_rig {
	char dir[300];
	struct mg_paper_client *client;
	char uri[100]; /* of the printer, which keeps its port when it is started again */
	pid_t paper, printer, bus;
};
extern struct paper_rig paper_rig;

/* Starts madoguchi-paper or aborts. `drawers` workers of each kind. */
void paper_rig_open(const char *name, unsigned workers);
void paper_rig_close(void);
/* Starts or stops the printer. */
void paper_rig_printer_on(void);
void paper_rig_printer_off(void);
/* The printer takes jobs, but nothing leaves it until it is released. */
void paper_rig_hold(bool hold);
/* Papers that came out, and what the printer was told of the nth (from 1): "copies", "job-name"; ""
 * when it was not told. */
unsigned paper_rig_printed(void);
void paper_rig_told(unsigned nth, const char *what, char ret[100]);
/* Waits until that many came out; false after 10 s. */
bool paper_rig_wait_printed(unsigned n);
/* Writes a file into the folder and returns its path. */
const char *paper_rig_file(const char *name, struct mg_bytes bytes);
/* What a program says on standard output, its first `cap` bytes; aborts when it cannot be run. */
void paper_rig_output(const char *command, char *ret, size_t cap);
