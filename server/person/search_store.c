/* SPDX-License-Identifier: Apache-2.0
 * One statement for each leading index; within it every criterion is "(not asked OR it holds)". The
 * database folds the marks before it plans, so what is not asked for costs nothing. A list walks
 * its index from where it stopped; a count reads an index alone where the index holds all that is
 * asked for, and stops at 1,001. */
#include "person/search_store.h"
#include <stdio.h>
#include "person/shelter_store.h"

/* ---- criteria, `t` being the row ---- */

#define KANA(t) " AND (? OR " t ".kana_key BETWEEN ? AND ?)"
#define KANJI(t) " AND (? OR " t ".kanji_key BETWEEN ? AND ?)"
/* Of a name that is not divided the given name is what follows the family name. */
#define GIVEN_KANA(t)                                                                              \
	" AND (? OR " t ".mei_kana_key BETWEEN ? AND ? OR " t ".kana_key BETWEEN ? AND ?)"
#define GIVEN_KANJI(t)                                                                             \
	" AND (? OR " t ".mei_kanji_key BETWEEN ? AND ? OR " t ".kanji_key BETWEEN ? AND ?)"
/* The given name in another script than the family name. */
#define OTHER_GIVEN(key) " AND (? OR p." key " BETWEEN ? AND ?)"
#define BIRTH " AND (? OR p.birth BETWEEN ? AND ? OR p.birth IN (?, ?))"
#define PENSION " AND (? OR p.pension_no BETWEEN ? AND ?)"
#define ADDRESS " AND (? OR p.addr_key BETWEEN ? AND ?)"
/* Nobody who lives with somebody under 支援措置 is found by a place; the rows of those who are
 * protected have none. By the number, not by the household in the row: that stands in no index, and a
 * count reads an index alone (measured: five times the time otherwise). */
#define PLACED                                                                                     \
	" AND (? OR p.state = ?) AND (? OR p.ward = ?) AND (? OR "                                 \
	"NOT " MG_SQL_LIVES_WITH_PROTECTED("p") ")"
/* A person whose other name matches too is shown once, by the first of them. */
#define ONCE                                                                                       \
	" AND (p.kind = 1 OR (? AND NOT EXISTS (SELECT 1 FROM madoguchi.person_search o"           \
	" FORCE INDEX (PRIMARY) WHERE o.municipality = p.municipality AND o.shori_no = p.shori_no" \
	" AND o.kind < p.kind" KANA("o") KANJI("o") GIVEN_KANA("o") GIVEN_KANJI("o") ")))"
#define WIDE KANA("p") KANJI("p") GIVEN_KANA("p") GIVEN_KANJI("p") BIRTH PENSION ADDRESS

/* ---- leading indexes ---- */

#define FROM(index)                                                                                \
	" FROM madoguchi.person_search p FORCE INDEX (" index ") WHERE p.municipality = ?"
#define LEAD_PERSON FROM("PRIMARY") " AND p.shori_no = ?"
#define LEAD_KEY(index, key) FROM(index) " AND p." key " BETWEEN ? AND ?"
#define LEAD_BIRTH FROM("by_birth") " AND (p.birth BETWEEN ? AND ? OR p.birth IN (?, ?))"

#define BEHIND_PERSON "(p.shori_no > ? OR p.shori_no = ? AND p.kind > ?)"
#define BEHIND_KEY(key) "(p." key " > ? OR p." key " = ? AND " BEHIND_PERSON ")"
#define BEHIND_BIRTH "(p.birth > ? OR p.birth = ? AND " BEHIND_KEY("kana_key") ")"

#define ROW                                                                                        \
	", p.shori_no, p.kind, p.birth, p.state, p.ward, p.sex, p.is_protected "                   \
	"OR " MG_SQL_SHELTERS("p") ", p.is_foreigner, p.era, p.name_kanji,"            \
					       " p.name_kana, p.other_name, p.address"
#define ROW_COLUMNS "ttuuuttuuutttt"

#define STMT(id, name_, sql_, params_, columns_)                                                   \
	static const struct mg_stmt_def id = {                                                     \
		.name = name_, .sql = sql_, .params = params_, .columns = columns_}
#define LIST(lead, filter, behind, order, key)                                                     \
	"SELECT p." key ROW lead filter PLACED ONCE " AND (? OR " behind ") ORDER BY " order       \
	" LIMIT 51"
