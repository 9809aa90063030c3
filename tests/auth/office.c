/* SPDX-License-Identifier: Apache-2.0 */
#include "office_inside.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <unistd.h>
#include "access/fresh_store.h"
#include "access/session_store.h"
#include "auth/auth.h"
#include "auth/finger_seal.h"
#include "auth/password.h"
#include "database.h"
#include "rpc/notes.h"
#include "wire/envelope.h"
#include "wire/hash_evp.h"

const struct mg_db_config *office_superuser(void)
{
	return office.superuser;
}

struct mg_shared *office_shared(void)
{
	return &office.shared;
}

struct rig *office_matcher(void)
{
	return &office.matcher;
}

const char *office_staff_no(enum office_person person)
{
	return person < PEOPLE ? office_people[person].no : "999999";
}

void office_wait(int64_t us)
{
	office.clock.shift_us += us;
}

int64_t office_now(void)
{
	return mg_now_us(&office.clock);
}

const uint8_t *office_touch(enum office_person person)
{
	unsigned p = person < PEOPLE ? person : CLERK_A;
	finger_press(&office.fingers[p], office.presses[p]++, office.pixels);
	return office.pixels;
}

/* ---- calls, as the gate makes them ---- */

static struct mg_call call_at(int terminal)
{
	mg_arena_reset(&office.arena);
	office.arena.wipe = true;
	mg_notes_clear(&office.notes);
	return (struct mg_call){.shared = &office.shared, .arena = &office.arena, .tx = &office.tx, .db = office.db,
		.terminal = office.terminals[terminal], .now_us = office_now(), .notes = &office.notes};
}

static void read_facts(struct office_reply *r)
{
	struct mg_reader reader;
	mg_reader_init(&reader, office.notes.facts, office.notes.facts_n);
	while (reader.ok && reader.n) {
		struct mg_bytes key = mg_get_block(&reader), value = mg_get_block(&reader);
		char *to = key.n == 7 && memcmp(key.p, "refused", 7) == 0 ? r->refused
			   : key.n == 5 && memcmp(key.p, "alarm", 5) == 0 ? r->alarm
									  : NULL;
		if (to)
			snprintf(to, 48, "%.*s", (int)value.n, (const char *)value.p);
	}
	snprintf(r->actor, sizeof(r->actor), "%s", office.notes.actor);
}

static bool handle_login(struct mg_call *call, const void *in, void *out, struct mg_error *err)
{
	return mg_Login_login(call, in, out, err);
}
static bool handle_challenge(struct mg_call *call, const void *in, void *out, struct mg_error *err)
{
	return mg_Login_challenge(call, in, out, err);
}
static bool handle_lock(struct mg_call *call, const void *in, void *out, struct mg_error *err)
{
	return mg_Session_lock(call, in, out, err);
}
static bool handle_resume(struct mg_call *call, const void *in, void *out, struct mg_error *err)
{
	return mg_Session_resume(call, in, out, err);
}
static bool handle_fresh_challenge(struct mg_call *call, const void *in, void *out, struct mg_error *err)
{
	return mg_Session_fresh_challenge(call, in, out, err);
}
static bool handle_reauthenticate(struct mg_call *call, const void *in, void *out, struct mg_error *err)
{
	return mg_Session_reauthenticate(call, in, out, err);
}
static bool handle_logout(struct mg_call *call, const void *in, void *out, struct mg_error *err)
{
	return mg_Session_logout(call, in, out, err);
}

bool office_run(struct mg_call *call, office_handler *handle, const void *in, void *out, struct mg_error *err)
{
	for (int i = 0; i < 8; i++) {
		mg_tx_begin(&office.tx, office.db);
		*err = (struct mg_error){0};
		bool ok = handle(call, in, out, err) && mg_tx_commit(&office.tx, err);
		mg_tx_done(&office.tx);
		if (ok || err->code != MG_ERR_RETRY)
			return ok;
		mg_notes_clear(&office.notes);
	}
	return false;
}

