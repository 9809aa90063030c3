/* SPDX-License-Identifier: Apache-2.0
 * An invented city: its people, its households, and a week of its life. Nobody in it exists; the
 * towns do. */
#pragma once
#include <stdbool.h>
#include "base/date.h"
#include "city/names.h"
#include "city/places.h"
#include "exchange/j01_write.h"

enum mg_relation {
	MG_RELATION_HEAD,
	MG_RELATION_HUSBAND,
	MG_RELATION_WIFE,
	MG_RELATION_CHILD,
	MG_RELATION_FATHER,
	MG_RELATION_MOTHER,
	MG_RELATION_GRANDCHILD,
	MG_RELATION_SIBLING,
	MG_RELATION_LODGER,
};

enum mg_life { MG_LIFE_HERE, MG_LIFE_DEAD, MG_LIFE_MOVED_OUT, MG_LIFE_ABROAD, MG_LIFE_DELETED };

/* 住民となった事由 and 住記異動事由, as the code master of the invented city has them. */
enum mg_reason {
	MG_BY_BIRTH = 1,
	MG_BY_MOVING_IN = 2,
	MG_BY_MOVING_WITHIN = 3,
	MG_BY_HOUSEHOLD = 4,
	MG_BY_MARRIAGE = 5,
	MG_BY_COMING_FROM_ABROAD = 7,
	MG_BY_DEATH = 11,
	MG_BY_MOVING_OUT = 12,
	MG_BY_LEAVING_JAPAN = 13,
	MG_BY_NAME_CORRECTION = 21,
};

#define MG_NO_NAME UINT16_MAX

struct mg_citizen {
	uint32_t household; /* index */
	struct mg_date birth;
	struct mg_date resident_since; /* of the city */
	struct mg_date here_since;     /* at this address */
	struct mg_date event_date;     /* of the last change */
	struct mg_place before;	       /* where `moved_within` */
	uint16_t surname, given;       /* a foreigner's: family and personal names */
	uint16_t old_surname;	       /* 旧氏 */
	uint16_t alias_surname, alias_given;
	uint16_t from, to; /* elsewhere */
	uint8_t sex;
	uint8_t relation;
	uint8_t life;
	uint8_t arrived; /* enum mg_reason */
	uint8_t event;	 /* enum mg_reason */
	uint8_t nation;
	uint8_t cnt_addr, cnt_name, cnt_relation, cnt_head;
	bool foreigner;
	bool moved_within;
	bool birth_unknown;
};

struct mg_household {
	struct mg_place place;
	uint32_t head; /* citizen */
	uint32_t first, members;
	bool touched; /* had its event this week */
};

struct mg_city {
	/* owned */
	struct mg_citizen *citizens;
	struct mg_household *households;
	struct mg_names *names;
	/* state */
	uint32_t n, cap;
	uint32_t households_n, households_cap;
	struct mg_dice dice;
	uint64_t seed;
	struct mg_date today;
};

/* Invents `persons` people as of `today`, with room for `extra` more. */
bool mg_city_invent(struct mg_city *ret, uint32_t persons, uint32_t extra, uint64_t seed,
	struct mg_date today, struct mg_error *err) MG_MUST_CHECK;
void mg_city_done(struct mg_city *c);
/* One more household, of at most the room that is left; false when there is none. */
bool mg_city_add_household(struct mg_city *c);
/* A baby in household `h`. Returns its index, or the number of citizens when there is no room. */
uint32_t mg_city_add_baby(struct mg_city *c, uint32_t h, struct mg_date birth);

/* The J01 fields of one citizen. `scratch` is used up and must live as long as the fields are used.
 */
struct mg_city_record {
	struct mg_j01_record record;
	struct mg_text fields[MG_J01_FIELDS];
	char text[16384];
	size_t used;
	char shori_no[11];
	char my_number[13];
};
void mg_city_record(
	const struct mg_city *c, uint32_t citizen, enum mg_j01_op op, struct mg_city_record *ret);

/* Called for each change of a week of life; stops on false. */
typedef bool mg_city_change_fn(void *context, uint32_t citizen, enum mg_j01_op op);
/* Lets the city live: at least `changes` records (a household moves as a whole). False when `emit`
 * did. */
bool mg_city_live(struct mg_city *c, uint32_t changes, mg_city_change_fn *emit, void *context);
