/* SPDX-License-Identifier: Apache-2.0
 * What a rotation of the root key left lying about in the city's folder for more than three days, and a sealed copy of a
 * key that is no more. Only looks. */
#pragma once
#include "admin/city.h"

/* Says each file by its name, and what helps. kek.sealed is looked at only where the city's keys are open. */
void mg_leftovers_look(const struct mg_city *city, int64_t now_us, void (*says)(void *user, const char *file, const char *what),
	void *user);
