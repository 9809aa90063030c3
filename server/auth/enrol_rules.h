/* SPDX-License-Identifier: Apache-2.0
 * When a finger may be enrolled, confirmed and removed, and when two fingers count as one: pure decisions. Compares no
 * picture. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MG_ENROL_FINGERS_MIN 2U
#define MG_ENROL_FINGERS_MAX 4U
#define MG_ENROL_PICTURES 5U
#define MG_ENROL_LIFE_US (1800 * INT64_C(1000000))
#define MG_ENROL_WITNESS_LIFE_US (300 * INT64_C(1000000)) /* from the second person's factors to the commit */
/* One picture that matches a stranger's template is no rarity (docs/fingers.md): the first two ask, three of the five decide. */
#define MG_ENROL_FIRST_LOOKS 2U
#define MG_ENROL_VOTES 3U

enum mg_enrol_state { MG_ENROL_NONE, MG_ENROL_OPEN, MG_ENROL_WITNESSED, MG_ENROL_DONE, MG_ENROL_DROPPED };

/* One person of the staff as these rules see them. */
struct mg_enrol_person {
	uint64_t staff_id;
	const char *person_ref; /* "": not known */
};

/* True only for two people of whom both personnel numbers are known and differ. */
bool mg_enrol_are_two(const struct mg_enrol_person *a, const struct mg_enrol_person *b);
/* Fingers as bits 1 to 10. How many the person has once `taken` is put in force. */
unsigned mg_enrol_count(uint32_t enrolled, uint32_t taken);
/* May a sitting be confirmed that leaves so many? */
bool mg_enrol_count_fits(unsigned fingers);
/* Is somebody with so many let in? In a city in service nobody by a single finger, which came there at one administrator's
 * console (set-up, break-glass): two people saw the others. */
bool mg_enrol_suffices(bool in_service, size_t fingers);
/* May one finger (or all, 0) of `enrolled` be removed? `ret_left`: how many stay. */
bool mg_enrol_may_remove(uint32_t enrolled, unsigned finger, unsigned *ret_left);

/* Why a sitting does not go on, as the field of the request that is refused; NULL: it does. */
struct mg_enrol_sitting {
	enum mg_enrol_state state;
	uint64_t session_no;
	int64_t expires_us;
	int64_t witnessed_us; /* 0: not yet */
};
const char *mg_enrol_closed(
	const struct mg_enrol_sitting *s, enum mg_enrol_state wanted, uint64_t session_no, int64_t now_us);
