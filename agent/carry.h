/* SPDX-License-Identifier: Apache-2.0
 * One carry-out from the open port to the shut one: the file of an order that was judged already is written, flushed and
 * read back. Whatever happens, the port is shut behind it. Knows neither kiosk nor keys. */
#pragma once
#include "agent/digest.h"
#include "agent/halves.h"
#include "base/clock.h"

struct mg_carry_watch {
	/* NONE, or why to stop: CANCELLED, KIOSK_GONE, STOPPED. Asked between pieces until all is written. */
	enum mg_reason (*interrupted)(void *user);
	void (*progress)(void *user, enum mg_phase phase, uint64_t done, uint64_t total);
	void *user;
};
struct mg_carry_tools {
	struct mg_port *port;
	struct mg_digest *digest;
	const struct mg_clock *clock;
	struct mg_carry_watch watch;
};
struct mg_carry_result {
	enum mg_reason reason; /* NONE: written */
	uint8_t written_sha256[MG_DIGEST_BYTES];
	uint64_t written_bytes;
	int64_t opened_us; /* 0: never */
	int64_t closed_us;
};
/* `file` is sealed and of the order's size. Errors: INTERNAL (the port could not be shut: `ret` is filled, and the agent
 * must end and be looked at). */
bool mg_carry(const struct mg_carry_tools *tools, const struct mg_order *order, int file, struct mg_carry_result *ret,
	struct mg_error *err) MG_MUST_CHECK;
