/* SPDX-License-Identifier: Apache-2.0
 * Further cases of test_glass, in the life of the same city. */
#pragma once

/* The passwords of 900001 and 900002. */
#define FIRST "kengen-Honcho-83"
#define SECOND "kengen-Nishi-47"

/* In set-up, and before. */
void wrong_tries_wait_longer_and_longer(void **state);
void who_logged_in_stands_in_the_entry(void **state);
void a_sealing_waits_for_a_rotation(void **state);
void consoles_beside_each_other_wait_for_each_other(void **state);

/* In service, no break-glass open. */
void the_database_says_no_to_changed_rows_too(void **state);
/* The last ones: they open a break-glass of their own and leave the database ahead of its scripts. */
void another_folder_of_scripts_gives_power_and_each_is_named(void **state);
void papers_of_a_ward_are_led_elsewhere_under_a_break_glass_only(void **state);
