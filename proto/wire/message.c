/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/message.h"
#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH 8

/* Shortest form, no surrogates, at most U+10FFFF. A string's NUL ends it early, which unpack_exact
 * sees by its bytes. */
static bool is_utf8(const char *s)
{
	const unsigned char *p = (const unsigned char *)s;
	while (*p) {
		unsigned c = *p++, extra = c < 0x80 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
		unsigned low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
		unsigned high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
		if ((c >= 0x80 && c < 0xC2) || c > 0xF4 || (extra && (*p < low || *p > high)))
			return false;
		for (unsigned i = 0; i < extra; i++, p++)
			if ((*p & 0xC0) != 0x80)
				return false;
	}
	return true;
}

static bool check(const ProtobufCMessage *m, int depth, struct mg_error *err);

static bool check_value(const ProtobufCFieldDescriptor *f, const void *value, const char *type,
	int depth, struct mg_error *err)
{
	if (f->type == PROTOBUF_C_TYPE_STRING) {
		const char *s = *(const char *const *)value;
		return !s || is_utf8(s) ||
		       mg_fail(err, MG_ERR_INVALID, "%s.%s is not UTF-8", type, f->name);
	}
	if (f->type == PROTOBUF_C_TYPE_ENUM)
		return protobuf_c_enum_descriptor_get_value(f->descriptor, *(const int *)value) ||
		       mg_fail(err, MG_ERR_INVALID, "%s.%s has an unknown value", type, f->name);
	const ProtobufCMessage *sub = *(const ProtobufCMessage *const *)value;
	return !sub || check(sub, depth + 1, err);
}

static size_t checked_size(ProtobufCType type)
{
	if (type == PROTOBUF_C_TYPE_STRING || type == PROTOBUF_C_TYPE_MESSAGE)
		return sizeof(void *);
	return type == PROTOBUF_C_TYPE_ENUM ? sizeof(int) : 0;
}

static bool is_chosen(const ProtobufCMessage *m, const ProtobufCFieldDescriptor *f)
{
	if (!(f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF))
		return true;
	const char *which = (const char *)m + f->quantifier_offset;
	return *(const uint32_t *)(const void *)which == f->id;
}

static bool check(const ProtobufCMessage *m, int depth, struct mg_error *err)
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
		size_t size = checked_size(f->type), n = 1;
		if (size == 0 || !is_chosen(m, f))
			continue;
		if (f->label == PROTOBUF_C_LABEL_REPEATED) {
			n = *(const size_t *)(const void *)((const char *)m + f->quantifier_offset);
			member = *(const char *const *)(const void *)member;
		}
		for (size_t k = 0; k < n; k++)
			if (!check_value(f, member + k * size, d->short_name, depth, err))
				return false;
	}
	return true;
}

bool mg_message_check(const ProtobufCMessage *message, struct mg_error *err)
{
	return check(message, 0, err);
}

static bool packs_to(const ProtobufCMessage *m, const void *bytes, size_t n, struct mg_error *err)
{
	if (protobuf_c_message_get_packed_size(m) != n)
		return mg_fail(
			err, MG_ERR_INVALID, "%s in another spelling", m->descriptor->short_name);
	uint8_t *again = malloc(n ? n : 1);
	if (!again)
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	protobuf_c_message_pack(m, again);
	bool same = n == 0 || memcmp(again, bytes, n) == 0;
	free(again);
	return same ||
	       mg_fail(err, MG_ERR_INVALID, "%s in another spelling", m->descriptor->short_name);
}

bool mg_message_unpack_exact(const ProtobufCMessageDescriptor *type, ProtobufCAllocator *allocator,
	const void *bytes, size_t n, ProtobufCMessage **ret, struct mg_error *err)
{
	ProtobufCMessage *m = protobuf_c_message_unpack(type, allocator, n, bytes);
	if (!m)
		return mg_fail(err, MG_ERR_INVALID, "malformed %s", type->short_name);
	if (!mg_message_check(m, err) || !packs_to(m, bytes, n, err)) {
		protobuf_c_message_free_unpacked(m, allocator);
		return false;
	}
	*ret = m;
	return true;
}
