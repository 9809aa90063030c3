/* SPDX-License-Identifier: Apache-2.0
 * Plays a fingerprint reader to a program that listens on libfprint's virtual image socket (a kiosk
 * built for tests). For tests and the demo. Must not be used to judge fingers.
 *
 * How a touch is never lost (libfprint 1.94.5): the driver reads from a connection at once while it
 * asks for a finger, and otherwise only when it is next asked to; but after the first picture it
 * goes on reading, and throws away what comes while no finger is wanted. So every touch is one
 * connection with one picture. It was taken when the kernel holds none of it any more (SIOCOUTQ). A
 * device that is closed and opened in between resets the connection: it is made anew. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/error.h"
#include "base/macros.h"
#include "picture.h"

/* FpDeviceRetry of libfprint. */
enum mg_reader_complaint {
	MG_READER_GENERAL = 0,
	MG_READER_TOO_SHORT = 1,
	MG_READER_CENTRE = 2,
	MG_READER_LIFT = 3,
};

/* Lays a finger on the glass and keeps it there until the picture is taken, at most `wait_ms`; also
 * waits for the socket to appear. DEADLINE when nobody took it: then the finger is lifted, and a
 * later capture does not see it. */
bool mg_reader_press(const char *socket_path, const struct mg_picture *picture, int64_t wait_ms,
	struct mg_error *err) MG_MUST_CHECK;
/* The next capture ends with this complaint instead of a picture. Waits as above. */
bool mg_reader_complain(const char *socket_path, enum mg_reader_complaint complaint,
	int64_t wait_ms, struct mg_error *err) MG_MUST_CHECK;
/* FpDeviceError of libfprint. */
enum mg_reader_fault {
	MG_READER_FAULT_GENERAL = 0,
	MG_READER_FAULT_PROTO = 5,
	MG_READER_FAULT_HOT = 0x101,
};

/* The next capture ends with this error of the device. Waits as above. */
bool mg_reader_fail(const char *socket_path, enum mg_reader_fault fault, int64_t wait_ms,
	struct mg_error *err) MG_MUST_CHECK;
/* The reader is pulled out: takes effect with the next capture at the latest. Waits as above. */
bool mg_reader_unplug(const char *socket_path, int64_t wait_ms, struct mg_error *err) MG_MUST_CHECK;
