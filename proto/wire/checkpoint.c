/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/checkpoint.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "wire/base64.h"

#define SIGNATURES_MAX 16U
#define KEY_HASH_BYTES 4U
#define ALGORITHM_ED25519 0x01U	    /* signed-note: a log's key */
#define ALGORITHM_COSIGNATURE 0x04U /* tlog-cosignature: a witness's key */

/* "— ": em dash (U+2014) and a space. */
static const char dash[] = "\xE2\x80\x94 ";

struct line {
	struct mg_bytes name;
	uint8_t key_hash[KEY_HASH_BYTES];
	uint8_t signature[MG_COSIGNATURE_BYTES];
	size_t n_signature;
};

struct note {
	struct mg_bytes text; /* with its last newline, without the empty line */
	struct mg_bytes origin;
	uint64_t size;
	struct mg_hash root;
	struct line lines[SIGNATURES_MAX];
	size_t n_lines;
};

static bool is_name(struct mg_bytes name)
{
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] <= 0x20 || name.p[i] >= 0x7F || name.p[i] == '+')
			return false;
	return name.n > 0 && name.n <= MG_ORIGIN_BYTES_MAX;
}

bool mg_note_name_is_valid(const char *name)
{
	return is_name((struct mg_bytes){(const uint8_t *)name, strlen(name)});
}

static void key_hash(const struct mg_crypto *crypto, const char *name, uint8_t algorithm,
	const uint8_t public_key[MG_PUBLIC_KEY_BYTES], uint8_t ret[KEY_HASH_BYTES])
{
	const uint8_t middle[2] = {'\n', algorithm};
	const struct mg_bytes parts[] = {{(const uint8_t *)name, strlen(name)}, {middle, 2},
		{public_key, MG_PUBLIC_KEY_BYTES}};
	struct mg_hash h;
	crypto->sha256(crypto, parts, MG_LEN(parts), &h);
	memcpy(ret, h.b, KEY_HASH_BYTES);
}

static void put_text(struct mg_writer *w, const char *s)
{
	mg_put_raw(w, s, strlen(s));
}

static void put_line(struct mg_writer *w, const char *name, const uint8_t hash[KEY_HASH_BYTES],
	const void *signature, size_t n)
{
	uint8_t bytes[KEY_HASH_BYTES + MG_COSIGNATURE_BYTES];
	memcpy(bytes, hash, KEY_HASH_BYTES);
	memcpy(bytes + KEY_HASH_BYTES, signature, n);
	put_text(w, dash);
	put_text(w, name);
	put_text(w, " ");
	mg_base64_write(w, bytes, KEY_HASH_BYTES + n);
	put_text(w, "\n");
}

bool mg_checkpoint_sign(const struct mg_crypto *crypto, const struct mg_signer *signer,
	const struct mg_checkpoint *checkpoint, char *ret, size_t cap, struct mg_error *err)
{
	if (!mg_note_name_is_valid(checkpoint->origin))
		return mg_fail(err, MG_ERR_INVALID, "the log's origin cannot stand in a note");
	struct mg_writer w;
	char number[24];
	uint8_t signature[MG_SIGNATURE_BYTES], hash[KEY_HASH_BYTES];
	mg_writer_init(&w, ret, cap);
	put_text(&w, checkpoint->origin);
	snprintf(number, sizeof(number), "\n%" PRIu64 "\n", checkpoint->size);
	put_text(&w, number);
	mg_base64_write(&w, checkpoint->root.b, MG_HASH_BYTES);
	put_text(&w, "\n");
	if (!w.ok)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for a checkpoint");
	if (!signer->sign(signer, w.p, w.n, signature, err))
		return false;
	key_hash(crypto, checkpoint->origin, ALGORITHM_ED25519, signer->public_key, hash);
	put_text(&w, "\n");
	put_line(&w, checkpoint->origin, hash, signature, sizeof(signature));
	mg_put_u8(&w, 0);
	return w.ok || mg_fail(err, MG_ERR_TOO_LARGE, "no room for a checkpoint");
}

/* ---- reading ---- */

/* Cuts the next line off `rest`, without its newline; false when there is none. */
static bool next_line(struct mg_bytes *rest, struct mg_bytes *ret)
{
	const uint8_t *end = rest->n ? memchr(rest->p, '\n', rest->n) : NULL;
	if (!end)
		return false;
	size_t n = (size_t)(end - rest->p);
	*ret = (struct mg_bytes){rest->p, n};
	rest->p += n + 1;
	rest->n -= n + 1;
	return true;
}

