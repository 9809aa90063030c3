/* SPDX-License-Identifier: Apache-2.0
 * What 媒体台帳 asks: a stick to enter, whom it is lent to, how it came back, that it is gone. */
#pragma once
#include "app/mg-base-screen.h"

void mg_media_enter_open (gpointer screen);
void mg_media_lend_open (gpointer screen, const Pb__Medium *medium);
void mg_media_return_open (gpointer screen, const Pb__Medium *medium);
void mg_media_dispose_open (gpointer screen, const Pb__Medium *medium);
