/* SPDX-License-Identifier: Apache-2.0
 * The key list: what holds, and each way in which it does not, with its own reason. */
#include "../wire/cmocka_all.h"
#include "attempt.h"

static void list_again(struct attempt *a)
{
	forge_sign_again(a->f, &a->f->key_list, a->f->list_key, a->f->list_type);
}

static void list_stranger(struct attempt *a)
{
	a->f->list_key = &a->f->stranger;
}
static void list_type(struct attempt *a)
{
	a->f->list_type = MG_ENVELOPE_TYPE("export-ticket");
}
static void list_bit(struct attempt *a)
{
	a->f->key_list.payload[a->f->key_list.n / 2] ^= 1;
}
static void list_unknown_field(struct attempt *a)
{
	attempt_append(&a->f->key_list, "\x98\x06\x01", 3);
	list_again(a);
}
static void list_unknown_in_key(struct attempt *a)
{
	/* the last key, one field longer: 0x22 length … */
	attempt_append(&a->f->key_list, "\x22\x03\x98\x06\x01", 5);
	list_again(a);
}
static void list_municipality(struct attempt *a)
{
	a->f->list.municipality = (char *)"271004";
}
static void list_epoch_seen(struct attempt *a)
{
	a->known.epoch = 6;
}
static void list_epoch_floor(struct attempt *a)
{
	a->policy.epoch_min = 6;
}
static void list_epoch_same(struct attempt *a)
{
	a->known.epoch = a->policy.epoch_min = 5;
}
static void list_epoch_zero(struct attempt *a)
{
	a->f->list.epoch = 0;
}
static void list_order(struct attempt *a)
{
	Sg__Key *first = a->f->record_of[0];
	a->f->record_of[0] = a->f->record_of[1];
	a->f->record_of[1] = first;
}
static void list_twice(struct attempt *a)
{
	a->f->record_of[1] = a->f->record_of[0];
}
static void list_empty(struct attempt *a)
{
	a->f->list.n_keys = 0;
}
static void key_id(struct attempt *a)
{
	a->f->records[FORGE_AGENT].id.data[7] ^= 1;
}
static void key_id_length(struct attempt *a)
{
	a->f->records[FORGE_AGENT].id.len = 7;
}
static void key_public(struct attempt *a)
{
	a->f->records[FORGE_AGENT].public_key.len = 31;
}
static void key_algorithm(struct attempt *a)
{
	a->f->records[FORGE_AGENT].algorithm = SG__KEY__ALGORITHM__ALGORITHM_NONE;
}
static void key_use(struct attempt *a)
{
	a->f->records[FORGE_AGENT].use = SG__KEY__USE__USE_NONE;
}
static void key_period(struct attempt *a)
{
	a->f->records[FORGE_AGENT].not_before_us = a->f->records[FORGE_AGENT].not_after_us;
}
static void key_holder(struct attempt *a)
{
	a->f->records[FORGE_SUPERVISOR].holder = (char *)"300 002";
}
static void key_ward(struct attempt *a)
{
	a->f->records[FORGE_SUPERVISOR].ward = (char *)"14";
}
static void key_log_holder(struct attempt *a)
{
	a->f->records[FORGE_LOG].holder = (char *)"a log";
}
static void key_log_ward(struct attempt *a)
{
	a->f->records[FORGE_LOG].ward = (char *)"141";
}
static void key_agent_holder(struct attempt *a)
{
	a->f->records[FORGE_AGENT].holder = (char *)"";
}
static void key_receipt_ward(struct attempt *a)
{
	a->f->records[FORGE_RECEIPT].ward = (char *)"141";
}
static void log_key_over(struct attempt *a)
{
	a->f->records[FORGE_LOG].not_after_us = NOW;
}
static void log_key_early(struct attempt *a)
{
	a->f->records[FORGE_LOG].not_before_us = NOW + 1;
}

static void a_key_list_is_the_authoritys_and_whole(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"a stranger's list", list_stranger, NULL, MG_REASON_KEYS_FORGED},
		{"signed as a ticket", list_type, NULL, MG_REASON_KEYS_FORGED},
		{"one bit", NULL, list_bit, MG_REASON_KEYS_FORGED},
		{"unknown field", NULL, list_unknown_field, MG_REASON_KEYS_MALFORMED},
		{"unknown field in a key", NULL, list_unknown_in_key, MG_REASON_KEYS_MALFORMED},
		{"municipality", list_municipality, NULL, MG_REASON_KEYS_MUNICIPALITY},
		{"older than seen", list_epoch_seen, NULL, MG_REASON_KEYS_OLDER},
		{"below the floor", list_epoch_floor, NULL, MG_REASON_KEYS_OLDER},
		{"no epoch", list_epoch_zero, NULL, MG_REASON_KEYS_OLDER},
		{"as seen", list_epoch_same, NULL, MG_REASON_NONE},
		{"not ascending", list_order, NULL, MG_REASON_KEYS_ORDER},
		{"a key twice", list_twice, NULL, MG_REASON_KEYS_ORDER},
		{"id is not the key's", key_id, NULL, MG_REASON_KEYS_ENTRY},
		{"short id", key_id_length, NULL, MG_REASON_KEYS_ENTRY},
		{"short key", key_public, NULL, MG_REASON_KEYS_ENTRY},
		{"no algorithm", key_algorithm, NULL, MG_REASON_KEYS_ENTRY},
		{"no use", key_use, NULL, MG_REASON_KEYS_ENTRY},
		{"empty period", key_period, NULL, MG_REASON_KEYS_ENTRY},
		{"holder", key_holder, NULL, MG_REASON_KEYS_ENTRY},
		{"ward", key_ward, NULL, MG_REASON_KEYS_ENTRY},
		{"a log's name", key_log_holder, NULL, MG_REASON_KEYS_ENTRY},
		{"a log with a ward", key_log_ward, NULL, MG_REASON_KEYS_ENTRY},
		{"agent without holder", key_agent_holder, NULL, MG_REASON_KEYS_ENTRY},
		{"server with a ward", key_receipt_ward, NULL, MG_REASON_KEYS_ENTRY},
		{"no keys", list_empty, NULL, MG_REASON_KEYS_NO_LOG},
		{"log key over", log_key_over, NULL, MG_REASON_KEYS_NO_LOG},
		{"log key not yet", log_key_early, NULL, MG_REASON_KEYS_NO_LOG},
	};
	attempt_all(rows, MG_LEN(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_list_is_the_authoritys_and_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
