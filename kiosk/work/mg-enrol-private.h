/* SPDX-License-Identifier: Apache-2.0
 * What the two files of MgEnrol share. */
#pragma once
#include "mg-enrol.h"

struct _MgEnrol
{
  GObject parent_instance;
  /* borrowed */
  const MgAssertion *assertion;
  const MgEnrolReader *reader;
  gpointer reader_data;
  const char *words; /* a literal */
  const char *tone;
  /* owned */
  MgLine *line;
  MgWrite *commit;
  MgWrite *delete;
  MgMessage *person; /* reply of List or Begin */
  MgPicture *pictures[MG_ENROL_PICTURES];
  GCancellable *cancel; /* of what is asked */
  char *witness;
  char *found; /* the number that was asked for */
  /* state */
  MgEnrolState state;
  guint finger;
  guint slot; /* of the picture that is looked at */
  guint32 enrolled;
  guint32 taken;
  guint compared;
  guint total;
  guint asking; /* calls without an answer */
  guint again;  /* source: a comparison that the server was too busy for is sent once more */
  guint busy;   /* times that happened to it */
  gboolean is_reader_ill; /* and that was said */
  gboolean is_open; /* a sitting */
  guint8 id[MG_ENROL_ID_BYTES];
  guint8 nonce[MG_LOGIN_NONCE_BYTES];
};

static inline ProtobufCBinaryData
mg_enrol_borrow (const guint8 *bytes, gsize n)
{
  return (ProtobufCBinaryData){.len = n, .data = (uint8_t *)bytes};
}

/* words: a literal, translated; NULL: none. Emits "changed". */
void mg_enrol_say (MgEnrol *self, const char *tone, const char *words);
void mg_enrol_say_trouble (MgEnrol *self, MgTrouble trouble);
void mg_enrol_ask (MgEnrol *self, const MgCallSpec *spec, const ProtobufCMessage *request,
                   GAsyncReadyCallback callback);
/* The answer (yours), or NULL with ret_trouble; field: as mg_line_send_finish() takes it. */
MgMessage *mg_enrol_finish (MgEnrol *self, GObject *source, GAsyncResult *result,
                            MgTrouble *ret_trouble, char *field);
void mg_enrol_forget_pictures (MgEnrol *self);
