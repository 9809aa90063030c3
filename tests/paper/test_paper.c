/* SPDX-License-Identifier: Apache-2.0
 * Papers through the real workers: bytes that do not change, words that stand there and words that
 * must not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "paper_rig.h"
#include "samples.h"

static struct mg_arena arena;

static int open_rig(void **state)
{
	(void)state;
	mg_arena_init(&arena, 64U << 20);
	paper_rig_open("draw", 3);
	return 0;
}

static int close_rig(void **state)
{
	(void)state;
	paper_rig_close();
	mg_arena_done(&arena);
	return 0;
}

static struct mg_bytes draw(struct mg_bytes description, unsigned *ret_pages)
{
	struct mg_error err = {0};
	struct mg_bytes pdf;
	if (!mg_paper_client_draw(
		    paper_rig.client, description, 20000, &arena, &pdf, ret_pages, &err))
		fail_msg("not drawn: %s", err.detail);
	return pdf;
}

static enum mg_code draw_code(const void *bytes, size_t n)
{
	struct mg_error err = {0};
	struct mg_bytes pdf;
	unsigned pages;
	return mg_paper_client_draw(paper_rig.client, (struct mg_bytes){bytes, n}, 20000, &arena,
		       &pdf, &pages, &err)
		       ? MG_OK
		       : err.code;
}

/* The words without the spaces that 均等割付 puts between them. */
static const char *words_of(struct mg_bytes pdf)
{
	static char text[1 << 20], command[600];
	snprintf(command, sizeof(command),
		"pdftotext -layout '%s' - | LC_ALL=C.UTF-8 sed 's/[ 　]//g' | tr -d '\\n\\f'",
		paper_rig_file("words.pdf", pdf));
	paper_rig_output(command, text, sizeof(text));
	return text;
}

#define assert_says(text, word)                                                                    \
	do {                                                                                       \
		if (!strstr(text, word))                                                           \
			fail_msg("\"%s\" is not on the paper: %.300s", word, text);                \
	} while (0)

static void the_same_record_gives_the_same_bytes_in_other_processes_and_seconds(void **state)
{
	(void)state;
	unsigned pages;
	const struct mg_bytes slip = draw(sample_describe_slip(&sample_slip), &pages);
	assert_int_equal(pages, 1);
	const struct mg_paper_check_list list = sample_list(40, true);
	const struct mg_bytes first = draw(sample_describe_list(&list), &pages);
	assert_true(pages > 3);
	for (int i = 0; i < 4;
		i++) { /* a worker serves one paper: each time it is another process */
		if (i % 2)
			sleep(1);
		const struct mg_bytes again = draw(sample_describe_slip(&sample_slip), &pages);
		assert_int_equal(again.n, slip.n);
		assert_memory_equal(again.p, slip.p, slip.n);
		const struct mg_bytes list_again = draw(sample_describe_list(&list), &pages);
		assert_int_equal(list_again.n, first.n);
		assert_memory_equal(list_again.p, first.p, first.n);
	}
	struct mg_paper_slip other = sample_slip;
	other.made_us += 1000000;
	const struct mg_bytes later = draw(sample_describe_slip(&other), &pages);
	assert_true(later.n != slip.n || memcmp(later.p, slip.p, slip.n) != 0);
}

static void a_slip_says_what_it_has_to_and_nothing_of_a_place(void **state)
{
	(void)state;
	unsigned pages;
	const char *text = words_of(draw(sample_describe_slip(&sample_slip), &pages));
	assert_says(text, "国民年金受付票");
	assert_says(text, "146-20261128-0007");
	assert_says(text, "国民年金被保険者資格取得届（第1号被保険者）");
	assert_says(text, "花子様");
	assert_says(text, "太郎（世帯主）");
	assert_says(text, "運転免許証、健康保険資格喪失証明書");
	assert_says(text, "令和8年11月27日");
	assert_says(text, "072-000-0143");
	assert_null(strstr(text, "取下げ"));
	struct mg_paper_slip withdrawn = sample_slip;
	withdrawn.state = "取下げ";
	assert_says(words_of(draw(sample_describe_slip(&withdrawn), &pages)), "取下げ");
	withdrawn.training = true;
	assert_says(words_of(draw(sample_describe_slip(&withdrawn), &pages)), "研修用");
}

