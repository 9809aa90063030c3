/* SPDX-License-Identifier: Apache-2.0
 * Password and finger once more, as a sheet over any screen, for one act that asks for it. The
 * password lies in the login's locked memory as soon as it is sent. */
#pragma once
#include "app/mg-base-screen.h"

/* path: of the call that the factors are for ("/madoguchi.v1.Export/Approve"). title: the act as a
 * question or a noun. done gets the token (its own) with owner, after the sheet is closed; it is
 * not called when the clerk gives up. */
void mg_fresh_sheet_open (gpointer screen, const char *path, const char *title, MgFreshDone done,
                          gpointer owner);
