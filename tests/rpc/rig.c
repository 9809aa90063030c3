/* SPDX-License-Identifier: Apache-2.0 */
#include "rig.h"
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "synth.h"

/* The file, each line cut in two; lives as long as the program, so that what is handed out stays. */
#define PAIRS_MAX 4096U
static struct {
	const char *name, *value;
} pairs[PAIRS_MAX];
static size_t n_pairs;

static _Noreturn void die(const char *what, const char *detail)
{
	fprintf(stderr, "rig: %s %s\n", what, detail);
	exit(1);
}

static void add_pair(char *line)
{
	char *value = strchr(line, '=');
	if (line[0] == '#' || !value || n_pairs == PAIRS_MAX)
		return;
	*value++ = '\0';
	size_t n = strlen(value);
	if (n >= 2 && value[0] == '"' && value[n - 1] == '"') {
		value[n - 1] = '\0';
		value++;
	}
	pairs[n_pairs].name = line;
	pairs[n_pairs++].value = value;
}

void mg_rig_open(void)
{
	static char text[1 << 20];
	char *rest = NULL;
	const char *path = getenv("MG_ENV");
	FILE *f = path ? fopen(path, "re") : NULL;
	if (!f)
		die("no served city: MG_ENV must name its env.sh", path ? path : "");
	if (fread(text, 1, sizeof(text) - 1, f) == 0)
		die("cannot read", path);
	fclose(f);
	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		add_pair(line);
}

const char *mg_rig_get(const char *name)
{
	for (size_t i = 0; i < n_pairs; i++)
		if (strcmp(pairs[i].name, name) == 0)
			return pairs[i].value;
	die("env.sh lacks", name);
}

const char *mg_rig_get_nth(const char *format, int n)
{
	char name[64];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(name, sizeof(name), format, n);
#pragma GCC diagnostic pop
	return mg_rig_get(name);
}

struct mg_rpc_client *mg_rig_connect_with(const char *ca, const char *cert, const char *key)
{
	struct mg_rpc_client *client = mg_rpc_client_new(&(struct mg_rpc_client_config){
		.address = mg_rig_get("MG_ADDRESS"),
		.server_name = mg_rig_get("MG_SERVER_NAME"),
		.ca_file = ca,
		.cert_file = cert,
		.key_file = key,
	});
	if (!client)
		die("cannot make a client", "");
	return client;
}

struct mg_rpc_client *mg_rig_connect(int terminal)
{
	return mg_rig_connect_with(mg_rig_get("MG_CA"), mg_rig_get_nth("MG_TERMINAL_%d_CERT", terminal),
		mg_rig_get_nth("MG_TERMINAL_%d_KEY", terminal));
}

uint8_t *mg_rig_touch(int staff, struct mg_arena *arena)
{
	uint64_t seed = strtoull(mg_rig_get_nth("MG_STAFF_%d_SEED", staff), NULL, 10);
	struct mg_synth_master *master = mg_synth_master_new(seed);
	uint8_t *pixels = mg_arena_alloc(arena, MG_SYNTH_PIXELS);
	static uint32_t touches;
	struct mg_synth_press press = mg_synth_press_nth(seed, 100 + touches++ % 60);
	if (!master || !pixels || RAND_bytes((uint8_t *)&press.seed, sizeof(press.seed)) != 1)
		die("no finger", "");
	mg_synth_impress(master, &press, pixels);
	mg_synth_master_free(master);
	return pixels;
}

static EVP_PKEY *assertion_key(const struct mg_rig_login *login)
{
	FILE *f = fopen(login->assertion_file ? login->assertion_file
					      : mg_rig_get_nth("MG_TERMINAL_%d_ASSERTION_KEY", login->terminal),
		"re");
	EVP_PKEY *key = f ? PEM_read_PrivateKey(f, NULL, NULL, NULL) : NULL;
	if (f)
		fclose(f);
	if (!key)
		die("cannot read the assertion key", "");
	return key;
}

/* DSSE v1 written down a second time, by hand: the tests must not trust the code they test. */
static void sign_capture(const struct mg_rig_login *login, const uint8_t *payload, size_t n, const char *type, uint8_t ret_key_id[8],
	uint8_t ret_signature[64])
{
	EVP_PKEY *key = assertion_key(login);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	uint8_t public_key[32], hash[32], message[512];
	size_t len = 32, sig = 64;
	int head = snprintf((char *)message, sizeof(message), "DSSEv1 %zu %s %zu ", strlen(type), type, n);
	memcpy(message + head, payload, n);
	if (EVP_PKEY_get_raw_public_key(key, public_key, &len) != 1 ||
		EVP_DigestSignInit(ctx, NULL, NULL, NULL, key) != 1 ||
		EVP_DigestSign(ctx, ret_signature, &sig, message, (size_t)head + n) != 1)
		die("cannot sign", "");
	SHA256(public_key, sizeof(public_key), hash);
	memcpy(ret_key_id, hash, 8);
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
}

