/* SPDX-License-Identifier: Apache-2.0
 * What is known of many persons, their images before, and their removal: each statement takes the persons' numbers as one
 * JSON array, so that a batch is one round trip. */
#include "person/write_store.h"
#include "fields/items_sql.h"

/* The join takes the array's order; `ord` is the place in it, from 1. */
#define PERSONS "JSON_TABLE(?, '$[*]' COLUMNS (ord FOR ORDINALITY, shori_no CHAR(10) CHARACTER SET ascii PATH '$')) j STRAIGHT_JOIN "
#define OF(table, t) PERSONS "madoguchi." table " " t " ON " t ".municipality = ? AND " t ".shori_no = j.shori_no"

#define STMT(id, name_, sql_, params_, columns_)                                                                     \
	static const struct mg_stmt_def id = {.name = name_, .sql = sql_, .params = params_, .columns = columns_}

STMT(lock_current, "person_write.lock_current",
	"SELECT j.ord, p.row_version, p.known_from_us FROM " OF("juki_person", "p") " FOR UPDATE", "tt", "uui");
STMT(find_removed, "person_write.find_removed",
	"SELECT j.ord, MAX(r.row_version), MAX(r.removed_us) FROM " OF("person_removal", "r") " GROUP BY j.ord", "tt", "uui");
STMT(find_protected, "person_write.find_protected",
	"SELECT j.ord FROM " OF("protected_person", "p") " WHERE p.ended_us IS NULL", "tt", "u");
STMT(find_keys, "person_write.find_keys",
	"SELECT j.ord, k.wrapped FROM " PERSONS
	"madoguchi_keys.person_key k ON k.municipality = ? AND k.shori_no = j.shori_no",
	"tt", "ub");
STMT(find_numbers, "person_write.find_numbers",
	"SELECT j.ord, n.row_version, n.known_from_us, n.number_hash FROM " OF("my_number", "n") " FOR UPDATE", "tt", "uuib");
STMT(find_holders, "person_write.find_holders",
	"SELECT j.ord, n.shori_no FROM JSON_TABLE(?, '$[*]' COLUMNS (ord FOR ORDINALITY, hash CHAR(64) PATH '$')) j"
	" STRAIGHT_JOIN madoguchi.my_number n ON n.municipality = ? AND n.number_hash = UNHEX(j.hash)",
	"tt", "ut");

#define HEAD "municipality, shori_no, row_version, known_from_us, source, log_writer, log_n"
#define HEAD_OF(t)                                                                                                   \
	t ".municipality, " t ".shori_no, " t ".row_version, " t ".known_from_us, " t ".source, " t ".log_writer, " t ".log_n"
/* known_to_us is when the next state begins, which is after its own beginning even where the clock was set back. */
#define IMAGE(table, columns)                                                                                        \
	"INSERT INTO madoguchi." table "_history (" HEAD ", known_to_us, " columns ") SELECT " HEAD_OF("p")            \
	", GREATEST(?, p.known_from_us + 1), " columns " FROM "                                                        \
	"JSON_TABLE(?, '$[*]' COLUMNS (person CHAR(10) CHARACTER SET ascii PATH '$')) j STRAIGHT_JOIN madoguchi." table                    \
	" p ON p.municipality = ? AND p.shori_no = j.person"
STMT(image_person, "person_write.image_person", IMAGE("juki_person", MG_SQL_JUKI_PERSON_COLUMNS), "itt", "");
STMT(image_ext, "person_write.image_ext", IMAGE("juki_person_ext", MG_SQL_JUKI_PERSON_EXT_COLUMNS), "itt", "");
STMT(image_atena, "person_write.image_atena", IMAGE("atena", MG_SQL_ATENA_COLUMNS), "itt", "");
STMT(image_number, "person_write.image_number",
	IMAGE("my_number", "sealed, number_hash, status, verified_us, verified_by"), "itt", "");

