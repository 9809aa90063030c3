/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "base/number.h"
#include "city/city.h"

static const struct {
	const char *code;
	const char *name;
} RELATIONS[] = {
	[MG_RELATION_HEAD] = {"02", "世帯主"},
	[MG_RELATION_HUSBAND] = {"11", "夫"},
	[MG_RELATION_WIFE] = {"12", "妻"},
	[MG_RELATION_CHILD] = {"20", "子"},
	[MG_RELATION_FATHER] = {"51", "父"},
	[MG_RELATION_MOTHER] = {"52", "母"},
	[MG_RELATION_GRANDCHILD] = {"2020", "子の子"},
	[MG_RELATION_SIBLING] = {"71", "兄弟姉妹"},
	[MG_RELATION_LODGER] = {"99", "同居人"},
};

static void set(struct mg_city_record *r, enum mg_j01_field field, const char *format, ...)
	MG_PRINTF(3, 4);

static void set(struct mg_city_record *r, enum mg_j01_field field, const char *format, ...)
{
	va_list args;
	char *at = r->text + r->used;
	va_start(args, format);
	const int n = vsnprintf(at, sizeof(r->text) - r->used, format, args);
	va_end(args);
	r->fields[field] = (struct mg_text){at, (size_t)n};
	r->used += (size_t)n + 1;
}

static void set_date(struct mg_city_record *r, enum mg_j01_field field, struct mg_date d)
{
	char text[MG_DATE_TEXT_BYTES];
	mg_date_format(d, MG_DATE_DIGITS, text);
	set(r, field, "%s", text);
}

static const char *joined(const char *first, const char *second, char ret[128])
{
	snprintf(ret, 128, "%s　%s", first, second);
	return ret;
}

static void foreign_letters(const struct mg_citizen *p, char ret[128])
{
	snprintf(ret, 128, "%s %s", mg_family(p->surname).letters, mg_personal(p->given).letters);
}

/* The name in the register: a foreigner's is the one in letters unless characters stand beside it.
 */
static void full_name(const struct mg_citizen *p, char ret[128])
{
	if (!p->foreigner)
		(void)joined(mg_surname(p->surname).kanji, mg_given(p->given).kanji, ret);
	else if (mg_family(p->surname).kanji[0] != '\0' && mg_personal(p->given).kanji[0] != '\0')
		(void)joined(mg_family(p->surname).kanji, mg_personal(p->given).kanji, ret);
	else
		foreign_letters(p, ret);
}

static void set_names(struct mg_city_record *r, const struct mg_citizen *p)
{
	char text[128];
	const struct mg_name family = p->foreigner ? mg_family(p->surname) : mg_surname(p->surname);
	const struct mg_name given = p->foreigner ? mg_personal(p->given) : mg_given(p->given);
	set(r, MG_J01_sei_kana, "%s", family.kana);
	set(r, MG_J01_mei_kana, "%s", given.kana);
	set(r, MG_J01_name_kana, "%s", joined(family.kana, given.kana, text));
	if (!p->foreigner) {
		set(r, MG_J01_name_kanji, "%s", joined(family.kanji, given.kanji, text));
	} else {
		set(r, MG_J01_alpha_name_kana, "%s", joined(family.kana, given.kana, text));
		foreign_letters(p, text);
		set(r, MG_J01_alpha_name, "%s", text);
		set(r, MG_J01_katakana_name, "%s %s", family.kana, given.kana);
		if (family.kanji[0] != '\0' && given.kanji[0] != '\0')
			set(r, MG_J01_name_kanji, "%s", joined(family.kanji, given.kanji, text));
	}
	if (p->old_surname != MG_NO_NAME) {
		const struct mg_name old = mg_surname(p->old_surname);
		set(r, MG_J01_old_sei_kana, "%s", old.kana);
		set(r, MG_J01_old_mei_kana, "%s", given.kana);
		set(r, MG_J01_old_name_kana, "%s", joined(old.kana, given.kana, text));
		set(r, MG_J01_old_name_kanji, "%s", joined(old.kanji, given.kanji, text));
	}
	if (p->alias_surname != MG_NO_NAME) {
		const struct mg_name a = mg_surname(p->alias_surname);
		const struct mg_name b = mg_given(p->alias_given);
		set(r, MG_J01_alias_kana, "%s", joined(a.kana, b.kana, text));
		set(r, MG_J01_alias_name, "%s", joined(a.kanji, b.kanji, text));
	}
}

