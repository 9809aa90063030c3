/* SPDX-License-Identifier: Apache-2.0
 * kek-seal: the root key under the passphrases of two people, in place of the plain file. unseal: hands it to a server that
 * started without one. */
#include <errno.h>
#include <fcntl.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include "admin/city.h"
#include "admin/commands.h"
#include "admin/kek_ask.h"
#include "admin/kek_rotate.h"
#include "admin/kek_store.h"
#include "admin/prompt.h"
#include "base/replace.h"
#include "seal/unseal_format.h"

static bool exists(const char *path)
{
	struct stat st;
	return lstat(path, &st) == 0;
}

struct paths {
	char kek[MG_CITY_PATH_BYTES], next[MG_CITY_PATH_BYTES], old[MG_CITY_PATH_BYTES], sealed[MG_CITY_PATH_BYTES];
};

static bool fill_paths(const struct mg_city *city, struct paths *ret, struct mg_error *err)
{
	return mg_city_path(city, "kek", ret->kek, err) && mg_city_path(city, "kek.next", ret->next, err) &&
	       mg_city_path(city, "kek.old", ret->old, err) && mg_city_path(city, "kek.sealed", ret->sealed, err);
}

/* ---- sealing ---- */

static bool ask_new(struct mg_secret *first, struct mg_secret *second, struct mg_error *err)
{
	return mg_secret_ask("New passphrase of the first administrator", true, first, err) &&
	       mg_secret_ask("New passphrase of the second administrator", true, second, err) &&
	       mg_kek_passphrases_check(first->text, second->text, err);
}

/* Sealed, written, read back and opened again: only then is it believed. */
static bool write_sealed(const struct mg_city *city, const struct paths *p, uint32_t generation, const uint8_t kek[MG_KEK_BYTES],
	struct mg_error *err)
{
	MG_CLEANUP(mg_secret_done) struct mg_secret first = {{0}}, second = {{0}};
	uint8_t bytes[MG_KEK_SEALED_BYTES], again[MG_KEK_BYTES];
	struct mg_kek_sealed sealed;
	if (!ask_new(&first, &second, err) ||
		!mg_kek_seal(generation, city->shared.municipality, kek, first.text, second.text, bytes, err) ||
		!mg_file_replace(p->sealed, bytes, sizeof(bytes), err) || !mg_kek_sealed_read(p->sealed, &sealed, err) ||
		!mg_kek_unseal(&sealed, first.text, second.text, again, err))
		return false;
	const bool same = mg_equal_ct(kek, again, sizeof(again));
	mg_wipe(again, sizeof(again));
	return same || mg_fail(err, MG_ERR_DATA_LOSS, "kek.sealed does not give back what was sealed");
}

static bool remove_plain(const char *path, struct mg_error *err)
{
	uint8_t noise[MG_KEK_TEXT_BYTES];
	struct stat st;
	const int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	bool ok = fd >= 0 && fstat(fd, &st) == 0 && st.st_size <= (off_t)sizeof(noise) && RAND_bytes(noise, sizeof(noise)) == 1 &&
		  pwrite(fd, noise, (size_t)st.st_size, 0) == st.st_size && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	ok = ok && unlink(path) == 0;
	return ok || mg_fail(err, MG_ERR_UNAVAILABLE, "the plain kek cannot be removed (errno %d)", errno);
}

/* A rotation under way, or one whose older key waits, needs the plain files. */
static bool may_seal(const struct mg_options *o, const struct paths *p, struct mg_error *err)
{
	if (!exists(p->kek))
		return mg_fail(err, MG_ERR_NOT_FOUND, "there is no plain kek to seal");
	if (exists(p->next))
		return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "a rotation is under way: kek-rotate first");
	return !mg_option(o, "remove-plain") || !exists(p->old) ||
	       mg_fail(err, MG_ERR_REFUSED_BY_RULE, "kek.old waits for kek-rotate --destroy-old: the plain key stays until then");
}

static bool enter(struct mg_city *city, uint32_t generation, const char *what, struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx = {0};
	char text[16];
	snprintf(text, sizeof(text), "%u", generation);
	mg_act_begin(city, &tx);
	mg_act_fact(city, "generation", text);
	mg_act_fact(city, "plain_file", what);
	return mg_kek_enter(&tx, &city->arena, city->shared.keys, city->shared.municipality, mg_now_us(city->shared.clock), err) &&
	       mg_act_commit(city, &tx, MG_AUDIT_KEK_SEAL, "kek-seal", err);
}

static bool seal(const struct mg_options *o, struct mg_city *city, struct mg_error *err)
{
	struct paths p;
	uint8_t kek[MG_KEK_BYTES];
	uint32_t generation;
	const bool removes = mg_option(o, "remove-plain") != NULL;
	if (!fill_paths(city, &p, err) || !may_seal(o, &p, err) || !mg_city_open_log(city, err) ||
		!mg_kek_read(p.kek, &generation, kek, err))
		return false;
	bool ok = write_sealed(city, &p, generation, kek, err);
	mg_wipe(kek, sizeof(kek));
	ok = ok && enter(city, generation, removes ? "removed" : "stays", err) && (!removes || remove_plain(p.kek, err));
	if (ok)
		printf("root key %u is sealed in %s; the plain file %s\n", generation, p.sealed, removes ? "is removed" : "stays");
	return ok;
}

