/* SPDX-License-Identifier: Apache-2.0
 * What must not be approved; and the words of the table. */
#include "export_refusals.h"
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

int64_t refusals_entries(void)
{
	return counter_number("SELECT COUNT(*) FROM madoguchi_log.leaf");
}

static FILE *transcript;

static void both(const char *text)
{
	char path[400];
	if (!transcript) {
		snprintf(path, sizeof(path), "%s/export_refusals.txt", mg_rig_get("MG_BIN"));
		transcript = fopen(path, "we");
		assert_non_null(transcript);
	}
	fputs(text, transcript);
	fputs(text, stdout);
	fflush(stdout);
}

void refusals_head(const char *words)
{
	char text[80];
	snprintf(text, sizeof(text), "%s%s\n", transcript ? "\n" : "", words);
	both(text);
}

void refusals_line(const char *tried, const char *code, const char *reason)
{
	char text[200];
	snprintf(text, sizeof(text), "  %-58s %-16s %s\n", tried, code[0] ? code : "ok", reason);
	both(text);
}

void refusals_end(void)
{
	if (transcript)
		fclose(transcript);
}

void refusals_expect(const char *tried, const struct counter_said *said, const char *code, const char *reason)
{
	refusals_line(tried, said->code, said->field);
	if (strcmp(said->code, code) != 0 || (reason && strcmp(said->field, reason) != 0))
		fail_msg("%s: %s %s, not %s %s", tried, said->code, said->field, code, reason ? reason : "");
}

void refusals_enter_token(const struct counter *c, const uint8_t value[32], const char *path, int age_s)
{
	char sql[500], token[65], session[65];
	uint8_t digest[32];
	SHA256(value, 32, digest);
	mg_hex(digest, 32, token);
	SHA256(c->token, 32, digest);
	mg_hex(digest, 32, session);
	const long long made_us = ((long long)time(NULL) - age_s) * 1000000;
	snprintf(sql, sizeof(sql), "INSERT INTO madoguchi.fresh_token VALUES ('271403', x'%s', x'%s', '%s', %lld, %lld, NULL)",
		token, session, path, made_us, made_us + 60000000);
	mg_test_db_sql(&counter_superuser, sql);
}

struct counter_said refusals_approve(const struct counter *c, const uint8_t *token, Pb__Envelope *envelope)
{
	Pb__ExportApproveRequest in = PB__EXPORT_APPROVE_REQUEST__INIT;
	struct counter_said said;
	in.ticket_id = exporter_bytes(ticket_id, 16);
	in.ticket = envelope;
	(void)EXPORTER_SAY(c, "Export/Approve", &in, ExportApproveReply, (&(struct exporter_call){.fresh = token}), &said);
	return said;
}

size_t refusals_unknown_field(uint8_t *p, size_t n)
{
	p[n] = 0xF8, p[n + 1] = 0x07, p[n + 2] = 0x01; /* field 127, varint 1 */
	return n + 3;
}

static size_t trailing_bytes(uint8_t *p, size_t n)
{
	p[n] = 0;
	return n + 1;
}

/* The last field, an epoch below 128, as a varint of two bytes. */
static size_t second_spelling(uint8_t *p, size_t n)
{
	p[n] = 0;
	p[n - 1] |= 0x80;
	return n + 1;
}

typedef void change_fn(struct exporter_ticket *x);
#define CHANGE(name, ...)                                                                                    \
	static void change_##name(struct exporter_ticket *x)                                                 \
	{                                                                                                    \
		__VA_ARGS__;                                                                                 \
	}