static void a_list_counts_what_stands_on_it(void **state)
{
	(void)state;
	unsigned pages;
	struct mg_paper_counts n;
	char sum[200], foot[100];
	const struct mg_paper_check_list list = sample_list(40, false);
	mg_paper_count(&list, &n);
	assert_int_equal(n.by_kind[MG_PAPER_LINE_NEW] + n.by_kind[MG_PAPER_LINE_CORRECTED] +
				 n.by_kind[MG_PAPER_LINE_UNDONE],
		40);
	const char *text = words_of(draw(sample_describe_list(&list), &pages));
	snprintf(sum, sizeof(sum), "新規%zu件＋訂正%zu件＋取下げ等%zu件＝届書40件（項目%zu件）",
		n.by_kind[1], n.by_kind[2], n.by_kind[3], n.items);
	assert_says(text, sum);
	assert_says(text, "累計届書40件/全40件");
	size_t forms = 0, items = 0;
	for (const char *p = text; (p = strstr(p, "このページ届書")) != NULL; p++) {
		unsigned f, i;
		assert_int_equal(sscanf(p, "このページ届書%u件・項目%u件", &f, &i), 2);
		forms += f;
		items += i;
	}
	assert_int_equal(forms, 40);
	assert_int_equal(items, n.items);
	for (unsigned page = 1; page <= pages; page++) {
		snprintf(foot, sizeof(foot), "%u/%uページ", page, pages);
		assert_says(text, foot);
	}
	assert_says(text, "照合年月日");
	const struct mg_paper_check_list checked = sample_list(3, true);
	assert_says(words_of(draw(sample_describe_list(&checked), &pages)),
		"照合済令和8年11月28日17時05分照合者中村達也");
}

static void a_protected_persons_place_is_not_printed(void **state)
{
	(void)state;
	unsigned pages;
	const struct mg_paper_item items[] = {
		{"住所", "堺市北区長曽根町1番", "堺市西区鳳東町2番", true},
		{"種別", "", "第1号", false}};
	struct mg_paper_list_line line = {.kind = MG_PAPER_LINE_NEW,
		.number = "0001",
		.form = "届",
		.state = "新規",
		.shori_no = "0000000001",
		.name = "架空 花子",
		.kana = "カクウ ハナコ",
		.received = "",
		.hides_place = true,
		.items = items,
		.n_items = 2};
	struct mg_paper_check_list list = sample_list(0, false);
	list.lines = &line;
	list.n_lines = 1;
	const char *text = words_of(draw(sample_describe_list(&list), &pages));
	assert_null(strstr(text, "堺市西区"));
	assert_null(strstr(text, "長曽根"));
	assert_says(text, "（記載しない）");
	assert_says(text, "第1号");
	line.hides_place = false;
	assert_says(words_of(draw(sample_describe_list(&list), &pages)), "堺市西区鳳東町2番");
}

static void what_is_no_description_is_refused_and_the_next_paper_is_drawn(void **state)
{
	(void)state;
	unsigned pages;
	const struct mg_bytes good = sample_describe_slip(&sample_slip);
	uint8_t *bad = malloc(good.n);
	assert_non_null(bad);
	assert_int_equal(draw_code("rubbish", 7), MG_ERR_INVALID);
	assert_int_equal(draw_code(good.p, good.n - 1), MG_ERR_INVALID);
	for (size_t at = 0; at < good.n; at += good.n / 12) {
		memcpy(bad, good.p, good.n);
		bad[at] ^= 0xff;
		const enum mg_code code = draw_code(bad, good.n);
		assert_true(code == MG_OK || code == MG_ERR_INVALID);
	}
	free(bad);
	assert_true(draw(good, &pages).n > 10000);
}

static void a_character_that_no_font_has_stops_no_paper(void **state)
{
	(void)state;
	unsigned pages;
	struct mg_paper_slip slip = sample_slip;
	slip.name = "\xf4\x80\x80\x80 花子 한";
	assert_non_null(strstr(words_of(draw(sample_describe_slip(&slip), &pages)), "花子"));
}

static void a_line_of_text_breaks_where_japanese_may(void **state)
{
	(void)state;
	const char *s = "堺市北区。次";
	struct mg_text t = mg_paper_take_line(&s, 8);
	assert_int_equal(t.n, strlen("堺市北区。")); /* the full stop hangs over the edge */
	assert_string_equal(s, "次");
	assert_int_equal(mg_paper_cells("ABｱ堺", strlen("ABｱ堺")), 5);
	assert_int_equal(mg_paper_lines("", 10), 1);
	s = "邉\xf3\xa0\x84\x81子";
	t = mg_paper_take_line(&s, 2);
	assert_int_equal(t.n, strlen("邉\xf3\xa0\x84\x81")); /* a variant stays one character */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			the_same_record_gives_the_same_bytes_in_other_processes_and_seconds),
		cmocka_unit_test(a_slip_says_what_it_has_to_and_nothing_of_a_place),
		cmocka_unit_test(a_list_counts_what_stands_on_it),
		cmocka_unit_test(a_protected_persons_place_is_not_printed),
		cmocka_unit_test(what_is_no_description_is_refused_and_the_next_paper_is_drawn),
		cmocka_unit_test(a_character_that_no_font_has_stops_no_paper),
		cmocka_unit_test(a_line_of_text_breaks_where_japanese_may),
	};
	return cmocka_run_group_tests(tests, open_rig, close_rig);
}
