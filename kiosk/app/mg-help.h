/* SPDX-License-Identifier: Apache-2.0
 * The sheet of F1: what a screen is for and what its keys do. Built anew each time; decides nothing. */
#pragma once
#include "mg-screen.h"

GtkWidget *mg_help_new (MgScreen *screen);