static bool read_size(struct mg_bytes text, uint64_t *ret)
{
	uint64_t v = 0;
	if (text.n == 0 || (text.n > 1 && text.p[0] == '0'))
		return false;
	for (size_t i = 0; i < text.n; i++) {
		uint8_t d = (uint8_t)(text.p[i] - '0');
		if (d > 9 || __builtin_mul_overflow(v, UINT64_C(10), &v) ||
			__builtin_add_overflow(v, d, &v))
			return false;
	}
	*ret = v;
	return true;
}

static bool read_line(struct mg_bytes text, struct line *ret)
{
	const size_t n_dash = sizeof(dash) - 1;
	if (text.n < n_dash || memcmp(text.p, dash, n_dash) != 0)
		return false;
	struct mg_bytes rest = {text.p + n_dash, text.n - n_dash};
	const uint8_t *space = rest.n ? memchr(rest.p, ' ', rest.n) : NULL;
	if (!space)
		return false;
	ret->name = (struct mg_bytes){rest.p, (size_t)(space - rest.p)};
	struct mg_bytes code = {space + 1, rest.n - ret->name.n - 1};
	uint8_t bytes[KEY_HASH_BYTES + MG_COSIGNATURE_BYTES];
	size_t n;
	if (!is_name(ret->name) || !mg_base64_read(code, bytes, sizeof(bytes), &n) ||
		n <= KEY_HASH_BYTES)
		return false;
	memcpy(ret->key_hash, bytes, KEY_HASH_BYTES);
	ret->n_signature = n - KEY_HASH_BYTES;
	memcpy(ret->signature, bytes + KEY_HASH_BYTES, ret->n_signature);
	return true;
}

static bool read_note(struct mg_bytes bytes, struct note *ret, struct mg_error *err)
{
	struct mg_bytes rest = bytes, line;
	size_t n;
	*ret = (struct note){.n_lines = 0};
	if (bytes.n > MG_NOTE_BYTES_MAX)
		return mg_fail(err, MG_ERR_DATA_LOSS, "checkpoint note too long");
	if (!next_line(&rest, &ret->origin) || !is_name(ret->origin))
		return mg_fail(err, MG_ERR_DATA_LOSS, "checkpoint note without an origin");
	if (!next_line(&rest, &line) || !read_size(line, &ret->size))
		return mg_fail(err, MG_ERR_DATA_LOSS, "checkpoint note without a size");
	if (!next_line(&rest, &line) || !mg_base64_read(line, ret->root.b, MG_HASH_BYTES, &n) ||
		n != MG_HASH_BYTES)
		return mg_fail(err, MG_ERR_DATA_LOSS, "checkpoint note without a root");
	ret->text = (struct mg_bytes){bytes.p, bytes.n - rest.n};
	if (!next_line(&rest, &line) || line.n != 0)
		return mg_fail(err, MG_ERR_DATA_LOSS, "checkpoint note with lines behind its root");
	while (rest.n) {
		if (ret->n_lines == SIGNATURES_MAX || !next_line(&rest, &line) ||
			!read_line(line, &ret->lines[ret->n_lines]))
			return mg_fail(err, MG_ERR_DATA_LOSS,
				"checkpoint note with a malformed signature line");
		ret->n_lines++;
	}
	if (ret->n_lines == 0)
		return mg_fail(err, MG_ERR_DATA_LOSS, "checkpoint note without a signature");
	return true;
}

static void fill(const struct note *note, struct mg_checkpoint *ret)
{
	*ret = (struct mg_checkpoint){.size = note->size, .root = note->root};
	memcpy(ret->origin, note->origin.p, note->origin.n);
}

bool mg_checkpoint_parse(struct mg_bytes bytes, struct mg_checkpoint *ret, struct mg_error *err)
{
	struct note note;
	if (!read_note(bytes, &note, err))
		return false;
	fill(&note, ret);
	return true;
}

static bool is_from(const struct line *line, const char *name, const uint8_t hash[KEY_HASH_BYTES])
{
	return line->name.n == strlen(name) && memcmp(line->name.p, name, line->name.n) == 0 &&
	       memcmp(line->key_hash, hash, KEY_HASH_BYTES) == 0;
}