#define COUNT(lead, filter)                                                                        \
	"SELECT COUNT(*) FROM (SELECT 1" lead filter PLACED ONCE " LIMIT 1001) found"

#define P_RANGE "itt"
#define P_GIVEN "itttt"
#define P_WIDE P_RANGE P_RANGE P_GIVEN P_GIVEN "iiiii" P_RANGE P_RANGE
#define P_END "iiitii" P_RANGE P_RANGE P_GIVEN P_GIVEN
#define P_BEHIND "ittttu"

STMT(list_by_person, "person.search_by_person",
	LIST(LEAD_PERSON, WIDE, BEHIND_PERSON, "p.shori_no, p.kind", "shori_no"),
	"tt" P_WIDE P_END "ittu", ROW_COLUMNS);
STMT(list_by_pension, "person.search_by_pension",
	LIST(LEAD_KEY("by_pension", "pension_no"), WIDE, BEHIND_KEY("pension_no"),
		"p.pension_no, p.shori_no, p.kind", "pension_no"),
	"ttt" P_WIDE P_END P_BEHIND, ROW_COLUMNS);
STMT(list_by_birth, "person.search_by_birth",
	LIST(LEAD_BIRTH, WIDE, BEHIND_BIRTH, "p.birth, p.kana_key, p.shori_no, p.kind", "kana_key"),
	"tiiii" P_WIDE P_END "iiittttu", ROW_COLUMNS);
STMT(list_by_address, "person.search_by_address",
	LIST(LEAD_KEY("by_address", "addr_key"), WIDE, BEHIND_KEY("addr_key"),
		"p.addr_key, p.shori_no, p.kind", "addr_key"),
	"ttt" P_WIDE P_END P_BEHIND, ROW_COLUMNS);
STMT(list_by_kanji, "person.search_by_kanji",
	LIST(LEAD_KEY("by_kanji", "kanji_key"), WIDE, BEHIND_KEY("kanji_key"),
		"p.kanji_key, p.shori_no, p.kind", "kanji_key"),
	"ttt" P_WIDE P_END P_BEHIND, ROW_COLUMNS);
STMT(list_by_kana, "person.search_by_kana",
	LIST(LEAD_KEY("by_kana", "kana_key"), WIDE, BEHIND_KEY("kana_key"),
		"p.kana_key, p.shori_no, p.kind", "kana_key"),
	"ttt" P_WIDE P_END P_BEHIND, ROW_COLUMNS);

STMT(count_by_person, "person.count_by_person", COUNT(LEAD_PERSON, WIDE), "tt" P_WIDE P_END, "u");
STMT(count_by_pension, "person.count_by_pension", COUNT(LEAD_KEY("by_pension", "pension_no"), WIDE),
	"ttt" P_WIDE P_END, "u");
STMT(count_by_birth, "person.count_by_birth", COUNT(LEAD_BIRTH, WIDE), "tiiii" P_WIDE P_END, "u");
STMT(count_by_address, "person.count_by_address", COUNT(LEAD_KEY("by_address", "addr_key"), WIDE),
	"ttt" P_WIDE P_END, "u");
STMT(count_by_kanji, "person.count_by_kanji", COUNT(LEAD_KEY("by_kanji", "kanji_key"), WIDE),
	"ttt" P_WIDE P_END, "u");
STMT(count_by_kana, "person.count_by_kana", COUNT(LEAD_KEY("by_kana", "kana_key"), WIDE),
	"ttt" P_WIDE P_END, "u");
STMT(count_birth_alone, "person.count_birth_alone", COUNT(LEAD_BIRTH, KANA("p") GIVEN_KANA("p")),
	"tiiii" P_RANGE P_GIVEN P_END, "u");
STMT(count_address_alone, "person.count_address_alone",
	COUNT(LEAD_KEY("by_address", "addr_key"), ""), "ttt" P_END, "u");
STMT(count_kanji_alone, "person.count_kanji_alone",
	COUNT(LEAD_KEY("by_kanji", "kanji_key"),
		OTHER_GIVEN("mei_kana_key") GIVEN_KANJI("p") BIRTH),
	"ttt" P_RANGE P_GIVEN "iiiii" P_END, "u");
STMT(count_kana_alone, "person.count_kana_alone",
	COUNT(LEAD_KEY("by_kana", "kana_key"), OTHER_GIVEN("mei_kanji_key") GIVEN_KANA("p") BIRTH),
	"ttt" P_RANGE P_GIVEN "iiiii" P_END, "u");

