/* SPDX-License-Identifier: Apache-2.0 */
#include "forge.h"
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "madoguchi/v1/export.pb-c.h"
#include "wire/hash_evp.h"

#define MUST(what)                                                                                                             \
	do {                                                                                                                   \
		if (!(what)) {                                                                                                 \
			fprintf(stderr, "forge: %s failed\n", #what);                                                          \
			abort();                                                                                               \
		}                                                                                                              \
	} while (0)

static void key_init(struct forge *f, struct forge_key *k, uint8_t seed_byte)
{
	uint8_t seed[32];
	memset(seed, seed_byte, sizeof(seed));
	k->key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, sizeof(seed));
	MUST(k->key && mg_signer_evp(k->key, &k->signer, NULL));
	mg_key_id(f->crypto, k->signer.public_key, k->id);
}

static ProtobufCBinaryData view(const void *bytes, size_t n)
{
	return (ProtobufCBinaryData){n, (uint8_t *)bytes};
}

static char *text(const char *s)
{
	return (char *)s;
}

static int by_id(const void *a, const void *b)
{
	const Sg__Key *const *x = a, *const *y = b;
	return memcmp((*x)->id.data, (*y)->id.data, MG_KEY_ID_BYTES);
}

static void list_init(struct forge *f)
{
	static const struct {
		Sg__Key__Use use;
		const char *holder, *ward;
	} of[FORGE_KEYS] = {
		[FORGE_SUPERVISOR] = {SG__KEY__USE__SUPERVISOR, FORGE_APPROVER, "141"},
		[FORGE_OTHER_SUPERVISOR] = {SG__KEY__USE__SUPERVISOR, "300004", "142"},
		[FORGE_RECEIPT] = {SG__KEY__USE__RECEIPT, "server", ""},
		[FORGE_LOG] = {SG__KEY__USE__LOG, FORGE_ORIGIN, ""},
		[FORGE_AGENT] = {SG__KEY__USE__AGENT, "7", ""},
	};
	sg__key_list__init(&f->list);
	f->list.epoch = 5;
	f->list.municipality = text("271403");
	f->list.issued_us = f->now_us - 24 * FORGE_HOUR_US;
	for (int i = 0; i < FORGE_KEYS; i++) {
		Sg__Key *r = &f->records[i];
		sg__key__init(r);
		r->id = view(f->keys[i].id, MG_KEY_ID_BYTES);
		r->use = of[i].use;
		r->algorithm = SG__KEY__ALGORITHM__ED25519;
		r->public_key = view(f->keys[i].signer.public_key, MG_PUBLIC_KEY_BYTES);
		r->holder = text(of[i].holder);
		r->ward = text(of[i].ward);
		r->not_before_us = f->now_us - 24 * FORGE_HOUR_US;
		r->not_after_us = f->now_us + 24 * FORGE_HOUR_US;
		f->record_of[i] = r;
	}
	qsort(f->record_of, FORGE_KEYS, sizeof(Sg__Key *), by_id);
	f->list.n_keys = FORGE_KEYS;
	f->list.keys = f->record_of;
}

static void ticket_init(struct forge *f)
{
	Sg__ExportTicket *t = &f->ticket;
	sg__export_ticket__init(t);
	sg__usb_device__init(&f->device);
	memset(f->room.ticket_id, 0x11, sizeof(f->room.ticket_id));
	memset(f->room.descriptors, 0x22, sizeof(f->room.descriptors));
	memset(f->room.plain, 0x33, sizeof(f->room.plain));
	f->device.vendor = 0x0951;
	f->device.product = 0x1666;
	f->device.serial = text("E0D55EA574B1");
	f->device.descriptors_sha256 = view(f->room.descriptors, MG_DIGEST_BYTES);
	t->ticket_id = view(f->room.ticket_id, MG_TICKET_ID_BYTES);
	t->municipality = text("271403");
	t->kind = SG__EXPORT_TICKET__KIND__EXPORT;
	t->extractor = text(FORGE_EXTRACTOR);
	t->requester = text(FORGE_REQUESTER);
	t->approver = text(FORGE_APPROVER);
	t->terminal = 7;
	t->device = &f->device;
	t->plain_sha256 = view(f->room.plain, MG_DIGEST_BYTES);
	t->file_name = text("EXPORT01.ZIP");
	t->row_count = 3;
	t->purpose = text("年金事務所へ送付");
	t->recipient = text("試験年金事務所");
	t->not_before_us = f->now_us - FORGE_HOUR_US;
	t->not_after_us = f->now_us + 3 * FORGE_HOUR_US;
	t->key_epoch = 5;
	forge_file(f, "file", 4);
}

