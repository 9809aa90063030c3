/* SPDX-License-Identifier: Apache-2.0
 * Sealing and opening a parcel of 100 MB, beside deflate, AES-256-CTR and HMAC-SHA1 over the same bytes with nothing around
 * them; and how much memory it takes. bench_parcel [RESULTS.json] */
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <zlib.h>
#include "extract/parcel.h"

#define FILE_BYTES (100U * 1000U * 1000U)
#define BLOCK (64U << 10)

static double cpu_s(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static long peak_kib(void)
{
	struct rusage u;
	getrusage(RUSAGE_SELF, &u);
	return u.ru_maxrss;
}

/* Lines as an extract has them: numbers and dates differ, names and places come again. */
struct csv {
	uint64_t given, row;
	char line[400];
	size_t n, at;
};

static void next_line(struct csv *c)
{
	static const char *const sei[] = {"渡邉", "齋藤", "髙橋", "山﨑", "大野", "佐倉", "岸本", "原田", "青木", "中村", "小川"};
	static const char *const place[] = {"堺市北区長曽根町", "堺市中区深井沢町", "堺市南区桃山台", "堺市西区鳳東町", "堺市美原区黒山"};
	const uint64_t r = c->row * UINT64_C(6364136223846793005) + 1442695040888963407U;
	c->n = (size_t)snprintf(c->line, sizeof(c->line),
		"\"%llu\",\"146-2026%02u%02u-%04u\",\"%010llu\",\"架空 カナ%u\",\"%s 架空%u\",\"19%02u%02u%02u\",\"%u\",\"%s%u丁%u番%u号\",\"0\"\r\n",
		(unsigned long long)++c->row, (unsigned)(r >> 20) % 12 + 1, (unsigned)(r >> 24) % 28 + 1, (unsigned)(r >> 30) % 9999,
		(unsigned long long)(r >> 24) % 9999999999U, (unsigned)(r >> 33) % 997, sei[(r >> 40) % 11], (unsigned)(r >> 44) % 499,
		(unsigned)(r >> 50) % 60 + 40, (unsigned)(r >> 36) % 12 + 1, (unsigned)(r >> 41) % 28 + 1, (unsigned)(r >> 47) % 2 + 1,
		place[(r >> 52) % 5], (unsigned)(r >> 21) % 9 + 1, (unsigned)(r >> 25) % 30 + 1, (unsigned)(r >> 29) % 20 + 1);
	c->at = 0;
}

static size_t fill(struct csv *c, uint8_t *ret, size_t cap)
{
	size_t n = 0;
	while (n < cap && c->given < FILE_BYTES) {
		if (c->at == c->n)
			next_line(c);
		size_t m = c->n - c->at < cap - n ? c->n - c->at : cap - n;
		m = m < FILE_BYTES - c->given ? m : (size_t)(FILE_BYTES - c->given);
		memcpy(ret + n, c->line + c->at, m);
		c->at += m;
		c->given += m;
		n += m;
	}
	return n;
}

struct parcel {
	struct csv csv;
	uint8_t *sealed; /* the stand-in for the database */
	uint64_t opened;
	uint64_t size;
};

static bool give(void *user, uint8_t *ret, size_t cap, size_t *ret_n, struct mg_error *err)
{
	(void)err;
	*ret_n = fill(&((struct parcel *)user)->csv, ret, cap);
	return true;
}

static bool store(void *user, uint32_t number, const uint8_t *bytes, size_t n, struct mg_error *err)
{
	(void)err;
	memcpy(((struct parcel *)user)->sealed + (size_t)number * MG_PARCEL_PIECE, bytes, n);
	return true;
}

static bool load(void *user, uint32_t number, const uint8_t **ret, size_t *ret_n, struct mg_error *err)
{
	struct parcel *p = user;
	const uint64_t at = (uint64_t)number * MG_PARCEL_PIECE;
	(void)err;
	*ret = p->sealed + at;
	*ret_n = p->size - at < MG_PARCEL_PIECE ? (size_t)(p->size - at) : MG_PARCEL_PIECE;
	return true;
}

static bool sink(void *user, const uint8_t *bytes, size_t n, struct mg_error *err)
{
	(void)bytes;
	(void)err;
	((struct parcel *)user)->opened += n;
	return true;
}

static double generate(void)
{
	static uint8_t block[BLOCK];
	struct csv c = {0};
	const double t = cpu_s();
	while (fill(&c, block, sizeof(block)) > 0)
		;
	return cpu_s() - t;
}

/* The same bytes through the three primitives alone. */
static double raw(void)
{
	static uint8_t block[BLOCK], out[2 * BLOCK], crypt[2 * BLOCK], mac[20];
	static const uint8_t key[32] = {1}, iv[16] = {2};
	struct csv c = {0};
	z_stream z = {0};
	EVP_CIPHER_CTX *aes = EVP_CIPHER_CTX_new();
	EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	EVP_MAC_CTX *sum = EVP_MAC_CTX_new(hmac);
	char digest[] = "SHA1";
	const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string("digest", digest, 0), OSSL_PARAM_construct_end()};
	size_t n, mac_n;
	int got;
	const double t = cpu_s();
	if (deflateInit2(&z, 1, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK ||
		EVP_EncryptInit_ex(aes, EVP_aes_256_ctr(), NULL, key, iv) != 1 || EVP_MAC_init(sum, key, sizeof(key), params) != 1)
		exit(1);
	do {
		n = fill(&c, block, sizeof(block));
		z.next_in = block;
		z.avail_in = (uInt)n;
		do {
			z.next_out = out;
			z.avail_out = sizeof(out);
			deflate(&z, n ? Z_NO_FLUSH : Z_FINISH);
			const int len = (int)(sizeof(out) - z.avail_out);
			EVP_EncryptUpdate(aes, crypt, &got, out, len);
			EVP_MAC_update(sum, crypt, (size_t)got);
		} while (z.avail_out == 0);
	} while (n > 0);
	EVP_MAC_final(sum, mac, &mac_n, sizeof(mac));
	deflateEnd(&z);
	EVP_CIPHER_CTX_free(aes);
	EVP_MAC_CTX_free(sum);
	EVP_MAC_free(hmac);
	return cpu_s() - t;
}

int main(int argc, char **argv)
{
	struct mg_error err = {0};
	struct parcel p = {.sealed = malloc(FILE_BYTES)};
	const struct mg_parcel_job job = {.name = "qualification-list-146-20261101-20261130.csv",
		.passphrase = "0123-4567-89AB-CDEF-GHJK",
		.made_us = INT64_C(1795820400000000),
		.source = give,
		.store = store,
		.user = &p};
	uint32_t pieces;
	if (!p.sealed)
		return 1;
	memset(p.sealed, 1, FILE_BYTES / 2); /* its memory is counted before */
	const double made = generate(), alone = raw() - made;
	const long before = peak_kib();
	double t = cpu_s();
	if (!mg_parcel_make(&job, &p.size, &pieces, &err)) {
		fprintf(stderr, "bench: %s\n", err.detail);
		return 1;
	}
	const double sealing = cpu_s() - t - made;
	const long grown = peak_kib() - before;
	t = cpu_s();
	if (!mg_parcel_open(job.passphrase, p.size, load, sink, &p, &err) || p.opened != FILE_BYTES) {
		fprintf(stderr, "bench: %s\n", err.detail);
		return 1;
	}
	const double opening = cpu_s() - t;
	printf("parcel, 100 MB to %.1f MB: sealed %.1f MB/s a core, the primitives alone %.1f MB/s (%.0f %%); opened %.1f MB/s; "
	       "%ld KiB more memory\n",
		(double)p.size / 1e6, 100 / sealing, 100 / alone, 100 * alone / sealing, 100 / opening, grown);
	FILE *f = argc > 1 ? fopen(argv[1], "ae") : NULL;
	if (f) {
		fprintf(f, "{\"name\":\"parcel\",\"seal_mb_s\":%.1f,\"raw_mb_s\":%.1f,\"open_mb_s\":%.1f,\"memory_kib\":%ld}\n",
			100 / sealing, 100 / alone, 100 / opening, grown);
		fclose(f);
	}
	free(p.sealed);
	return 0;
}