/* By the table's full name: an alias would ask for a current schema, and no connection has one. */
#define REMOVE(table)                                                                                                \
	"DELETE madoguchi." table " FROM JSON_TABLE(?, '$[*]' COLUMNS (person CHAR(10) CHARACTER SET ascii PATH '$')) j STRAIGHT_JOIN"     \
	" madoguchi." table " ON madoguchi." table ".municipality = ? AND madoguchi." table ".shori_no = j.person"
STMT(remove_person, "person_write.remove_person", REMOVE("juki_person"), "tt", "");
STMT(remove_ext, "person_write.remove_ext", REMOVE("juki_person_ext"), "tt", "");
STMT(remove_atena, "person_write.remove_atena", REMOVE("atena"), "tt", "");
STMT(remove_number, "person_write.remove_number", REMOVE("my_number"), "tt", "");
/* A person has several rows here, so with young statistics the optimizer may walk all of a city's names for each person (seen:
 * over a minute for 2,000). */
STMT(remove_search, "person_write.remove_search",
	"DELETE madoguchi.person_search FROM JSON_TABLE(?, '$[*]' COLUMNS (person CHAR(10) CHARACTER SET ascii PATH '$')) j"
	" STRAIGHT_JOIN madoguchi.person_search FORCE INDEX (PRIMARY)"
	" ON madoguchi.person_search.municipality = ? AND madoguchi.person_search.shori_no = j.person",
	"tt", "");
STMT(add_removal, "person_write.add_removal",
	"INSERT INTO madoguchi.person_removal (municipality, shori_no, row_version, removed_us, source, log_writer, log_n)"
	" SELECT p.municipality, p.shori_no, p.row_version, GREATEST(?, p.known_from_us + 1), ?, ?, ? FROM"
	" JSON_TABLE(?, '$[*]' COLUMNS (person CHAR(10) CHARACTER SET ascii PATH '$')) j STRAIGHT_JOIN madoguchi.juki_person p"
	" ON p.municipality = ? AND p.shori_no = j.person",
	"ituutt", "");

/* Where the protected ones of these persons live now; NULL when they were taken out of the register. */
STMT(move_protected, "person_write.move_protected",
	"UPDATE " OF("protected_person", "d")
	" LEFT JOIN madoguchi.juki_person l ON l.municipality = d.municipality AND l.shori_no = d.shori_no"
	" AND l.shojo_reason IS NULL AND l.shojo_date IS NULL AND l.shojo_date_text IS NULL"
	" SET d.setai_no = l.setai_no WHERE d.ended_us IS NULL",
	"tt", "");

mg_stmt_list mg_write_statements = {&lock_current, &find_removed, &find_protected, &find_keys, &find_numbers, &find_holders,
	&image_person, &image_ext, &image_atena, &image_number, &remove_person, &remove_ext, &remove_atena, &remove_number,
	&remove_search, &add_removal, &move_protected, NULL};

/* ---- JSON arrays of numbers ---- */

/* ["0000000001","0000000002"] of the persons that `which` names (NULL: all); *ret_n of them. Numbers and hashes need no
 * escapes. NULL when memory ran out. */
static const char *numbers_of(struct mg_write_batch *b, mg_write_filter *which, size_t *ret_n)
{
	char *json = mg_arena_alloc(b->arena, b->n * 13 + 3);
	size_t at = 0, n = 0;
	if (!json)
		return NULL;
	json[at++] = '[';
	for (size_t i = 0; i < b->n; i++) {
		if (which && !which(&b->person[i]))
			continue;
		if (n++)
			json[at++] = ',';
		json[at++] = '"';
		memcpy(json + at, b->person[i].change->shori_no, 10);
		at += 10;
		json[at++] = '"';
	}
	json[at++] = ']';
	json[at] = '\0';
	*ret_n = n;
	return json;
}