static void entry_init(struct forge *f)
{
	f->entry = (struct mg_entry){.municipality = "271403",
		.utc_us = f->now_us,
		.writer = 3,
		.n = 8,
		.actor = {(const uint8_t *)FORGE_REQUESTER, strlen(FORGE_REQUESTER)},
		.rpc_path = {(const uint8_t *)"/madoguchi.v1.Export/Redeem", 27},
		.action = 1};
	memset(f->entry.terminal_cert, 0x44, sizeof(f->entry.terminal_cert));
	memset(f->entry.session_id, 0x55, sizeof(f->entry.session_id));
}

struct forge *forge_new(int64_t now_us)
{
	struct forge *f = calloc(1, sizeof(*f));
	MUST(f && mg_crypto_evp_new(&f->crypto, NULL));
	f->now_us = now_us;
	key_init(f, &f->authority, 1);
	key_init(f, &f->stranger, 2);
	for (int i = 0; i < FORGE_KEYS; i++)
		key_init(f, &f->keys[i], (uint8_t)(10 + i));
	list_init(f);
	ticket_init(f);
	entry_init(f);
	sg__export_receipt__init(&f->receipt);
	f->log_size = 1000;
	f->leaf_index = 998;
	f->list_key = &f->authority;
	f->ticket_key = &f->keys[FORGE_SUPERVISOR];
	f->receipt_key = &f->keys[FORGE_RECEIPT];
	f->log_key = &f->keys[FORGE_LOG];
	f->list_type = MG_ENVELOPE_TYPE("key-list");
	f->ticket_type = MG_ENVELOPE_TYPE("export-ticket");
	f->receipt_type = MG_ENVELOPE_TYPE("export-receipt");
	f->origin = FORGE_ORIGIN;
	for (unsigned k = 1; k < 64; k++)
		mg_merkle_node(f->crypto, &f->alike[k - 1], &f->alike[k - 1], &f->alike[k]);
	return f;
}

void forge_free(struct forge *f)
{
	for (int i = 0; i < FORGE_KEYS; i++)
		mg_private_key_freep(&f->keys[i].key);
	mg_private_key_freep(&f->authority.key);
	mg_private_key_freep(&f->stranger.key);
	mg_crypto_evp_free(f->crypto);
	free(f);
}

struct mg_policy forge_policy(const struct forge *f)
{
	struct mg_policy p = {.crypto = f->crypto,
		.municipality = "271403",
		.terminal = 7,
		.has_certificate = true,
		.file_bytes_max = UINT64_C(1) << 30};
	memcpy(p.authority, f->authority.signer.public_key, MG_PUBLIC_KEY_BYTES);
	memset(p.certificate_sha256, 0x44, sizeof(p.certificate_sha256));
	return p;
}

void forge_file(struct forge *f, const void *bytes, size_t n)
{
	struct mg_hash h;
	f->crypto->sha256(f->crypto, &(struct mg_bytes){bytes, n}, 1, &h);
	memcpy(f->room.sealed, h.b, MG_DIGEST_BYTES);
	f->ticket.sealed_sha256 = view(f->room.sealed, MG_DIGEST_BYTES);
	f->ticket.sealed_size = n;
}

struct mg_signed forge_view(const struct forge_signed *s)
{
	return (struct mg_signed){{s->payload, s->n}, {s->key_id, MG_KEY_ID_BYTES}, {s->signature, MG_SIGNATURE_BYTES}};
}

void forge_sign_again(struct forge *f, struct forge_signed *s, const struct forge_key *key, const char *type)
{
	(void)f;
	memcpy(s->key_id, key->id, MG_KEY_ID_BYTES);
	MUST(mg_envelope_sign(&key->signer, type, (struct mg_bytes){s->payload, s->n}, s->signature, NULL));
}

static void pack(struct forge *f, const ProtobufCMessage *m, struct forge_signed *s, const struct forge_key *key,
	const char *type)
{
	MUST(protobuf_c_message_get_packed_size(m) <= sizeof(s->payload));
	s->n = protobuf_c_message_pack(m, s->payload);
	forge_sign_again(f, s, key, type);
}

void forge_sign_list(struct forge *f)
{
	pack(f, &f->list.base, &f->key_list, f->list_key, f->list_type);
}

void forge_sign_ticket(struct forge *f)
{
	pack(f, &f->ticket.base, &f->signed_ticket, f->ticket_key, f->ticket_type);
}

void forge_sign_receipt(struct forge *f)
{
	pack(f, &f->receipt.base, &f->signed_receipt, f->receipt_key, f->receipt_type);
}

/* ---- the log ---- */

