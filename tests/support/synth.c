/* SPDX-License-Identifier: Apache-2.0
 * A field of ridge directions with the singular points of a loop, whorl or arch, disturbed so that
 * no two fingers share it, turned into ridges by filtering white noise along the field again and
 * again (Gabor kernels, clipped each time). Minutiae appear where the noise forces ridges to end or
 * fork, as they do on skin. */
#include "synth.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define W MG_SYNTH_WIDTH
#define H MG_SYNTH_HEIGHT
#define ORIENTATIONS 36
#define PERIODS 5
#define RADIUS 9
#define KERNEL (2 * RADIUS + 1)
#define KERNEL_ROW 20 /* KERNEL rounded up to whole vectors; the last column is zero */
#define ITERATIONS 7
#define WAVES 5
#define WAVE_AMPLITUDE 0.2
/* The picture with a border of zeros; rows are long enough for the padded kernel row. */
#define PADDED_W (W + KERNEL_ROW)
#define PADDED_H (H + 2 * RADIUS)

/* Four lanes summed in a fixed order: fast without letting the compiler reorder a sum. */
typedef float lanes __attribute__((vector_size(16)));

struct mg_synth_master {
	enum mg_synth_class class;
	float ridge[MG_SYNTH_PIXELS]; /* -1 valley to 1 ridge */
};

struct random {
	uint64_t state;
};

/* splitmix64 */
static uint64_t random_u64(struct random *r)
{
	uint64_t z = (r->state += 0x9E3779B97F4A7C15ull);
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
	return z ^ (z >> 31);
}

static double random_unit(struct random *r)
{
	return (double)(random_u64(r) >> 11) / 9007199254740992.0;
}

static double random_between(struct random *r, double low, double high)
{
	return low + (high - low) * random_unit(r);
}

static double random_normal(struct random *r)
{
	const double u = random_unit(r) + 1e-12, v = random_unit(r);
	return sqrt(-2 * log(u)) * cos(2 * M_PI * v);
}

struct wave {
	double amplitude, x, y, phase;
};

struct field {
	int pairs; /* of one core and one delta each */
	double core_x[2], core_y[2], delta_x[2], delta_y[2];
	double arch, tilt;
	double bend[2];
	struct wave waves[WAVES];
};

static void place_loop(struct field *f, struct random *r, double mid_x, double mid_y, double side)
{
	f->pairs = 1;
	f->core_x[0] = mid_x + random_between(r, -0.06, 0.06) * W;
	f->core_y[0] = mid_y + random_between(r, -0.06, 0.05) * H;
	f->delta_x[0] = f->core_x[0] + side * random_between(r, 0.22, 0.36) * W;
	f->delta_y[0] = f->core_y[0] + random_between(r, 0.22, 0.34) * H;
}

static void place_whorl(struct field *f, struct random *r, double mid_x, double mid_y)
{
	const double gap = random_between(r, 0.04, 0.14) * H;
	f->pairs = 2;
	f->core_x[0] = mid_x + random_between(r, -0.04, 0.04) * W;
	f->core_x[1] = mid_x + random_between(r, -0.04, 0.04) * W;
	f->core_y[0] = mid_y - gap / 2 + random_between(r, -0.03, 0.03) * H;
	f->core_y[1] = f->core_y[0] + gap;
	f->delta_x[0] = mid_x - random_between(r, 0.28, 0.40) * W;
	f->delta_x[1] = mid_x + random_between(r, 0.28, 0.40) * W;
	f->delta_y[0] = mid_y + random_between(r, 0.24, 0.34) * H;
	f->delta_y[1] = mid_y + random_between(r, 0.24, 0.34) * H;
}

/* Shares of the classes as among people: left loop 34 %, right loop 31 %, whorl 28 %, arch 7 %. */
static enum mg_synth_class draw_class(struct random *r)
{
	const double p = random_unit(r);
	if (p < 0.34)
		return MG_SYNTH_LEFT_LOOP;
	if (p < 0.65)
		return MG_SYNTH_RIGHT_LOOP;
	return p < 0.93 ? MG_SYNTH_WHORL : MG_SYNTH_ARCH;
}

static enum mg_synth_class field_draw(struct field *f, struct random *r)
{
	*f = (struct field){0};
	const enum mg_synth_class class = draw_class(r);
	f->arch = random_between(r, 0.8, 1.2);
	f->bend[0] = random_between(r, -0.15, 0.15);
	f->bend[1] = random_between(r, -0.15, 0.15);
	for (int i = 0; i < WAVES; i++) {
		f->waves[i].amplitude = random_between(r, -WAVE_AMPLITUDE, WAVE_AMPLITUDE);
		f->waves[i].x = random_between(r, -7, 7);
		f->waves[i].y = random_between(r, -7, 7);
		f->waves[i].phase = random_between(r, 0, 2 * M_PI);
	}
	const double mid_x = W * 0.5 + random_between(r, -0.10, 0.10) * W;
	const double mid_y = H * 0.45 + random_between(r, -0.10, 0.12) * H;
	f->tilt = random_between(r, -0.30, 0.30);
	switch (class) {
	case MG_SYNTH_LEFT_LOOP:
		place_loop(f, r, mid_x, mid_y, 1);
		break;
	case MG_SYNTH_RIGHT_LOOP:
		place_loop(f, r, mid_x, mid_y, -1);
		break;
	case MG_SYNTH_WHORL:
		place_whorl(f, r, mid_x, mid_y);
		break;
	case MG_SYNTH_ARCH:
		break;
	}
	return class;
}

