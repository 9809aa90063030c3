/* SPDX-License-Identifier: Apache-2.0
 * What must be as it should be before the server opens its door. */
#pragma once
#include "base/shared.h"
#include "config_read.h"

/* The database loses no writes, and neither account may do more than sql/grants.sql says. Errors: INVALID, DENIED, UNAVAILABLE. */
bool mg_start_check_accounts(const struct mg_server_config *c, struct mg_error *err) MG_MUST_CHECK;
/* List of keys and matrix of rights are the root's, and not older than the newest that was seen. Errors: as of those. */
bool mg_start_check_signed(const struct mg_server_config *c, const struct mg_shared *shared, struct mg_error *err) MG_MUST_CHECK;