static uint8_t *flipped(const ProtobufCBinaryData *b)
{
	uint8_t *p = (uint8_t *)mg_arena_memdup(&arena, b->data, b->len);
	p[b->len - 1] ^= 1;
	return p;
}
static char word_other[] = "999999", word_city[] = "271404", word_serial[] = "ANOTHER", word_name[] = "EXPORT98.ZIP";
CHANGE(id, x->t.ticket_id.data = flipped(&x->t.ticket_id))
CHANGE(city, x->t.municipality = word_city)
CHANGE(kind, x->t.kind = SG__EXPORT_TICKET__KIND__KIND_NONE)
CHANGE(extractor, x->t.extractor = word_other)
CHANGE(requester, x->t.requester = word_other)
CHANGE(approver, x->t.approver = word_other)
CHANGE(self, x->t.approver = x->t.requester)
CHANGE(terminal, x->t.terminal = 2)
CHANGE(vendor, x->device.vendor ^= 1)
CHANGE(product, x->device.product ^= 1)
CHANGE(serial, x->device.serial = word_serial)
CHANGE(descriptors, x->device.descriptors_sha256.data = flipped(&x->device.descriptors_sha256))
CHANGE(no_stick, x->t.device = NULL)
CHANGE(plain, x->t.plain_sha256.data = flipped(&x->t.plain_sha256))
CHANGE(sealed, x->t.sealed_sha256.data = flipped(&x->t.sealed_sha256))
CHANGE(size, x->t.sealed_size++)
CHANGE(file_name, x->t.file_name = word_name)
CHANGE(rows, x->t.row_count++)
CHANGE(purpose, x->t.purpose = word_other)
CHANGE(recipient, x->t.recipient = word_other)
CHANGE(expired, x->t.not_before_us -= INT64_C(7200000000); x->t.not_after_us -= INT64_C(7200000000))
CHANGE(long, x->t.not_after_us = x->t.not_before_us + INT64_C(14400000001))
CHANGE(later, x->t.not_before_us += INT64_C(2400000000))
CHANGE(old_epoch, x->t.key_epoch--)
CHANGE(next_epoch, x->t.key_epoch++)

static const struct {
	const char *tried;
	change_fn *change;
	const char *reason;
} fields[] = {
	{"signed, but another ticket's number", change_id, "ticket_id"},
	{"another city", change_city, "ticket_municipality"},
	{"no kind", change_kind, "ticket_kind"},
	{"another extractor", change_extractor, "ticket_extractor"},
	{"another carrier", change_requester, "ticket_requester"},
	{"another approver", change_approver, "ticket_approver"},
	{"approver and carrier the same", change_self, "ticket_approver"},
	{"another terminal", change_terminal, "ticket_terminal"},
	{"another stick: vendor", change_vendor, "ticket_stick"},
	{"another stick: product", change_product, "ticket_stick"},
	{"another stick: serial", change_serial, "ticket_stick"},
	{"another stick: descriptors", change_descriptors, "ticket_stick"},
	{"no stick", change_no_stick, "ticket_stick"},
	{"plain digest with one bit changed", change_plain, "ticket_plain_sha256"},
	{"sealed digest with one bit changed", change_sealed, "ticket_sealed_sha256"},
	{"one byte more", change_size, "ticket_sealed_size"},
	{"another file name", change_file_name, "ticket_file_name"},
	{"one row more", change_rows, "ticket_row_count"},
	{"another purpose", change_purpose, "ticket_purpose"},
	{"another recipient", change_recipient, "ticket_recipient"},
	{"run out", change_expired, "ticket_expired"},
	{"good for longer than four hours", change_long, "ticket_too_long"},
	{"good from later on", change_later, "ticket_not_before"},
	{"an older key list", change_old_epoch, "ticket_epoch"},
	{"a key list that is none yet", change_next_epoch, "ticket_epoch"},
};

Pb__Envelope *refusals_good_ticket(exporter_spoil_fn *spoil)
{
	struct exporter_ticket x;
	exporter_fill_ticket(&x, item, mg_rig_get_nth("MG_STAFF_%d_NO", APPROVER), epoch);
	return exporter_seal(key, TICKET_TYPE, &x.t.base, spoil);
}