static const Pb__ChallengeReply *challenge(struct mg_rpc_client *client, struct mg_arena *arena,
	struct mg_rpc_result *ret)
{
	Pb__ChallengeRequest request = PB__CHALLENGE_REQUEST__INIT;
	mg_rig_call(client, "Login/Challenge", &request, &pb__challenge_reply__descriptor, NULL, arena, ret);
	return (const Pb__ChallengeReply *)(const void *)ret->reply;
}

void mg_rig_capture(const struct mg_rig_login *login, const uint8_t challenge_nonce[32], struct mg_arena *arena,
	Pb__FingerImage *finger, Pb__Envelope *envelope)
{
	static const char type[] = "application/vnd.madoguchi.capture.v1";
	Pb__Capture capture = PB__CAPTURE__INIT;
	uint8_t hash[32], nonce[32];
	uint8_t *payload = mg_arena_alloc(arena, 128), *key_id = mg_arena_alloc(arena, 8), *signature = mg_arena_alloc(arena, 64);
	const uint8_t *pixels = login->pixels;
	if (!payload || !key_id || !signature)
		die("no room for", "a capture");
	if (!pixels)
		pixels = login->blank_image ? mg_arena_alloc(arena, MG_SYNTH_PIXELS)
					    : mg_rig_touch(login->finger_of ? login->finger_of : login->staff, arena);
	memcpy(nonce, challenge_nonce, sizeof(nonce));
	nonce[0] ^= login->spoil_nonce;
	SHA256(pixels, MG_SYNTH_PIXELS, hash);
	capture.nonce = (ProtobufCBinaryData){32, nonce};
	capture.image_sha256 = (ProtobufCBinaryData){32, hash};
	size_t n = pb__capture__pack(&capture, payload);
	sign_capture(login, payload, n, type, key_id, signature);
	signature[5] ^= login->spoil_signature;
	envelope->payload_type = (char *)(uintptr_t)type;
	envelope->payload = (ProtobufCBinaryData){n, payload};
	envelope->key_id = (ProtobufCBinaryData){8, key_id};
	envelope->signature = (ProtobufCBinaryData){64, signature};
	finger->width = login->width ? login->width : MG_SYNTH_WIDTH;
	finger->height = MG_SYNTH_HEIGHT;
	finger->pixels = (ProtobufCBinaryData){MG_SYNTH_PIXELS, (uint8_t *)(uintptr_t)pixels};
	finger->driver = (char *)(uintptr_t) "virtual_image";
	finger->device_id = (char *)(uintptr_t) "0";
}

void mg_rig_login(struct mg_rpc_client *client, const struct mg_rig_login *login, struct mg_arena *arena,
	struct mg_rpc_result *ret)
{
	const Pb__ChallengeReply *c = login->challenge ? login->challenge : challenge(client, arena, ret);
	if (!c)
		return; /* the refusal of the challenge is the result */
	Pb__LoginRequest request = PB__LOGIN_REQUEST__INIT;
	Pb__FingerImage finger = PB__FINGER_IMAGE__INIT;
	Pb__Envelope envelope = PB__ENVELOPE__INIT;
	mg_rig_capture(login, c->nonce.data, arena, &finger, &envelope);
	request.login_id = c->login_id;
	request.staff_no = (char *)(uintptr_t)(login->staff_no ? login->staff_no
								: mg_rig_get_nth("MG_STAFF_%d_NO", login->staff));
	request.password = (char *)(uintptr_t)(login->password ? login->password
								: mg_rig_get_nth("MG_STAFF_%d_PASSWORD", login->staff));
	request.finger = &finger;
	request.capture = &envelope;
	mg_rig_call(client, "Login/Login", &request, &pb__login_reply__descriptor,
		(&(struct mg_rpc_options){.timeout_ms = login->timeout_ms}), arena, ret);
}

void mg_rig_must_login(struct mg_rpc_client *client, int staff, int terminal, uint8_t ret_token[32])
{
	struct mg_arena arena;
	struct mg_rpc_result result;
	mg_arena_init(&arena, 8U << 20);
	mg_rig_login(client, &(struct mg_rig_login){.staff = staff, .terminal = terminal}, &arena, &result);
	if (result.status != 0 || !result.reply)
		die("login refused:", result.code[0] ? result.code : result.message);
	const Pb__LoginReply *reply = (const Pb__LoginReply *)(const void *)result.reply;
	if (reply->token.len != 32)
		die("token", "of another length");
	memcpy(ret_token, reply->token.data, 32);
	mg_arena_done(&arena);
}

void mg_rig_logout(struct mg_rpc_client *client, const uint8_t token[32])
{
	Pb__LogoutRequest request = PB__LOGOUT_REQUEST__INIT;
	struct mg_arena arena;
	struct mg_rpc_result result;
	uint8_t key[16];
	if (RAND_bytes(key, sizeof(key)) != 1)
		die("no random bytes", "");
	mg_arena_init(&arena, 1U << 16);
	mg_rig_call(client, "Session/Logout", &request, &pb__logout_reply__descriptor,
		(&(struct mg_rpc_options){.token = token, .key = key}), &arena, &result);
	if (result.status != 0) {
		fprintf(stderr, "rig: status %d %s\n", result.status, result.message);
		die("log-off refused:", result.code);
	}
	mg_arena_done(&arena);
}
