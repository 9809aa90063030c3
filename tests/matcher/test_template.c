/* SPDX-License-Identifier: Apache-2.0
 * The byte-wise template check against GLib's own GVariant: what GLib writes passes, what passes
 * GLib reads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <glib.h>
#include "matcher/template.h"

#define TYPE "(issbymsmsia{sv}v)"

/* A template as libfprint would write it, with one thing or another wrong. */
struct plan {
	int type;
	const char *driver;
	const char *device_id;
	gboolean stored;
	guint8 finger;
	const char *user;
	const char *description;
	bool extension;
	unsigned pictures;
	unsigned minutiae;
	unsigned minutiae_y; /* 0: as many */
	int coordinate;
	int theta;
};

static const struct plan good = {.type = 2,
	.driver = "virtual_image",
	.device_id = "0",
	.pictures = 5,
	.minutiae = 70,
	.coordinate = 200,
	.theta = -170};

static GVariant *column(unsigned n, int value)
{
	gint32 values[300];
	for (unsigned i = 0; i < n; i++)
		values[i] = value;
	return g_variant_new_fixed_array(G_VARIANT_TYPE_INT32, values, n, sizeof(values[0]));
}

static GVariant *payload(const struct plan *p)
{
	GVariantBuilder pictures;
	g_variant_builder_init(&pictures, G_VARIANT_TYPE("a(aiaiai)"));
	for (unsigned i = 0; i < p->pictures; i++) {
		const unsigned y = p->minutiae_y ? p->minutiae_y : p->minutiae;
		GVariant *columns[] = {column(p->minutiae, p->coordinate), column(y, p->coordinate),
			column(p->minutiae, p->theta)};
		g_variant_builder_add_value(&pictures, g_variant_new_tuple(columns, 3));
	}
	GVariant *all = g_variant_builder_end(&pictures);
	return g_variant_new_tuple(&all, 1);
}

static size_t build(const struct plan *p, uint8_t *ret, size_t cap)
{
	GVariantBuilder extensions;
	g_variant_builder_init(&extensions, G_VARIANT_TYPE_VARDICT);
	if (p->extension)
		g_variant_builder_add(&extensions, "{sv}", "x", g_variant_new_int32(1));
	GVariant *v = g_variant_new(TYPE, p->type, p->driver, p->device_id, p->stored, p->finger,
		p->user, p->description, G_MININT32, &extensions, payload(p));
	g_variant_ref_sink(v);
	const size_t n = 3 + g_variant_get_size(v);
	assert_true(n <= cap);
	memcpy(ret, "FP3", 3);
	memcpy(ret + 3, g_variant_get_data(v), n - 3);
	g_variant_unref(v);
	return n;
}

static bool passes(const struct plan *p)
{
	static uint8_t blob[32768];
	const size_t n = build(p, blob, sizeof(blob));
	return mg_template_check((struct mg_bytes){blob, n}, NULL, NULL);
}

static void every_size_that_glib_writes_passes(void **state)
{
	(void)state;
	for (unsigned pictures = 1; pictures <= 5; pictures++) {
		for (unsigned minutiae = 1; minutiae <= 200; minutiae++) {
			struct plan p = good;
			p.pictures = pictures;
			p.minutiae = minutiae;
			assert_true(passes(&p));
		}
	}
}

static void whatever_is_not_just_minutiae_of_our_device_is_refused(void **state)
{
	(void)state;
	struct plan p[18];
	for (size_t i = 0; i < MG_LEN(p); i++)
		p[i] = good;
	p[0].type = 1;
	p[1].type = 3;
	p[2].driver = "uru4000";
	p[3].device_id = "7";
	p[4].stored = TRUE;
	p[5].finger = 11;
	p[6].user = "00123";
	p[7].user = "";
	p[8].description = "right index";
	p[9].extension = true;
	p[10].pictures = 6;
	p[11].pictures = 0;
	p[12].minutiae = 201;
	p[13].minutiae = 0;
	p[14].minutiae_y = 69;
	p[15].coordinate = 1001;
	p[16].coordinate = -1;
	p[17].theta = 181;
	assert_true(passes(&good));
	for (size_t i = 0; i < MG_LEN(p); i++)
		assert_false(passes(&p[i]));
}

/* GLib must agree that the blob is in normal form and holds what the facts say. */
static void assert_glib_reads(const uint8_t *blob, size_t n, const struct mg_template_facts *facts)
{
	void *aligned = g_memdup2(blob + 3, n - 3);
	GVariant *v = g_variant_new_from_data(
		G_VARIANT_TYPE(TYPE), aligned, n - 3, FALSE, g_free, aligned);
	g_variant_ref_sink(v);
	assert_true(g_variant_is_normal_form(v));
	GVariant *inner = NULL;
	g_variant_get_child(v, 9, "v", &inner);
	assert_string_equal(g_variant_get_type_string(inner), "(a(aiaiai))");
	GVariant *pictures = g_variant_get_child_value(inner, 0);
	assert_int_equal(g_variant_n_children(pictures), facts->pictures);
	g_variant_unref(pictures);
	g_variant_unref(inner);
	g_variant_unref(v);
}

static void check_one(const uint8_t *blob, size_t n, unsigned *passed)
{
	uint8_t *copy = malloc(n ? n : 1); /* exactly as long: a read past it is seen */
	memcpy(copy, blob, n);
	struct mg_template_facts facts = {0};
	if (mg_template_check((struct mg_bytes){copy, n}, &facts, NULL)) {
		assert_glib_reads(copy, n, &facts);
		(*passed)++;
	}
	free(copy);
}

static void what_passes_after_damage_is_still_normal_form(void **state)
{
	(void)state;
	static uint8_t blob[MG_TEMPLATE_BYTES_MAX], damaged[MG_TEMPLATE_BYTES_MAX + 1];
	struct plan p = good;
	p.minutiae = 22; /* where offsets change their width */
	const size_t n = build(&p, blob, sizeof(blob));
	unsigned passed = 0;
	for (size_t cut = 0; cut < n; cut++)
		check_one(blob, cut, &passed);
	assert_int_equal(passed, 0);
	static const uint8_t changes[] = {0x01, 0x02, 0x04, 0x10, 0x80, 0xff};
	for (size_t at = 0; at < n; at++) {
		for (size_t c = 0; c < sizeof(changes); c++) {
			memcpy(damaged, blob, n);
			damaged[at] ^= changes[c];
			check_one(damaged, n, &passed);
		}
		memcpy(damaged, blob, at);
		damaged[at] = 0;
		memcpy(damaged + at + 1, blob + at, n - at);
		check_one(damaged, n + 1, &passed);
	}
	/* a coordinate may change and stay a coordinate: the seal finds that, not the shape */
	assert_true(passed > 0);
}

static void a_decoy_passes_whatever_its_seed(void **state)
{
	(void)state;
	static uint8_t decoy[MG_TEMPLATE_BYTES_MAX];
	for (uint64_t seed = 0; seed < 200; seed++) {
		struct mg_template_facts facts = {0};
		const size_t n = mg_template_decoy(seed, decoy);
		assert_true(mg_template_check((struct mg_bytes){decoy, n}, &facts, NULL));
		assert_int_equal(facts.pictures, 5);
		assert_glib_reads(decoy, n, &facts);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_size_that_glib_writes_passes),
		cmocka_unit_test(whatever_is_not_just_minutiae_of_our_device_is_refused),
		cmocka_unit_test(what_passes_after_damage_is_still_normal_form),
		cmocka_unit_test(a_decoy_passes_whatever_its_seed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
