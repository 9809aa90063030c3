/* SPDX-License-Identifier: Apache-2.0
 * Protobuf payloads of signed envelopes: unpacks them and refuses everything with a second spelling. */
#pragma once
#include <protobuf-c/protobuf-c.h>
#include "base/error.h"

/* Checks what protobuf-c does not: strings are UTF-8 (RFC 3629) without NUL, enums are known, nothing is unknown in any
 * nested message, nesting is at most 8. Errors: INVALID, naming message and field, never a value. */
bool mg_message_check(const ProtobufCMessage *message, struct mg_error *err) MG_MUST_CHECK;
/* Unpacks, checks, and refuses unless packing again gives the same bytes: what was signed is all that is there.
 * The caller frees the message with the same allocator (NULL: malloc). Errors: INVALID, INTERNAL (no memory). */
bool mg_message_unpack_exact(const ProtobufCMessageDescriptor *type, ProtobufCAllocator *allocator,
	const void *bytes, size_t n, ProtobufCMessage **ret, struct mg_error *err) MG_MUST_CHECK;
