/* SPDX-License-Identifier: Apache-2.0
 * Sheets of screen 64: the second person's factors, and which finger is removed. */
#pragma once
#include "app/mg-base-screen.h"

/* Closes by itself when the person was confirmed. */
void mg_witness_sheet_open (gpointer screen);
/* Fresh factors of who is logged in are asked for after it. */
void mg_remove_finger_open (gpointer screen);
