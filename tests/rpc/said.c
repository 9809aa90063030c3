/* SPDX-License-Identifier: Apache-2.0 */
#include "said.h"
#include <string.h>

#define YAMA "\x0a\x06\xe3\x82\x84\xe3\x81\xbe" /* PersonSearchRequest{text: "やま"} */

struct said said_call(struct mg_rpc_client *client, const char *path, const void *bytes, size_t n,
	const ProtobufCMessageDescriptor *reply, const struct mg_rpc_options *options)
{
	struct mg_arena arena;
	struct mg_rpc_result r;
	struct said said;
	mg_arena_init(&arena, 8U << 20);
	mg_rpc_call_bytes(client, path, bytes, n, reply, options, &arena, &r);
	said = (struct said){.status = r.status, .has_entry = r.entry.n > 0};
	memcpy(said.code, r.code, sizeof(said.code));
	mg_arena_done(&arena);
	return said;
}

struct said said_search(struct mg_rpc_client *client, const uint8_t *token, int timeout_ms)
{
	return said_call(client, "/madoguchi.v1.Person/Search", YAMA, 8,
		&pb__person_search_reply__descriptor,
		&(struct mg_rpc_options){.token = token, .timeout_ms = timeout_ms});
}

struct said said_challenge(struct mg_rpc_client *client)
{
	return said_call(client, "/madoguchi.v1.Login/Challenge", "", 0,
		&pb__challenge_reply__descriptor, &(struct mg_rpc_options){.timeout_ms = 5000});
}

int said_health(struct mg_rpc_client *client)
{
	struct mg_arena arena;
	struct mg_rpc_result r;
	mg_arena_init(&arena, 65536);
	mg_rpc_call_bytes(client, "/grpc.health.v1.Health/Check", "", 0,
		&pb_health__health_check_response__descriptor,
		&(struct mg_rpc_options){.timeout_ms = 5000}, &arena, &r);
	int status = r.status == 0
			     ? (int)((const PbHealth__HealthCheckResponse *)(const void *)r.reply)
				       ->status
			     : -1;
	mg_arena_done(&arena);
	return status;
}
