/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-record.h"
#include <string.h>
#include "mg-i18n.h"

#define LEAVES_MAX 4096 /* a day's entries that never got a proof would be more than an alarm */

typedef struct
{
  guint8 hash[MG_RECORD_HASH_BYTES];
  gint64 asked_ms; /* first asked for; 0: not yet */
} Leaf;

struct _MgRecord
{
  /* borrowed */
  const MgRecordChecks *checks;
  gpointer data;
  /* owned */
  GArray *leaves; /* Leaf, oldest first */
  /* state */
  MgTree tree;
  MgRecordState state;
  MgAlarm alarm;
  gint64 lag_us;
  gint64 told_ms;  /* the newest answer */
  gint64 grown_ms; /* the newest answer with a larger tree */
  guint proved;
};

MgRecord *
mg_record_new (const MgRecordChecks *checks, gpointer data)
{
  MgRecord *self = g_new0 (MgRecord, 1);
  self->checks = checks;
  self->data = data;
  self->leaves = g_array_new (FALSE, FALSE, sizeof (Leaf));
  return self;
}

void
mg_record_free (MgRecord *self)
{
  if (!self)
    return;
  g_array_unref (self->leaves);
  g_free (self);
}

void
mg_record_add_leaf (MgRecord *self, const guint8 *leaf)
{
  Leaf new = {.asked_ms = 0};
  memcpy (new.hash, leaf, sizeof new.hash);
  if (self->leaves->len < LEAVES_MAX)
    g_array_append_val (self->leaves, new);
}

guint
mg_record_list_leaves (MgRecord *self, gint64 now_ms, const guint8 *ret[MG_RECORD_LEAVES_ASKED])
{
  const guint n = MIN (self->leaves->len, MG_RECORD_LEAVES_ASKED);
  for (guint i = 0; i < n; i++)
    {
      Leaf *leaf = &g_array_index (self->leaves, Leaf, i);
      if (leaf->asked_ms == 0)
        leaf->asked_ms = MAX (now_ms, 1);
      ret[i] = leaf->hash;
    }
  return n;
}

guint64
mg_record_get_size (const MgRecord *self)
{
  return self->tree.size;
}

static MgAlarm
take_checkpoint (MgRecord *self, const char *note, gsize n, const guint8 *path, gsize path_n,
                 gint64 now_ms)
{
  MgTree new;
  if (n == 0)
    return self->tree.size > 0 ? MG_ALARM_SMALLER : MG_ALARM_NONE;
  if (!self->checks->read_checkpoint (note, n, &new, self->data))
    return MG_ALARM_SIGNATURE;
  if (new.size < self->tree.size)
    return MG_ALARM_SMALLER;
  if (self->tree.size > 0 && !self->checks->is_consistent (&self->tree, &new, path, path_n, self->data))
    return MG_ALARM_FORK;
  if (new.size > self->tree.size)
    self->grown_ms = now_ms;
  self->tree = new;
  return MG_ALARM_NONE;
}

static void
drop_leaf (MgRecord *self, const guint8 *hash)
{
  for (guint i = 0; i < self->leaves->len; i++)
    if (memcmp (g_array_index (self->leaves, Leaf, i).hash, hash, MG_RECORD_HASH_BYTES) == 0)
      {
        g_array_remove_index (self->leaves, i);
        self->proved++;
        return;
      }
}

static MgAlarm
take_proofs (MgRecord *self, const MgLeafProof *proofs, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      if (!self->checks->is_included (&self->tree, &proofs[i], self->data))
        return MG_ALARM_MISSING;
      drop_leaf (self, proofs[i].leaf);
    }
  return MG_ALARM_NONE;
}

/* While the line was cut nobody could prove anything: that time does not count. */
static void
skip_cut (MgRecord *self, gint64 now_ms)
{
  for (guint i = 0; self->state == MG_RECORD_CUT && i < self->leaves->len; i++)
    {
      Leaf *leaf = &g_array_index (self->leaves, Leaf, i);
      if (leaf->asked_ms > 0)
        leaf->asked_ms = MIN (now_ms, leaf->asked_ms + MAX (now_ms - self->told_ms, 0));
    }
}

/* An entry of ours, asked for long ago, has no proof, though the server says that nothing waits, or the tree has grown
 * since. How far the log is behind is the server's word, so it excuses nothing for ever. */