/* Nothing but the beginning of a name, which is how nearly every search begins. The database plans a
 * statement anew each time it runs; planning the criteria that are not asked took as long as reading
 * the rows (measured: 0.6 ms of 1.4). */
#define ONCE_PLAIN(key)                                                                            \
	" AND (p.kind = 1 OR NOT EXISTS (SELECT 1 FROM madoguchi.person_search o"                  \
	" FORCE INDEX (PRIMARY) WHERE o.municipality = p.municipality AND o.shori_no = p.shori_no" \
	" AND o.kind < p.kind AND o." key " BETWEEN ? AND ?))"
#define LIST_PLAIN(index, key)                                                                     \
	"SELECT p." key ROW LEAD_KEY(index, key) ONCE_PLAIN(key) " AND (? OR " BEHIND_KEY(         \
		key) ") ORDER BY p." key ", p.shori_no, p.kind LIMIT 51"
#define COUNT_PLAIN(index, key)                                                                    \
	"SELECT COUNT(*) FROM (SELECT 1" LEAD_KEY(index, key) ONCE_PLAIN(key) " LIMIT 1001) found"
STMT(list_kana_plain, "person.search_kana_plain", LIST_PLAIN("by_kana", "kana_key"),
	"ttttt" P_BEHIND, ROW_COLUMNS);
STMT(list_kanji_plain, "person.search_kanji_plain", LIST_PLAIN("by_kanji", "kanji_key"),
	"ttttt" P_BEHIND, ROW_COLUMNS);
STMT(count_kana_plain, "person.count_kana_plain", COUNT_PLAIN("by_kana", "kana_key"), "ttttt", "u");
STMT(count_kanji_plain, "person.count_kanji_plain", COUNT_PLAIN("by_kanji", "kanji_key"), "ttttt",
	"u");

STMT(find_holder, "person.find_holder",
	"SELECT shori_no FROM madoguchi.my_number WHERE municipality = ? AND number_hash = ?", "tb",
	"t");

STMT(list_states, "person.search_states",
	"SELECT s.shori_no FROM madoguchi.pension_state s FORCE INDEX (states_by_pension_no)"
	" WHERE s.municipality = ? AND s.pension_no BETWEEN ? AND ? AND NOT EXISTS (SELECT 1 FROM"
	" madoguchi.person_search p FORCE INDEX (PRIMARY) WHERE p.municipality = s.municipality"
	" AND p.shori_no = s.shori_no AND p.pension_no BETWEEN ? AND ?)"
	" ORDER BY s.pension_no, s.shori_no LIMIT 5",
	"ttttt", "t");

mg_stmt_list mg_search_statements = {&list_by_person, &list_by_pension, &list_by_birth,
	&list_by_address, &list_by_kanji, &list_by_kana, &count_by_person, &count_by_pension,
	&count_by_birth, &count_by_address, &count_by_kanji, &count_by_kana, &count_birth_alone,
	&count_address_alone, &count_kanji_alone, &count_kana_alone, &list_kana_plain,
	&list_kanji_plain, &count_kana_plain, &count_kanji_plain, &find_holder, &list_states, NULL};

/* ---- parameters, in the order of the text ---- */

/* Which criteria stand in a statement beside the leading one. */
enum section {
	KANA_IN = 1,
	KANJI_IN = 2,
	GIVEN_KANA_IN = 4,
	GIVEN_KANJI_IN = 8,
	BIRTH_IN = 16,
	PENSION_IN = 32,
	ADDRESS_IN = 64,
	OTHER_KANA_IN = 128,
	OTHER_KANJI_IN = 256
};
#define WIDE_IN                                                                                    \
	(KANA_IN | KANJI_IN | GIVEN_KANA_IN | GIVEN_KANJI_IN | BIRTH_IN | PENSION_IN | ADDRESS_IN)

