/* SPDX-License-Identifier: Apache-2.0
 * The shapes of the few texts that an order may carry. Pure; both halves of the agent look, each for itself. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "agent/order.h"

/* A staff number: 1 to 16 letters, digits or hyphens. */
bool mg_staff_no_is_valid(const char *s);
/* A serial number: 1 to 126 characters of printable ASCII. */
bool mg_serial_is_valid(const char *s);
/* FAT's short form: 1 to 8 and 1 to 3 of capitals, digits, '-' and '_', a dot between them. */
bool mg_file_name_is_short(const char *s);
/* Three digits. */
bool mg_ward_is_valid(const char *s);

/* True when every member of the order is in its range, its texts end inside it, and `now_us` (UTC) lies in its period of
 * at most four hours. What the root half asks of an order that it did not make. */
bool mg_order_is_whole(const struct mg_order *order, int64_t now_us);
