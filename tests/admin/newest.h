/* SPDX-License-Identifier: Apache-2.0
 * The newest entry of the city's log, opened with the city's keys. Each run of madoguchi-admin is a writer of its own. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct newest {
	uint16_t action;
	char path[80];
	char actor[40];
	char facts[2000]; /* "key=value key=value …" */
};
void newest_entry(struct newest *ret);