struct office_challenge office_challenge(int terminal)
{
	struct mg_call call = call_at(terminal);
	Pb__ChallengeRequest in = PB__CHALLENGE_REQUEST__INIT;
	Pb__ChallengeReply out = PB__CHALLENGE_REPLY__INIT;
	struct office_challenge c = {.given = true};
	struct mg_error err = {0};
	if (!office_run(&call, handle_challenge, &in, &out, &err))
		fail_msg("challenge: %s", err.detail);
	memcpy(c.login_id, out.login_id.data, 16);
	memcpy(c.nonce, out.nonce.data, 32);
	return c;
}

static void sign(const struct office_try *t, const struct office_challenge *c, struct office_packed *p)
{
	static const char right[] = MG_ENVELOPE_TYPE("capture"), wrong[] = MG_ENVELOPE_TYPE("ticket");
	const char *type = t->wrong_type ? wrong : right;
	int signer = t->signer ? t->signer : t->terminal;
	Pb__Capture capture = PB__CAPTURE__INIT;
	struct mg_crypto *crypto;
	struct mg_signer s;
	uint8_t nonce[32], hash[32];
	memcpy(nonce, c->nonce, 32);
	nonce[31] ^= t->spoil_nonce;
	SHA256(p->finger.pixels.data, p->finger.pixels.len, hash);
	hash[0] ^= t->other_hash;
	capture.nonce = (ProtobufCBinaryData){32, nonce};
	capture.image_sha256 = (ProtobufCBinaryData){32, hash};
	size_t n = pb__capture__pack(&capture, p->payload);
	if (t->trailing_bytes) {
		p->payload[n++] = 0x78; /* field 15, varint 1 */
		p->payload[n++] = 1;
	}
	must(mg_crypto_evp_new(&crypto, &err));
	mg_key_id(crypto, office.terminals[signer].assertion_key, p->key_id);
	mg_crypto_evp_free(crypto);
	must(mg_signer_evp(office.keys[signer], &s, &err));
	must(mg_envelope_sign(&s, type, (struct mg_bytes){p->payload, n}, p->signature, &err));
	p->envelope = (Pb__Envelope)PB__ENVELOPE__INIT;
	p->envelope.payload_type = (char *)(uintptr_t)type;
	p->envelope.payload = (ProtobufCBinaryData){n, p->payload};
	p->envelope.key_id = (ProtobufCBinaryData){8, p->key_id};
	p->envelope.signature = (ProtobufCBinaryData){64, p->signature};
}

void office_pack(const struct office_try *t, const struct office_challenge *c, struct office_packed *p)
{
	const uint8_t *pixels = t->pixels ? t->pixels : office_touch(t->other_finger ? t->finger_of : t->person);
	p->finger = (Pb__FingerImage)PB__FINGER_IMAGE__INIT;
	p->finger.width = t->width ? t->width : MG_SYNTH_WIDTH;
	p->finger.height = t->height ? t->height : MG_SYNTH_HEIGHT;
	p->finger.pixels = (ProtobufCBinaryData){MG_SYNTH_PIXELS, (uint8_t *)(uintptr_t)pixels};
	p->finger.driver = (char *)(uintptr_t) "virtual_image";
	p->finger.device_id = (char *)(uintptr_t) "0";
	sign(t, c, p);
}

void office_finish(struct office_reply *r, const struct mg_call *call, bool ok, const struct mg_error *err)
{
	r->code = ok ? MG_OK : err->code;
	r->delayed_us = call->not_before_mono_us ? call->not_before_mono_us - office_arrived_us : 0;
	read_facts(r);
}

