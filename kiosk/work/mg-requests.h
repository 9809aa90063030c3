/* SPDX-License-Identifier: Apache-2.0
 * 端末の登録の依頼 (behind screen 66): the requests of new terminals, brought from a file and decided.
 * No widgets. */
#pragma once
#include "ceremony/request.h"
#include "madoguchi/v1/terminal.pb-c.h"
#include "mg-shelf.h"
#include "remote/mg-write.h"

#define MG_TYPE_REQUESTS (mg_requests_get_type ())
G_DECLARE_FINAL_TYPE (MgRequests, mg_requests, MG, REQUESTS, GObject)

/* One file that lies ready at this terminal. */
typedef struct
{
  char *name;        /* of the file */
  char *fingerprint; /* in groups; NULL: not a request */
} MgRequestFile;

/* folder: where files of requests lie, borrowed; NULL: nowhere. Emits "changed". */
MgRequests *mg_requests_new (MgLine *line, const char *folder);
void mg_requests_ask (MgRequests *self);
void mg_requests_clear (MgRequests *self);
const Pb__TerminalRequestsReply *mg_requests_get (MgRequests *self); /* NULL: not come */
MgTrouble mg_requests_get_trouble (MgRequests *self);

gboolean mg_requests_has_folder (MgRequests *self);
/* The first nine *.request of the folder, by name. Elements of MgRequestFile; to be unreferenced. */
GPtrArray *mg_requests_list_files (MgRequests *self);

typedef enum
{
  MG_REQUEST_PROPOSE,
  MG_REQUEST_REVIEW,
  MG_N_REQUEST_ACTS,
} MgRequestAct;
/* token is taken. FALSE: an earlier act has no end yet, or the file cannot be read. */
gboolean mg_requests_propose (MgRequests *self, const char *file, const char *name,
                              const char *section, const char *ward, MgSecret *token);
/* fingerprint: as typed, 16 bytes; words: why not. */
gboolean mg_requests_approve (MgRequests *self, guint64 request_id, const guint8 *fingerprint,
                              MgSecret *token);
gboolean mg_requests_refuse (MgRequests *self, guint64 request_id, const char *words,
                             MgSecret *token);
/* Of the act pressed last; *ret_field: what the server blames, "". */
const MgAct *mg_requests_get_act (MgRequests *self, MgRequestAct *ret_which, const char **ret_field);
const char *mg_request_act_path (MgRequestAct which);
const char *mg_request_state_word (Pb__TerminalRequestState state);
const char *mg_request_state_tone (Pb__TerminalRequestState state);
/* Why the server took it not, in words; NULL: nothing that this screen knows. */
const char *mg_request_fault_words (const char *field);
