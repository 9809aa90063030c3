/* SPDX-License-Identifier: Apache-2.0
 * The shape of a finger template (libfprint's FP3 blob) as bytes: checked here because
 * fp_print_deserialize() aborts the process on a malformed one. Must not judge fingers, and uses
 * neither GLib nor libfprint.
 *
 * An FP3 blob is "FP3" and a little-endian GVariant (issbymsmsia{sv}v): type, driver, device id,
 * device_stored, finger, user name, description, enrol date (julian), extensions, payload; the
 * payload of type 2 (NBIS minutiae) is (a(aiaiai)): per picture the arrays x, y, theta. Only the
 * one serialised form that GVariant itself writes passes. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/bytes.h"
#include "base/error.h"
#include "base/macros.h"

#define MG_TEMPLATE_PICTURES_MAX 5   /* what libfprint's image devices take at enrolment */
#define MG_TEMPLATE_MINUTIAE_MAX 200 /* per picture: libfprint's own array size */
#define MG_TEMPLATE_BYTES_MAX 12288  /* 5 * 200 * 12 and the frame around them */

/* The device that makes all templates: the matcher's workers enrol and judge through the same
 * driver. */
#define MG_TEMPLATE_DRIVER "virtual_image"
#define MG_TEMPLATE_DEVICE_ID "0"

struct mg_template_facts {
	unsigned pictures;
	unsigned minutiae; /* of all pictures together */
	uint8_t finger;	   /* FpFinger; 0 unknown */
};

/* True when fp_print_deserialize() can take the blob and it says nothing but minutiae: NBIS, our
 * driver and device, no user name, no description, no extension, 1 to 5 pictures of 1 to 200
 * minutiae with coordinates inside the largest picture. DATA_LOSS otherwise: templates are sealed
 * by the server, so a wrong one is never an accident of input. `ret` may be NULL. */
bool mg_template_check(
	struct mg_bytes blob, struct mg_template_facts *ret, struct mg_error *err) MG_MUST_CHECK;

/* Writes a well-formed template of five pictures with minutiae drawn from `seed`: nobody's finger,
 * matched by none, and as costly to compare as a real one. For staff numbers that do not exist, so
 * that they are refused like others. `ret` holds MG_TEMPLATE_BYTES_MAX bytes; returns the length.
 */
size_t mg_template_decoy(uint64_t seed, uint8_t *ret);
