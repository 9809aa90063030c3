/* SPDX-License-Identifier: Apache-2.0
 * The code lists that forms offer, as the server has them in force today. Asked for once a session.
 */
#pragma once
#include "remote/mg-read.h"

typedef struct
{
  char *code;
  char *word;
} MgCode;

MgCode *mg_code_new (const char *code, const char *word);
void mg_code_free (MgCode *self);
/* An empty list that frees its codes. */
GPtrArray *mg_code_list_new (void);

#define MG_TYPE_CODES (mg_codes_get_type ())
G_DECLARE_FINAL_TYPE (MgCodes, mg_codes, MG, CODES, GObject)

/* Emits "changed" when the lists have come. */
MgCodes *mg_codes_new (MgLine *line);
/* Unless they are there. */
void mg_codes_ask (MgCodes *self);
/* Of MgCode, in the server's order; NULL: not there. Borrowed. */
const GPtrArray *mg_codes_get (MgCodes *self, const char *list);
/* NULL: no such code, or the list is not there. Borrowed. */
const char *mg_codes_find (MgCodes *self, const char *list, const char *code);
