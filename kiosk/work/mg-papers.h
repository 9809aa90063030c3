/* SPDX-License-Identifier: Apache-2.0
 * A paper looked at and printed from here: its bytes in memory, copies, printers and the queue. No
 * widgets, no files. */
#pragma once
#include "madoguchi/v1/paper.pb-c.h"
#include "mg-wire.h"
#include "remote/mg-read.h"
#include "remote/mg-write.h"

#define MG_COPIES_MAX 20

/* What paper; by value. */
typedef struct
{
  Pb__PaperKind kind;  /* NONE: none */
  MgReceiptNo receipt; /* of a slip */
  MgDate day;          /* of a list */
  char staff_no[16];
} MgPaperRef;

#define MG_TYPE_PAPERS (mg_papers_get_type ())
G_DECLARE_FINAL_TYPE (MgPapers, mg_papers, MG, PAPERS, GObject)

/* Emits "changed" (jobs, acts, progress) and "paper-changed" (the bytes). */
MgPapers *mg_papers_new (MgLine *line);
/* Fetches the whole paper piece by piece. */
void mg_papers_open (MgPapers *self, const MgPaperRef *ref);
void mg_papers_close (MgPapers *self); /* wipes */
const MgPaperRef *mg_papers_get_ref (MgPapers *self);
GBytes *mg_papers_get_bytes (
    MgPapers *self); /* the whole PDF; NULL: not yet. Borrowed; wiped when the last one goes */
MgTrouble mg_papers_get_trouble (MgPapers *self);

/* Jobs and printers; asked for again by itself while one is waiting. */
void mg_papers_ask_jobs (MgPapers *self);
const Pb__PaperJobsReply *mg_papers_get_jobs (MgPapers *self); /* NULL: not come */
/* FALSE: under way, or nothing to print. printer "": the first of the ward. */
gboolean mg_papers_print (MgPapers *self, guint copies, const char *printer);
gboolean mg_papers_reprint (MgPapers *self, guint64 job_id, const char *printer);
gboolean mg_papers_cancel (MgPapers *self, guint64 job_id);
/* Of the write pressed last. */
const MgAct *mg_papers_get_act (MgPapers *self);
