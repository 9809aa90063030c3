/* SPDX-License-Identifier: Apache-2.0 */
#include "person/cursor_service.h"

#define LONGEST 1024U

bool mg_cursor_refuse(struct mg_call *call, struct mg_error *err)
{
	call->field = "cursor";
	return mg_fail(err, MG_ERR_INVALID, "not a cursor of this question");
}

bool mg_cursor_seal(struct mg_call *call, const char *kind, const uint8_t question[32],
	const uint8_t *plain, size_t n, ProtobufCBinaryData *ret, struct mg_error *err)
{
	char name[65];
	uint8_t *sealed = mg_arena_alloc(call->arena, n + MG_WRAP_OVERHEAD);
	if (!sealed)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
	mg_hex(question, 32, name);
	mg_keys_wrap(call->shared->keys, "cursor", &(struct mg_seal_place){"cursor", kind, name, 1}, plain, n, sealed);
	*ret = (ProtobufCBinaryData){n + MG_WRAP_OVERHEAD, sealed};
	return true;
}

bool mg_cursor_open(struct mg_call *call, const char *kind, const uint8_t question[32],
	const ProtobufCBinaryData *cursor, struct mg_bytes *ret, struct mg_error *err)
{
	char name[65];
	if (cursor->len <= MG_WRAP_OVERHEAD || cursor->len > LONGEST)
		return mg_cursor_refuse(call, err);
	const size_t n = cursor->len - MG_WRAP_OVERHEAD;
	uint8_t *plain = mg_arena_alloc(call->arena, n);
	if (!plain)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the request");
	mg_hex(question, 32, name);
	struct mg_error unsealing; /* what came over the wire is no loss of data */
	if (!mg_keys_open_wrapped(call->shared->keys, "cursor", &(struct mg_seal_place){"cursor", kind, name, 1},
		    (struct mg_bytes){cursor->data, cursor->len}, n, plain, &unsealing))
		return mg_cursor_refuse(call, err);
	*ret = (struct mg_bytes){plain, n};
	return true;
}
