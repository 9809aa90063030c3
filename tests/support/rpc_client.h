/* SPDX-License-Identifier: Apache-2.0
 * A plain, blocking gRPC client over mutual TLS for tests and benchmarks; one channel, many threads. */
#pragma once
#include <protobuf-c/protobuf-c.h>
#include "base/arena.h"
#include "base/bytes.h"

struct mg_rpc_client;

struct mg_rpc_client_config {
	const char *address;     /* "127.0.0.1:1234" */
	const char *server_name; /* name in the server's certificate */
	const char *ca_file;
	const char *cert_file; /* NULL: no client certificate */
	const char *key_file;
};
/* NULL with a message on standard error when a file cannot be read. */
struct mg_rpc_client *mg_rpc_client_new(const struct mg_rpc_client_config *config);
void mg_rpc_client_free(struct mg_rpc_client *client);

struct mg_rpc_options {
	const uint8_t *token; /* 32 bytes; NULL: none */
	const uint8_t *key;   /* 16 bytes; NULL: none */
	const uint8_t *fresh; /* 32 bytes of Session.Reauthenticate; NULL: none */
	int timeout_ms;       /* 0: 20 s; negative: a deadline that has passed */
	const char *extra_header, *extra_value; /* NULL: none */
};
struct mg_rpc_result {
	int status;          /* gRPC status; 0: OK */
	char message[128];   /* status details: the message key */
	char code[32];       /* of madoguchi-error-bin: "BUSY"; empty: none came */
	char field[32];      /* of the request, when one is to blame */
	ProtobufCMessage *reply; /* in the arena; NULL unless status is 0 */
	struct mg_bytes entry;   /* madoguchi-entry-bin; in the arena */
};
/* Calls `path` with `in` packed and the reply unpacked into `arena`. */
void mg_rpc_call(struct mg_rpc_client *client, const char *path, const ProtobufCMessage *in,
	const ProtobufCMessageDescriptor *out, const struct mg_rpc_options *options, struct mg_arena *arena,
	struct mg_rpc_result *ret);
/* The same with any bytes as the request. */
void mg_rpc_call_bytes(struct mg_rpc_client *client, const char *path, const void *bytes, size_t n,
	const ProtobufCMessageDescriptor *out, const struct mg_rpc_options *options, struct mg_arena *arena,
	struct mg_rpc_result *ret);
