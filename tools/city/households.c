/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include "city/city.h"

static struct mg_date birth_of(struct mg_city *c, int32_t age)
{
	const struct mg_date birthday = mg_date_add_months(c->today, -12 * age);
	return mg_date_add_days(birthday, -mg_dice_between(&c->dice, 0, 364));
}

static bool has_room(const struct mg_city *c)
{
	return c->n < c->cap;
}

/* What the members of a household have in common. */
struct arrival {
	struct mg_date came;  /* to the city */
	struct mg_date moved; /* within it; none: they never did */
	struct mg_place before;
	uint16_t from;
	uint16_t to;
};

static struct arrival invent_arrival(struct mg_city *c)
{
	const int32_t years = (int32_t)mg_dice_falling(&c->dice, 40);
	struct arrival a = {
		.came = mg_date_add_days(
			c->today, -365 * years - mg_dice_between(&c->dice, 20, 380)),
		.from = mg_elsewhere_any(&c->dice),
		.to = mg_elsewhere_any(&c->dice),
		.before = mg_place_any(&c->dice),
	};
	/* four in ten of those who came long ago have moved within the city since */
	if (years > 2 && mg_dice_chance(&c->dice, 4000))
		a.moved = mg_date_add_days(c->today, -mg_dice_between(&c->dice, 20, 780));
	return a;
}

static void settle(struct mg_city *c, struct mg_citizen *p, const struct arrival *a)
{
	const bool born_here = mg_date_compare(p->birth, a->came) > 0;
	p->resident_since = born_here ? p->birth : a->came;
	p->arrived = born_here ? MG_BY_BIRTH : MG_BY_MOVING_IN;
	if (!born_here && p->foreigner && mg_dice_chance(&c->dice, 6000))
		p->arrived = MG_BY_COMING_FROM_ABROAD;
	p->from = a->from;
	p->to = a->to;
	p->here_since = p->event_date = p->resident_since;
	p->event = p->arrived;
	if (!mg_date_is_none(a->moved) && mg_date_compare(p->resident_since, a->moved) < 0) {
		p->moved_within = true;
		p->before = a->before;
		p->here_since = p->event_date = a->moved;
		p->event = MG_BY_MOVING_WITHIN;
		p->cnt_addr = 1;
	}
}

/* Adds a member and returns it; NULL when the city is full. */
static struct mg_citizen *add(
	struct mg_city *c, uint32_t household, enum mg_relation relation, int sex, int32_t age)
{
	if (!has_room(c))
		return NULL;
	struct mg_household *h = &c->households[household];
	struct mg_citizen *p = &c->citizens[c->n];
	const struct mg_citizen *head = &c->citizens[h->first];
	*p = (struct mg_citizen){
		.household = household,
		.relation = (uint8_t)relation,
		.sex = (uint8_t)sex,
		.old_surname = MG_NO_NAME,
		.alias_surname = MG_NO_NAME,
	};
	p->birth = birth_of(c, age);
	if (relation != MG_RELATION_HEAD) {
		p->foreigner = head->foreigner;
		p->nation = head->nation;
		p->surname = head->surname;
		p->alias_surname = head->alias_surname;
	} else if (mg_dice_chance(&c->dice, 220)) {
		p->foreigner = true;
		p->nation = mg_names_nation(&c->dice);
		p->surname = mg_names_family(&c->dice, p->nation);
		if (mg_nation_has_alias(&c->dice, p->nation))
			p->alias_surname = mg_names_surname(c->names, &c->dice);
	} else {
		p->surname = mg_names_surname(c->names, &c->dice);
	}
	p->given = p->foreigner ? mg_names_personal(&c->dice, p->nation, sex)
				: mg_names_given(&c->dice, sex, p->birth.year);
	if (p->alias_surname != MG_NO_NAME)
		p->alias_given = mg_names_given(&c->dice, sex, p->birth.year);
	p->birth_unknown = (age >= 70 || p->foreigner) && mg_dice_chance(&c->dice, 12);
	c->n++;
	h->members++;
	return p;
}

/* Adds a member as before; a wife may keep her former name beside the new one (旧氏). */
static void add_spouse(struct mg_city *c, uint32_t household, int head_sex, int32_t age)
{
	const int sex = 3 - head_sex;
	struct mg_citizen *p =
		add(c, household, sex == 2 ? MG_RELATION_WIFE : MG_RELATION_HUSBAND, sex, age);
	if (p == NULL)
		return;
	if (p->foreigner) /* where both are foreigners each keeps the own family name */
		p->surname = mg_names_family(&c->dice, p->nation);
	else if (mg_dice_chance(&c->dice, 350))
		p->old_surname = mg_names_surname(c->names, &c->dice);
}

