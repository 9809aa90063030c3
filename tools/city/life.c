/* SPDX-License-Identifier: Apache-2.0 */
#include "city/city.h"

struct week {
	struct mg_city *city;
	mg_city_change_fn *emit;
	void *context;
	uint32_t emitted;
	struct mg_date day; /* of the event under way */
	uint32_t found;	    /* households at the start: only these have events */
};

static bool emit(struct week *w, uint32_t citizen, enum mg_j01_op op)
{
	w->emitted++;
	return w->emit(w->context, citizen, op);
}

/* Emits an update of every member who lives here. */
static bool emit_members(struct week *w, const struct mg_household *h, enum mg_reason event)
{
	for (uint32_t i = h->first; i < h->first + h->members; i++) {
		struct mg_citizen *p = &w->city->citizens[i];
		if (p->life != MG_LIFE_HERE)
			continue;
		p->event = (uint8_t)event;
		p->event_date = w->day;
		if (!emit(w, i, MG_J01_UPDATE))
			return false;
	}
	return true;
}

/* A household that had no event yet and whose head lives here. */
static uint32_t any_household(struct week *w)
{
	struct mg_city *c = w->city;
	for (;;) {
		const uint32_t h = mg_dice_below(&c->dice, w->found);
		struct mg_household *household = &c->households[h];
		if (household->touched || c->citizens[household->head].life != MG_LIFE_HERE)
			continue;
		household->touched = true;
		return h;
	}
}

static bool move_within(struct week *w, uint32_t h)
{
	struct mg_city *c = w->city;
	struct mg_household *household = &c->households[h];
	for (uint32_t i = household->first; i < household->first + household->members; i++) {
		struct mg_citizen *p = &c->citizens[i];
		if (p->life != MG_LIFE_HERE)
			continue;
		p->before = household->place;
		p->moved_within = true;
		p->here_since = w->day;
		p->cnt_addr++;
	}
	household->place = mg_place_any(&c->dice);
	return emit_members(w, household, MG_BY_MOVING_WITHIN);
}

static bool be_born(struct week *w, uint32_t h)
{
	const uint32_t baby = mg_city_add_baby(w->city, h, w->day);
	return baby == w->city->n || emit(w, baby, MG_J01_INSERT);
}

/* The eldest goes; where that was the head, the next becomes one. */
static bool die(struct week *w, uint32_t h)
{
	struct mg_city *c = w->city;
	struct mg_household *household = &c->households[h];
	uint32_t eldest = household->head;
	uint32_t heir = household->head;
	for (uint32_t i = household->first; i < household->first + household->members; i++)
		if (c->citizens[i].life == MG_LIFE_HERE &&
			mg_date_compare(c->citizens[i].birth, c->citizens[eldest].birth) < 0)
			eldest = i;
	struct mg_citizen *p = &c->citizens[eldest];
	p->life = MG_LIFE_DEAD;
	p->event = MG_BY_DEATH;
	p->event_date = w->day;
	if (!emit(w, eldest, MG_J01_UPDATE))
		return false;
	if (eldest != household->head)
		return true;
	for (uint32_t i = household->first; i < household->first + household->members; i++)
		if (c->citizens[i].life == MG_LIFE_HERE && heir == household->head)
			heir = i;
	if (heir == household->head)
		return true;
	household->head = heir;
	c->citizens[heir].relation = MG_RELATION_HEAD;
	c->citizens[heir].cnt_relation++;
	for (uint32_t i = household->first; i < household->first + household->members; i++)
		c->citizens[i].cnt_head++;
	return emit_members(w, household, MG_BY_HOUSEHOLD);
}

static bool move_out(struct week *w, uint32_t h)
{
	struct mg_city *c = w->city;
	const struct mg_household *household = &c->households[h];
	for (uint32_t i = household->first; i < household->first + household->members; i++) {
		struct mg_citizen *p = &c->citizens[i];
		if (p->life != MG_LIFE_HERE)
			continue;
		p->life = MG_LIFE_MOVED_OUT;
		p->event = MG_BY_MOVING_OUT;
		p->event_date = w->day;
		if (!emit(w, i, MG_J01_UPDATE))
			return false;
	}
	return true;
}