static const struct statements {
	const struct mg_stmt_def *list;
	const struct mg_stmt_def *count;
	const struct mg_stmt_def *count_alone;
	unsigned alone;
	const struct mg_stmt_def *list_plain, *count_plain;
} BY[] = {
	[MG_LEAD_PERSON] = {&list_by_person, &count_by_person, NULL, 0, NULL, NULL},
	[MG_LEAD_PENSION] = {&list_by_pension, &count_by_pension, NULL, 0, NULL, NULL},
	[MG_LEAD_BIRTH] = {&list_by_birth, &count_by_birth, &count_birth_alone,
		KANA_IN | GIVEN_KANA_IN, NULL, NULL},
	[MG_LEAD_ADDRESS] = {&list_by_address, &count_by_address, &count_address_alone, 0, NULL, NULL},
	[MG_LEAD_KANJI] = {&list_by_kanji, &count_by_kanji, &count_kanji_alone,
		OTHER_KANA_IN | GIVEN_KANJI_IN | BIRTH_IN, &list_kanji_plain, &count_kanji_plain},
	[MG_LEAD_KANA] = {&list_by_kana, &count_by_kana, &count_kana_alone,
		OTHER_KANJI_IN | GIVEN_KANA_IN | BIRTH_IN, &list_kana_plain, &count_kana_plain},
};

/* Behind every key that begins with what stands before it. */
#define LAST_CHARACTER "\U0010FFFF"
#define BOUND_BYTES                                                                                \
	(2 * MG_SEARCH_KEY_BYTES + sizeof(LAST_CHARACTER)) /* two keys, the character, a NUL */

struct params {
	struct mg_value v[80];
	size_t n;
	/* upper ends of prefixes, and a family name with a given name behind it */
	char kana[BOUND_BYTES], kanji[BOUND_BYTES], given_kana[BOUND_BYTES],
		given_kanji[BOUND_BYTES];
	char whole_kana[2][BOUND_BYTES], whole_kanji[2][BOUND_BYTES];
	char pension[BOUND_BYTES], address[BOUND_BYTES];
};

static void add(struct params *p, struct mg_value v)
{
	p->v[p->n++] = v;
}

static void add_flag(struct params *p, bool passes)
{
	add(p, MG_I(passes));
}

static void join(const char *a, const char *b, char ret[BOUND_BYTES])
{
	struct mg_writer w;
	mg_writer_init(&w, ret, BOUND_BYTES);
	mg_put_raw(&w, a, strlen(a));
	mg_put_raw(&w, b, strlen(b));
	mg_put_u8(&w, '\0'); /* always fits: see BOUND_BYTES */
}

static void params_init(struct params *p, const struct mg_search *s)
{
	p->n = 0;
	join(s->kana, LAST_CHARACTER, p->kana);
	join(s->kanji, LAST_CHARACTER, p->kanji);
	join(s->given_kana, LAST_CHARACTER, p->given_kana);
	join(s->given_kanji, LAST_CHARACTER, p->given_kanji);
	join(s->pension_no, LAST_CHARACTER, p->pension);
	join(s->address, LAST_CHARACTER, p->address);
	/* a family name in another script than the given name says nothing about the whole: a range
	 * without anything in it */
	join(s->kana[0] ? s->kana : LAST_CHARACTER, s->given_kana, p->whole_kana[0]);
	join(s->kanji[0] ? s->kanji : LAST_CHARACTER, s->given_kanji, p->whole_kanji[0]);
	join(s->kana[0] ? p->whole_kana[0] : "", LAST_CHARACTER, p->whole_kana[1]);
	join(s->kanji[0] ? p->whole_kanji[0] : "", LAST_CHARACTER, p->whole_kanji[1]);
}

static void add_range(struct params *p, bool asked, const char *from, const char *to)
{
	add_flag(p, !asked);
	add(p, MG_T(from));
	add(p, MG_T(to));
}

static void add_given(
	struct params *p, const char *given, const char *end, char whole[2][BOUND_BYTES])
{
	add_range(p, given[0] != '\0', given, end);
	add(p, MG_T(whole[0]));
	add(p, MG_T(whole[1]));
}

static void add_birth(struct params *p, const struct mg_search *s)
{
	add(p, MG_I(s->birth_from));
	add(p, MG_I(s->birth_to));
	add(p, MG_I(s->birth_unknown[0]));
	add(p, MG_I(s->birth_unknown[1]));
}

