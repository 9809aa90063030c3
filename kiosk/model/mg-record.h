/* SPDX-License-Identifier: Apache-2.0
 * What this terminal knows of the audit log: the newest checkpoint it has seen and its own leaves
 * that are not proved yet. Raises the alarm on a smaller tree, a fork, or a missing leaf. Proofs are
 * checked by functions given to it; must not fetch anything. */
#pragma once
#include <glib.h>

#define MG_RECORD_HASH_BYTES 32
#define MG_RECORD_LEAVES_ASKED 16  /* a Watch asks for so many proofs */
#define MG_RECORD_LATE_S 5         /* ▲ 遅れ from this lag on */
#define MG_RECORD_MISSING_S 60     /* a leaf asked for in vain for so long while the log goes on: alarm */
#define MG_RECORD_MISSING_LATE_S 300 /* and for so long in any case, but for the time of a cut line */

typedef enum
{
  MG_RECORD_UNKNOWN, /* not seen yet */
  MG_RECORD_GOOD,
  MG_RECORD_CUT,  /* no connection */
  MG_RECORD_LATE, /* entries wait for a checkpoint */
  MG_RECORD_ALARM,
} MgRecordState;

typedef enum
{
  MG_ALARM_NONE,
  MG_ALARM_SMALLER,   /* L-01: the tree shrank */
  MG_ALARM_FORK,      /* L-02: the new tree does not continue the old one */
  MG_ALARM_MISSING,   /* L-03: an entry this terminal was given is not in the tree */
  MG_ALARM_SIGNATURE, /* L-04: the checkpoint is not signed by the log's key */
} MgAlarm;

typedef struct
{
  guint64 size;
  guint8 root[MG_RECORD_HASH_BYTES];
} MgTree;

typedef struct
{
  const guint8 *leaf; /* MG_RECORD_HASH_BYTES */
  guint64 index;
  const guint8 *path; /* path_n * MG_RECORD_HASH_BYTES */
  gsize path_n;
} MgLeafProof;

typedef struct
{
  /* A reader of signed notes: FALSE when it is malformed or not signed by the log's key. */
  gboolean (*read_checkpoint) (const char *note, gsize n, MgTree *ret, gpointer data);
  /* RFC 9162 sections 2.1.4.2 and 2.1.3.2. */
  gboolean (*is_consistent) (const MgTree *old, const MgTree *new, const guint8 *path, gsize path_n,
                             gpointer data);
  gboolean (*is_included) (const MgTree *tree, const MgLeafProof *proof, gpointer data);
} MgRecordChecks;

typedef struct _MgRecord MgRecord;

/* checks and data are borrowed. checks is NULL when this terminal does not know the log's key: it
 * then never says that all is well. */
MgRecord *mg_record_new (const MgRecordChecks *checks, gpointer data);
void mg_record_free (MgRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgRecord, mg_record_free)

/* The hash of an entry that came with an answer. */
void mg_record_add_leaf (MgRecord *self, const guint8 *leaf);
/* Leaves to ask for now, oldest first; borrowed until the next call. */
guint mg_record_list_leaves (MgRecord *self, gint64 now_ms,
                             const guint8 *ret[MG_RECORD_LEAVES_ASKED]);
guint64 mg_record_get_size (const MgRecord *self);

/* One answer of Watch. checkpoint is empty when there is none yet: an alarm once there was one. Each returns TRUE on a change of
 * what is shown. */
gboolean mg_record_told (MgRecord *self, const char *checkpoint, gsize checkpoint_n,
                         const guint8 *consistency, gsize consistency_n, const MgLeafProof *proofs,
                         gsize n_proofs, gint64 lag_us, gint64 now_ms);
gboolean mg_record_cut (MgRecord *self);

MgRecordState mg_record_get_state (const MgRecord *self);
MgAlarm mg_record_get_alarm (const MgRecord *self);
guint mg_record_get_lag_s (const MgRecord *self);
guint mg_record_get_proved (const MgRecord *self);  /* own entries proved to be in the tree */
guint mg_record_get_waiting (const MgRecord *self); /* own entries not proved yet */
/* "✓ 正常", "▲ 不通", "▲ 遅れ 40 秒", "■ 異常". To be freed. */
char *mg_record_words (const MgRecord *self);
/* The sentence of the alarm bar; NULL without one. Borrowed. */
const char *mg_alarm_words (MgAlarm alarm);
