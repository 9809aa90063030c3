/* SPDX-License-Identifier: Apache-2.0 */
#include "rpc_client.h"
#include <grpc/byte_buffer.h>
#include <grpc/byte_buffer_reader.h>
#include <grpc/grpc_security.h>
#include <grpc/support/alloc.h>
#include <grpc/support/time.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "madoguchi/v1/common.pb-c.h"

struct mg_rpc_client {
	grpc_channel *channel;
};

static char *slurp(const char *path)
{
	FILE *f = fopen(path, "re");
	char *text = f ? calloc(1, 65536) : NULL;
	if (text && fread(text, 1, 65535, f) == 0) {
		free(text);
		text = NULL;
	}
	if (f)
		fclose(f);
	if (!text)
		fprintf(stderr, "rpc client: cannot read a certificate file\n");
	return text;
}

struct mg_rpc_client *mg_rpc_client_new(const struct mg_rpc_client_config *config)
{
	char *ca = slurp(config->ca_file), *cert = config->cert_file ? slurp(config->cert_file) : NULL,
	     *key = config->key_file ? slurp(config->key_file) : NULL;
	struct mg_rpc_client *client = NULL;
	if (ca && (!config->cert_file || (cert && key))) {
		grpc_init();
		grpc_ssl_pem_key_cert_pair pair = {key, cert};
		grpc_channel_credentials *credentials =
			grpc_ssl_credentials_create_ex(ca, cert ? &pair : NULL, NULL, NULL);
		grpc_arg args[] = {
			{.type = GRPC_ARG_STRING, .key = (char *)GRPC_SSL_TARGET_NAME_OVERRIDE_ARG,
				.value.string = (char *)(uintptr_t)config->server_name},
			{.type = GRPC_ARG_INTEGER, .key = (char *)GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, .value.integer = 1},
			{.type = GRPC_ARG_INTEGER, .key = (char *)GRPC_ARG_MAX_RECEIVE_MESSAGE_LENGTH,
				.value.integer = 8 << 20},
		};
		grpc_channel_args all = {MG_LEN(args), args};
		client = calloc(1, sizeof(*client));
		if (client)
			client->channel = grpc_channel_create(config->address, credentials, &all);
		grpc_channel_credentials_release(credentials);
	}
	free(ca);
	free(cert);
	free(key);
	return client;
}

void mg_rpc_client_free(struct mg_rpc_client *client)
{
	if (!client)
		return;
	grpc_channel_destroy(client->channel);
	free(client);
	grpc_shutdown_blocking();
}

static size_t fill_metadata(const struct mg_rpc_options *options, grpc_metadata md[4])
{
	size_t n = 0;
	if (options->token) {
		char bearer[72] = "Bearer ";
		mg_hex(options->token, 32, bearer + 7);
		md[n++] = (grpc_metadata){.key = grpc_slice_from_static_string("authorization"),
			.value = grpc_slice_from_copied_string(bearer)};
	}
	if (options->key)
		md[n++] = (grpc_metadata){.key = grpc_slice_from_static_string("madoguchi-key-bin"),
			.value = grpc_slice_from_copied_buffer((const char *)options->key, 16)};
	if (options->fresh) {
		char text[65];
		mg_hex(options->fresh, 32, text);
		md[n++] = (grpc_metadata){.key = grpc_slice_from_static_string("madoguchi-fresh"),
			.value = grpc_slice_from_copied_string(text)};
	}
	if (options->extra_header)
		md[n++] = (grpc_metadata){.key = grpc_slice_from_copied_string(options->extra_header),
			.value = grpc_slice_from_copied_string(options->extra_value)};
	return n;
}

static void read_trailers(const grpc_metadata_array *trailers, struct mg_arena *arena, struct mg_rpc_result *ret)
{
	for (size_t i = 0; i < trailers->count; i++) {
		const grpc_metadata *m = &trailers->metadata[i];
		const uint8_t *p = GRPC_SLICE_START_PTR(m->value);
		size_t n = GRPC_SLICE_LENGTH(m->value);
		if (grpc_slice_str_cmp(m->key, "madoguchi-entry-bin") == 0) {
			ret->entry = (struct mg_bytes){(uint8_t *)mg_arena_memdup(arena, p, n), n};
		} else if (grpc_slice_str_cmp(m->key, "madoguchi-error-bin") == 0) {
			Pb__ErrorDetail *detail = pb__error_detail__unpack(NULL, n, p);
			if (detail) {
				snprintf(ret->code, sizeof(ret->code), "%s", detail->code);
				snprintf(ret->field, sizeof(ret->field), "%s", detail->field);
			}
			pb__error_detail__free_unpacked(detail, NULL);
		}
	}
}

static void *in_arena(void *arena, size_t n)
{
	return mg_arena_alloc(arena, n);
}

static void leave(void *arena, void *p)
{
	(void)arena;
	(void)p;
}