void only_the_very_ticket_that_was_asked_for_is_approved(void **state)
{
	(void)state;
	struct counter_said said;
	struct exporter_ticket x;
	refusals_head("Export.Approve");
	said = refusals_approve(&approver, NULL, refusals_good_ticket(NULL));
	refusals_expect("without fresh factors", &said, "FRESH_FACTOR", NULL);
	exporter_fresh(&approver, 2, REDEEM, fresh);
	said = refusals_approve(&approver, fresh, refusals_good_ticket(NULL));
	refusals_expect("fresh factors for another act", &said, "FRESH_FACTOR", NULL);
	said = refusals_approve(&carrier, fresh, refusals_good_ticket(NULL));
	refusals_expect("by the carrier", &said, "DENIED", NULL);
	exporter_fresh(&approver, 2, APPROVE, fresh);
	for (size_t i = 0; i < MG_LEN(fields); i++) {
		int64_t before = refusals_entries();
		exporter_fill_ticket(&x, item, mg_rig_get_nth("MG_STAFF_%d_NO", APPROVER), epoch);
		fields[i].change(&x);
		said = refusals_approve(&approver, fresh, exporter_seal(key, TICKET_TYPE, &x.t.base, NULL));
		refusals_expect(fields[i].tried, &said, "REFUSED_BY_RULE", fields[i].reason);
		assert_true(refusals_entries() > before); /* each no has its entry */
	}
	Pb__Envelope *e = refusals_good_ticket(NULL);
	e->signature.data[7] ^= 1;
	said = refusals_approve(&approver, fresh, e);
	refusals_expect("signature with one bit changed", &said, "REFUSED_BY_RULE", "ticket_signature");
	e = refusals_good_ticket(NULL);
	e->payload.data[40] ^= 1;
	said = refusals_approve(&approver, fresh, e);
	refusals_expect("payload with one bit changed", &said, "REFUSED_BY_RULE", "ticket_signature");
	said = refusals_approve(&approver, fresh, exporter_seal(key, MG_ENVELOPE_TYPE("export-close"), &(struct exporter_ticket){.t = SG__EXPORT_TICKET__INIT}.t.base, NULL));
	refusals_expect("signed as something else", &said, "REFUSED_BY_RULE", "ticket_form");
	said = refusals_approve(&approver, fresh, refusals_good_ticket(refusals_unknown_field));
	refusals_expect("an unknown field", &said, "REFUSED_BY_RULE", "ticket_form");
	said = refusals_approve(&approver, fresh, refusals_good_ticket(trailing_bytes));
	refusals_expect("trailing bytes", &said, "REFUSED_BY_RULE", "ticket_form");
	said = refusals_approve(&approver, fresh, refusals_good_ticket(second_spelling));
	refusals_expect("a second spelling of a number", &said, "REFUSED_BY_RULE", "ticket_form");
	said = refusals_approve(&approver, fresh, NULL);
	refusals_expect("no ticket at all", &said, "REFUSED_BY_RULE", "ticket_missing");
}

void a_key_of_nobody_or_of_another_signs_nothing(void **state)
{
	(void)state;
	struct mg_wrapped_key w;
	struct mg_signer_key *nobodys = NULL;
	struct mg_error err = {0};
	struct counter_said said;
	struct exporter_ticket x;
	assert_true(mg_signer_wrap_new("7284", MG_WRAP_MEMORY_KIB_MIN, 1, &w, &err));
	assert_true(mg_signer_open_wrapped(&w, "7284", &nobodys, &err));
	exporter_fill_ticket(&x, item, mg_rig_get_nth("MG_STAFF_%d_NO", APPROVER), epoch);
	said = refusals_approve(&approver, fresh, exporter_seal(nobodys, TICKET_TYPE, &x.t.base, NULL));
	refusals_expect("a key that is in no list", &said, "REFUSED_BY_RULE", "key_unknown");
	Pb__Envelope *e = exporter_seal(nobodys, TICKET_TYPE, &x.t.base, NULL), *good = refusals_good_ticket(NULL);
	e->key_id = good->key_id;
	said = refusals_approve(&approver, fresh, e);
	refusals_expect("that key under the approver's name", &said, "REFUSED_BY_RULE", "ticket_signature");
	mg_signer_key_free(nobodys);
	Sg__ExportClose close = SG__EXPORT_CLOSE__INIT;
	said = refusals_approve(&approver, fresh, exporter_seal_close(1, &close, NULL));
	refusals_expect("a terminal's key", &said, "REFUSED_BY_RULE", "key_of_another_use");
	/* another supervisor's good key, in this supervisor's session */
	struct counter other;
	uint64_t unused;
	counter_logout(&carrier);
	counter_login(&other, STRANGER, 1);
	struct mg_signer_key *theirs = exporter_key(&other, &unused);
	said = refusals_approve(&other, NULL, good);
	refusals_expect("by a supervisor of another section, no fresh factors", &said, "FRESH_FACTOR", NULL);
	uint8_t other_fresh[32];
	exporter_fresh(&other, 1, APPROVE, other_fresh);
	said = refusals_approve(&other, other_fresh, good);
	refusals_expect("by a supervisor of another section", &said, "NOT_FOUND", NULL);
	said = refusals_approve(&other, fresh, good);
	refusals_expect("with fresh factors stolen from another session", &said, "FRESH_FACTOR", NULL);
	counter_logout(&other);
	counter_login(&carrier, CARRIER, 1);
	said = refusals_approve(&approver, fresh, exporter_seal(theirs, TICKET_TYPE, &x.t.base, NULL));
	refusals_expect("another supervisor's key", &said, "REFUSED_BY_RULE", "key_of_another");
	mg_signer_key_free(theirs);
}

