/* SPDX-License-Identifier: Apache-2.0
 * Papers of invented people, for tests, measurements and for looking at. */
#pragma once
#include "paper/paper_layout_format.h"

extern const struct mg_paper_slip sample_slip;
/* `n` forms with three or four items each, every fifth of somebody under 支援措置; the caller frees
 * nothing: static memory, at most 400. */
struct mg_paper_check_list sample_list(unsigned n, bool is_signed);
/* Describes and ends the test program when that fails. */
struct mg_bytes sample_describe_slip(const struct mg_paper_slip *slip);
struct mg_bytes sample_describe_list(const struct mg_paper_check_list *list);
