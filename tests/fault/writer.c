/* SPDX-License-Identifier: Apache-2.0
 * A clerk who never gives up: a write that was not answered is sent again under the same key until
 * there is a definite answer. */
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "campaign.h"
#include "proxy.h"

#define PATIENCE 2000 /* times that one write is sent */

static _Noreturn void die(const struct writer *w, const char *what, const char *detail)
{
	fprintf(stderr, "writer %d: %s %s\n", w->number, what, detail);
	fflush(stdout);
	_exit(1); /* the other threads are at work */
}

uint64_t campaign_random(uint64_t *seed, uint64_t below)
{
	*seed = *seed * 6364136223846793005U + 1442695040888963407U;
	return (*seed >> 33) % below;
}

static void wait_ms(unsigned ms)
{
	nanosleep(&(struct timespec){ms / 1000, (long)(ms % 1000) * 1000000}, NULL);
}

/* A line of its own: one that broke waits longer and longer before it is tried again. */
static void connect_anew(struct writer *w)
{
	char address[40];
	snprintf(address, sizeof(address), "127.0.0.1:%d", w->port);
	mg_rpc_client_free(w->client);
	w->client = mg_rpc_client_new(&(struct mg_rpc_client_config){.address = address,
		.server_name = mg_rig_get("MG_SERVER_NAME"),
		.ca_file = mg_rig_get("MG_CA"),
		.cert_file = mg_rig_get_nth("MG_TERMINAL_%d_CERT", w->number),
		.key_file = mg_rig_get_nth("MG_TERMINAL_%d_KEY", w->number)});
	if (!w->client)
		die(w, "no client", "");
}

static uint64_t mono_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* What came of an attempt that opened nothing. */
static void count_attempt(const struct mg_rpc_result *r, unsigned long long matchers_killed)
{
	if (strcmp(r->code, "LOGIN_REFUSED") == 0)
		atomic_fetch_add(&campaign.logins_refused, 1);
	else
		atomic_fetch_add(&campaign.logins_broken, 1);
	if (strcmp(r->code, "UNAVAILABLE") == 0 && atomic_load(&campaign.kills[1]) != matchers_killed)
		atomic_fetch_add(&campaign.logins_unmatched, 1);
}

static void log_in(struct writer *w)
{
	const uint64_t began = mono_ms();
	for (int i = 0; i < 400; i++) {
		const unsigned long long matchers_killed = atomic_load(&campaign.kills[1]);
		MG_CLEANUP(mg_arena_done) struct mg_arena memory;
		struct mg_rpc_result r;
		mg_arena_init(&memory, 8U << 20);
		atomic_fetch_add(&campaign.logging_in, 1);
		mg_rig_login(w->client,
			&(struct mg_rig_login){.staff = w->number, .terminal = w->number}, &memory,
			&r);
		atomic_fetch_sub(&campaign.logging_in, 1);
		const Pb__LoginReply *reply = (const Pb__LoginReply *)(const void *)r.reply;
		if (r.status == 0 && reply && reply->token.len == 32) {
			memcpy(w->token, reply->token.data, 32);
			atomic_fetch_add(&campaign.logins, 1);
			const unsigned long long took = mono_ms() - began;
			if (took > atomic_load(&campaign.longest_login_ms)) /* may lose to another: a figure, no proof */
				atomic_store(&campaign.longest_login_ms, took);
			return;
		}
		count_attempt(&r, matchers_killed);
		wait_ms(1500); /* as somebody who types the password again */
		connect_anew(w);
	}
	die(w, "never logged in", "");
}

/* ---- one write ---- */

struct order {
	enum op op;
	const char *rpc;
	const ProtobufCMessage *in;
	const ProtobufCMessageDescriptor *out;
};

static bool is_no(const char *code)
{
	static const char *const no[] = {"CONFLICT", "REFUSED_BY_RULE", "INVALID", "NOT_FOUND",
		"DENIED", "KEY_REUSED", "ALREADY_EXISTS", "TOO_LARGE", "DATA_LOSS", "NO_SPACE"};
	for (size_t i = 0; i < MG_LEN(no); i++)
		if (strcmp(code, no[i]) == 0)
			return true;
	return false;
}

static enum loss loss_of(const struct mg_rpc_result *r, bool cut)
{
	return cut				     ? BY_CUT
	       : strcmp(r->code, "UNCERTAIN") == 0 ? BY_UNCERTAIN
	       : r->status == 4		     ? BY_DEADLINE
	       : !r->code[0]		     ? BY_LINE
					     : BY_OTHER;
}

/* What has no answer yet: told apart, and the line made good. */
static void prepare_retry(struct writer *w, const struct mg_rpc_result *r, enum loss loss, unsigned tries)
{
	atomic_fetch_add(&campaign.retries, 1);
	atomic_fetch_add(&campaign.lost_by[loss], 1);
	if (strcmp(r->code, "INTERNAL") == 0 && atomic_fetch_add(&campaign.odd, 1) < 20)
		printf("writer %d: an INTERNAL answer\n", w->number);
	if (r->status == 16)
		log_in(w);
	else if (!r->code[0] && r->status != 4)
		connect_anew(w);
	wait_ms(r->status == 4 ? 1 : tries < 20 ? 10 : 100);
}

