/* SPDX-License-Identifier: Apache-2.0
 * Server credentials for mutual TLS whose files are read again when they change. */
#pragma once
#include <grpc/grpc_security.h>
#include "base/error.h"

struct mg_tls; /* must outlive the server that uses its credentials */

/* Errors: UNAVAILABLE (a file cannot be read). The files are PEM; they must exist while the server
 * lives. */
bool mg_tls_new(const char *ca_file, const char *cert_file, const char *key_file,
	struct mg_tls **ret, struct mg_error *err) MG_MUST_CHECK;
void mg_tls_free(struct mg_tls *tls);
/* The caller releases them with grpc_server_credentials_release. */
grpc_server_credentials *mg_tls_credentials(struct mg_tls *tls);
