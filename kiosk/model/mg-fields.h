/* SPDX-License-Identifier: Apache-2.0
 * What the items of a record are called in the office, how their values are written, and under which
 * heading they stand. The labels come from sql/fields.csv at build time; must hold no values. */
#pragma once
#include <glib.h>

typedef enum
{
  MG_GROUP_JUKI,  /* 個人情報, 111 items */
  MG_GROUP_ATENA, /* 宛名情報, 63 items */
  MG_N_GROUPS,
} MgGroup;

typedef struct
{
  MgGroup group;
  guint seq;
  const char *column; /* as in MgItem and in the protocol */
  const char *label;
  const char *type; /* D date, DU date known in part, F flag, K code, C number, N figure, T time, V text */
} MgFieldInfo;

typedef struct
{
  const char *title;
  guint from; /* seq of the first and last item; a heading may have several runs */
  guint to;
} MgSection;

/* NULL: not an item of this group. Borrowed, like all here. */
const MgFieldInfo *mg_fields_find (MgGroup group, const char *column);
const MgFieldInfo *mg_fields_list (MgGroup group, guint *ret_n);
/* In the order of the screen. Rows of the same title follow each other. */
const MgSection *mg_fields_sections (MgGroup group, guint *ret_n);

/* The value as the office writes it: era dates, 123-4567, 有／無, 1,234. To be freed. */
char *mg_fields_format (const MgFieldInfo *field, const char *value);
char *mg_count_format (guint64 count); /* 1,240; to be freed */
