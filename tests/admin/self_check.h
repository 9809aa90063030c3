/* SPDX-License-Identifier: Apache-2.0
 * The cases of test_admin that are about self-check, in their order. */
#pragma once

void what_a_rotation_left_is_named_after_three_days(void **state);
void the_self_check_names_what_is_wrong(void **state);
void a_certificate_that_runs_out_is_a_fault_two_weeks_before(void **state);
