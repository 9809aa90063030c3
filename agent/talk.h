/* SPDX-License-Identifier: Apache-2.0
 * The half that talks: takes the kiosk's connection, parses and judges what it sends, and asks the other half for what
 * needs rights. Runs without user, files, network or key, under a filter of system calls (confine.h). */
#pragma once
#include <sys/types.h>
#include "agent/digest.h"
#include "agent/verify/verify.h"
#include "base/clock.h"

struct mg_talk_options {
	int listener; /* borrowed; non-blocking */
	int pair;     /* borrowed: to the other half */
	uid_t kiosk_uid;
	const struct mg_policy *policy;
	struct mg_digest *digest;
	const struct mg_clock *clock;
};
/* Until the other half is gone. Returns the exit status. */
int mg_talk_run(const struct mg_talk_options *options);