struct office_reply office_login(const struct office_try *t)
{
	struct office_challenge c = t->challenge ? *t->challenge : office_challenge(t->terminal);
	struct mg_call call = call_at(t->terminal);
	Pb__LoginRequest in = PB__LOGIN_REQUEST__INIT;
	Pb__LoginReply out = PB__LOGIN_REPLY__INIT;
	struct office_reply r = {0};
	struct mg_error err = {0};
	struct office_packed p;
	office_pack(t, &c, &p);
	in.login_id = (ProtobufCBinaryData){16, c.login_id};
	in.staff_no = (char *)(uintptr_t)(t->staff_no ? t->staff_no : office_staff_no(t->person));
	in.password = (char *)(uintptr_t)(t->password ? t->password : t->person < PEOPLE ? office_people[t->person].password : "x");
	in.finger = &p.finger;
	in.capture = t->no_envelope ? NULL : &p.envelope;
	office_arrived_us = 0;
	bool ok = mg_Login_login_prepare(&call, &in, &err);
	if (ok && t->cut_off)
		return r;
	if (ok && t->meanwhile)
		mg_test_db_sql(office_superuser(), t->meanwhile);
	ok = ok && office_run(&call, handle_login, &in, &out, &err);
	office_finish(&r, &call, ok, &err);
	if (ok) {
		memcpy(r.token, out.token.data, 32);
		r.failures_since = out.failures_since;
		r.n_permissions = out.n_permissions;
		r.last_login_us = out.last_login_us;
		r.must_change = out.must_change_password;
		r.is_expired = out.password_expired;
		snprintf(r.last_login_terminal, sizeof(r.last_login_terminal), "%s", out.last_login_terminal);
	}
	return r;
}

struct office_reply office_must_login(enum office_person person, int terminal)
{
	struct office_reply r = office_login(&(struct office_try){.person = person, .terminal = terminal});
	if (r.code != MG_OK)
		fail_msg("login of %s refused: %s %s", office_staff_no(person), mg_code_name(r.code), r.refused);
	return r;
}

/* ---- sessions ---- */

struct mg_call office_call_in(const uint8_t token[32], int terminal, enum mg_session_end *ret_end)
{
	struct mg_call call = call_at(terminal);
	uint8_t hash[32];
	struct mg_error err = {0};
	SHA256(token, 32, hash);
	mg_tx_begin(&office.tx, office.db);
	if (!mg_session_load(&office.tx, &office.arena, &office.shared, hash, office.terminals[terminal].cert_sha256,
		    call.now_us, &call.session, ret_end, &err))
		assert_int_equal(err.code, MG_ERR_UNAUTHENTICATED);
	mg_tx_done(&office.tx);
	return call;
}

enum mg_session_state office_session(const uint8_t token[32], int terminal, enum mg_session_end *ret_end)
{
	return office_call_in(token, terminal, ret_end).session.state;
}

struct office_challenge office_lock(const uint8_t token[32], int terminal)
{
	enum mg_session_end end;
	struct mg_call call = office_call_in(token, terminal, &end);
	Pb__LockRequest in = PB__LOCK_REQUEST__INIT;
	Pb__LockReply out = PB__LOCK_REPLY__INIT;
	struct office_challenge c = {.given = true};
	struct mg_error err = {0};
	if (!office_run(&call, handle_lock, &in, &out, &err))
		fail_msg("lock: %s", err.detail);
	memcpy(c.login_id, out.login_id.data, 16);
	memcpy(c.nonce, out.nonce.data, 32);
	return c;
}

struct office_reply office_resume(
	const uint8_t token[32], int terminal, const struct office_challenge *challenge, const struct office_try *how)
{
	enum mg_session_end end;
	struct mg_call call = office_call_in(token, terminal, &end);
	Pb__ResumeRequest in = PB__RESUME_REQUEST__INIT;
	Pb__ResumeReply out = PB__RESUME_REPLY__INIT;
	struct office_reply r = {0};
	struct mg_error err = {0};
	struct office_packed p;
	office_pack(how, challenge, &p);
	in.login_id = (ProtobufCBinaryData){16, (uint8_t *)(uintptr_t)challenge->login_id};
	in.finger = &p.finger;
	in.capture = &p.envelope;
	office_arrived_us = 0;
	bool ok = mg_Session_resume_prepare(&call, &in, &err) && office_run(&call, handle_resume, &in, &out, &err);
	office_finish(&r, &call, ok, &err);
	r.resumed = ok && out.resumed;
	r.tries_left = out.tries_left;
	return r;
}