static void add_lead(
	struct params *p, const struct mg_search_ask *ask, const struct mg_search_place *after)
{
	const struct mg_search *s = ask->search;
	const char *from = NULL, *to = NULL;
	add(p, MG_T(ask->municipality));
	switch (ask->plan.lead) {
	case MG_LEAD_PERSON:
		add(p, MG_T(s->shori_no));
		return;
	case MG_LEAD_BIRTH:
		add_birth(p, s);
		return;
	case MG_LEAD_PENSION:
		from = s->pension_no;
		to = p->pension;
		break;
	case MG_LEAD_ADDRESS:
		from = s->address;
		to = p->address;
		break;
	case MG_LEAD_KANJI:
		from = s->kanji;
		to = p->kanji;
		break;
	case MG_LEAD_KANA:
		from = s->kana;
		to = p->kana;
		break;
	}
	add(p, MG_T(after ? after->key : from));
	add(p, MG_T(to));
}

static void add_criteria(struct params *p, const struct mg_search_ask *ask, unsigned sections)
{
	const struct mg_search *s = ask->search;
	const enum mg_search_lead lead = ask->plan.lead;
	if (sections & KANA_IN)
		add_range(p, s->kana[0] && lead != MG_LEAD_KANA, s->kana, p->kana);
	if (sections & KANJI_IN)
		add_range(p, s->kanji[0] && lead != MG_LEAD_KANJI, s->kanji, p->kanji);
	if (sections & OTHER_KANA_IN)
		add_range(p, s->given_kana[0], s->given_kana, p->given_kana);
	if (sections & OTHER_KANJI_IN)
		add_range(p, s->given_kanji[0], s->given_kanji, p->given_kanji);
	if (sections & GIVEN_KANA_IN)
		add_given(p, s->given_kana, p->given_kana, p->whole_kana);
	if (sections & GIVEN_KANJI_IN)
		add_given(p, s->given_kanji, p->given_kanji, p->whole_kanji);
	if (sections & BIRTH_IN) {
		add_flag(p, !s->birth_to || lead == MG_LEAD_BIRTH);
		add_birth(p, s);
	}
	if (sections & PENSION_IN)
		add_range(
			p, s->pension_no[0] && lead != MG_LEAD_PENSION, s->pension_no, p->pension);
	if (sections & ADDRESS_IN)
		add_range(p, s->address[0] && lead != MG_LEAD_ADDRESS, s->address, p->address);
}

/* State, ward, and the other names of the person. */
static void add_end(struct params *p, const struct mg_search_ask *ask)
{
	const struct mg_search *s = ask->search;
	add_flag(p, ask->state == 0);
	add(p, MG_I(ask->state));
	add_flag(p, !ask->ward[0]);
	add(p, MG_T(ask->ward));
	add_flag(p, !ask->ward[0] && !s->address[0]);
	add_flag(p, mg_search_has_name(s));
	add_range(p, s->kana[0], s->kana, p->kana);
	add_range(p, s->kanji[0], s->kanji, p->kanji);
	add_given(p, s->given_kana, p->given_kana, p->whole_kana);
	add_given(p, s->given_kanji, p->given_kanji, p->whole_kanji);
}

static void add_behind(
	struct params *p, enum mg_search_lead lead, const struct mg_search_place *after)
{
	static const struct mg_search_place beginning;
	const struct mg_search_place *at = after ? after : &beginning;
	add_flag(p, !after);
	if (lead == MG_LEAD_BIRTH) {
		add(p, MG_I(at->birth));
		add(p, MG_I(at->birth));
	}
	if (lead != MG_LEAD_PERSON) {
		add(p, MG_T(at->key));
		add(p, MG_T(at->key));
	}
	add(p, MG_T(at->shori_no));
	add(p, MG_T(at->shori_no));
	add(p, MG_U(at->kind));
}

/* The beginning of one name in one script, all wards and states. */
static bool is_plain(const struct mg_search_ask *ask)
{
	const struct mg_search *s = ask->search;
	return !ask->ward[0] && !ask->state && !s->given_kana[0] && !s->given_kanji[0] && !s->birth_to &&
	       !s->pension_no[0] && !s->address[0] && !s->shori_no[0] && (!s->kana[0] || !s->kanji[0]);
}

/* The same name for the row that stands for the person before this one. */
static void add_same_name(struct params *p, const struct mg_search_ask *ask)
{
	const bool kana = ask->plan.lead == MG_LEAD_KANA;
	add(p, MG_T(kana ? ask->search->kana : ask->search->kanji));
	add(p, MG_T(kana ? p->kana : p->kanji));
}

/* ---- running ---- */