static void add_children(struct mg_city *c, uint32_t household, int32_t mother_age, int count)
{
	int32_t at_birth = mg_dice_between(&c->dice, 22, 34);
	for (int i = 0; i < count; i++, at_birth += mg_dice_between(&c->dice, 1, 4)) {
		const int32_t age = mother_age - at_birth;
		const int sex = 1 + (int)mg_dice_below(&c->dice, 2);
		/* grown children mostly have left */
		if (age < 0 || at_birth > 45 || (age > 24 && !mg_dice_chance(&c->dice, 2500)))
			continue;
		(void)add(c, household, MG_RELATION_CHILD, sex, age);
	}
}

static int children_count(struct mg_dice *d)
{
	const uint32_t at = mg_dice_below(d, 100);
	return at < 43 ? 1 : at < 84 ? 2 : at < 96 ? 3 : 4;
}

static int32_t age_of_adults(struct mg_dice *d, uint32_t young, uint32_t middle)
{
	const uint32_t at = mg_dice_below(d, 100);
	if (at < young)
		return mg_dice_between(d, 20, 34);
	if (at < young + middle)
		return mg_dice_between(d, 35, 62);
	return mg_dice_between(d, 63, 84) + (int32_t)mg_dice_falling(d, 20);
}

static void fill_single(struct mg_city *c, uint32_t h)
{
	const int32_t age = age_of_adults(&c->dice, 30, 28);
	const int sex = mg_dice_chance(&c->dice, age >= 63 ? 3400 : 5800) ? 1 : 2;
	(void)add(c, h, MG_RELATION_HEAD, sex, age);
	/* the dead stay on the register: a widow's husband as the head he was */
	if (age >= 70 && mg_dice_chance(&c->dice, 4500)) {
		struct mg_citizen *dead = add(
			c, h, MG_RELATION_HEAD, 3 - sex, age + mg_dice_between(&c->dice, -3, 6));
		if (dead != NULL)
			dead->life = MG_LIFE_DEAD;
	}
}

static void fill_couple(struct mg_city *c, uint32_t h)
{
	const int32_t age = age_of_adults(&c->dice, 14, 24);
	const int sex = mg_dice_chance(&c->dice, 9300) ? 1 : 2;
	(void)add(c, h, MG_RELATION_HEAD, sex, age);
	add_spouse(c, h, sex, age + (sex == 1 ? -1 : 1) * mg_dice_between(&c->dice, -2, 5));
}

static void fill_family(struct mg_city *c, uint32_t h, bool with_grandparent)
{
	const int32_t age = mg_dice_between(&c->dice, 27, 68);
	const int sex = mg_dice_chance(&c->dice, 9400) ? 1 : 2;
	const int32_t spouse_age = age + (sex == 1 ? -1 : 1) * mg_dice_between(&c->dice, -2, 4);
	(void)add(c, h, MG_RELATION_HEAD, sex, age);
	add_spouse(c, h, sex, spouse_age < 20 ? 20 : spouse_age);
	add_children(c, h, sex == 1 ? spouse_age : age, children_count(&c->dice));
	if (with_grandparent) {
		const bool mother = mg_dice_chance(&c->dice, 7200);
		(void)add(c, h, mother ? MG_RELATION_MOTHER : MG_RELATION_FATHER, mother ? 2 : 1,
			age + mg_dice_between(&c->dice, 22, 38));
	}
}

static void fill_lone_parent(struct mg_city *c, uint32_t h)
{
	const int32_t age = mg_dice_between(&c->dice, 26, 56);
	const int sex = mg_dice_chance(&c->dice, 8700) ? 2 : 1;
	(void)add(c, h, MG_RELATION_HEAD, sex, age);
	add_children(c, h, age, children_count(&c->dice));
}

static void fill_siblings(struct mg_city *c, uint32_t h)
{
	const int32_t age = age_of_adults(&c->dice, 30, 40);
	(void)add(c, h, MG_RELATION_HEAD, 1 + (int)mg_dice_below(&c->dice, 2), age);
	(void)add(c, h, mg_dice_chance(&c->dice, 7000) ? MG_RELATION_SIBLING : MG_RELATION_LODGER,
		1 + (int)mg_dice_below(&c->dice, 2), age + mg_dice_between(&c->dice, 0, 6));
}

