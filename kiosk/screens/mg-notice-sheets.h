/* SPDX-License-Identifier: Apache-2.0
 * The two sheets of screen 69: a new notice, and why one is withdrawn. */
#pragma once
#include "app/mg-base-screen.h"

void mg_notice_post_open (gpointer screen);
void mg_notice_withdraw_open (gpointer screen, const Pb__NoticeItem *notice);