static void read_hit(const struct mg_value *v, struct mg_search_hit *ret)
{
	*ret = (struct mg_search_hit){.birth = (uint32_t)mg_u(&v[3]),
		.kind = (uint8_t)mg_u(&v[2]),
		.state = (uint8_t)mg_u(&v[4]),
		.ward = mg_s(&v[5]),
		.sex = mg_s(&v[6]),
		.hides_place = mg_u(&v[7]) != 0,
		.is_foreigner = mg_u(&v[8]) != 0,
		.era = (uint8_t)mg_u(&v[9]),
		.name_kanji = mg_s(&v[10]),
		.name_kana = mg_s(&v[11]),
		.other_name = mg_s(&v[12]),
		.address = mg_s(&v[13])};
	ret->place = (struct mg_search_place){.birth = ret->birth, .kind = ret->kind};
	snprintf(ret->place.shori_no, sizeof(ret->place.shori_no), "%s", mg_s(&v[1]));
	snprintf(ret->place.key, sizeof(ret->place.key), "%s", mg_s(&v[0]));
}

bool mg_search_list(struct mg_tx *tx, struct mg_arena *arena, const struct mg_search_ask *ask,
	const struct mg_search_place *after, struct mg_search_hit ret[MG_SEARCH_PAGE_ROWS],
	size_t *ret_n, bool *ret_more, struct mg_error *err)
{
	struct params p;
	struct mg_rows rows;
	const struct statements *by = &BY[ask->plan.lead];
	const bool plain = by->list_plain && is_plain(ask);
	params_init(&p, ask->search);
	add_lead(&p, ask, after);
	if (plain) {
		add_same_name(&p, ask);
	} else {
		add_criteria(&p, ask, WIDE_IN);
		add_end(&p, ask);
	}
	add_behind(&p, ask->plan.lead, after);
	if (!mg_query(tx, arena, plain ? by->list_plain : by->list, p.v, p.n, &rows, err))
		return false;
	*ret_more = rows.n > MG_SEARCH_PAGE_ROWS;
	*ret_n = *ret_more ? MG_SEARCH_PAGE_ROWS : rows.n;
	for (size_t i = 0; i < *ret_n; i++)
		read_hit(mg_row(&rows, i), &ret[i]);
	return true;
}

bool mg_search_count(struct mg_tx *tx, struct mg_arena *arena, const struct mg_search_ask *ask,
	uint32_t *ret, struct mg_error *err)
{
	const struct statements *by = &BY[ask->plan.lead];
	const bool alone = ask->plan.narrow && by->count_alone;
	const bool plain = by->count_plain && is_plain(ask);
	struct params p;
	struct mg_rows rows;
	params_init(&p, ask->search);
	add_lead(&p, ask, NULL);
	if (plain) {
		add_same_name(&p, ask);
	} else {
		add_criteria(&p, ask, alone ? by->alone : WIDE_IN);
		add_end(&p, ask);
	}
	if (!mg_query(tx, arena,
		    plain   ? by->count_plain
		    : alone ? by->count_alone
			    : by->count,
		    p.v, p.n, &rows, err))
		return false;
	*ret = (uint32_t)mg_u(&rows.cells[0]);
	return true;
}

bool mg_search_find_holder(struct mg_tx *tx, struct mg_arena *arena, const char *municipality,
	const uint8_t hash[32], char ret[11], struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &find_holder, MG_PARAMS(MG_T(municipality), MG_B(hash, 32)), &rows,
		    err))
		return false;
	snprintf(ret, 11, "%s", rows.n ? mg_s(mg_row(&rows, 0)) : "");
	return true;
}

bool mg_search_list_states(struct mg_tx *tx, struct mg_arena *arena, const char *municipality,
	const char *pension_no, char ret[MG_SEARCH_STATES_MAX][11], size_t *ret_n, struct mg_error *err)
{
	char end[24];
	struct mg_rows rows;
	snprintf(end, sizeof(end), "%.10s~", pension_no); /* behind every digit */
	if (!mg_query(tx, arena, &list_states,
		    MG_PARAMS(MG_T(municipality), MG_T(pension_no), MG_T(end), MG_T(pension_no), MG_T(end)),
		    &rows, err))
		return false;
	for (size_t i = 0; i < rows.n; i++)
		snprintf(ret[i], 11, "%s", mg_s(&mg_row(&rows, i)[0]));
	*ret_n = rows.n;
	return true;
}