static void set_birth(struct mg_city_record *r, const struct mg_citizen *p)
{
	int32_t year;
	set(r, MG_J01_sex, "%d", p->sex);
	set(r, MG_J01_era_flag, "%d", (int)mg_date_era(p->birth, &year));
	if (!p->birth_unknown) {
		set_date(r, MG_J01_birth_date, p->birth);
		set(r, MG_J01_birth_unknown_flag, "0");
		return;
	}
	const bool month_known = p->birth.day % 3 == 0;
	set(r, MG_J01_birth_date, "%04d%02d00", (int)p->birth.year,
		month_known ? p->birth.month : 0);
	set(r, MG_J01_birth_unknown_flag, month_known ? "1" : "2");
	set(r, MG_J01_birth_unknown_code, month_known ? "01" : "02");
}

static void set_relation(
	struct mg_city_record *r, const struct mg_city *c, const struct mg_citizen *p)
{
	char name[128];
	const uint32_t head = c->households[p->household].head;
	/* the dead head of before keeps the name he had as head */
	full_name(p->relation == MG_RELATION_HEAD ? p : &c->citizens[head], name);
	set(r, MG_J01_head_name_kanji, "%s", name);
	if (!p->foreigner)
		set(r, MG_J01_hittosha_name, "%s", name);
	set(r, MG_J01_relation_code, "%s", RELATIONS[p->relation].code);
	set(r, MG_J01_relation_name, "%s", RELATIONS[p->relation].name);
	set(r, MG_J01_relation_changed_flag, "%d", p->cnt_relation > 0);
	set(r, MG_J01_sai_tennyu_code, "0");
}

static void set_address(
	struct mg_city_record *r, const struct mg_citizen *p, const struct mg_place *place)
{
	char text[MG_PLACE_TEXT_BYTES];
	char code[12];
	mg_place_code(place, code);
	set(r, MG_J01_addr_code, "%s", code);
	set(r, MG_J01_addr_postal, "%s", mg_place_postal(place));
	mg_place_text(place, text);
	set(r, MG_J01_addr, "%s", text);
	mg_place_katagaki(place, text);
	set(r, MG_J01_addr_katagaki, "%s", text);
	set(r, MG_J01_addr_banchi1, "%d", place->chome > 0 ? place->chome : place->banchi);
	set(r, MG_J01_addr_banchi2, "%d", place->chome > 0 ? place->banchi : place->go);
	set(r, MG_J01_addr_banchi3, "%d", place->chome > 0 ? place->go : 0);
	set(r, MG_J01_addr_banchi_edit_code, place->form ? "2" : "1");
	set(r, MG_J01_gyoseiku_code, "%04u", place->town % 10000u);
	set(r, MG_J01_shokan_ward, "%03d", mg_place_ward(place));
	set(r, MG_J01_elementary_district, "%03u", place->town % 93u + 1);
	set(r, MG_J01_junior_high_district, "%03u", place->town % 43u + 1);
	if (!p->moved_within)
		return;
	mg_place_code(&p->before, code);
	set(r, MG_J01_prev_addr_code, "%s", code);
	set(r, MG_J01_prev_addr_postal, "%s", mg_place_postal(&p->before));
	mg_place_text(&p->before, text);
	set(r, MG_J01_prev_addr, "%s", text);
	mg_place_katagaki(&p->before, text);
	set(r, MG_J01_prev_addr_katagaki, "%s", text);
	set(r, MG_J01_prev_addr_banchi1, "%d",
		p->before.chome > 0 ? p->before.chome : p->before.banchi);
	set(r, MG_J01_prev_addr_banchi2, "%d",
		p->before.chome > 0 ? p->before.banchi : p->before.go);
	set(r, MG_J01_prev_addr_banchi3, "%d", p->before.chome > 0 ? p->before.go : 0);
	set(r, MG_J01_prev_banchi_edit_code, p->before.form ? "2" : "1");
	set(r, MG_J01_prev_gyoseiku_code, "%04u", p->before.town % 10000u);
}

