/* SPDX-License-Identifier: Apache-2.0
 * Unpacks a request into an arena and checks what protobuf-c does not: UTF-8, known enums, no
 * unknown fields. */
#pragma once
#include <protobuf-c/protobuf-c.h>
#include "base/arena.h"
#include "base/error.h"

/* Errors: INVALID (malformed, or a check failed: the detail names the message and field, never a
 * value), TOO_LARGE (does not fit the arena). The message lives in the arena. */
bool mg_request_unpack(const ProtobufCMessageDescriptor *type, struct mg_arena *arena,
	const void *bytes, size_t n, ProtobufCMessage **ret, struct mg_error *err) MG_MUST_CHECK;
/* An initialised empty message in the arena; NULL when it does not fit. */
ProtobufCMessage *mg_message_new(const ProtobufCMessageDescriptor *type, struct mg_arena *arena);
