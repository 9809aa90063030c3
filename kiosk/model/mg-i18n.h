/* SPDX-License-Identifier: Apache-2.0
 * Marks the words a clerk sees: the source is Japanese, po/en.po holds the English. Must not be used
 * for what goes over the wire or into a log. */
#pragma once
#include <libintl.h>

#define MG_TEXT_DOMAIN "madoguchi-kiosk"
#define _(text) dgettext (MG_TEXT_DOMAIN, text)
/* In tables: marked for translation, looked up with _() where it is shown. */
#define N_(text) (text)
