/* SPDX-License-Identifier: Apache-2.0
 * Asks what is to be extracted: specification, period, reason. For holders of EXTRACT. */
#pragma once
#include "app/mg-base-screen.h"

void mg_build_sheet_open (gpointer screen);