static const char *hashes_of(struct mg_write_batch *b)
{
	char *json = mg_arena_alloc(b->arena, b->n * 67 + 3);
	size_t at = 0;
	if (!json)
		return NULL;
	json[at++] = '[';
	for (size_t i = 0; i < b->n; i++) {
		if (i)
			json[at++] = ',';
		json[at++] = '"';
		if (b->person[i].number_changes) {
			mg_hex(b->person[i].number_hash, 32, json + at);
			at += 64;
		}
		json[at++] = '"';
	}
	json[at++] = ']';
	json[at] = '\0';
	return json;
}

static bool no_memory(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "too many persons at once");
}

/* ---- what is known ---- */

static bool ask(struct mg_write_batch *b, const struct mg_stmt_def *def, const char *json, struct mg_rows *ret,
	struct mg_error *err)
{
	return mg_query(b->tx, b->arena, def, MG_PARAMS(MG_T(json), MG_T(b->municipality)), ret, err);
}

static struct mg_write_person *person_of(struct mg_write_batch *b, const struct mg_value *row)
{
	return &b->person[mg_u(&row[0]) - 1];
}

static bool load_states(struct mg_write_batch *b, const char *json, struct mg_error *err)
{
	struct mg_rows rows;
	if (!ask(b, &lock_current, json, &rows, err))
		return false;
	for (size_t i = 0; i < rows.n; i++) {
		struct mg_write_person *p = person_of(b, mg_row(&rows, i));
		p->exists = true;
		p->version_before = (uint32_t)mg_u(&mg_row(&rows, i)[1]);
		p->known_before_us = mg_i(&mg_row(&rows, i)[2]);
	}
	if (rows.n == b->n)
		return true;
	if (!ask(b, &find_removed, json, &rows, err))
		return false;
	for (size_t i = 0; i < rows.n; i++) {
		struct mg_write_person *p = person_of(b, mg_row(&rows, i));
		if (p->exists)
			continue;
		p->version_before = (uint32_t)mg_u(&mg_row(&rows, i)[1]);
		p->known_before_us = mg_i(&mg_row(&rows, i)[2]);
	}
	return true;
}

static bool load_numbers(struct mg_write_batch *b, const char *json, struct mg_error *err)
{
	struct mg_rows rows;
	if (!ask(b, &find_numbers, json, &rows, err))
		return false;
	for (size_t i = 0; i < rows.n; i++) {
		const struct mg_value *v = mg_row(&rows, i);
		struct mg_write_person *p = person_of(b, v);
		if (v[3].b.n != sizeof(p->number_hash_before))
			return mg_fail(err, MG_ERR_DATA_LOSS, "a stored hash has another length");
		p->number_version = (uint32_t)mg_u(&v[1]);
		p->number_known_us = mg_i(&v[2]);
		memcpy(p->number_hash_before, v[3].b.p, sizeof(p->number_hash_before));
	}
	return true;
}

static bool load_keys(struct mg_write_batch *b, const char *json, struct mg_error *err)
{
	struct mg_rows rows;
	if (!ask(b, &find_keys, json, &rows, err))
		return false;
	for (size_t i = 0; i < rows.n; i++) {
		const struct mg_value *v = mg_row(&rows, i);
		struct mg_write_person *p = person_of(b, v);
		p->has_key = true;
		if (!mg_keys_unwrap(b->keys, "person_key", p->key_name, v[1].b.p, v[1].b.n, p->key, err))
			return false;
	}
	return true;
}

bool mg_write_load(struct mg_write_batch *b, struct mg_error *err)
{
	size_t n;
	struct mg_rows rows;
	const char *json = numbers_of(b, NULL, &n);
	if (!json)
		return no_memory(err);
	if (!load_states(b, json, err) || !load_numbers(b, json, err) || !load_keys(b, json, err) ||
		!ask(b, &find_protected, json, &rows, err))
		return false;
	for (size_t i = 0; i < rows.n; i++)
		person_of(b, mg_row(&rows, i))->is_protected = true;
	return true;
}

