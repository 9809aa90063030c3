/* SPDX-License-Identifier: Apache-2.0
 * The files of a new city: keys, certificates and the configuration of its programs. Opens no database. */
#pragma once
#include "admin/options.h"

/* Into the folder --dir, from --municipality, --name, --db-socket, --db-user, --sql-dir, --host-name. `passphrase` NULL:
 * authority keys are not encrypted. Never over existing files. */
bool mg_city_files_make(const struct mg_options *options, const char *passphrase, struct mg_error *err) MG_MUST_CHECK;
