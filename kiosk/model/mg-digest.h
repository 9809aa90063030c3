/* SPDX-License-Identifier: Apache-2.0
 * Digests as people compare them: in groups. */
#pragma once
#include <glib.h>

/* Hexadecimal digits in groups of four, eight groups a line. To be freed. */
char *mg_digest_group (const char *digits);
char *mg_digest_format (const guint8 *bytes, gsize n);
/* The first groups only, for a list: "9f3c 1b70 …". To be freed. */
char *mg_digest_format_short (const guint8 *bytes, gsize n);
/* Bytes with a unit that one reads out: "12,480 バイト", "3.4 MB". To be freed. */
char *mg_bytes_format (guint64 n);
