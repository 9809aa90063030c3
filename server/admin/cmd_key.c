/* SPDX-License-Identifier: Apache-2.0
 * key-make, key-add, key-revoke, key-list: who may sign exports. A supervisor's software key is made and wrapped by key-make
 * on the supervisor's side, without the city's folder; only the ciphertext comes here. */
#include <inttypes.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "admin/checks.h"
#include "admin/commands.h"
#include "admin/key_issue.h"
#include "admin/pki.h"
#include "admin/prompt.h"
#include "base/replace.h"
#include "wire/hash_evp.h"

#define PIN_CHARACTERS_MIN 8U
#define DAYS 730U
#define DAYS_MAX 1830U

static bool read_wrapped(const char *path, struct mg_wrapped_key *ret, struct mg_error *err)
{
	uint8_t *bytes = NULL;
	size_t n;
	if (!mg_file_read(path, MG_WRAPPED_KEY_FILE_MAX, &bytes, &n, err))
		return false;
	bool ok = bytes ? mg_wrapped_key_read((struct mg_bytes){bytes, n}, ret, err)
			: mg_fail(err, MG_ERR_NOT_FOUND, "cannot read %.150s", path);
	free(bytes);
	return ok;
}

static bool key_make(const struct mg_options *o, struct mg_error *err)
{
	MG_CLEANUP(mg_secret_done) struct mg_secret pin = {{0}};
	struct mg_wrapped_key wrapped;
	uint8_t bytes[MG_WRAPPED_KEY_FILE_MAX];
	size_t n;
	const char *path = mg_option(o, "out");
	if (access(path, F_OK) == 0)
		return mg_fail(err, MG_ERR_ALREADY_EXISTS, "%.150s is there already", path);
	if (!mg_secret_ask("PIN of the new key", true, &pin, err))
		return false;
	if (strlen(pin.text) < PIN_CHARACTERS_MIN && !mg_option(o, "short-pin"))
		return mg_fail(err, MG_ERR_INVALID, "a PIN has at least %u characters", PIN_CHARACTERS_MIN);
	if (!mg_signer_wrap_new(pin.text, MG_WRAP_MEMORY_KIB, MG_WRAP_PASSES, &wrapped, err) ||
		!mg_wrapped_key_write(&wrapped, bytes, sizeof(bytes), &n, err) || !mg_file_replace(path, bytes, n, err))
		return false;
	printf("%s\n", path);
	return true;
}

/* ---- whose ---- */

/* What a command is about: a supervisor or a terminal. */
struct subject {
	Sg__Key__Use use;
	const char *holder;
	uint64_t staff_id, terminal_id;
	const char *ward;
};

static bool read_subject(const struct mg_options *o, struct subject *ret, struct mg_error *err)
{
	const char *staff_no = mg_option(o, "staff-no"), *terminal = mg_option(o, "terminal");
	if (!staff_no == !terminal)
		return mg_fail(err, MG_ERR_INVALID, "--staff-no or --terminal");
	*ret = (struct subject){.use = staff_no ? SG__KEY__USE__SUPERVISOR : SG__KEY__USE__AGENT,
		.holder = staff_no ? staff_no : terminal, .ward = ""};
	return staff_no ? mg_check_staff_no(staff_no, err) : mg_check_number("terminal", terminal, &ret->terminal_id, err);
}

/* Only who may approve gets a key: the database asks the rank again at each approval. */
static bool find_subject(struct mg_city *city, struct mg_tx *tx, struct subject *s, struct mg_error *err)
{
	struct mg_key_holder holder;
	if (s->use == SG__KEY__USE__AGENT)
		return mg_key_check_terminal(tx, &city->arena, &city->shared, s->terminal_id, err);
	if (!mg_key_find_holder(tx, &city->arena, &city->shared, s->holder, &holder, err))
		return false;
	if (strcmp(holder.role, "head") != 0 && strcmp(holder.role, "supervisor") != 0)
		return mg_fail(err, MG_ERR_DENIED, "only the head of a section or the deputy signs");
	s->staff_id = holder.staff_id;
	s->ward = holder.ward;
	return true;
}

/* ---- key-add ---- */

/* The agent's new key stands beside the old one until the list is committed. */
struct agent_files {
	char path[MG_CITY_PATH_BYTES], made[MG_CITY_PATH_BYTES];
	bool is_made;
};