/* Households by kind, roughly as the census of 2020 has them. */
static void fill(struct mg_city *c, uint32_t h)
{
	const uint32_t kind = mg_dice_below(&c->dice, 100);
	if (kind < 38)
		fill_single(c, h);
	else if (kind < 58)
		fill_couple(c, h);
	else if (kind < 82)
		fill_family(c, h, /* with_grandparent= */ false);
	else if (kind < 91)
		fill_lone_parent(c, h);
	else if (kind < 97)
		fill_family(c, h, /* with_grandparent= */ true);
	else
		fill_siblings(c, h);
}

/* Households that left in the last five years, and people who died. */
static void let_go(struct mg_city *c, const struct mg_household *h)
{
	const bool left = mg_dice_chance(&c->dice, 450);
	const bool abroad =
		left && mg_dice_chance(&c->dice, c->citizens[h->first].foreigner ? 5000 : 400);
	const struct mg_date day = mg_date_add_days(c->today, -mg_dice_between(&c->dice, 10, 1800));
	for (uint32_t i = h->first; i < h->first + h->members; i++) {
		struct mg_citizen *p = &c->citizens[i];
		if (p->life == MG_LIFE_HERE && left)
			p->life = abroad ? MG_LIFE_ABROAD : MG_LIFE_MOVED_OUT;
		else if (p->life == MG_LIFE_HERE && h->members == 1 &&
			 mg_date_age(p->birth, c->today) > 72 && mg_dice_chance(&c->dice, 1200))
			p->life = MG_LIFE_DEAD;
		if (p->life == MG_LIFE_HERE)
			continue;
		p->event_date = mg_date_compare(day, p->here_since) > 0
					? day
					: mg_date_add_days(p->here_since, 3);
		p->event = p->life == MG_LIFE_DEAD     ? MG_BY_DEATH
			   : p->life == MG_LIFE_ABROAD ? MG_BY_LEAVING_JAPAN
						       : MG_BY_MOVING_OUT;
	}
}

bool mg_city_add_household(struct mg_city *c)
{
	if (!has_room(c) || c->households_n == c->households_cap)
		return false;
	const uint32_t index = c->households_n++;
	struct mg_household *h = &c->households[index];
	*h = (struct mg_household){.place = mg_place_any(&c->dice), .head = c->n, .first = c->n};
	fill(c, index);
	const struct arrival arrival = invent_arrival(c);
	for (uint32_t i = h->first; i < h->first + h->members; i++)
		settle(c, &c->citizens[i], &arrival);
	let_go(c, h);
	return true;
}

uint32_t mg_city_add_baby(struct mg_city *c, uint32_t h, struct mg_date birth)
{
	struct mg_citizen *p = add(c, h, MG_RELATION_CHILD, 1 + (int)mg_dice_below(&c->dice, 2), 0);
	if (p == NULL)
		return c->n;
	const struct mg_citizen *head = &c->citizens[c->households[h].head];
	c->households[h].members--; /* its members stand together in the array, and the baby stands
				       at the end */
	p->surname = head->surname;
	p->foreigner = head->foreigner;
	p->nation = head->nation;
	p->birth = p->resident_since = p->here_since = p->event_date = birth;
	p->arrived = p->event = MG_BY_BIRTH;
	p->given = p->foreigner ? mg_names_personal(&c->dice, p->nation, p->sex)
				: mg_names_given(&c->dice, p->sex, birth.year);
	return c->n - 1;
}

bool mg_city_invent(struct mg_city *ret, uint32_t persons, uint32_t extra, uint64_t seed,
	struct mg_date today, struct mg_error *err)
{
	*ret = (struct mg_city){
		.citizens = calloc((size_t)persons + extra, sizeof(*ret->citizens)),
		.households = calloc((size_t)persons + extra, sizeof(*ret->households)),
		.names = mg_names_new(),
		.cap = persons,
		.households_cap = persons + extra,
		.dice = {seed},
		.seed = seed,
		.today = today,
	};
	if (ret->citizens == NULL || ret->households == NULL || ret->names == NULL) {
		mg_city_done(ret);
		return mg_fail(err, MG_ERR_BUSY, "no memory for %u people", persons);
	}
	while (mg_city_add_household(ret))
		;
	ret->cap += extra;
	return true;
}

void mg_city_done(struct mg_city *c)
{
	free(c->citizens);
	free(c->households);
	mg_names_free(c->names);
	*c = (struct mg_city){.n = 0};
}
