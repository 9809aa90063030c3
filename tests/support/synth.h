/* SPDX-License-Identifier: Apache-2.0
 * Synthetic fingers for tests and the demo: pictures that libfprint takes for fingerprints and that
 * belong to nobody. Must never be linked into a program that is installed in an office.
 *
 * Everything follows from seeds: the same seed gives the same bytes on every build of this tree (no
 * fast-math, no contraction, sums in a fixed order). The statistics (genuine and impostor scores)
 * are known for this size and these constants only; a "prettier" finger with fewer minutiae is
 * accepted for others more often. */
#pragma once
#include <stdint.h>
#include "base/macros.h"

#define MG_SYNTH_WIDTH 256
#define MG_SYNTH_HEIGHT 320
#define MG_SYNTH_PIXELS (MG_SYNTH_WIDTH * MG_SYNTH_HEIGHT)

enum mg_synth_class {
	MG_SYNTH_LEFT_LOOP,
	MG_SYNTH_RIGHT_LOOP,
	MG_SYNTH_WHORL,
	MG_SYNTH_ARCH,
};

/* The ridges of one finger, as they are on the skin. */
struct mg_synth_master;

/* How the finger lay on the glass this time. */
struct mg_synth_press {
	uint64_t seed;	   /* of noise, blotches and the phase of the skin's distortion */
	double shift_x_px; /* 0: in the middle */
	double shift_y_px;
	double rotation_deg;
	double noise;	      /* 0 clean, 0.2 to 0.5 usual, 2 too worn or dirty to be told apart */
	double pressure;      /* -0.15 light to 0.15 heavy */
	double distortion_px; /* 0 to 1.5 usual */
};

/* The finger of this seed; NULL without memory. To be freed with mg_synth_master_free(). */
struct mg_synth_master *mg_synth_master_new(uint64_t seed) MG_MUST_CHECK;
void mg_synth_master_free(struct mg_synth_master *master);
static inline void mg_synth_master_freep(struct mg_synth_master **master)
{
	mg_synth_master_free(*master);
}
enum mg_synth_class mg_synth_master_class(const struct mg_synth_master *master);

/* One picture: MG_SYNTH_PIXELS bytes, 8-bit grey, ridges dark, row by row. */
void mg_synth_impress(const struct mg_synth_master *master, const struct mg_synth_press *press,
	uint8_t *ret_pixels);

/* The k-th ordinary touch of a person: shift within 15 px, rotation within 12 degrees, noise 0.2 to
 * 0.5. */
struct mg_synth_press mg_synth_press_nth(uint64_t finger_seed, uint32_t k);