/* The leaf at `index` when it is one of its own, else NULL. */
static const struct mg_hash *own_leaf(const struct forge *f, uint64_t index)
{
	if (index == f->leaf_index)
		return &f->leaf;
	for (size_t i = 0; i < f->n_kept; i++)
		if (index == f->kept[i].index)
			return &f->kept[i].leaf;
	return NULL;
}

static bool has_own_leaf(const struct forge *f, unsigned level, uint64_t index)
{
	bool found = f->leaf_index >> level == index;
	for (size_t i = 0; i < f->n_kept; i++)
		found = found || f->kept[i].index >> level == index;
	return found;
}

static bool subtree(void *user, unsigned level, uint64_t index, struct mg_hash *ret, struct mg_error *err)
{
	struct forge *f = user;
	if (!has_own_leaf(f, level, index)) {
		*ret = f->alike[level];
		return true;
	}
	if (level == 0) {
		*ret = *own_leaf(f, index);
		return true;
	}
	struct mg_hash left, right;
	MUST(subtree(f, level - 1, 2 * index, &left, err) && subtree(f, level - 1, 2 * index + 1, &right, err));
	mg_merkle_node(f->crypto, &left, &right, ret);
	return true;
}

void forge_grow(struct forge *f, uint64_t size)
{
	MUST(f->n_kept < MG_LEN(f->kept) && size > f->log_size + 2);
	f->kept[f->n_kept].index = f->leaf_index;
	f->kept[f->n_kept++].leaf = f->leaf;
	f->log_size = size;
	f->leaf_index = size - 2;
}

static void point_at(const struct mg_proof *proof, ProtobufCBinaryData *fields)
{
	for (size_t i = 0; i < proof->n; i++)
		fields[i] = view(proof->path[i].b, MG_HASH_BYTES);
}

void forge_prove(struct forge *f, uint64_t known_size)
{
	struct mg_writer w;
	mg_writer_init(&w, f->room.entry, sizeof(f->room.entry));
	mg_entry_write(&w, &f->entry);
	MUST(w.ok);
	mg_merkle_leaf(f->crypto, (struct mg_bytes){w.p, w.n}, &f->leaf);
	const struct mg_tree tree = {f->crypto, subtree, f};
	struct mg_frontier edge;
	struct mg_checkpoint checkpoint = {.size = f->log_size};
	MUST(mg_tree_frontier(&tree, f->log_size, &edge, NULL));
	mg_frontier_root(f->crypto, &edge, &checkpoint.root);
	snprintf(checkpoint.origin, sizeof(checkpoint.origin), "%s", f->origin);
	MUST(mg_checkpoint_sign(f->crypto, &f->log_key->signer, &checkpoint, f->room.checkpoint,
		sizeof(f->room.checkpoint), NULL));
	MUST(mg_tree_prove_inclusion(&tree, f->leaf_index, f->log_size, &f->room.path, NULL));
	f->room.growth.n = 0;
	if (known_size <= f->log_size)
		MUST(mg_tree_prove_consistency(&tree, known_size, f->log_size, &f->room.growth, NULL));
	point_at(&f->room.path, f->room.path_fields);
	point_at(&f->room.growth, f->room.growth_fields);
	Sg__ExportReceipt *r = &f->receipt;
	r->ticket_id = f->ticket.ticket_id;
	r->nonce = view(f->room.nonce, MG_NONCE_BYTES);
	r->terminal = f->ticket.terminal;
	r->leaf_index = f->leaf_index;
	r->checkpoint = f->room.checkpoint;
	r->n_path = f->room.path.n;
	r->path = f->room.path_fields;
	r->entry = view(f->room.entry, w.n);
	r->not_after_us = f->ticket.not_after_us;
	r->key_epoch = f->list.epoch;
	r->n_consistency = f->room.growth.n;
	r->consistency = f->room.growth_fields;
}

void forge_answer(struct forge *f, const uint8_t nonce[MG_NONCE_BYTES], uint64_t known_size)
{
	Pb__ExportRedeemRequest request = PB__EXPORT_REDEEM_REQUEST__INIT;
	uint8_t packed[128];
	struct mg_hash h;
	memcpy(f->room.nonce, nonce, MG_NONCE_BYTES);
	request.ticket_id = f->ticket.ticket_id;
	request.nonce = view(f->room.nonce, MG_NONCE_BYTES);
	const size_t n = pb__export_redeem_request__pack(&request, packed);
	f->crypto->sha256(f->crypto, &(struct mg_bytes){packed, n}, 1, &h);
	memcpy(f->entry.request_hash, h.b, MG_HASH_BYTES);
	forge_prove(f, known_size);
	forge_sign_receipt(f);
}