static void read_reply(grpc_byte_buffer *message, const ProtobufCMessageDescriptor *out, struct mg_arena *arena,
	struct mg_rpc_result *ret)
{
	grpc_byte_buffer_reader reader;
	ProtobufCAllocator allocator = {.alloc = in_arena, .free = leave, .allocator_data = arena};
	if (!message || !grpc_byte_buffer_reader_init(&reader, message))
		return;
	grpc_slice all = grpc_byte_buffer_reader_readall(&reader);
	ret->reply =
		protobuf_c_message_unpack(out, &allocator, GRPC_SLICE_LENGTH(all), GRPC_SLICE_START_PTR(all));
	grpc_slice_unref(all);
	grpc_byte_buffer_reader_destroy(&reader);
}

static gpr_timespec deadline(int timeout_ms)
{
	if (timeout_ms == 0)
		timeout_ms = 20000;
	return gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_millis(timeout_ms, GPR_TIMESPAN));
}

void mg_rpc_call_bytes(struct mg_rpc_client *client, const char *path, const void *bytes, size_t n,
	const ProtobufCMessageDescriptor *out, const struct mg_rpc_options *options, struct mg_arena *arena,
	struct mg_rpc_result *ret)
{
	static const struct mg_rpc_options none;
	options = options ? options : &none;
	*ret = (struct mg_rpc_result){0};
	grpc_completion_queue *cq = grpc_completion_queue_create_for_pluck(NULL);
	grpc_slice method = grpc_slice_from_copied_string(path);
	grpc_call *call = grpc_channel_create_call(
		client->channel, NULL, GRPC_PROPAGATE_DEFAULTS, cq, method, NULL, deadline(options->timeout_ms), NULL);
	grpc_slice_unref(method);
	grpc_slice body = grpc_slice_from_copied_buffer(bytes, n), details = grpc_empty_slice();
	grpc_byte_buffer *request = grpc_raw_byte_buffer_create(&body, 1), *reply = NULL;
	grpc_metadata_array initial, trailers;
	grpc_metadata md[4];
	size_t n_md = fill_metadata(options, md);
	grpc_status_code status = GRPC_STATUS_UNKNOWN;
	const char *error_string = NULL;
	grpc_metadata_array_init(&initial);
	grpc_metadata_array_init(&trailers);
	grpc_op ops[] = {
		{.op = GRPC_OP_SEND_INITIAL_METADATA,
			.data.send_initial_metadata = {.count = n_md, .metadata = md}},
		{.op = GRPC_OP_SEND_MESSAGE, .data.send_message.send_message = request},
		{.op = GRPC_OP_SEND_CLOSE_FROM_CLIENT},
		{.op = GRPC_OP_RECV_INITIAL_METADATA,
			.data.recv_initial_metadata.recv_initial_metadata = &initial},
		{.op = GRPC_OP_RECV_MESSAGE, .data.recv_message.recv_message = &reply},
		{.op = GRPC_OP_RECV_STATUS_ON_CLIENT,
			.data.recv_status_on_client = {&trailers, &status, &details, &error_string}},
	};
	if (grpc_call_start_batch(call, ops, MG_LEN(ops), call, NULL) != GRPC_CALL_OK)
		abort();
	grpc_completion_queue_pluck(cq, call, gpr_inf_future(GPR_CLOCK_REALTIME), NULL);
	ret->status = (int)status;
	snprintf(ret->message, sizeof(ret->message), "%.*s", (int)GRPC_SLICE_LENGTH(details),
		(const char *)GRPC_SLICE_START_PTR(details));
	read_trailers(&trailers, arena, ret);
	if (status == GRPC_STATUS_OK)
		read_reply(reply, out, arena, ret);
	for (size_t i = 0; i < n_md; i++) {
		grpc_slice_unref(md[i].key);
		grpc_slice_unref(md[i].value);
	}
	gpr_free((void *)(uintptr_t)error_string);
	grpc_slice_unref(details);
	grpc_slice_unref(body);
	grpc_byte_buffer_destroy(request);
	if (reply)
		grpc_byte_buffer_destroy(reply);
	grpc_metadata_array_destroy(&initial);
	grpc_metadata_array_destroy(&trailers);
	grpc_call_unref(call);
	grpc_completion_queue_shutdown(cq);
	grpc_completion_queue_pluck(cq, NULL, gpr_inf_future(GPR_CLOCK_REALTIME), NULL);
	grpc_completion_queue_destroy(cq);
}

void mg_rpc_call(struct mg_rpc_client *client, const char *path, const ProtobufCMessage *in,
	const ProtobufCMessageDescriptor *out, const struct mg_rpc_options *options, struct mg_arena *arena,
	struct mg_rpc_result *ret)
{
	size_t n = protobuf_c_message_get_packed_size(in);
	uint8_t *bytes = malloc(n + 1);
	if (!bytes)
		abort();
	protobuf_c_message_pack(in, bytes);
	mg_rpc_call_bytes(client, path, bytes, n, out, options, arena, ret);
	explicit_bzero(bytes, n);
	free(bytes);
}
