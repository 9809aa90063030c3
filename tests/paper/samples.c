/* SPDX-License-Identifier: Apache-2.0 */
#include "samples.h"
#include <stdio.h>
#include <stdlib.h>

static const char *const papers[] = {
	"運転免許証", "健康保険資格喪失証明書", "個人番号カード（番号確認）"};
static const char *const next[] = {
	"届書の内容を確認のうえ、日本年金機構（年金事務所）へ送付します。",
	"おおむね1か月から2か月後に、日本年金機構から国民年金保険料の納付書が郵送されます。",
	"保険料の納付が難しいときは、免除・納付猶予の申請ができます。窓口でご相談ください。",
};

const struct mg_paper_slip sample_slip = {
	.city = "堺市",
	.section = "北区役所 保険年金課",
	.phone = "072-000-0143",
	.hours = "月曜日から金曜日 9時00分～17時30分（祝日・年末年始を除く）",
	.number = "146-20261128-0007",
	.form = "国民年金被保険者資格取得届（第1号被保険者）",
	.state = "",
	.name = "渡邉󠄁 花子",
	.kana = "ワタナベ ハナコ",
	.filed_by = "渡邉󠄁 太郎",
	.relation = "世帯主",
	.papers = papers,
	.n_papers = 3,
	.staff = "西 恵",
	.next = next,
	.n_next = 3,
	.received = {2026, 11, 27},
	.entered = {2026, 11, 28},
	.made_us = 1795833000000000,
};

#define MAX 400
struct mg_paper_check_list sample_list(unsigned n, bool is_signed)
{
	static struct mg_paper_list_line lines[MAX];
	static char numbers[MAX][8], persons[MAX][12];
	static const struct mg_paper_item fresh[] = {
		{"資格取得年月日", "", "令和8年11月1日", false},
		{"取得理由", "", "会社を退職（厚生年金保険の資格喪失）", false},
		{"住所", "",
			"堺市北区新金岡町5丁1番4号 メゾン新金岡パークサイドテラス弐番館 1203号室",
			true},
		{"種別", "", "第1号", false}};
	static const struct mg_paper_item changed[] = {
		{"資格取得年月日", "令和8年11月1日", "令和8年10月31日", false},
		{"受付年月日", "令和8年11月28日", "令和8年11月27日", false},
		{"訂正の理由", "", "離職票の日付と異なっていたため", false}};
	static const char *const names[] = {"渡邉󠄁 花子", "山﨑 健", "髙橋 美穂",
		"グエン・ティ・タイン・フエン（NGUYEN THI THANH HUYEN）"};
	static const char *const kanas[] = {
		"ワタナベ ハナコ", "ヤマサキ ケン", "タカハシ ミホ", "グエン テイ タイン フエン"};
	for (unsigned i = 0; i < n && i < MAX; i++) {
		snprintf(numbers[i], sizeof(numbers[i]), "%04u", i + 1);
		snprintf(persons[i], sizeof(persons[i]), "%010u", 1000 + i);
		const bool corrected = i % 4 == 2, undone = i % 7 == 6;
		lines[i] = (struct mg_paper_list_line){.kind = undone	   ? MG_PAPER_LINE_UNDONE
							       : corrected ? MG_PAPER_LINE_CORRECTED
									   : MG_PAPER_LINE_NEW,
			.number = numbers[i],
			.form = "国民年金資格取得届（第1号）",
			.state = undone	     ? "取下げ"
				 : corrected ? "訂正"
					     : "新規",
			.shori_no = persons[i],
			.name = names[i % 4],
			.kana = kanas[i % 4],
			.received = i % 6 == 1 ? "R8.11.26" : "",
			.hides_place = i % 5 == 4,
			.changed_since = i == 2 && is_signed,
			.items = undone	     ? NULL
				 : corrected ? changed
					     : fresh,
			.n_items = undone      ? 0
				   : corrected ? MG_LEN(changed)
					       : MG_LEN(fresh)};
	}
	return (struct mg_paper_check_list){.city = "堺市",
		.section = "北区役所 保険年金課",
		.ward = "146",
		.staff_no = "100001",
		.staff = "西 恵",
		.day = {2026, 11, 28},
		.lines = lines,
		.n_lines = n,
		.signed_by = is_signed ? "中村 達也" : "",
		.signed_at = is_signed ? "令和8年11月28日 17時05分" : "",
		.made_us = 1795833000000000};
}

static uint8_t *room(size_t n)
{
	static uint8_t *last;
	free(last);
	last = malloc(n);
	if (!last)
		abort();
	return last;
}

static struct mg_bytes done(const struct mg_paper_sheet *sheet, bool ok, const struct mg_error *err)
{
	if (!ok) {
		fprintf(stderr, "sample: %s\n", err->detail);
		abort();
	}
	return (struct mg_bytes){sheet->w.p, sheet->w.n};
}

struct mg_bytes sample_describe_slip(const struct mg_paper_slip *slip)
{
	struct mg_paper_sheet sheet;
	struct mg_error err = {0};
	mg_paper_begin(
		&sheet, room(MG_PAPER_SLIP_BYTES), MG_PAPER_SLIP_BYTES, "受付票", slip->made_us);
	return done(&sheet, mg_paper_slip(slip, &sheet, &err), &err);
}

struct mg_bytes sample_describe_list(const struct mg_paper_check_list *list)
{
	struct mg_paper_sheet sheet;
	struct mg_error err = {0};
	const size_t n = mg_paper_check_list_bytes(list);
	mg_paper_begin(&sheet, room(n), n, "照合用リスト", list->made_us);
	return done(&sheet, mg_paper_check_list(list, &sheet, &err), &err);
}