/* The plain file again: for a rotation. */
static bool put_back(struct mg_city *city, struct mg_error *err)
{
	struct paths p;
	uint8_t kek[MG_KEK_BYTES];
	uint32_t generation;
	char text[MG_KEK_TEXT_BYTES];
	if (!fill_paths(city, &p, err))
		return false;
	if (exists(p.kek))
		return mg_fail(err, MG_ERR_ALREADY_EXISTS, "the plain kek is there");
	if (!mg_kek_ask(p.sealed, &generation, kek, err))
		return false;
	bool ok = mg_city_open_log_with(city, generation, kek, err) && enter(city, generation, "back", err);
	mg_kek_format(generation, kek, text);
	mg_wipe(kek, sizeof(kek));
	ok = ok && mg_city_write(p.kek, 0600, text, err);
	mg_wipe(text, sizeof(text));
	if (ok)
		printf("root key %u lies in %s again\n", generation, p.kek);
	return ok;
}

static bool kek_seal(const struct mg_options *o, struct mg_error *err)
{
	struct mg_city city;
	if (mg_option(o, "back") && mg_option(o, "remove-plain"))
		return mg_fail(err, MG_ERR_INVALID, "--back or --remove-plain, not both");
	if (!mg_city_open(mg_option(o, "dir"), &city, err))
		return false;
	int lock = -1; /* until the end: what was looked at must still be so when it is acted upon */
	const bool ok = mg_kek_lock(&city, &lock, err) && (mg_option(o, "back") ? put_back(&city, err) : seal(o, &city, err));
	if (lock >= 0)
		close(lock);
	mg_city_done(&city);
	return ok;
}

static const struct mg_option_def seal_options[] = {
	{"dir", MG_OPTION_REQUIRED, "the city's folder"},
	{"remove-plain", MG_OPTION_FLAG, "removes the plain kek once kek.sealed was seen to open"},
	{"back", MG_OPTION_FLAG, "writes the plain kek again, for a rotation"},
	{NULL, MG_OPTION_FLAG, NULL},
};
const struct mg_command mg_command_kek_seal = {
	"kek-seal", "the root key under the passphrases of two people (kek.sealed)", seal_options, kek_seal,
	MG_GIVES_NO_POWER};

/* ---- unsealing ---- */

static bool connect_to(const char *path, int *ret_fd, struct mg_error *err)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof(a.sun_path))
		return mg_fail(err, MG_ERR_INVALID, "the path of the socket is too long");
	snprintf(a.sun_path, sizeof(a.sun_path), "%s", path);
	const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (const struct sockaddr *)(const void *)&a, sizeof(a)) != 0) {
		const int why = errno;
		if (fd >= 0)
			close(fd);
		return mg_fail(err, MG_ERR_UNAVAILABLE, "no sealed server listens at %.120s (errno %d)", path, why);
	}
	*ret_fd = fd;
	return true;
}

static bool hand_over(int fd, uint32_t generation, const uint8_t kek[MG_KEK_BYTES], struct mg_error *err)
{
	uint8_t request[MG_UNSEAL_REQUEST_BYTES], answer[MG_UNSEAL_ANSWER_BYTES + 1] = {0};
	size_t n = 0;
	mg_unseal_request_write(generation, kek, request);
	const bool sent = send(fd, request, sizeof(request), MSG_NOSIGNAL) == (ssize_t)sizeof(request);
	mg_wipe(request, sizeof(request));
	while (sent && n < MG_UNSEAL_ANSWER_BYTES) {
		const ssize_t got = recv(fd, answer + n, MG_UNSEAL_ANSWER_BYTES - n, 0);
		if (got <= 0)
			break;
		n += (size_t)got;
	}
	if (n == 0)
		return mg_fail(err, MG_ERR_UNAVAILABLE, "the server did not answer: see its journal");
	return answer[0] == 1 || mg_fail(err, MG_ERR_DENIED, "the server stays sealed: %.150s", (const char *)answer + 1);
}

/* Without the database, which the server asks. */
static bool unseal(const struct mg_options *o, struct mg_error *err)
{
	char sealed[MG_CITY_PATH_BYTES], socket_path[MG_CITY_PATH_BYTES];
	uint8_t kek[MG_KEK_BYTES];
	uint32_t generation;
	int fd;
	snprintf(sealed, sizeof(sealed), "%.500s/kek.sealed", mg_option(o, "dir"));
	if (mg_option(o, "socket"))
		snprintf(socket_path, sizeof(socket_path), "%.500s", mg_option(o, "socket"));
	else
		snprintf(socket_path, sizeof(socket_path), "%.500s/run/unseal.sock", mg_option(o, "dir"));
	if (!exists(socket_path)) /* before anybody types */
		return mg_fail(err, MG_ERR_UNAVAILABLE, "no sealed server listens at %.120s", socket_path);
	bool ok = mg_kek_ask(sealed, &generation, kek, err) && connect_to(socket_path, &fd, err);
	if (ok) {
		ok = hand_over(fd, generation, kek, err);
		close(fd);
	}
	mg_wipe(kek, sizeof(kek));
	if (ok)
		printf("root key %u is handed over: the server serves\n", generation);
	return ok;
}

static const struct mg_option_def unseal_options[] = {
	{"dir", MG_OPTION_REQUIRED, "the city's folder, with kek.sealed"},
	{"socket", MG_OPTION_OPTIONAL, "unseal.socket of server.conf, if it is not CITY/run/unseal.sock"},
	{NULL, MG_OPTION_FLAG, NULL},
};
const struct mg_command mg_command_unseal = {
	"unseal", "hands the root key to a server that started sealed: two people type their passphrases", unseal_options, unseal,
	MG_GIVES_NO_POWER};
