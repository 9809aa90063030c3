/* SPDX-License-Identifier: Apache-2.0 */
#include "rpc/reflection.h"
#include <grpc/status.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include "google/protobuf/descriptor.pb-c.h"
#include "madoguchi/reflection.pb-c.h"

#define PATH "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"

typedef Google__Protobuf__FileDescriptorProto File;
typedef PbReflection__ServerReflectionRequest Request;
typedef PbReflection__ServerReflectionResponse Response;

/* The descriptors as protoc wrote them. */
__asm__(".section .rodata\n"
	".global mg_descriptors\n"
	"mg_descriptors: .incbin \"" MG_DESCRIPTORS "\"\n"
	".global mg_descriptors_end\n"
	"mg_descriptors_end: .byte 0\n"
	".previous\n");
extern const uint8_t mg_descriptors[], mg_descriptors_end[];

static Google__Protobuf__FileDescriptorSet
	*all; /* unpacked once, kept for the life of the process */
static pthread_once_t unpacked = PTHREAD_ONCE_INIT;

static void unpack_all(void)
{
	all = google__protobuf__file_descriptor_set__unpack(
		NULL, (size_t)(mg_descriptors_end - mg_descriptors), mg_descriptors);
}

bool mg_reflection_answers(const uint8_t *path, size_t n)
{
	return n == sizeof(PATH) - 1 && memcmp(path, PATH, n) == 0;
}

/* `symbol` is package.name, or the name of something inside it. */
static bool names(const File *file, const char *name, const char *symbol)
{
	if (!file->package) /* protobuf-c's own options: nobody asks for them by symbol */
		return false;
	const size_t package = strlen(file->package), n = strlen(name);
	return strncmp(symbol, file->package, package) == 0 && symbol[package] == '.' &&
	       strncmp(symbol + package + 1, name, n) == 0 &&
	       (!symbol[package + 1 + n] || symbol[package + 1 + n] == '.');
}

static bool holds(const File *file, const char *symbol)
{
	for (size_t i = 0; i < file->n_service; i++)
		if (names(file, file->service[i]->name, symbol))
			return true;
	for (size_t i = 0; i < file->n_message_type; i++)
		if (names(file, file->message_type[i]->name, symbol))
			return true;
	for (size_t i = 0; i < file->n_enum_type; i++)
		if (names(file, file->enum_type[i]->name, symbol))
			return true;
	return false;
}

static const File *find(const Request *in)
{
	for (size_t i = 0; all && i < all->n_file; i++) {
		if (in->message_request_case ==
					PB_REFLECTION__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_FILE_BY_FILENAME
				? strcmp(all->file[i]->name, in->file_by_filename) == 0
				: holds(all->file[i], in->file_containing_symbol))
			return all->file[i];
	}
	return NULL;
}

static bool put_file(
	const File *file, struct mg_arena *arena, PbReflection__FileDescriptorResponse *ret)
{
	ProtobufCBinaryData *one = mg_arena_alloc(arena, sizeof(*one));
	uint8_t *bytes = mg_arena_alloc(
		arena, google__protobuf__file_descriptor_proto__get_packed_size(file));
	if (!one || !bytes)
		return false;
	*one = (ProtobufCBinaryData){
		google__protobuf__file_descriptor_proto__pack(file, bytes), bytes};
	ret->file_descriptor_proto = one;
	ret->n_file_descriptor_proto = 1;
	return true;
}

static bool put_services(struct mg_arena *arena, PbReflection__ListServiceResponse *ret)
{
	size_t n = 0;
	for (size_t i = 0; all && i < all->n_file; i++)
		n += all->file[i]->n_service;
	ret->service = mg_arena_calloc(arena, n + 1, sizeof(*ret->service));
	if (!ret->service)
		return false;
	for (size_t i = 0; all && i < all->n_file; i++) {
		for (size_t k = 0; k < all->file[i]->n_service; k++) {
			PbReflection__ServiceResponse *s = mg_arena_alloc(arena, sizeof(*s));
			if (!s)
				return false;
			pb_reflection__service_response__init(s);
			s->name = mg_arena_printf(arena, "%s.%s",
				all->file[i]->package ? all->file[i]->package : "",
				all->file[i]->service[k]->name);
			ret->service[ret->n_service++] = s;
		}
	}
	return true;
}

static bool pack(const Response *out, struct mg_arena *arena, struct mg_bytes *ret)
{
	uint8_t *bytes = mg_arena_alloc(
		arena, pb_reflection__server_reflection_response__get_packed_size(out));
	if (!bytes)
		return false;
	*ret = (struct mg_bytes){
		bytes, pb_reflection__server_reflection_response__pack(out, bytes)};
	return true;
}

static bool answer(Request *in, struct mg_arena *arena, struct mg_bytes *ret)
{
	Response out = PB_REFLECTION__SERVER_REFLECTION_RESPONSE__INIT;
	PbReflection__FileDescriptorResponse files = PB_REFLECTION__FILE_DESCRIPTOR_RESPONSE__INIT;
	PbReflection__ListServiceResponse services = PB_REFLECTION__LIST_SERVICE_RESPONSE__INIT;
	PbReflection__ErrorResponse none = PB_REFLECTION__ERROR_RESPONSE__INIT;
	out.valid_host = in->host;
	out.original_request = in;
	if (in->message_request_case ==
		PB_REFLECTION__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_LIST_SERVICES) {
		out.message_response_case =
			PB_REFLECTION__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_LIST_SERVICES_RESPONSE;
		out.list_services_response = &services;
		return put_services(arena, &services) && pack(&out, arena, ret);
	}
	const File *file = in->message_request_case ? find(in) : NULL;
	if (file) {
		out.message_response_case =
			PB_REFLECTION__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_FILE_DESCRIPTOR_RESPONSE;
		out.file_descriptor_response = &files;
		return put_file(file, arena, &files) && pack(&out, arena, ret);
	}
	out.message_response_case =
		PB_REFLECTION__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_ERROR_RESPONSE;
	out.error_response = &none;
	none.error_code = GRPC_STATUS_NOT_FOUND;
	none.error_message = (char *)(uintptr_t) "not found";
	return pack(&out, arena, ret);
}

bool mg_reflection_reply(struct mg_bytes request, struct mg_arena *arena, struct mg_bytes *ret)
{
	pthread_once(&unpacked, unpack_all);
	Request *in = pb_reflection__server_reflection_request__unpack(NULL, request.n, request.p);
	bool ok = in && answer(in, arena, ret);
	if (in)
		pb_reflection__server_reflection_request__free_unpacked(in, NULL);
	return ok;
}