static void set_arrival(struct mg_city_record *r, const struct mg_citizen *p, uint64_t key)
{
	char text[MG_PLACE_TEXT_BYTES];
	set(r, MG_J01_jumin_reason, "%02d", p->arrived);
	set_date(r, MG_J01_jumin_date, p->resident_since);
	set_date(r, MG_J01_jumin_notified_date,
		mg_date_add_days(p->resident_since, (int32_t)(key % 12)));
	set(r, MG_J01_jutei_reason, "%02d", p->moved_within ? MG_BY_MOVING_WITHIN : p->arrived);
	set(r, MG_J01_jutei_unknown_flag, "0");
	set_date(r, MG_J01_jutei_date, p->here_since);
	set_date(r, MG_J01_jutei_notified_date,
		mg_date_add_days(p->here_since, (int32_t)(key % 12)));
	if (p->arrived != MG_BY_MOVING_IN)
		return;
	const struct mg_elsewhere from = mg_elsewhere(p->from);
	set(r, MG_J01_tennyu_from_code, "%s000000", from.municipality);
	set(r, MG_J01_tennyu_from_postal, "%s", from.postal);
	mg_elsewhere_text(p->from, key >> 8, text);
	set(r, MG_J01_tennyu_from_addr, "%s", text);
}

static void set_departure(struct mg_city_record *r, const struct mg_citizen *p, uint64_t key)
{
	char text[MG_PLACE_TEXT_BYTES];
	set(r, MG_J01_shojo_unknown_flag, "0");
	if (p->life == MG_LIFE_HERE)
		return;
	set(r, MG_J01_shojo_reason, "%02d", p->event);
	set_date(r, MG_J01_shojo_date, p->event_date);
	set_date(
		r, MG_J01_shojo_notified_date, mg_date_add_days(p->event_date, (int32_t)(key % 7)));
	if (p->life != MG_LIFE_MOVED_OUT)
		return;
	const struct mg_elsewhere to = mg_elsewhere(p->to);
	mg_elsewhere_text(p->to, key >> 16, text);
	set(r, MG_J01_tenshutsu_plan_code, "%s000000", to.municipality);
	set(r, MG_J01_tenshutsu_plan_postal, "%s", to.postal);
	set(r, MG_J01_tenshutsu_plan_addr, "%s", text);
	set_date(r, MG_J01_tenshutsu_plan_date, p->event_date);
	set_date(r, MG_J01_tenshutsu_plan_notified_date, mg_date_add_days(p->event_date, -5));
	set(r, MG_J01_jittei_code, "%s000000", to.municipality);
	set(r, MG_J01_jittei_postal, "%s", to.postal);
	set(r, MG_J01_jittei_addr, "%s", text);
	set_date(r, MG_J01_jittei_date, p->event_date);
	set_date(r, MG_J01_notice_date, mg_date_add_days(p->event_date, 9));
}

static void set_counters(struct mg_city_record *r, const struct mg_citizen *p)
{
	for (int f = MG_J01_cnt_name_kanji; f <= MG_J01_cnt_jittei_date; f++)
		set(r, (enum mg_j01_field)f, "0");
	set(r, MG_J01_cnt_name_kanji, "%d", p->cnt_name);
	set(r, MG_J01_cnt_addr, "%d", p->cnt_addr);
	set(r, MG_J01_cnt_relation, "%d", p->cnt_relation);
	set(r, MG_J01_cnt_head_name, "%d", p->cnt_head);
	set(r, MG_J01_cnt_prev_addr, "%d", p->cnt_addr);
}

static void set_foreigner(
	struct mg_city_record *r, const struct mg_city *c, const struct mg_citizen *p, uint64_t key)
{
	static const char *const STATUS[] = {"T01", "P01", "W05", "S01", "D03"};
	if (!p->foreigner)
		return;
	/* special permanent residents (nation 0) have no period */
	const bool permanent = p->nation == 0 || key % 3 == 0;
	set(r, MG_J01_nationality, "%s", mg_nation_code(p->nation));
	set(r, MG_J01_residence_status, "%s",
		p->nation == 0 ? "T01"
		: permanent    ? "P01"
			       : STATUS[2 + key % 3]);
	set(r, MG_J01_residence_kbn, "%d", p->nation == 0 ? 1 : 2);
	if (permanent)
		return;
	set(r, MG_J01_residence_period, "%d年", 1 + 2 * (int)(key % 3));
	set_date(
		r, MG_J01_residence_expiry, mg_date_add_days(c->today, (int32_t)(key % 1500) - 60));
}

/* A number of `digits` digits that no other citizen has: `factor` has no divisor in common with 10.
 */
static uint64_t own_number(
	const struct mg_city *c, uint32_t citizen, uint64_t factor, uint64_t modulus)
{
	const uint64_t shift = mg_dice_hash(c->seed + factor) % modulus;
	return (uint64_t)(((unsigned __int128)citizen * factor + shift) % modulus);
}

