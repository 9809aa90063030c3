/* SPDX-License-Identifier: Apache-2.0 */
#include "rpc/check.h"
#include <string.h>

#define MAX_DEPTH 8

static void *arena_allocate(void *arena, size_t n)
{
	return mg_arena_alloc(arena, n);
}

static void arena_release(void *arena, void *p)
{
	(void)arena;
	(void)p; /* the arena is freed whole */
}

/* RFC 3629: shortest form, no surrogates, at most U+10FFFF; no NUL, which would cut a C string. */
static bool is_utf8(const char *s)
{
	const unsigned char *p = (const unsigned char *)s;
	while (*p) {
		unsigned extra = *p < 0x80		    ? 0
				 : *p >= 0xC2 && *p <= 0xDF ? 1
				 : (*p & 0xF0) == 0xE0	    ? 2
							    : 3;
		if (extra == 3 && (*p < 0xF0 || *p > 0xF4))
			return false;
		unsigned first = *p++;
		for (unsigned i = 0; i < extra; i++, p++) {
			if ((*p & 0xC0) != 0x80)
				return false;
			if (i == 0 &&
				((first == 0xE0 && *p < 0xA0) || (first == 0xED && *p > 0x9F) ||
					(first == 0xF0 && *p < 0x90) ||
					(first == 0xF4 && *p > 0x8F)))
				return false;
		}
	}
	return true;
}

static bool check_message(const ProtobufCMessage *m, int depth, struct mg_error *err);

static bool check_value(const ProtobufCFieldDescriptor *f, const void *value, const char *type,
	int depth, struct mg_error *err)
{
	switch (f->type) {
	case PROTOBUF_C_TYPE_STRING: {
		const char *s = *(const char *const *)value;
		if (s && !is_utf8(s))
			return mg_fail(err, MG_ERR_INVALID, "%s.%s is not UTF-8", type, f->name);
		return true;
	}
	case PROTOBUF_C_TYPE_ENUM:
		if (!protobuf_c_enum_descriptor_get_value(f->descriptor, *(const int *)value))
			return mg_fail(
				err, MG_ERR_INVALID, "%s.%s has an unknown value", type, f->name);
		return true;
	case PROTOBUF_C_TYPE_MESSAGE: {
		const ProtobufCMessage *sub = *(const ProtobufCMessage *const *)value;
		return !sub || check_message(sub, depth + 1, err);
	}
	default:
		return true;
	}
}

static size_t value_size(ProtobufCType type)
{
	switch (type) {
	case PROTOBUF_C_TYPE_STRING:
	case PROTOBUF_C_TYPE_MESSAGE:
		return sizeof(void *);
	case PROTOBUF_C_TYPE_ENUM:
		return sizeof(int);
	default:
		return 0; /* nothing to check */
	}
}

static bool check_message(const ProtobufCMessage *m, int depth, struct mg_error *err)
{
	const ProtobufCMessageDescriptor *d = m->descriptor;
	if (depth > MAX_DEPTH)
		return mg_fail(err, MG_ERR_INVALID, "%s is nested too deep", d->short_name);
	if (m->n_unknown_fields)
		return mg_fail(err, MG_ERR_INVALID,
			"%s has a field that this version does not know", d->short_name);
	for (unsigned i = 0; i < d->n_fields; i++) {
		const ProtobufCFieldDescriptor *f = &d->fields[i];
		const char *member = (const char *)m + f->offset;
		size_t size = value_size(f->type);
		if (size == 0)
			continue;
		if (f->label != PROTOBUF_C_LABEL_REPEATED) {
			if (!check_value(f, member, d->short_name, depth, err))
				return false;
			continue;
		}
		size_t n = *(const size_t *)(const void *)((const char *)m + f->quantifier_offset);
		const char *items = *(const char *const *)(const void *)member;
		for (size_t k = 0; k < n; k++)
			if (!check_value(f, items + k * size, d->short_name, depth, err))
				return false;
	}
	return true;
}

bool mg_request_unpack(const ProtobufCMessageDescriptor *type, struct mg_arena *arena,
	const void *bytes, size_t n, ProtobufCMessage **ret, struct mg_error *err)
{
	ProtobufCAllocator in_arena = {
		.alloc = arena_allocate, .free = arena_release, .allocator_data = arena};
	size_t before = arena->used_bytes;
	ProtobufCMessage *m = protobuf_c_message_unpack(type, &in_arena, n, bytes);
	if (!m && arena->limit_bytes - before < n)
		return mg_fail(
			err, MG_ERR_TOO_LARGE, "%s does not fit its arena", type->short_name);
	if (!m)
		return mg_fail(err, MG_ERR_INVALID, "malformed %s", type->short_name);
	if (!check_message(m, 0, err))
		return false;
	/* A text is read up to its first NUL: what lies behind would be lost without a word. Packed
	 * again it is shorter then. */
	if (protobuf_c_message_get_packed_size(m) != n)
		return mg_fail(err, MG_ERR_INVALID,
			"%s holds a NUL, or is not in its shortest form", type->short_name);
	*ret = m;
	return true;
}

ProtobufCMessage *mg_message_new(const ProtobufCMessageDescriptor *type, struct mg_arena *arena)
{
	ProtobufCMessage *m = mg_arena_alloc(arena, type->sizeof_message);
	if (m)
		protobuf_c_message_init(type, m);
	return m;
}