static bool make_agent_key(const struct mg_city *city, const char *terminal, struct agent_files *f,
	uint8_t ret_public[MG_PUBLIC_KEY_BYTES], struct mg_error *err)
{
	MG_CLEANUP(mg_pkey_freep) EVP_PKEY *key = NULL;
	char name[64];
	size_t n = MG_PUBLIC_KEY_BYTES;
	snprintf(name, sizeof(name), "terminals/%s/agent.key.pem", terminal);
	if (!mg_city_path(city, name, f->path, err))
		return false;
	snprintf(name, sizeof(name), "terminals/%s/agent.key.new", terminal);
	if (!mg_city_path(city, name, f->made, err) || !mg_pki_ed25519(&key, err))
		return false;
	unlink(f->made); /* of an attempt that was broken off */
	f->is_made = mg_pki_write_private(f->made, key, NULL, err);
	return f->is_made && (EVP_PKEY_get_raw_public_key(key, ret_public, &n) == 1 ||
				     mg_fail(err, MG_ERR_INTERNAL, "Ed25519 key without a public half"));
}

static bool read_public(const struct mg_options *o, const struct mg_city *city, const struct subject *s,
	struct mg_wrapped_key *wrapped, struct agent_files *f, struct mg_new_key *ret, struct mg_error *err)
{
	const char *file = mg_option(o, "wrapped"), *card = mg_option(o, "card");
	if (s->use == SG__KEY__USE__AGENT)
		return (!file && !card) ? make_agent_key(city, s->holder, f, ret->public_key, err)
					: mg_fail(err, MG_ERR_INVALID, "a terminal's key is made here");
	if (!file == !card)
		return mg_fail(err, MG_ERR_INVALID, "--wrapped or --card");
	if (card)
		return mg_signer_card_public_key(mg_option(o, "module"), card, ret->public_key, err);
	if (!read_wrapped(file, wrapped, err))
		return false;
	memcpy(ret->public_key, wrapped->public_key, sizeof(ret->public_key));
	ret->wrapped = wrapped;
	return true;
}

static void note_subject(struct mg_city *city, const struct subject *s, const struct mg_new_key *key)
{
	char hex[2 * MG_PUBLIC_KEY_BYTES + 1];
	mg_act_fact(city, "use", s->use == SG__KEY__USE__AGENT ? "agent" : "supervisor");
	mg_act_fact(city, "holder", s->holder);
	if (key) {
		mg_hex(key->public_key, sizeof(key->public_key), hex);
		mg_act_fact(city, "public_key", hex);
		mg_act_fact(city, "kept", key->wrapped ? "wrapped" : s->use == SG__KEY__USE__AGENT ? "terminal" : "card");
	}
}

static bool issue(struct mg_city *city, struct subject *s, struct mg_new_key *key, const char *command,
	uint64_t *ret_epoch, struct mg_error *err)
{
	MG_CLEANUP(mg_pkey_freep) EVP_PKEY *root = NULL;
	MG_CLEANUP(mg_tx_done) struct mg_tx tx = {0};
	if (!mg_keys_load_root(city, &root, err))
		return false;
	mg_act_begin(city, &tx);
	if (key) {
		if (!find_subject(city, &tx, s, err))
			return false;
		key->staff_id = s->staff_id;
		key->ward = s->ward;
	}
	note_subject(city, s, key);
	return mg_keys_issue(city, &tx, root, s->use, s->holder, key, ret_epoch, err) &&
	       mg_act_commit(city, &tx, MG_AUDIT_ADMIN_KEYS, command, err);
}

static bool read_days(const struct mg_options *o, unsigned *ret, struct mg_error *err)
{
	uint64_t days = DAYS;
	if (mg_option(o, "days") && !mg_check_number("days", mg_option(o, "days"), &days, err))
		return false;
	if (days < 1 || days > DAYS_MAX)
		return mg_fail(err, MG_ERR_INVALID, "--days: 1 to %u", DAYS_MAX);
	*ret = (unsigned)days;
	return true;
}

static bool key_add(const struct mg_options *o, struct mg_error *err)
{
	struct mg_city city;
	struct subject s;
	struct mg_wrapped_key wrapped;
	struct agent_files files = {.is_made = false};
	uint64_t epoch = 0;
	unsigned days;
	if (!read_subject(o, &s, err) || !read_days(o, &days, err) || !mg_city_open(mg_option(o, "dir"), &city, err))
		return false;
	struct mg_new_key key = {
		.use = s.use, .holder = s.holder, .ward = "", .terminal_id = s.terminal_id, .days = days};
	bool ok = mg_city_open_log(&city, err) && read_public(o, &city, &s, &wrapped, &files, &key, err) &&
		  issue(&city, &s, &key, "key-add", &epoch, err);
	if (!ok && err->code == MG_ERR_ALREADY_EXISTS)
		(void)mg_fail(err, MG_ERR_ALREADY_EXISTS, "this key was used before; make a new one");
	mg_city_done(&city);
	if (ok && files.is_made && rename(files.made, files.path) != 0)
		return mg_fail(err, MG_ERR_INTERNAL, "%.150s: the terminal's key stands beside it", files.path);
	if (!ok && files.is_made)
		unlink(files.made);
	if (ok)
		printf("key list: epoch %" PRIu64 "%s%s\n", epoch, files.is_made ? "\n" : "", files.is_made ? files.path : "");
	return ok;
}