static void set_pension(struct mg_city_record *r, const struct mg_city *c,
	const struct mg_citizen *p, uint32_t citizen, uint64_t key)
{
	const int32_t age = mg_date_age(p->birth, c->today);
	const struct mg_date twenty = mg_date_attains(p->birth, 20);
	const uint64_t kind = key % 100;
	set(r, MG_J01_has_kokuho, "%d", age < 75 && (key >> 8) % 100 < 22);
	if (age < 20)
		return;
	set(r, MG_J01_kokunen_kigo_no, "%010llu",
		(unsigned long long)own_number(
			c, citizen, UINT64_C(7654321987), UINT64_C(10000000000)));
	set_date(r, MG_J01_kokunen_acquired_date,
		mg_date_compare(twenty, p->resident_since) > 0 ? twenty : p->resident_since);
	if (age < 60)
		set(r, MG_J01_kokunen_type, "%d", kind < 34 ? 1 : kind < 88 || p->sex == 1 ? 2 : 3);
	else if (age < 65 && kind < 4)
		set(r, MG_J01_kokunen_type, "4");
}

static void set_processing(struct mg_city_record *r, const struct mg_citizen *p, uint64_t key)
{
	set(r, MG_J01_juki_ido_reason, "%02d", p->event);
	set_date(r, MG_J01_ido_date, p->event_date);
	set_date(r, MG_J01_ido_notified_date, mg_date_add_days(p->event_date, (int32_t)(key % 5)));
	set_date(r, MG_J01_juki_proc_date, mg_date_add_days(p->event_date, (int32_t)(key % 5)));
	set(r, MG_J01_juki_proc_time, "%02u%02u%02u", 9 + (unsigned)(key >> 8) % 8,
		(unsigned)(key >> 16) % 60, (unsigned)(key >> 24) % 60);
	set(r, MG_J01_online_fix_kbn, "0");
	set(r, MG_J01_migration_flag, "%d", p->resident_since.year < 2013);
	set(r, MG_J01_false_sign, "0");
	if (key % 97 != 0)
		return;
	set_date(r, MG_J01_remark_ido_date, p->event_date);
	set(r, MG_J01_remark_code, "01");
	set(r, MG_J01_remark_text, "職権により届出の記載を訂正");
}

static void set_my_number(struct mg_city_record *r, const struct mg_city *c, uint32_t citizen)
{
	const uint64_t number =
		own_number(c, citizen, UINT64_C(48271237891), UINT64_C(100000000000));
	snprintf(r->my_number, sizeof(r->my_number), "%011llu0",
		(unsigned long long)(number % UINT64_C(100000000000)));
	r->my_number[11] = mg_my_number_check(r->my_number);
	if (mg_my_number_is_valid(r->my_number, 12))
		r->record.my_number = (struct mg_text){r->my_number, 12};
}

void mg_city_record(
	const struct mg_city *c, uint32_t citizen, enum mg_j01_op op, struct mg_city_record *ret)
{
	const struct mg_citizen *p = &c->citizens[citizen];
	const uint64_t key =
		mg_dice_hash(c->seed ^ ((uint64_t)citizen + 1) * UINT64_C(0x9e3779b97f4a7c15));
	ret->used = 0;
	for (int f = 0; f < MG_J01_FIELDS; f++)
		ret->fields[f] = (struct mg_text){"", 0};
	snprintf(ret->shori_no, sizeof(ret->shori_no), "%010llu",
		((citizen + 1ULL) * 11 + 1000000) % 10000000000ULL);
	ret->record = (struct mg_j01_record){
		.op = op,
		.shori_no = {ret->shori_no, 10},
		.my_number = {"", 0},
		.field = ret->fields,
	};
	if (op == MG_J01_DELETE)
		return;
	set_my_number(ret, c, citizen);
	set(ret, MG_J01_kojin_shori_no, "%s", ret->shori_no);
	set(ret, MG_J01_shori_no, "%s", ret->shori_no);
	set(ret, MG_J01_setai_no, "%010llu", 2000000000ULL + p->household * 7ULL);
	set_names(ret, p);
	set_birth(ret, p);
	set_relation(ret, c, p);
	set_address(ret, p, &c->households[p->household].place);
	set_arrival(ret, p, key);
	set_departure(ret, p, key);
	set_processing(ret, p, key);
	set_counters(ret, p);
	set_foreigner(ret, c, p, key >> 5);
	set_pension(ret, c, p, citizen, key >> 7);
}
