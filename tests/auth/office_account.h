/* SPDX-License-Identifier: Apache-2.0
 * What a person does about the own account in the office: change the password, report a leak, read the own logins. */
#pragma once
#include "office.h"

struct office_change {
	struct office_reply reply;
	bool changed;
	int fault; /* enum mg_password_fault */
	size_t n_permissions;
	uint32_t characters_min;
	bool text_in_notes; /* a password stands in what goes to the log */
};
struct office_change office_change_password(
	const uint8_t token[32], const struct office_try *how, const char *new_password);
struct office_reply office_report_leak(const uint8_t token[32], int terminal, bool lock_account);

#define OFFICE_SEEN_MAX 50
struct office_logins {
	size_t n;
	int outcome[OFFICE_SEEN_MAX], act[OFFICE_SEEN_MAX]; /* newest first */
	int64_t at_us[OFFICE_SEEN_MAX];
	char terminal[OFFICE_SEEN_MAX][64];
	uint32_t refused;
	int64_t changed_us, expires_us;
};
struct office_logins office_my_logins(const uint8_t token[32], int terminal);
/* The clerk logs in with another password than the first. */
struct office_reply office_login_with(enum office_person person, int terminal, const char *password);
