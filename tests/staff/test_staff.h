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
/* test_staff_one.c */
void a_vendor_is_neither_head_nor_of_the_authority(void **state);
void an_approved_change_does_not_undo_a_removal(void **state);
void an_approved_change_is_not_of_an_account_that_was_begun_anew(void **state);
void a_personnel_number_is_one_in_whichever_spelling(void **state);
void of_two_registrations_of_one_person_one_is_approved(void **state);