static gboolean
is_missing (const MgRecord *self, gint64 now_ms)
{
  const Leaf *oldest = self->leaves->len > 0 ? &g_array_index (self->leaves, Leaf, 0) : NULL;
  if (!oldest || oldest->asked_ms == 0)
    return FALSE;
  const gint64 waited_ms = now_ms - oldest->asked_ms;
  const gboolean should_be_there = self->lag_us == 0 || self->grown_ms > oldest->asked_ms;
  return (should_be_there && waited_ms > MG_RECORD_MISSING_S * 1000)
         || waited_ms > MG_RECORD_MISSING_LATE_S * 1000;
}

gboolean
mg_record_told (MgRecord *self, const char *checkpoint, gsize checkpoint_n,
                const guint8 *consistency, gsize consistency_n, const MgLeafProof *proofs,
                gsize n_proofs, gint64 lag_us, gint64 now_ms)
{
  const MgRecordState old_state = self->state;
  const guint old_lag_s = mg_record_get_lag_s (self);
  self->lag_us = lag_us;
  if (!self->checks)
    {
      self->state = MG_RECORD_UNKNOWN;
      return self->state != old_state;
    }
  skip_cut (self, now_ms);
  self->told_ms = now_ms;
  if (self->alarm == MG_ALARM_NONE)
    self->alarm
        = take_checkpoint (self, checkpoint, checkpoint_n, consistency, consistency_n, now_ms);
  if (self->alarm == MG_ALARM_NONE)
    self->alarm = take_proofs (self, proofs, n_proofs);
  if (self->alarm == MG_ALARM_NONE && is_missing (self, now_ms))
    self->alarm = MG_ALARM_MISSING;
  self->state = self->alarm != MG_ALARM_NONE                     ? MG_RECORD_ALARM
                : mg_record_get_lag_s (self) >= MG_RECORD_LATE_S ? MG_RECORD_LATE
                                                                 : MG_RECORD_GOOD;
  return self->state != old_state || mg_record_get_lag_s (self) != old_lag_s;
}

gboolean
mg_record_cut (MgRecord *self)
{
  if (self->state == MG_RECORD_CUT || self->state == MG_RECORD_ALARM)
    return FALSE;
  self->state = MG_RECORD_CUT;
  return TRUE;
}

MgRecordState
mg_record_get_state (const MgRecord *self)
{
  return self->state;
}

MgAlarm
mg_record_get_alarm (const MgRecord *self)
{
  return self->alarm;
}

guint
mg_record_get_lag_s (const MgRecord *self)
{
  return (guint)(self->lag_us / G_USEC_PER_SEC);
}

guint
mg_record_get_proved (const MgRecord *self)
{
  return self->proved;
}

guint
mg_record_get_waiting (const MgRecord *self)
{
  return self->leaves->len;
}

char *
mg_record_words (const MgRecord *self)
{
  switch (self->state)
    {
    case MG_RECORD_UNKNOWN:
      return g_strdup (_ ("― 未確認"));
    case MG_RECORD_GOOD:
      return g_strdup (_ ("✓ 正常"));
    case MG_RECORD_CUT:
      return g_strdup (_ ("▲ 不通"));
    case MG_RECORD_LATE:
      return g_strdup_printf (_ ("▲ 遅れ %u 秒"), mg_record_get_lag_s (self));
    case MG_RECORD_ALARM:
      return g_strdup (_ ("■ 異常"));
    }
  return g_strdup ("");
}

const char *
mg_alarm_words (MgAlarm alarm)
{
  switch (alarm)
    {
    case MG_ALARM_NONE:
      return NULL;
    case MG_ALARM_SMALLER:
      return _ ("■ 記録の異常　サーバーの記録が前より少なくなっています。検索を止めました。"
                "上司と情報システム課へ「警報 L-01」と伝えてください。");
    case MG_ALARM_FORK:
      return _ ("■ 記録の異常　サーバーの記録が前の記録とつながりません。検索を止めました。"
                "上司と情報システム課へ「警報 L-02」と伝えてください。");
    case MG_ALARM_MISSING:
      return _ ("■ 記録の異常　この端末が受け取った記録がサーバーにありません。検索を止めました。"
                "上司と情報システム課へ「警報 L-03」と伝えてください。");
    case MG_ALARM_SIGNATURE:
      return _ ("■ 記録の異常　サーバーの記録の署名が正しくありません。検索を止めました。"
                "上司と情報システム課へ「警報 L-04」と伝えてください。");
    }
  return NULL;
}