static bool move_in(struct week *w)
{
	struct mg_city *c = w->city;
	const uint32_t h = c->households_n;
	if (!mg_city_add_household(c))
		return true;
	const struct mg_household *household = &c->households[h];
	for (uint32_t i = household->first; i < household->first + household->members; i++) {
		struct mg_citizen *p = &c->citizens[i];
		p->life = MG_LIFE_HERE;
		p->moved_within = false;
		p->arrived = p->event = MG_BY_MOVING_IN;
		p->resident_since = p->here_since = p->event_date = w->day;
		if (mg_date_compare(p->birth, w->day) > 0)
			p->birth = w->day;
		if (!emit(w, i, MG_J01_INSERT))
			return false;
	}
	return true;
}

/* A single woman takes the name of a single man and moves to him. */
static bool marry(struct week *w, uint32_t h)
{
	struct mg_city *c = w->city;
	struct mg_citizen *bride = &c->citizens[c->households[h].head];
	const uint32_t to = any_household(w);
	const struct mg_citizen *groom = &c->citizens[c->households[to].head];
	if (c->households[h].members != 1 || bride->sex != 2 || bride->foreigner ||
		bride->birth.year < 1981 || groom->sex != 1 || groom->foreigner ||
		groom->birth.year < 1976 || c->households[to].members != 1)
		return true;
	bride->before = c->households[h].place;
	bride->moved_within = true;
	bride->household = to;
	bride->relation = MG_RELATION_WIFE;
	bride->surname = groom->surname;
	bride->here_since = bride->event_date = w->day;
	bride->event = MG_BY_MARRIAGE;
	bride->cnt_name++;
	bride->cnt_addr++;
	bride->cnt_relation++;
	bride->cnt_head++;
	return emit(w, c->households[h].head, MG_J01_UPDATE);
}

/* The register takes up another spelling of the family name. */
static bool correct_name(struct week *w, uint32_t h)
{
	struct mg_city *c = w->city;
	struct mg_household *household = &c->households[h];
	const struct mg_citizen *head = &c->citizens[household->head];
	const uint16_t variant =
		head->foreigner ? head->surname : mg_surname_variant(head->surname);
	if (variant == head->surname)
		return true;
	for (uint32_t i = household->first; i < household->first + household->members; i++) {
		c->citizens[i].surname = variant;
		c->citizens[i].cnt_name++;
	}
	return emit_members(w, household, MG_BY_NAME_CORRECTION);
}

/* Registered twice by mistake: taken off the register without a trace. */
static bool be_deleted(struct week *w, uint32_t h)
{
	struct mg_household *household = &w->city->households[h];
	if (household->members != 1)
		return true;
	w->city->citizens[household->head].life = MG_LIFE_DELETED;
	return emit(w, household->head, MG_J01_DELETE);
}

static bool one_event(struct week *w)
{
	const uint32_t kind = mg_dice_below(&w->city->dice, 100);
	const uint32_t h = any_household(w);
	w->day = mg_date_add_days(w->city->today, mg_dice_between(&w->city->dice, 1, 6));
	if (kind < 34)
		return move_within(w, h);
	if (kind < 49)
		return be_born(w, h);
	if (kind < 64)
		return die(w, h);
	if (kind < 74)
		return move_out(w, h);
	if (kind < 82)
		return move_in(w);
	if (kind < 92)
		return marry(w, h);
	return kind < 97 ? correct_name(w, h) : be_deleted(w, h);
}

bool mg_city_live(
	struct mg_city *c, uint32_t changes, mg_city_change_fn *emit_change, void *context)
{
	struct week w = {
		.city = c, .emit = emit_change, .context = context, .found = c->households_n};
	/* when most households had their event there is nobody left to live on */
	for (uint32_t events = 0; w.emitted < changes && events < w.found / 3; events++)
		if (!one_event(&w))
			return false;
	return true;
}
