/* SPDX-License-Identifier: Apache-2.0
 * rights-check, rights-sign, rights-load: the matrix of rights as a file. What is signed here is proposed and applied
 * in the application by two persons; rights-load is for a city that has none in force that its server can read. */
#include <openssl/evp.h>
#include <stdio.h>
#include "admin/checks.h"
#include "admin/commands.h"
#include "admin/key_issue.h"
#include "admin/pki.h"
#include "admin/rights_issue.h"
#include "base/replace.h"
#include "rpc/rpc.h"
#include "wire/hash_evp.h"

/* ---- rights-check ---- */

/* The calls that would have no rule. */
static void print_missing(uint64_t missing)
{
	static const struct {
		const char *path;
		enum mg_perm perm;
	} calls[] = {
#define MG_RPC(S, M, m, Request, perm_, audit, notes, flags, arena, lane) {#S "/" #M, (perm_)},
#include "rpc/rpc_list.def"
#undef MG_RPC
	};
	for (size_t i = 0; i < MG_LEN(calls); i++)
		if (missing & MG_RIGHT(calls[i].perm))
			fprintf(stderr, "no rule for %s: it asks for %s\n", calls[i].path, mg_perm_name(calls[i].perm));
}

static void print_rights(const struct mg_rights *r)
{
	printf("version %u: complete\n", r->version);
	for (int role = MG_STAFF_NONE + 1; role < MG_STAFF_MAX; role++) {
		printf("%s:", mg_role_name((enum mg_staff_role)role));
		for (int p = MG_PERM_SIGNED_IN + 1; p < MG_PERM_MAX; p++)
			if (r->role[role] & MG_RIGHT(p))
				printf(" %s", mg_perm_name((enum mg_perm)p));
		printf("\n");
	}
}

static bool rights_check(const struct mg_options *o, struct mg_error *err)
{
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	struct mg_bytes text;
	struct mg_rights rights;
	mg_arena_init(&arena, 1U << 20);
	if (!mg_rights_text(&arena, mg_option(o, "file"), MG_RIGHTS_TEXT_BYTES_MAX, &text, err))
		return false;
	if (!mg_rights_read((const char *)text.p, text.n, &rights, err)) {
		print_missing(mg_rights_missing((const char *)text.p, text.n));
		return false;
	}
	print_rights(&rights);
	return true;
}

/* ---- rights-sign ---- */

static bool load_root(const char *dir, struct mg_city *city, EVP_PKEY **ret, struct mg_error *err)
{
	return mg_city_open(dir, city, err) && mg_keys_load_root(city, ret, err);
}

static bool rights_sign(const struct mg_options *o, struct mg_error *err)
{
	MG_CLEANUP(mg_pkey_freep) EVP_PKEY *root = NULL;
	struct mg_city city = {0};
	struct mg_bytes text, packed;
	struct mg_rights rights;
	char sha256[65];
	bool ok = load_root(mg_option(o, "dir"), &city, &root, err) &&
		  mg_rights_text(&city.arena, mg_option(o, "file"), MG_RIGHTS_TEXT_BYTES_MAX, &text, err) &&
		  mg_rights_sign(&city.arena, root, text, &packed, &rights, err) &&
		  mg_file_replace(mg_option(o, "out"), packed.p, packed.n, err);
	if (ok) {
		mg_hex(rights.sha256, sizeof(rights.sha256), sha256);
		printf("version %u, SHA-256 of the text %s\n%s\n", rights.version, sha256, mg_option(o, "out"));
	}
	mg_city_done(&city);
	return ok;
}

/* ---- rights-load ---- */

static bool get_signed(struct mg_city *city, const struct mg_options *o, struct mg_bytes *ret,
	uint8_t ret_root[MG_PUBLIC_KEY_BYTES], struct mg_error *err)
{
	char path[MG_CITY_PATH_BYTES];
	return mg_rights_text(&city->arena, mg_option(o, "signed"), MG_RIGHTS_SIGNED_BYTES_MAX, ret, err) &&
	       mg_city_path(city, "authority/root.pub.pem", path, err) && mg_public_key_load(path, ret_root, err);
}

static bool rights_load(const struct mg_options *o, struct mg_error *err)
{
	struct mg_city city;
	struct mg_tx tx = {0};
	struct mg_bytes packed;
	struct mg_rights rights;
	uint8_t root[MG_PUBLIC_KEY_BYTES];
	const struct mg_rights_by by = {mg_option(o, "asked-by"), mg_option(o, "allowed-by")};
	if ((by.asked_by && !mg_check_staff_no(by.asked_by, err)) ||
		(by.allowed_by && !mg_check_staff_no(by.allowed_by, err)) ||
		!mg_city_open(mg_option(o, "dir"), &city, err))
		return false;
	bool ok = mg_city_open_log(&city, err) && get_signed(&city, o, &packed, root, err);
	if (ok) {
		mg_act_begin(&city, &tx);
		ok = mg_rights_put(&city, &tx, root, packed, &by, &rights, err) &&
		     mg_act_commit(&city, &tx, MG_AUDIT_ADMIN_RIGHTS, "rights-load", err);
	}
	mg_tx_done(&tx);
	mg_city_done(&city);
	if (ok)
		printf("rights: version %u is in force\n", rights.version);
	return ok;
}

static const struct mg_option_def check_options[] = {
	{"file", MG_OPTION_REQUIRED, "a matrix of rights, like sql/codes/rights.csv"},
	{NULL, MG_OPTION_FLAG, NULL},
};
const struct mg_command mg_command_rights_check = {"rights-check",
	"reads a matrix of rights and names the line that is wrong; needs no city", check_options, rights_check, MG_GIVES_NO_POWER};
static const struct mg_option_def sign_options[] = {
	{"dir", MG_OPTION_REQUIRED, "the city's folder, with the authority root's key"},
	{"file", MG_OPTION_REQUIRED, "the matrix of rights, with a version above every earlier one"},
	{"out", MG_OPTION_REQUIRED, "file for the signed matrix; it may be carried in the open"},
	{NULL, MG_OPTION_FLAG, NULL},
};
const struct mg_command mg_command_rights_sign = {
	"rights-sign", "signs a matrix of rights with the authority root", sign_options, rights_sign, MG_GIVES_NO_POWER};
static const struct mg_option_def load_options[] = {
	{"dir", MG_OPTION_REQUIRED, "the city's folder"},
	{"signed", MG_OPTION_REQUIRED, "file of rights-sign"},
	{"asked-by", MG_OPTION_OPTIONAL, "staff number of the authority; not for the first matrix of a city"},
	{"allowed-by", MG_OPTION_OPTIONAL, "staff number of the authority: another person"},
	{NULL, MG_OPTION_FLAG, NULL},
};
const struct mg_command mg_command_rights_load = {"rights-load",
	"puts a signed matrix of rights in force where the application cannot", load_options, rights_load,
	MG_GIVES_POWER(NULL, "63 (one proposes, another applies)")};