void office_logout(const uint8_t token[32], int terminal)
{
	enum mg_session_end end;
	struct mg_call call = office_call_in(token, terminal, &end);
	Pb__LogoutRequest in = PB__LOGOUT_REQUEST__INIT;
	Pb__LogoutReply out = PB__LOGOUT_REPLY__INIT;
	struct mg_error err = {0};
	if (!office_run(&call, handle_logout, &in, &out, &err))
		fail_msg("logout: %s", err.detail);
}

int64_t office_count(const char *sql)
{
	struct mg_rows rows;
	struct mg_tx tx;
	struct mg_arena arena;
	struct mg_error err = {0};
	const struct mg_stmt_def def = {.name = "office.count", .sql = sql, .params = "", .columns = "i"};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(office.superuser);
	mg_arena_init(&arena, 4096);
	mg_tx_begin(&tx, db);
	if (!mg_query(&tx, &arena, &def, MG_NO_PARAMS, &rows, &err))
		fail_msg("%s", err.detail);
	int64_t n = rows.n ? mg_i(mg_row(&rows, 0)) : -1;
	mg_arena_done(&arena);
	mg_tx_done(&tx);
	return n;
}

/* ---- fresh factors ---- */

struct office_challenge office_fresh_challenge(const uint8_t token[32], int terminal)
{
	enum mg_session_end end;
	struct mg_call call = office_call_in(token, terminal, &end);
	Pb__FreshChallengeRequest in = PB__FRESH_CHALLENGE_REQUEST__INIT;
	Pb__FreshChallengeReply out = PB__FRESH_CHALLENGE_REPLY__INIT;
	struct office_challenge c = {.given = true};
	struct mg_error err = {0};
	if (!office_run(&call, handle_fresh_challenge, &in, &out, &err))
		fail_msg("challenge: %s", err.detail);
	memcpy(c.login_id, out.login_id.data, 16);
	memcpy(c.nonce, out.nonce.data, 32);
	return c;
}

struct office_reply office_reauthenticate(const uint8_t token[32], const struct office_try *t, const char *path)
{
	enum mg_session_end end;
	struct office_challenge c = t->challenge ? *t->challenge : office_fresh_challenge(token, t->terminal);
	struct mg_call call = office_call_in(token, t->terminal, &end);
	Pb__ReauthenticateRequest in = PB__REAUTHENTICATE_REQUEST__INIT;
	Pb__ReauthenticateReply out = PB__REAUTHENTICATE_REPLY__INIT;
	struct office_reply r = {0};
	struct mg_error err = {0};
	struct office_packed p;
	office_pack(t, &c, &p);
	in.login_id = (ProtobufCBinaryData){16, c.login_id};
	in.password = (char *)(uintptr_t)(t->password ? t->password : office_people[t->person].password);
	in.finger = &p.finger;
	in.capture = &p.envelope;
	in.path = (char *)(uintptr_t)path;
	office_arrived_us = 0;
	bool ok = mg_Session_reauthenticate_prepare(&call, &in, &err);
	if (ok && t->cut_off)
		return r;
	ok = ok && office_run(&call, handle_reauthenticate, &in, &out, &err);
	office_finish(&r, &call, ok, &err);
	if (ok)
		memcpy(r.token, out.token.data, 32);
	return r;
}

const char *office_spend(const uint8_t fresh[32], const uint8_t token[32], int terminal, const char *path)
{
	enum mg_session_end end;
	struct mg_call call = office_call_in(token, terminal, &end);
	struct mg_fresh f = {.path = path};
	const char *fault = NULL;
	SHA256(fresh, 32, f.token_sha256);
	memcpy(f.session_sha256, call.session.token_sha256, 32);
	mg_tx_begin(&office.tx, office.db);
	must(mg_fresh_spend(&office.tx, &office.arena, &office.shared, &f, call.now_us, &fault, &err));
	must(mg_tx_commit(&office.tx, &err));
	mg_tx_done(&office.tx);
	return fault;
}
