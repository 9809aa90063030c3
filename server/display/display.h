/* SPDX-License-Identifier: Apache-2.0
 * What the neighbours ask of this slice: how the calling terminal shows what it shows. */
#pragma once
#include "rpc/call.h"

/* A plain read without notes: the long poll tells it. */
bool mg_display_fill(struct mg_call *call, Pb__DisplaySettings *out, struct mg_error *err) MG_MUST_CHECK;
