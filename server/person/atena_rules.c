/* SPDX-License-Identifier: Apache-2.0
 * 宛名情報 from 個人情報: most items go over as they are, the rest is derived here. */
#include <string.h>
#include "person/person_rules.h"
#include "person/scratch_rules.h"

struct copied {
	unsigned char to;
	unsigned char from;
};
/* Items that mean the same in both groups. */
static const struct copied SAME[] = {
	{MG_ATENA_SHORI_NO, MG_JUKI_KOJIN_SHORI_NO},
	{MG_ATENA_CURRENT_AREA_CODE, MG_JUKI_SHOKAN_WARD},
	{MG_ATENA_JUMIN_DATE, MG_JUKI_JUMIN_DATE},
	{MG_ATENA_JUMIN_NOTIFIED_DATE, MG_JUKI_JUMIN_NOTIFIED_DATE},
	{MG_ATENA_JITTEI_DATE, MG_JUKI_JITTEI_DATE},
	{MG_ATENA_SETAI_NO, MG_JUKI_SETAI_NO},
	{MG_ATENA_HEAD_NAME_KANJI, MG_JUKI_HEAD_NAME_KANJI},
	{MG_ATENA_NAME_KANA, MG_JUKI_NAME_KANA},
	{MG_ATENA_NAME_KANJI, MG_JUKI_NAME_KANJI},
	{MG_ATENA_OLD_NAME_KANA, MG_JUKI_OLD_NAME_KANA},
	{MG_ATENA_OLD_NAME_KANJI, MG_JUKI_OLD_NAME_KANJI},
	{MG_ATENA_NATIONALITY_CODE, MG_JUKI_NATIONALITY},
	{MG_ATENA_ADDR_POSTAL, MG_JUKI_ADDR_POSTAL},
	{MG_ATENA_ADDR_CODE, MG_JUKI_ADDR_CODE},
	{MG_ATENA_ADDR, MG_JUKI_ADDR},
	{MG_ATENA_ADDR_KATAGAKI, MG_JUKI_ADDR_KATAGAKI},
	{MG_ATENA_ADDR_BANCHI1, MG_JUKI_ADDR_BANCHI1},
	{MG_ATENA_ADDR_BANCHI2, MG_JUKI_ADDR_BANCHI2},
	{MG_ATENA_ADDR_BANCHI3, MG_JUKI_ADDR_BANCHI3},
	{MG_ATENA_ADDR_GYOSEIKU, MG_JUKI_GYOSEIKU_CODE},
	{MG_ATENA_TENNYU_FROM_POSTAL, MG_JUKI_TENNYU_FROM_POSTAL},
	{MG_ATENA_TENNYU_FROM_CODE, MG_JUKI_TENNYU_FROM_CODE},
	{MG_ATENA_TENNYU_FROM_ADDR, MG_JUKI_TENNYU_FROM_ADDR},
	{MG_ATENA_BIRTH_DATE, MG_JUKI_BIRTH_DATE},
	{MG_ATENA_BIRTH_UNKNOWN_FLAG, MG_JUKI_BIRTH_UNKNOWN_FLAG},
	{MG_ATENA_ERA_FLAG, MG_JUKI_ERA_FLAG},
	{MG_ATENA_SEX_KBN, MG_JUKI_SEX},
	{MG_ATENA_RELATION_CODE, MG_JUKI_RELATION_CODE},
	{MG_ATENA_RELATION_NAME, MG_JUKI_RELATION_NAME},
	{MG_ATENA_FOREIGNER_ALIAS_KANA, MG_JUKI_ALIAS_KANA},
	{MG_ATENA_FOREIGNER_ALIAS, MG_JUKI_ALIAS_NAME},
	{MG_ATENA_FOREIGNER_REAL_KANA, MG_JUKI_ALPHA_NAME_KANA},
	{MG_ATENA_FOREIGNER_REAL_NAME, MG_JUKI_ALPHA_NAME},
};
/* The mailing address of a resident is where one lives. */
static const struct copied HERE[] = {
	{MG_ATENA_ATENA_POSTAL, MG_JUKI_ADDR_POSTAL},
	{MG_ATENA_ATENA_CODE, MG_JUKI_ADDR_CODE},
	{MG_ATENA_ATENA_ADDR, MG_JUKI_ADDR},
	{MG_ATENA_ATENA_KATAGAKI, MG_JUKI_ADDR_KATAGAKI},
	{MG_ATENA_ATENA_BANCHI1, MG_JUKI_ADDR_BANCHI1},
	{MG_ATENA_ATENA_BANCHI2, MG_JUKI_ADDR_BANCHI2},
	{MG_ATENA_ATENA_BANCHI3, MG_JUKI_ADDR_BANCHI3},
	{MG_ATENA_ATENA_GYOSEIKU, MG_JUKI_GYOSEIKU_CODE},
};