/* True when the person of that number gives it up in this very batch. */
static bool is_given_up(const struct mg_write_batch *b, const char *shori_no)
{
	for (size_t i = 0; i < b->n; i++) {
		const struct mg_write_person *p = &b->person[i];
		if (memcmp(p->change->shori_no, shori_no, 10) == 0)
			return p->number_changes || p->change->op == 'D';
	}
	return false;
}

bool mg_write_find_taken_number(struct mg_write_batch *b, size_t *ret_at, struct mg_error *err)
{
	struct mg_rows rows;
	const char *json = hashes_of(b);
	if (!json)
		return no_memory(err);
	if (!ask(b, &find_holders, json, &rows, err))
		return false;
	size_t first = b->n;
	for (size_t i = 0; i < rows.n; i++) {
		const size_t at = mg_u(&mg_row(&rows, i)[0]) - 1;
		const char *holder = mg_s(&mg_row(&rows, i)[1]);
		if (memcmp(holder, b->person[at].change->shori_no, 10) != 0 && !is_given_up(b, holder) && at < first)
			first = at;
	}
	*ret_at = first;
	return true;
}

/* ---- images and removal ---- */

/* Runs an image statement and sees that every person had a row. */
static bool image(struct mg_write_batch *b, const struct mg_stmt_def *def, const char *json, size_t n, struct mg_error *err)
{
	uint64_t copied;
	if (!mg_exec(b->tx, def, MG_PARAMS(MG_I(b->now_us), MG_T(json), MG_T(b->municipality)), &copied, NULL, err))
		return false;
	return copied == n || mg_fail(err, MG_ERR_DATA_LOSS, "%s: %zu persons, %zu rows", def->name, n, (size_t)copied);
}

static bool remove_rows(struct mg_write_batch *b, const struct mg_stmt_def *def, const char *json, struct mg_error *err)
{
	return mg_exec(b->tx, def, MG_PARAMS(MG_T(json), MG_T(b->municipality)), NULL, NULL, err);
}

bool mg_write_images(struct mg_write_batch *b, mg_write_filter *which, struct mg_error *err)
{
	size_t n;
	const char *json = numbers_of(b, which, &n);
	if (!json)
		return no_memory(err);
	return n == 0 || (image(b, &image_person, json, n, err) && image(b, &image_ext, json, n, err) &&
				 image(b, &image_atena, json, n, err));
}

bool mg_write_number_images(struct mg_write_batch *b, mg_write_filter *which, struct mg_error *err)
{
	size_t n;
	const char *json = numbers_of(b, which, &n);
	if (!json)
		return no_memory(err);
	return n == 0 || (image(b, &image_number, json, n, err) && remove_rows(b, &remove_number, json, err));
}

bool mg_write_remove(struct mg_write_batch *b, mg_write_filter *which, struct mg_error *err)
{
	size_t n;
	const char *json = numbers_of(b, which, &n);
	if (!json)
		return no_memory(err);
	if (n == 0)
		return true;
	if (!mg_exec(b->tx, &add_removal,
		    MG_PARAMS(MG_I(b->now_us), MG_T(b->source), MG_U(b->log_writer), MG_U(b->log_n), MG_T(json),
			    MG_T(b->municipality)),
		    NULL, NULL, err))
		return false;
	return remove_rows(b, &remove_person, json, err) && remove_rows(b, &remove_ext, json, err) &&
	       remove_rows(b, &remove_atena, json, err);
}

bool mg_write_remove_search(struct mg_write_batch *b, mg_write_filter *which, struct mg_error *err)
{
	size_t n;
	const char *json = numbers_of(b, which, &n);
	if (!json)
		return no_memory(err);
	return n == 0 || remove_rows(b, &remove_search, json, err);
}

bool mg_write_move_protected(struct mg_write_batch *b, mg_write_filter *which, struct mg_error *err)
{
	size_t n;
	const char *json = numbers_of(b, which, &n);
	if (!json)
		return no_memory(err);
	return n == 0 || mg_exec(b->tx, &move_protected, MG_PARAMS(MG_T(json), MG_T(b->municipality)), NULL, NULL, err);
}
