/* SPDX-License-Identifier: Apache-2.0
 * One person in a list, as the server gave them. Wiped when it is let go; must not be changed. */
#pragma once
#include <glib-object.h>
#include "mg-era.h"

typedef enum
{
  MG_MATCH_NONE,
  MG_MATCH_NAME,
  MG_MATCH_OLD_NAME,
  MG_MATCH_ALIAS,
  MG_MATCH_ALPHABET,
  MG_MATCH_KATAKANA,
  MG_MATCH_BIRTH,
  MG_MATCH_PENSION_NO,
  MG_MATCH_ADDRESS,
  MG_MATCH_SHORI_NO,
  MG_MATCH_MY_NUMBER,
  MG_N_MATCHES,
} MgMatch;

typedef enum
{
  MG_RESIDENT_ALL,
  MG_RESIDENT_LIVING,
  MG_RESIDENT_MOVED_OUT,
  MG_RESIDENT_DECEASED,
  MG_N_RESIDENTS,
} MgResident;

#define MG_TYPE_ROW (mg_row_get_type ())
G_DECLARE_FINAL_TYPE (MgRow, mg_row, MG, ROW, GObject)

struct _MgRow
{
  GObject parent_instance;
  /* owned; never NULL */
  char *shori_no;
  char *name;
  char *kana;
  char *matched_text; /* the 旧氏, 通称 … that matched when it is not the name itself */
  char *birth_text;   /* as recorded, when unknown in part */
  char *sex;
  char *address;
  char *ward;
  /* state */
  MgMatch match;
  guint kana_from; /* matched part of kana, in characters */
  guint kana_len;
  MgDate birth;
  int age; /* -1: not known */
  MgResident resident;
  gboolean hides_address; /* 支援措置 */
  gboolean is_protected;  /* the same, also where this session may see the place */
  gboolean is_foreigner;
};

/* All strings empty; the maker fills them with mg_row_set(). */
MgRow *mg_row_new (void);
void mg_row_set (char **place, const char *text);

/* Words for a cell; to be freed. Birth in the era form for Japanese, western for foreigners. */
char *mg_row_birth (const MgRow *self, MgEraStyle style);
const char *mg_row_sex (const MgRow *self);
const char *mg_match_word (MgMatch match);     /* 旧氏, 通称 …; "" when it is the name itself */
const char *mg_resident_word (MgResident resident); /* 住民, 転出, 死亡 */
/* "昭和54年5月14日　47歳　女". To be freed. */
char *mg_row_facts (const MgRow *self);
