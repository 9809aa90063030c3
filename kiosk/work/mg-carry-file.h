/* SPDX-License-Identifier: Apache-2.0
 * The sealed file of a carry-out in memory: filled piece by piece, judged by its digest, then shut
 * for ever against writing. Never on a disk. */
#pragma once
#include <glib.h>

#define MG_CARRY_BYTES_MAX (256 * 1024 * 1024)

typedef struct
{
  int fd; /* -1: none */
  guint64 size;
  guint64 got;
  GChecksum *sum;
  guint8 sha256[32]; /* what it must be */
} MgCarryFile;

void mg_carry_file_init (MgCarryFile *self);
/* FALSE: no memory for it. sha256: 32 bytes. */
gboolean mg_carry_file_open (MgCarryFile *self, guint64 size, const guint8 *sha256);
gboolean mg_carry_file_add (MgCarryFile *self, const guint8 *bytes, gsize n);
/* The whole file is there and is the right one; then it is sealed against every change. */
gboolean mg_carry_file_seal (MgCarryFile *self);
void mg_carry_file_clear (MgCarryFile *self);
