/* SPDX-License-Identifier: Apache-2.0
 * One sitting in which fingers are enrolled, call by call, with pictures of synthetic fingers and a person made for it. */
#pragma once
#include "exporter.h"
#include "madoguchi/v1/finger.pb-c.h"

#define ENROLLER 5 /* 200002, as authority for the test, at terminal 2 */
#define WITNESS 3  /* 100003 */
#define TERMINAL 2
#define BLANK 0    /* instead of a seed */
#define PASSWORD "atarashii-Mado-63"

struct sitting {
	const struct counter *c;
	uint8_t id[16], nonce[32];
};

/* A new member of staff without fingers; the number. */
const char *enroller_person(void);
/* Fails the test on a no. */
void sitting_begin(struct sitting *s, const struct counter *c, const char *staff_no);
/* One call with five touches of these fingers; NULL: refused. */
const Pb__FingerCaptureReply *sitting_capture(
	const struct sitting *s, unsigned finger, const uint64_t seeds[5], struct counter_said *said);
/* A finger taken and compared whole, or the test fails. */
void sitting_take(const struct sitting *s, unsigned finger, uint64_t seed);
/* The last five pictures once more, under another finger's number. */
const Pb__FingerCaptureReply *sitting_again(const struct sitting *s, unsigned finger, struct counter_said *said);
enum sitting_spoil { AS_IT_IS, WRONG_NONCE, WRONG_SIGNATURE };
const Pb__FingerLookReply *sitting_look(
	const struct sitting *s, uint64_t seed, enum sitting_spoil spoil, struct counter_said *said);
/* The rig's person `staff` gives finger and password, as `staff_no` where that is not NULL. */
bool sitting_witness(
	const struct sitting *s, int staff, const char *staff_no, const char *password, struct counter_said *said);
/* With fresh factors of who is logged in; the number of fingers, 0: refused. */
unsigned sitting_commit(const struct sitting *s, struct counter_said *said);
/* All of it: one person's two fingers, witnessed, in force. */
void sitting_whole(const struct counter *c, const char *staff_no, const unsigned fingers[2], const uint64_t seeds[2]);
const Pb__FingerListReply *enroller_list(const struct counter *c, const char *staff_no);
/* With fresh factors; "" or the code. */
const char *enroller_delete(const struct counter *c, const char *staff_no, unsigned finger, struct counter_said *said);
/* Logs in at terminal 1 with a touch of this finger; "" or the code. `ret_token` may be NULL. */
const char *enroller_login(const char *staff_no, uint64_t seed, uint8_t ret_token[32]);