/* Two accounts of one person cannot hold two of the rights, in whatever order they are joined. */
static bool sql_fails(const char *sql)
{
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&counter_superuser);
	struct mg_error err = {0};
	return !mg_db_script(db, sql, strlen(sql), &err);
}

void one_person_under_two_numbers_is_one_person(void **state)
{
	(void)state;
	mg_test_db_sql(&counter_superuser, "UPDATE madoguchi.staff SET person_ref = 'P-1' WHERE staff_no = '100001'");
	assert_true(sql_fails("UPDATE madoguchi.staff SET person_ref = 'P-1' WHERE staff_no = '200001'"));
	refusals_line("carrier and approver found to be one person", "trigger", "nobody holds two of extract, carry and approve");
	assert_true(sql_fails("UPDATE madoguchi.staff SET person_ref = 'P-1' WHERE staff_no = '100002'"));
	refusals_line("carrier and extractor found to be one person", "trigger", "nobody holds two of extract, carry and approve");
	/* and where the rights' trigger is not asked: the approver's other account carried */
	mg_test_db_sql(&counter_superuser, "UPDATE madoguchi.staff SET person_ref = 'P-2' WHERE staff_no = '200001'");
	mg_test_db_sql(&counter_superuser,
		"UPDATE madoguchi.staff_right SET ended_us = 1, ended_by = 'test' WHERE name = 'MEDIA_OUT' AND ended_us IS NULL;"
		"UPDATE madoguchi.staff SET person_ref = 'P-2' WHERE staff_no = '100001'");
	struct counter_said said = refusals_approve(&approver, fresh, refusals_good_ticket(NULL));
	refusals_expect("the carrier's other account approves", &said, "REFUSED_BY_RULE", "ticket_id");
	mg_test_db_sql(&counter_superuser,
		"UPDATE madoguchi.staff SET person_ref = CONCAT('P-', staff_no) WHERE staff_no IN ('100001', '200001')");
	assert_int_equal(exporter_admin("", "staff-right --staff-no 100001 --right MEDIA_OUT --asked-by 200001 --allowed-by 200002"), 0);
}

void the_approver_approves_once(void **state)
{
	(void)state;
	exporter_fresh(&approver, 2, APPROVE, fresh);
	struct counter_said said = refusals_approve(&approver, fresh, refusals_good_ticket(NULL));
	refusals_expect("the very ticket, by the approver", &said, "", NULL);
	said = refusals_approve(&approver, fresh, refusals_good_ticket(NULL));
	refusals_expect("fresh factors a second time", &said, "FRESH_FACTOR", NULL);
	assert_int_equal(RAND_bytes(fresh, sizeof(fresh)), 1);
	refusals_enter_token(&approver, fresh, APPROVE, 60);
	said = refusals_approve(&approver, fresh, refusals_good_ticket(NULL));
	refusals_expect("fresh factors after their 60 seconds", &said, "FRESH_FACTOR", NULL);
	exporter_fresh(&approver, 2, APPROVE, fresh);
	said = refusals_approve(&approver, fresh, refusals_good_ticket(NULL));
	refusals_expect("the approved ticket again", &said, "REFUSED_BY_RULE", "not_requested");
}