static struct mg_text literal(const char *s)
{
	return (struct mg_text){s, strlen(s)};
}

static bool starts_with(struct mg_text t, const char *s)
{
	return t.n >= strlen(s) && memcmp(t.s, s, strlen(s)) == 0;
}

/* 県名付加区分: "1" when the address is printed with its prefecture in front, "0" when it already is or is the city's own. */
static struct mg_text prefecture_kbn(struct mg_text addr, struct mg_text code, struct mg_text own_code)
{
	static const char *const named[] = {"北海道", "東京都", "大阪府", "京都府"};
	if (!addr.n)
		return literal("");
	for (size_t i = 0; i < MG_LEN(named); i++)
		if (starts_with(addr, named[i]))
			return literal("0");
	for (size_t at = 2; at <= 3; at++) {
		const size_t offset = mg_text_bytes_of(addr.s, addr.n, at);
		if (starts_with((struct mg_text){addr.s + offset, addr.n - offset}, "県"))
			return literal("0");
	}
	/* the first two digits are the prefecture */
	const bool own = code.n >= 2 && own_code.n >= 2 && memcmp(code.s, own_code.s, 2) == 0;
	return literal(own ? "0" : "1");
}

/* 住民区分: 1 Japanese resident, 2 foreign resident, 3 moved out, 4 deceased. */
static struct mg_text resident_kbn(enum mg_resident_state state, bool foreigner)
{
	switch (state) {
	case MG_RESIDENT_LIVING:
		return literal(foreigner ? "2" : "1");
	case MG_RESIDENT_MOVED_OUT:
		return literal("3");
	case MG_RESIDENT_DECEASED:
		break;
	}
	return literal("4");
}

/* 転出先: the address that the other city confirmed (実定地), else the one that was announced (転出予定先). */
static void moved_to(const struct mg_text juki[MG_JUKI_N], struct mg_text ret[MG_ATENA_N])
{
	const bool confirmed = juki[MG_JUKI_JITTEI_ADDR].n != 0;
	ret[MG_ATENA_TENSHUTSU_POSTAL] = juki[confirmed ? MG_JUKI_JITTEI_POSTAL : MG_JUKI_TENSHUTSU_PLAN_POSTAL];
	ret[MG_ATENA_TENSHUTSU_CODE] = juki[confirmed ? MG_JUKI_JITTEI_CODE : MG_JUKI_TENSHUTSU_PLAN_CODE];
	ret[MG_ATENA_TENSHUTSU_ADDR] = juki[confirmed ? MG_JUKI_JITTEI_ADDR : MG_JUKI_TENSHUTSU_PLAN_ADDR];
	ret[MG_ATENA_TENSHUTSU_BANCHI] = juki[confirmed ? MG_JUKI_JITTEI_BANCHI : MG_JUKI_TENSHUTSU_PLAN_BANCHI];
}

static void mailing_address(const struct mg_text juki[MG_JUKI_N], enum mg_resident_state state,
	struct mg_scratch *scratch, struct mg_text ret[MG_ATENA_N])
{
	for (size_t i = 0; i < MG_LEN(HERE); i++)
		ret[HERE[i].to] = juki[HERE[i].from];
	const bool away = state == MG_RESIDENT_MOVED_OUT && ret[MG_ATENA_TENSHUTSU_ADDR].n;
	if (away) {
		const struct mg_text whole[] = {ret[MG_ATENA_TENSHUTSU_ADDR], ret[MG_ATENA_TENSHUTSU_BANCHI]};
		for (size_t i = 0; i < MG_LEN(HERE); i++)
			ret[HERE[i].to] = literal("");
		ret[MG_ATENA_ATENA_POSTAL] = ret[MG_ATENA_TENSHUTSU_POSTAL];
		ret[MG_ATENA_ATENA_CODE] = ret[MG_ATENA_TENSHUTSU_CODE];
		ret[MG_ATENA_ATENA_ADDR] = mg_scratch_join(scratch, whole, 2, 200);
	}
	ret[MG_ATENA_ATENA_ADDR_CHANGED_FLAG] = literal(away ? "1" : "0");
	ret[MG_ATENA_ATENA_PREF_KBN] =
		prefecture_kbn(ret[MG_ATENA_ATENA_ADDR], ret[MG_ATENA_ATENA_CODE], juki[MG_JUKI_ADDR_CODE]);
}

