/* SPDX-License-Identifier: Apache-2.0
 * The two kinds of workers of madoguchi-paper. Each serves one request of the listening socket it
 * was born with, and ends: what one paper did to a worker is gone before the next. A drawer has no
 * network and opens no file once it serves; a printing worker has a network but starts no program.
 * Neither holds a key. */
#pragma once
#include "matcher/listen.h"

struct mg_paper_place {
	int listener;
	const struct mg_peers *peers;
	int ready; /* a byte is written here once it can serve; -1: nobody asks */
};
/* Exit status: 0 served, 1 not able to start (the journal says why), 2 the request was none. */
int mg_drawing_worker(const struct mg_paper_place *place);
int mg_printing_worker(const struct mg_paper_place *place);

/* Waits for an admitted connection; -1 when there will be none. */
int mg_paper_accept(const struct mg_paper_place *place);
void mg_paper_ready(const struct mg_paper_place *place);
