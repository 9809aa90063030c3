/* SPDX-License-Identifier: Apache-2.0
 * libfprint's image pipeline behind plain bytes: a virtual image reader that this process plays
 * itself. Must not run outside a worker: libfprint aborts on some inputs, and its device stops
 * after 180 s of work (temperature model).
 *
 * The driver listens on a unix socket in the working directory; the sensor connects to it, and from
 * then on everything happens in this process's main loop, without a file or an address. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/bytes.h"
#include "base/error.h"
#include "base/macros.h"
#include "matcher/protocol.h"

struct mg_sensor;

/* The working directory must be private and empty; the socket's name is gone from it on return.
 * Takes 100 ms (a delay in the driver). One per process. UNAVAILABLE when libfprint has no virtual
 * image driver. */
bool mg_sensor_open(struct mg_sensor **ret, struct mg_error *err) MG_MUST_CHECK;
void mg_sensor_free(struct mg_sensor *sensor);

/* Judges a chequered picture, so that everything that GLib and the C library open at first use is
 * open before the process may open nothing any more. */
bool mg_sensor_rehearse(struct mg_sensor *sensor, struct mg_error *err) MG_MUST_CHECK;

/* Compares the picture with templates that passed mg_template_check(). `ret->result` is MATCH,
 * NO_MATCH or RETRY. UNAVAILABLE: the device will not work any more and the process must be
 * replaced. */
bool mg_sensor_verify(struct mg_sensor *sensor, const struct mg_finger_image *picture,
	const struct mg_bytes *templates, size_t templates_n, struct mg_matcher_reply *ret,
	struct mg_error *err) MG_MUST_CHECK;

/* `ret->result` is ENROLLED, with the template in `buffer` (MG_TEMPLATE_BYTES_MAX bytes), or RETRY.
 */
bool mg_sensor_enrol(struct mg_sensor *sensor,
	const struct mg_finger_image pictures[MG_MATCHER_PICTURES_MAX], uint8_t *buffer,
	struct mg_matcher_reply *ret, struct mg_error *err) MG_MUST_CHECK;