static bool key_revoke(const struct mg_options *o, struct mg_error *err)
{
	struct mg_city city;
	struct subject s;
	uint64_t epoch = 0;
	if (!read_subject(o, &s, err) || !mg_city_open(mg_option(o, "dir"), &city, err))
		return false;
	bool ok = mg_city_open_log(&city, err) && issue(&city, &s, NULL, "key-revoke", &epoch, err);
	mg_city_done(&city);
	if (ok)
		printf("key list: epoch %" PRIu64 "; the key signs nothing from now on\n", epoch);
	return ok;
}

/* ---- key-list ---- */

static void print_key(const Sg__Key *k, int64_t now_us)
{
	static const char *const uses[] = {"", "supervisor", "receipt", "log", "agent"};
	char id[2 * MG_KEY_ID_BYTES + 1], day[11];
	time_t end = (time_t)(k->not_after_us / 1000000);
	struct tm tm;
	gmtime_r(&end, &tm);
	strftime(day, sizeof(day), "%Y-%m-%d", &tm);
	mg_hex(k->id.data, MG_KEY_ID_BYTES, id);
	printf("%s  %-10s  %-28s  %-3s  until %s%s\n", id, uses[k->use], k->holder, k->ward, day,
		now_us > k->not_after_us ? "  RUN OUT" : "");
}

static bool key_list(const struct mg_options *o, struct mg_error *err)
{
	struct mg_city city;
	struct mg_key_list list;
	MG_CLEANUP(mg_tx_done) struct mg_tx tx = {0};
	char path[MG_CITY_PATH_BYTES];
	uint8_t root[MG_PUBLIC_KEY_BYTES];
	if (!mg_city_open(mg_option(o, "dir"), &city, err))
		return false;
	mg_tx_begin(&tx, city.db);
	bool ok = mg_city_path(&city, "authority/root.pub.pem", path, err) && mg_public_key_load(path, root, err) &&
		  mg_keys_current(&city, &tx, root, &list, err);
	if (ok) {
		printf("epoch %" PRIu64 "\n", list.list->epoch);
		for (size_t i = 0; i < list.list->n_keys; i++)
			print_key(list.list->keys[i], mg_now_us(&mg_clock_system));
	}
	mg_tx_done(&tx);
	mg_city_done(&city);
	return ok;
}

static const struct mg_option_def make_options[] = {
	{"out", MG_OPTION_REQUIRED, "file for the wrapped key; it may be carried in the open"},
	{"short-pin", MG_OPTION_FLAG, "a PIN of 4 to 7 characters: tests and demo only"},
	{NULL, MG_OPTION_FLAG, NULL},
};
const struct mg_command mg_command_key_make = {
	"key-make", "makes a supervisor's software key, wrapped under a PIN that is asked for; needs no city",
	make_options, key_make, MG_GIVES_NO_POWER};
static const struct mg_option_def add_options[] = {
	{"dir", MG_OPTION_REQUIRED, "the city's folder"},
	{"staff-no", MG_OPTION_OPTIONAL, "whose key: head or supervisor; an earlier one is replaced"},
	{"wrapped", MG_OPTION_OPTIONAL, "file of key-make"},
	{"card", MG_OPTION_OPTIONAL, "label of the PKCS #11 card that holds the key"},
	{"module", MG_OPTION_OPTIONAL, "PKCS #11 module of the card, when p11-kit does not know it"},
	{"terminal", MG_OPTION_OPTIONAL, "instead: makes the key of this terminal's agent in terminals/N/"},
	{"days", MG_OPTION_OPTIONAL, "how long it is good: 730 unless said otherwise"},
	{NULL, MG_OPTION_FLAG, NULL},
};
const struct mg_command mg_command_key_add = {
	"key-add", "enters a signing key and issues the next key list", add_options, key_add, MG_GIVES_POWER(NULL, NULL)};
static const struct mg_option_def revoke_options[] = {
	{"dir", MG_OPTION_REQUIRED, "the city's folder"},
	{"staff-no", MG_OPTION_OPTIONAL, "whose key was lost"},
	{"terminal", MG_OPTION_OPTIONAL, "or which terminal's"},
	{NULL, MG_OPTION_FLAG, NULL},
};
const struct mg_command mg_command_key_revoke = {
	"key-revoke", "takes a lost key out and issues the next key list", revoke_options, key_revoke, MG_GIVES_NO_POWER};
static const struct mg_option_def list_options[] = {
	{"dir", MG_OPTION_REQUIRED, "the city's folder"},
	{NULL, MG_OPTION_FLAG, NULL},
};
const struct mg_command mg_command_key_list = {"key-list", "shows the key list in force", list_options, key_list, MG_GIVES_NO_POWER};