/* The ridge direction at a point, 0 to pi. */
static double field_angle(const struct field *f, double x, double y)
{
	double t = 0;
	if (f->pairs == 0) {
		const double height = (y / H - 0.55) / 0.28;
		t = atan(-f->arch * 1.3 * exp(-height * height) * sin(2 * M_PI * (x / W - 0.5)));
	}
	for (int i = 0; i < f->pairs; i++) {
		t += 0.5 * atan2(y - f->core_y[i], x - f->core_x[i]);
		t -= 0.5 * atan2(y - f->delta_y[i], x - f->delta_x[i]);
	}
	t += f->tilt + f->bend[0] * sin(2.1 * x / W + 1.3 * y / H) +
	     f->bend[1] * sin(1.7 * y / H - 1.1 * x / W);
	for (int i = 0; i < WAVES; i++) {
		const struct wave *w = &f->waves[i];
		t += w->amplitude * sin(w->x * x / W + w->y * y / H + w->phase);
	}
	t = fmod(t, M_PI);
	return t < 0 ? t + M_PI : t;
}

/* One kernel: a wave across the ridge under a round window, no mean, absolute sum 3.2. */
static void kernel_fill(float *kernel, double angle, double period)
{
	const double spread = period * 0.42;
	double sum = 0, absolute = 0;
	for (int j = -RADIUS; j <= RADIUS; j++) {
		for (int i = -RADIUS; i <= RADIUS; i++) {
			const double across = -i * sin(angle) + j * cos(angle);
			const double g = exp(-(i * i + j * j) / (2 * spread * spread)) *
					 cos(2 * M_PI * across / period);
			kernel[(j + RADIUS) * KERNEL_ROW + i + RADIUS] = (float)g;
			sum += g;
		}
	}
	const float mean = (float)(sum / (KERNEL * KERNEL));
	for (int j = 0; j < KERNEL; j++) {
		for (int i = 0; i < KERNEL; i++) {
			kernel[j * KERNEL_ROW + i] -= mean;
			absolute += fabsf(kernel[j * KERNEL_ROW + i]);
		}
	}
	for (int i = 0; i < KERNEL * KERNEL_ROW; i++)
		kernel[i] *= (float)(3.2 / absolute);
}

struct workshop {
	float kernels[PERIODS * ORIENTATIONS][KERNEL * KERNEL_ROW];
	float ink[PADDED_H * PADDED_W];
	uint8_t chosen[MG_SYNTH_PIXELS]; /* which kernel rules a pixel */
};

static void choose_kernels(struct workshop *s, const struct field *f, struct random *r)
{
	const double base_period = random_between(r, 8.3, 9.7);
	for (int q = 0; q < PERIODS; q++)
		for (int o = 0; o < ORIENTATIONS; o++)
			kernel_fill(s->kernels[q * ORIENTATIONS + o], o * M_PI / ORIENTATIONS,
				base_period * (1.0 + 0.07 * (q - PERIODS / 2)));
	double phase[3];
	for (size_t i = 0; i < MG_LEN(phase); i++)
		phase[i] = random_between(r, 0, 2 * M_PI);
	for (int y = 0; y < H; y++) {
		for (int x = 0; x < W; x++) {
			const double width = sin(3.1 * x / W + phase[0]) +
					     sin(3.7 * y / H + phase[1]) +
					     0.5 * sin(6.0 * (x + y) / W + phase[2]);
			int q = (int)lrint(width * 0.8) + PERIODS / 2;
			q = q < 0 ? 0 : q >= PERIODS ? PERIODS - 1 : q;
			const int o = (int)(field_angle(f, x, y) / M_PI * ORIENTATIONS + 0.5) %
				      ORIENTATIONS;
			s->chosen[y * W + x] = (uint8_t)(q * ORIENTATIONS + o);
			s->ink[(y + RADIUS) * PADDED_W + x + RADIUS] =
				(float)random_between(r, -1, 1);
		}
	}
}

/* The sum of kernel times surroundings; `corner` is the upper left of the surroundings. */
static float filter_pixel(const float *kernel, const float *corner)
{
	lanes sum = {0};
	for (int j = 0; j < KERNEL; j++) {
		for (int i = 0; i < KERNEL_ROW; i += 4) {
			lanes k, v;
			memcpy(&k, kernel + j * KERNEL_ROW + i, sizeof(k));
			memcpy(&v, corner + j * PADDED_W + i, sizeof(v));
			sum += k * v;
		}
	}
	return (sum[0] + sum[2]) + (sum[1] + sum[3]);
}