bool mg_checkpoint_open(const struct mg_crypto *crypto, const char *origin,
	const uint8_t public_key[MG_PUBLIC_KEY_BYTES], struct mg_bytes bytes,
	struct mg_checkpoint *ret, struct mg_error *err)
{
	struct note note;
	uint8_t hash[KEY_HASH_BYTES];
	if (!read_note(bytes, &note, err))
		return false;
	if (note.origin.n != strlen(origin) || memcmp(note.origin.p, origin, note.origin.n) != 0)
		return mg_fail(err, MG_ERR_DATA_LOSS, "checkpoint of another log");
	key_hash(crypto, origin, ALGORITHM_ED25519, public_key, hash);
	bool found = false;
	for (size_t i = 0; i < note.n_lines; i++) {
		const struct line *line = &note.lines[i];
		if (!is_from(line, origin, hash))
			continue;
		/* signed-note: a known key's line that does not verify condemns the note. */
		if (found || line->n_signature != MG_SIGNATURE_BYTES ||
			!crypto->is_signed(
				crypto, public_key, note.text.p, note.text.n, line->signature))
			return mg_fail(err, MG_ERR_DATA_LOSS, "checkpoint with a wrong signature");
		found = true;
	}
	if (!found)
		return mg_fail(err, MG_ERR_DATA_LOSS, "checkpoint not signed by the log's key");
	fill(&note, ret);
	return true;
}

/* ---- cosignatures ---- */

/* "cosignature/v1\ntime <seconds>\n" and the note's text. */
static bool cosigned_bytes(const struct note *note, uint64_t utc_s, struct mg_writer *w)
{
	char head[64];
	snprintf(head, sizeof(head), "cosignature/v1\ntime %" PRIu64 "\n", utc_s);
	put_text(w, head);
	mg_put_raw(w, note->text.p, note->text.n);
	return w->ok;
}

bool mg_cosign(const struct mg_crypto *crypto, const struct mg_signer *signer, const char *witness,
	struct mg_bytes bytes, uint64_t utc_s, char ret[MG_NOTE_LINE_BYTES_MAX],
	struct mg_error *err)
{
	struct note note;
	uint8_t message[512], signature[MG_COSIGNATURE_BYTES], hash[KEY_HASH_BYTES];
	struct mg_writer w, sig;
	if (!mg_note_name_is_valid(witness))
		return mg_fail(err, MG_ERR_INVALID, "the witness's name cannot stand in a note");
	if (!read_note(bytes, &note, err))
		return false;
	mg_writer_init(&w, message, sizeof(message));
	mg_writer_init(&sig, signature, sizeof(signature));
	mg_put_u64(&sig, utc_s);
	if (!cosigned_bytes(&note, utc_s, &w))
		return mg_fail(err, MG_ERR_TOO_LARGE, "note too long to cosign");
	if (!signer->sign(signer, w.p, w.n, signature + sig.n, err))
		return false;
	key_hash(crypto, witness, ALGORITHM_COSIGNATURE, signer->public_key, hash);
	mg_writer_init(&w, ret, MG_NOTE_LINE_BYTES_MAX);
	put_line(&w, witness, hash, signature, sizeof(signature));
	mg_put_u8(&w, 0);
	return w.ok || mg_fail(err, MG_ERR_TOO_LARGE, "no room for a cosignature");
}

bool mg_cosignature_verify(const struct mg_crypto *crypto, const char *witness,
	const uint8_t public_key[MG_PUBLIC_KEY_BYTES], struct mg_bytes bytes, struct mg_bytes text,
	uint64_t *ret_utc_s, struct mg_error *err)
{
	struct note note;
	struct line line;
	struct mg_bytes inner;
	uint8_t message[512], hash[KEY_HASH_BYTES];
	if (!read_note(bytes, &note, err))
		return false;
	if (!next_line(&text, &inner) || text.n != 0 || !read_line(inner, &line))
		return mg_fail(err, MG_ERR_DATA_LOSS, "malformed cosignature line");
	key_hash(crypto, witness, ALGORITHM_COSIGNATURE, public_key, hash);
	if (!is_from(&line, witness, hash) || line.n_signature != MG_COSIGNATURE_BYTES)
		return mg_fail(err, MG_ERR_DATA_LOSS, "cosignature of somebody else");
	struct mg_reader r;
	struct mg_writer w;
	mg_reader_init(&r, line.signature, line.n_signature);
	uint64_t utc_s = mg_get_u64(&r);
	mg_writer_init(&w, message, sizeof(message));
	if (!cosigned_bytes(&note, utc_s, &w) ||
		!crypto->is_signed(crypto, public_key, w.p, w.n, line.signature + 8))
		return mg_fail(err, MG_ERR_DATA_LOSS, "cosignature does not fit the checkpoint");
	*ret_utc_s = utc_s;
	return true;
}
