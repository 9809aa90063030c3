/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/leftovers.h"
#include <sys/stat.h>
#include "admin/kek_ask.h"

#define LEFTOVER_S (3 * 86400)

void mg_leftovers_look(const struct mg_city *city, int64_t now_us, void (*says)(void *user, const char *file, const char *what),
	void *user)
{
	static const char *const names[] = {"kek.new", "kek.next", "kek.old"};
	char path[MG_CITY_PATH_BYTES];
	struct stat st;
	for (size_t i = 0; i < MG_LEN(names); i++) /* when it came there: kek.old was written when it was the key in force */
		if (mg_city_path(city, names[i], path, NULL) && stat(path, &st) == 0 && now_us / 1000000 - st.st_ctim.tv_sec > LEFTOVER_S)
			says(user, names[i], "lies there for more than three days: kek-rotate goes on, kek-rotate --destroy-old ends it");
	if (city->shared.keys && mg_city_path(city, "kek.sealed", path, NULL) &&
		mg_kek_sealed_is_older(path, mg_keys_generation(city->shared.keys)))
		says(user, "kek.sealed", "holds an older root key: kek-seal makes it anew");
}
