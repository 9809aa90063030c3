/* SPDX-License-Identifier: Apache-2.0
 * Short words for the calls that tests of a server's life make again and again. */
#pragma once
#include "madoguchi/health.pb-c.h"
#include "rig.h"

struct said {
	int status;    /* gRPC status; 0: OK */
	char code[32]; /* a name of errors.def */
	bool has_entry;
};

struct said said_call(struct mg_rpc_client *client, const char *path, const void *bytes, size_t n,
	const ProtobufCMessageDescriptor *reply, const struct mg_rpc_options *options);
/* Person.Search for やま; timeout_ms 0: 20 s. */
struct said said_search(struct mg_rpc_client *client, const uint8_t *token, int timeout_ms);
struct said said_challenge(struct mg_rpc_client *client);
/* The status that Health tells; -1: it did not answer. */
int said_health(struct mg_rpc_client *client);
#define SERVING PB_HEALTH__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVING
#define NOT_SERVING PB_HEALTH__HEALTH_CHECK_RESPONSE__SERVING_STATUS__NOT_SERVING