static int timeout_of(struct writer *w)
{
	/* one of eight is so short that it ends somewhere on the way, in COMMIT too */
	return campaign_random(&w->seed, 8) ? 8000 : 2 + (int)campaign_random(&w->seed, 60);
}

/* The reply in the arena; NULL: a definite no. The key that was answered goes to `ret_key`. */
static const void *must_answer(struct writer *w, const struct order *o, struct mg_arena *memory,
	uint8_t ret_key[16], struct mg_rpc_result *r)
{
	if (RAND_bytes(ret_key, 16) != 1)
		die(w, "no random bytes", "");
	enum loss loss = BY_OTHER;
	const unsigned line = (unsigned)w->number;
	for (unsigned tries = 1; tries < PATIENCE; tries++) {
		const uint64_t cuts = proxy_cuts(line);
		if (campaign.cut_one_of && campaign_random(&w->seed, campaign.cut_one_of) == 0)
			proxy_cut_next(line);
		if (tries > 1 && campaign.fresh_keys && RAND_bytes(ret_key, 16) != 1)
			die(w, "no random bytes", "");
		mg_arena_reset(memory);
		mg_rpc_call(w->client, o->rpc, o->in, o->out,
			(&(struct mg_rpc_options){
				.token = w->token, .key = ret_key, .timeout_ms = timeout_of(w)}),
			memory, r);
		if (r->status == 0) {
			if (r->entry.n == 0) /* a stored reply comes without its entry */
				atomic_fetch_add(&campaign.replayed_after[loss], 1);
			return r->reply;
		}
		if (is_no(r->code)) {
			if (atomic_fetch_add(&campaign.refused, 1) < 20)
				printf("writer %d: %s refused: %s %s\n", w->number, o->rpc, r->code,
					r->field);
			return NULL;
		}
		const enum loss by = loss_of(r, proxy_cuts(line) != cuts);
		/* what a later try meets in an outage says nothing of the write */
		loss = tries == 1 || (by != BY_LINE && by != BY_OTHER) ? by : loss;
		prepare_retry(w, r, by, tries);
	}
	die(w, "a write was never answered:", r->code);
}

static struct ack *note(struct writer *w, struct subject *s, enum op op, const uint8_t key[16],
	const struct mg_rpc_result *r)
{
	if (w->n_acks == w->cap) {
		w->cap = w->cap ? 2 * w->cap : 256;
		w->acks = realloc(w->acks, w->cap * sizeof(*w->acks));
		if (!w->acks)
			die(w, "no memory", "");
	}
	struct ack *a = &w->acks[w->n_acks++];
	*a = (struct ack){.op = op,
		.terminal = (uint64_t)w->number,
		.shori_no = s->shori_no,
		.day = s->day,
		.number = s->number,
		.version = s->version,
		.entry_n = r->entry.n};
	memcpy(a->key, key, sizeof(a->key));
	memcpy(a->ward, s->ward, sizeof(a->ward));
	if (r->entry.n && (a->entry = malloc(r->entry.n)))
		memcpy(a->entry, r->entry.p, r->entry.n);
	s->acked[op]++;
	atomic_fetch_add(&campaign.acks, 1);
	return a;
}

/* ---- the five kinds ---- */

static Pb__ReceiptNo no_of_subject(struct subject *s)
{
	Pb__ReceiptNo no = PB__RECEIPT_NO__INIT;
	no.ward = s->ward;
	no.day = &s->day;
	no.number = s->number;
	return no;
}

static bool acquire(struct writer *w, struct subject *s, struct mg_arena *memory)
{
	struct counter_form f;
	struct mg_rpc_result r;
	uint8_t key[16];
	Pb__AcquireRequest in = PB__ACQUIRE_REQUEST__INIT;
	counter_form(&f, s->shori_no);
	in.form = &f.form;
	in.state_version = s->state_version;
	const struct order o = {OP_ACQUIRE, "/madoguchi.v1.Qualification/Acquire", &in.base,
		&pb__acquire_reply__descriptor};
	const Pb__AcquireReply *reply = must_answer(w, &o, memory, key, &r);
	if (!reply)
		return false;
	snprintf(s->ward, sizeof(s->ward), "%s", reply->no->ward);
	s->day = *reply->no->day;
	s->number = reply->no->number;
	s->version = reply->version;
	s->state_version = reply->state_version;
	s->has = ENTERED;
	note(w, s, OP_ACQUIRE, key, &r);
	return true;
}

