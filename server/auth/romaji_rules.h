/* SPDX-License-Identifier: Apache-2.0
 * A reading in Latin letters, in the ways people write their names. Pure; for comparing only. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define MG_ROMAJI_WAYS 4U /* 訓令式 and Hepburn, each with long vowels written and not */

/* `kana`: full-width katakana or hiragana of `n` bytes. False when it holds anything else or `cap` bytes do not suffice. */
bool mg_romaji_of(const char *kana, size_t n, unsigned way, char *ret, size_t cap);
