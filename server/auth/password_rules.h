/* SPDX-License-Identifier: Apache-2.0
 * What a password must be, and how long it serves: pure decisions on text. Hashes nothing, knows no table.
 *
 * After NIST SP 800-63B and ASVS 6.2: a length, a list of what is guessed first, no rules of composition. A word of the list
 * does not forbid a password that holds it: what is left beside all such words must be four characters. What is known of the
 * person forbids it wherever it stands. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MG_PASSWORD_CHARACTERS_MIN 8U /* the city may ask for more, not for less */
#define MG_PASSWORD_CHARACTERS_MIN_MAX 64U
#define MG_PASSWORD_BYTES_MAX 1024U
#define MG_PASSWORD_REST_MIN 4U /* characters beside words, rows of keys and sequences */
#define MG_PASSWORD_HISTORY 12U /* so many of the last ones, the present one among them, are not taken again */
#define MG_PASSWORD_AGE_DAYS_MAX 3650U

/* The numbers are those of PasswordFault in session.proto. */
enum mg_password_fault {
	MG_PASSWORD_FINE = 0,
	MG_PASSWORD_TOO_SHORT = 1,
	MG_PASSWORD_TOO_LONG = 2,
	MG_PASSWORD_CONTROL = 3,      /* control characters, or not UTF-8 */
	MG_PASSWORD_STAFF_NUMBER = 4, /* holds the staff number */
	MG_PASSWORD_OWN_NAME = 5,     /* holds a part of the name, in kanji, kana or romaji */
	MG_PASSWORD_BIRTH_DATE = 6,
	MG_PASSWORD_WORD = 7,         /* hardly more than words of the list, or a year */
	MG_PASSWORD_KEYBOARD = 8,     /* hardly more than keys that lie beside each other */
	MG_PASSWORD_MONOTONOUS = 9,   /* hardly more than a sequence or one repeated character */
	MG_PASSWORD_REUSED = 10,      /* one of the last MG_PASSWORD_HISTORY; whoever holds the hashes finds that out */
};

/* What is known of whose password it is; NULL: unknown. */
struct mg_password_owner {
	const char *staff_no;
	const char *name;  /* "西 恵" */
	const char *kana;  /* "ニシ メグミ" */
	const char *birth; /* "19790514" */
};

/* `password` is NFC text of `n` bytes. The first fault, in the order of the numbers but for the last three, of which it is
 * the one that covers most. */
enum mg_password_fault mg_password_judge(
	const char *password, size_t n, const struct mg_password_owner *owner, unsigned characters_min);
const char *mg_password_fault_name(enum mg_password_fault fault); /* for the log: "too_short"; "fine" */
/* For the terminal of an administrator: what to do, in English. */
const char *mg_password_fault_words(enum mg_password_fault fault);
/* True from the instant at which the password is `max_age_days` old; never with 0. */
bool mg_password_is_expired(int64_t changed_us, int64_t now_us, unsigned max_age_days);
