/* SPDX-License-Identifier: Apache-2.0
 * The parts of test_staff in their other file. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "rig.h"

void two_of_the_authority_acknowledge_a_break_glass(void **state);
void heads_confirm_their_people_each_year_and_sign(void **state);
void the_list_of_personnel_shows_what_is_out_of_order(void **state);
