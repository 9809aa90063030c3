/* SPDX-License-Identifier: Apache-2.0 */
#include "rights_signed.h"
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "access/rights_store.h"
#include "rights_file.h"
#include "wire/hash_evp.h"

static EVP_PKEY *root;
static char folder[] = "/tmp/mg-rights-XXXXXX";

#define must(call)                                                                                                     \
	do {                                                                                                           \
		struct mg_error err = {0};                                                                             \
		if (!(call)) {                                                                                         \
			fprintf(stderr, "test rights: %s\n", err.detail);                                              \
			exit(1);                                                                                       \
		}                                                                                                      \
	} while (0)

struct mg_bytes mg_test_rights_sign(const char *text, size_t n)
{
	static uint8_t packed[MG_RIGHTS_SIGNED_BYTES_MAX + 1024];
	static uint8_t id[MG_KEY_ID_BYTES], signature[MG_SIGNATURE_BYTES];
	MG_CLEANUP(mg_crypto_evp_freep) struct mg_crypto *crypto = NULL;
	struct mg_signer signer;
	Pb__Envelope e = PB__ENVELOPE__INIT;
	if (!root)
		root = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	must(mg_crypto_evp_new(&crypto, &err));
	must(mg_signer_evp(root, &signer, &err));
	mg_key_id(crypto, signer.public_key, id);
	must(mg_envelope_sign(&signer, MG_RIGHTS_TYPE, (struct mg_bytes){(const uint8_t *)text, n}, signature, &err));
	e.payload_type = (char *)(uintptr_t)MG_RIGHTS_TYPE;
	e.payload = (ProtobufCBinaryData){n, (uint8_t *)(uintptr_t)text};
	e.key_id = (ProtobufCBinaryData){sizeof(id), id};
	e.signature = (ProtobufCBinaryData){sizeof(signature), signature};
	if (pb__envelope__get_packed_size(&e) > sizeof(packed))
		exit(1);
	return (struct mg_bytes){packed, pb__envelope__pack(&e, packed)};
}

void mg_test_rights_root(uint8_t ret[32])
{
	size_t n = 32;
	if (EVP_PKEY_get_raw_public_key(root, ret, &n) != 1)
		exit(1);
}

static void open_trust(struct mg_shared *shared)
{
	char pem[60], state[60];
	if (!mkdtemp(folder))
		exit(1);
	snprintf(pem, sizeof(pem), "%s/root.pem", folder);
	snprintf(state, sizeof(state), "%s/state", folder);
	FILE *f = fopen(pem, "we");
	if (!f || PEM_write_PUBKEY(f, root) != 1 || fclose(f) != 0)
		exit(1);
	must(mg_key_trust_new(pem, state, &shared->key_trust, &err));
	must(mg_rights_holder_new(&shared->rights, &err));
}

void mg_test_rights_begin(const struct mg_db_config *superuser, struct mg_shared *shared)
{
	static const struct mg_stmt_def load = {
		.name = "test.rights",
		.sql = "INSERT INTO madoguchi.rights_matrix (municipality, version, envelope, sha256, proposed_us, "
		       "proposed_by,"
		       " proposed_writer, proposed_n, applied_us, applied_by, applied_writer, applied_n)"
		       " VALUES (?, 1, ?, ?, 1, 'admin:test', 1, 1, 1, 'admin:test', 1, 1)",
		.params = "tbb",
		.columns = "",
	};
	size_t n;
	const char *text = mg_test_rights_text(&n);
	const struct mg_bytes packed = mg_test_rights_sign(text, n);
	uint8_t sha256[SHA256_DIGEST_LENGTH];
	struct mg_db *db = NULL;
	struct mg_tx tx;
	SHA256((const uint8_t *)text, n, sha256);
	open_trust(shared);
	must(mg_db_open(superuser, &db, &err));
	mg_tx_begin(&tx, db);
	must(mg_exec(&tx, &load,
		MG_PARAMS(MG_T(shared->municipality), MG_B(packed.p, packed.n), MG_B(sha256, sizeof(sha256))), NULL,
		NULL, &err));
	must(mg_tx_commit(&tx, &err));
	mg_db_free(db);
}

void mg_test_rights_end(struct mg_shared *shared)
{
	char path[60];
	static const char *const files[] = {"root.pem", "state", "state.rights"};
	mg_rights_holder_free(shared->rights);
	mg_key_trust_free(shared->key_trust);
	shared->rights = NULL;
	shared->key_trust = NULL;
	EVP_PKEY_free(root);
	root = NULL;
	for (size_t i = 0; i < MG_LEN(files); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, files[i]);
		unlink(path);
	}
	rmdir(folder);
}
