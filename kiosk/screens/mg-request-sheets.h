/* SPDX-License-Identifier: Apache-2.0
 * What 端末の登録 asks: which request is brought and for where, the number that stands at the new
 * terminal, why not; each followed by the own factors. */
#pragma once
#include "app/mg-base-screen.h"

void mg_request_propose_open (gpointer screen);
void mg_request_approve_open (gpointer screen, const Pb__TerminalRequestItem *request);
void mg_request_refuse_open (gpointer screen, const Pb__TerminalRequestItem *request);