static void grow_ridges(struct workshop *s, float *ridge)
{
	for (int round = 0; round < ITERATIONS; round++) {
		const float gain = round < 5 ? 6.0f : 2.2f;
		for (int y = 0; y < H; y++)
			for (int x = 0; x < W; x++)
				ridge[y * W + x] = filter_pixel(s->kernels[s->chosen[y * W + x]],
					s->ink + y * PADDED_W + x);
		for (int y = 0; y < H; y++) {
			for (int x = 0; x < W; x++) {
				float v = ridge[y * W + x] * gain;
				v = v > 1 ? 1 : v < -1 ? -1 : v;
				ridge[y * W + x] = v;
				s->ink[(y + RADIUS) * PADDED_W + x + RADIUS] = v;
			}
		}
	}
}

struct mg_synth_master *mg_synth_master_new(uint64_t seed)
{
	struct mg_synth_master *master = calloc(1, sizeof(*master));
	struct workshop *shop = calloc(1, sizeof(*shop));
	if (!master || !shop) {
		free(master);
		free(shop);
		return NULL;
	}
	struct random r = {.state = seed * 0x2545F4914F6CDD1Dull + 77};
	struct field field;
	master->class = field_draw(&field, &r);
	choose_kernels(shop, &field, &r);
	grow_ridges(shop, master->ridge);
	free(shop);
	return master;
}

void mg_synth_master_free(struct mg_synth_master *master)
{
	free(master);
}

enum mg_synth_class mg_synth_master_class(const struct mg_synth_master *master)
{
	return master->class;
}

/* Between the four nearest values; a valley outside the finger. */
static double ridge_at(const struct mg_synth_master *m, double x, double y)
{
	const int ix = (int)floor(x), iy = (int)floor(y);
	if (ix < 0 || iy < 0 || ix >= W - 1 || iy >= H - 1)
		return -1;
	const double fx = x - ix, fy = y - iy;
	const float *p = m->ridge + iy * W + ix;
	return (p[0] * (1 - fx) + p[1] * fx) * (1 - fy) + (p[W] * (1 - fx) + p[W + 1] * fx) * fy;
}

#define BLOT 8 /* pixels between two drawn values of skin moisture */
#define BLOT_W (W / BLOT + 2)
#define BLOT_H (H / BLOT + 2)

static double blot_at(const double *blots, int x, int y)
{
	const double fx = (x % BLOT) / (double)BLOT, fy = (y % BLOT) / (double)BLOT;
	const double *p = blots + (y / BLOT) * BLOT_W + x / BLOT;
	return (p[0] * (1 - fx) + p[1] * fx) * (1 - fy) +
	       (p[BLOT_W] * (1 - fx) + p[BLOT_W + 1] * fx) * fy;
}

void mg_synth_impress(const struct mg_synth_master *master, const struct mg_synth_press *press,
	uint8_t *ret_pixels)
{
	struct random r = {.state = press->seed * 0x9E3779B97F4A7C15ull + 5};
	const double turn = press->rotation_deg * M_PI / 180, c = cos(turn), s = sin(turn);
	const double phase_u = random_between(&r, 0, 2 * M_PI);
	const double phase_v = random_between(&r, 0, 2 * M_PI);
	double blots[BLOT_W * BLOT_H];
	for (size_t i = 0; i < MG_LEN(blots); i++)
		blots[i] = random_normal(&r);
	for (int y = 0; y < H; y++) {
		for (int x = 0; x < W; x++) {
			const double dx = x - W / 2.0 - press->shift_x_px;
			const double dy = y - H / 2.0 - press->shift_y_px;
			double u = c * dx + s * dy, v = -s * dx + c * dy;
			u += press->distortion_px * sin(v / 55 + phase_u);
			v += press->distortion_px * sin(u / 60 + phase_v);
			const double ridge = ridge_at(master, u + W / 2.0, v + H / 2.0) +
					     press->pressure +
					     press->noise * 0.6 * blot_at(blots, x, y);
			double level = 225 - 185 / (1 + exp(-ridge * 4)) +
				       press->noise * 40 * random_normal(&r);
			/* the finger touches the glass in an oval */
			const double oval =
				(u * u) / (0.46 * W * 0.46 * W) + (v * v) / (0.47 * H * 0.47 * H);
			const double paper = oval > 1 ? 1 : oval > 0.9 ? (oval - 0.9) / 0.1 : 0;
			level = level * (1 - paper) + 250 * paper;
			ret_pixels[y * W + x] = (uint8_t)(level < 0	? 0
							  : level > 255 ? 255
									: level);
		}
	}
}

struct mg_synth_press mg_synth_press_nth(uint64_t finger_seed, uint32_t k)
{
	struct random r = {.state = finger_seed * 0xD1B54A32D192ED03ull + k};
	struct mg_synth_press press = {.seed = random_u64(&r)};
	press.shift_x_px = random_between(&r, -15, 15);
	press.shift_y_px = random_between(&r, -15, 15);
	press.rotation_deg = random_between(&r, -12, 12);
	press.noise = random_between(&r, 0.2, 0.5);
	press.pressure = random_between(&r, -0.15, 0.15);
	press.distortion_px = random_between(&r, 0, 1.5);
	return press;
}
