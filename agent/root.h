/* SPDX-License-Identifier: Apache-2.0
 * The half with the rights: makes the nonce, checks the order against it, carries, signs. It reads fixed messages of the
 * other half and the bytes of sealed files, and parses nothing that came from the kiosk. */
#pragma once
#include "agent/port.h"
#include "base/clock.h"
#include "base/error.h"
#include "wire/crypto.h"

struct mg_root_options {
	int pair;      /* borrowed: to the other half */
	int signal_fd; /* borrowed: readable when the agent is asked to end */
	struct mg_port *port;
	const struct mg_signer *signer; /* the agent key */
	const struct mg_crypto *crypto;
	const struct mg_clock *clock;
	uint64_t terminal;
};
/* Until it is asked to end or the other half is gone (an error). The port is shut when it returns. */
bool mg_root_run(const struct mg_root_options *options, struct mg_error *err) MG_MUST_CHECK;