static bool put_right(struct writer *w, struct subject *s, struct mg_arena *memory)
{
	struct counter_form f;
	struct mg_rpc_result r;
	uint8_t key[16];
	char remarks[40];
	Pb__ReceiptNo no = no_of_subject(s);
	Pb__CorrectRequest in = PB__CORRECT_REQUEST__INIT;
	counter_form(&f, s->shori_no);
	snprintf(remarks, sizeof(remarks), "離職票 %u", s->version);
	f.form.remarks = remarks;
	in.form = &f.form;
	in.no = &no;
	in.version = s->version;
	const struct order o = {OP_CORRECT, "/madoguchi.v1.Qualification/Correct", &in.base,
		&pb__correct_reply__descriptor};
	const Pb__CorrectReply *reply = must_answer(w, &o, memory, key, &r);
	if (!reply)
		return false;
	s->version = reply->version;
	s->state_version = reply->state_version;
	note(w, s, OP_CORRECT, key, &r);
	return true;
}

static bool move_to(
	struct writer *w, struct subject *s, Pb__ReceiptState to, struct mg_arena *memory)
{
	struct mg_rpc_result r;
	uint8_t key[16];
	Pb__ReceiptNo no = no_of_subject(s);
	Pb__ReceiptMoveRequest in = PB__RECEIPT_MOVE_REQUEST__INIT;
	in.no = &no;
	in.version = s->version;
	in.to = to;
	in.reason_code = (char *)(uintptr_t) "01";
	in.reason = (char *)(uintptr_t) "窓口で申出";
	const struct order o = {OP_MOVE, "/madoguchi.v1.Receipt/Move", &in.base,
		&pb__receipt_move_reply__descriptor};
	const Pb__ReceiptMoveReply *reply = must_answer(w, &o, memory, key, &r);
	if (!reply)
		return false;
	s->version = reply->version;
	/* what counted and counts no more, or counts again, is one version of the state */
	s->state_version += s->has == ENTERED || to == PB__RECEIPT_STATE__RECEIPT_ENTERED;
	s->has = to == PB__RECEIPT_STATE__RECEIPT_ENTERED    ? ENTERED
		 : to == PB__RECEIPT_STATE__RECEIPT_RETURNED ? RETURNED
							     : WITHOUT;
	note(w, s, OP_MOVE, key, &r);
	return true;
}

static bool add_memo(struct writer *w, struct subject *s, struct mg_arena *memory)
{
	struct mg_rpc_result r;
	uint8_t key[16];
	Pb__MemoAddRequest in = PB__MEMO_ADD_REQUEST__INIT;
	in.shori_no = s->shori_no;
	in.text = (char *)(uintptr_t) "折り返し電話する";
	const struct order o = {
		OP_MEMO, "/madoguchi.v1.Memo/Add", &in.base, &pb__memo_add_reply__descriptor};
	const Pb__MemoAddReply *reply = must_answer(w, &o, memory, key, &r);
	if (!reply)
		return false;
	s->memo = (uint32_t)reply->memo_id;
	note(w, s, OP_MEMO, key, &r)->number = s->memo;
	return true;
}

static bool strike_memo(struct writer *w, struct subject *s, struct mg_arena *memory)
{
	struct mg_rpc_result r;
	uint8_t key[16];
	Pb__MemoStrikeRequest in = PB__MEMO_STRIKE_REQUEST__INIT;
	in.shori_no = s->shori_no;
	in.memo_id = s->memo;
	const struct order o = {OP_STRIKE, "/madoguchi.v1.Memo/Strike", &in.base,
		&pb__memo_strike_reply__descriptor};
	if (!must_answer(w, &o, memory, key, &r))
		return false;
	note(w, s, OP_STRIKE, key, &r)->number = s->memo;
	s->memo = 0;
	return true;
}

static bool act(struct writer *w, struct subject *s, struct mg_arena *memory)
{
	const uint64_t die_roll = campaign_random(&w->seed, 100);
	if (die_roll < 15)
		return s->memo ? strike_memo(w, s, memory) : add_memo(w, s, memory);
	if (s->has == WITHOUT)
		return acquire(w, s, memory);
	if (s->has == RETURNED)
		return move_to(w, s,
			die_roll < 60 ? PB__RECEIPT_STATE__RECEIPT_ENTERED
				      : PB__RECEIPT_STATE__RECEIPT_WITHDRAWN,
			memory);
	if (die_roll < 30)
		return put_right(w, s, memory);
	return move_to(w, s,
		die_roll < 35 ? PB__RECEIPT_STATE__RECEIPT_RETURNED
			      : PB__RECEIPT_STATE__RECEIPT_WITHDRAWN,
		memory);
}

void *writer_run(void *user)
{
	struct writer *w = user;
	struct mg_arena memory;
	mg_arena_init(&memory, 1U << 20);
	while (!atomic_load(&campaign.over) && !campaign_has_all()) {
		struct subject *s = &w->subject[campaign_random(&w->seed, SUBJECTS)];
		if (s->broken) {
			wait_ms(1);
			continue;
		}
		s->broken = !act(w, s, &memory);
		if (w->n_acks % 20 == 19) /* the judges of fingers are killed too */
			log_in(w);
	}
	mg_arena_done(&memory);
	mg_rpc_client_free(w->client);
	w->client = NULL;
	return NULL;
}