/* The name as letters are addressed: the legal one, and behind it the 通称 in brackets, never instead of it. */
static struct mg_text addressed_name(struct mg_text name, struct mg_text alias, struct mg_scratch *scratch)
{
	const struct mg_text parts[] = {name, literal("（"), alias, literal("）")};
	return alias.n && name.n ? mg_scratch_join(scratch, parts, 4, 100) : name.n ? name : alias;
}

static void search_names(const struct mg_person_names *names, struct mg_text ret[MG_ATENA_N])
{
	for (size_t i = 0; i < names->n; i++) {
		const struct mg_person_name *name = &names->name[i];
		if (name->kind == MG_NAME_REAL) {
			ret[MG_ATENA_SEARCH_NAME_KANA] = name->kana_key;
			ret[MG_ATENA_SEARCH_NAME_KANJI] = name->kanji_key;
		} else if (name->kind == MG_NAME_OLD) {
			ret[MG_ATENA_SEARCH_OLD_NAME_KANA] = name->kana_key;
			ret[MG_ATENA_SEARCH_OLD_NAME_KANJI] = name->kanji_key;
		}
	}
}

void mg_person_atena(const struct mg_text juki[MG_JUKI_N], const struct mg_person_names *names,
	struct mg_scratch *scratch, struct mg_text ret[MG_ATENA_N])
{
	const enum mg_resident_state state = mg_person_state(juki);
	const struct mg_text jutei = juki[MG_JUKI_JUTEI_DATE];
	struct mg_partial_date p;
	for (size_t i = 0; i < MG_ATENA_N; i++)
		ret[i] = literal("");
	for (size_t i = 0; i < MG_LEN(SAME); i++)
		ret[SAME[i].to] = juki[SAME[i].from];
	ret[MG_ATENA_RESIDENT_KBN] = resident_kbn(state, mg_person_is_foreigner(juki));
	/* 住定日 is a whole date here, perhaps unknown in part there */
	if (mg_partial_from_digits(jutei.s, jutei.n, &p) == MG_DATE_READ && mg_partial_is_whole(p))
		ret[MG_ATENA_JUTEI_DATE] = jutei;
	ret[MG_ATENA_EDITED_NAME_KANA] = addressed_name(names->shown_kana, juki[MG_JUKI_ALIAS_KANA], scratch);
	ret[MG_ATENA_EDITED_NAME_KANJI] = addressed_name(names->shown, juki[MG_JUKI_ALIAS_NAME], scratch);
	search_names(names, ret);
	ret[MG_ATENA_ADDR_PREF_KBN] = prefecture_kbn(juki[MG_JUKI_ADDR], juki[MG_JUKI_ADDR_CODE], juki[MG_JUKI_ADDR_CODE]);
	moved_to(juki, ret);
	mailing_address(juki, state, scratch, ret);
	ret[MG_ATENA_ATENA_SHOJO_KBN] = literal(state == MG_RESIDENT_LIVING ? "0" : "1");
	ret[MG_ATENA_DECEASED_FLAG] = literal(state == MG_RESIDENT_DECEASED ? "1" : "0");
}

static bool has_digit(struct mg_text t)
{
	char folded[MG_TEXT_KEY_BYTES];
	return mg_text_nfkc(t.s, t.n, folded, sizeof(folded)) && strpbrk(folded, "0123456789");
}

/* Some registers write the lot number in the address, some only in 地番数値: it is added where the address has none. */
struct mg_text mg_person_place(const struct mg_text juki[MG_JUKI_N], struct mg_scratch *scratch)
{
	static const unsigned char lots[] = {MG_JUKI_ADDR_BANCHI1, MG_JUKI_ADDR_BANCHI2, MG_JUKI_ADDR_BANCHI3};
	struct mg_text parts[1 + 2 * MG_LEN(lots)] = {juki[MG_JUKI_ADDR]};
	size_t n = 1;
	if (!parts[0].n || has_digit(parts[0]))
		return parts[0];
	for (size_t i = 0; i < MG_LEN(lots) && juki[lots[i]].n; i++) {
		if (i)
			parts[n++] = literal("-");
		parts[n++] = juki[lots[i]];
	}
	return n > 1 ? mg_scratch_join(scratch, parts, n, 200) : parts[0];
}

struct mg_text mg_person_address(const struct mg_text juki[MG_JUKI_N], struct mg_scratch *scratch)
{
	const struct mg_text parts[] = {mg_person_place(juki, scratch), literal("\u3000"), juki[MG_JUKI_ADDR_KATAGAKI]};
	return parts[2].n && parts[0].n ? mg_scratch_join(scratch, parts, 3, 301) : parts[0];
}
