/* SPDX-License-Identifier: Apache-2.0
 * The key list, and who of it signed what. Inside of verify/ only. */
#pragma once
#include "agent/verify/verify.h"

/* The list, when it is the authority's and whole; the caller frees it. */
enum mg_reason mg_verify_keys(const struct mg_policy *policy, struct mg_known *known, const struct mg_signed *signed_list,
	Sg__KeyList **ret);
/* The LOG key in force: of those valid now the one whose time began last. NULL: none. */
const Sg__Key *mg_keys_find_log(const Sg__KeyList *keys, int64_t now_us);

/* Which reasons a place has for a signature that is not as it must be. */
struct mg_place {
	const char *type;
	Sg__Key__Use use;
	enum mg_reason unknown, other_use, period, forged;
};
/* The envelope is signed by a key of the list that has this use and is valid now. */
enum mg_reason mg_verify_signer(const struct mg_policy *policy, const Sg__KeyList *keys, const struct mg_place *place,
	const struct mg_signed *signed_, int64_t now_us, const Sg__Key **ret);
