/* SPDX-License-Identifier: Apache-2.0
 * The numbers and names of server.conf that the capabilities work by. */
#pragma once
#include "base/shared.h"
#include "config_read.h"

/* Fills municipality, import, disk, export and password settings; texts are borrowed from `c`. INVALID: a value that is none. */
bool mg_server_settings(const struct mg_server_config *c, struct mg_shared *ret, struct mg_error *err) MG_MUST_CHECK;
