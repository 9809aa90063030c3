/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/digest.h"
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

struct mg_digest {
	EVP_MD *sha256;
	EVP_MD_CTX *ctx;
	uint8_t piece[65536];
};

static void must(int ok)
{
	if (ok != 1)
		abort();
}

bool mg_digest_new(struct mg_digest **ret, struct mg_error *err)
{
	struct mg_digest *d = calloc(1, sizeof(*d));
	if (!d)
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	d->sha256 = EVP_MD_fetch(/* library= */ NULL, "SHA256", /* properties= */ NULL);
	d->ctx = EVP_MD_CTX_new();
	if (!d->sha256 || !d->ctx) {
		mg_digest_free(d);
		return mg_fail(err, MG_ERR_INTERNAL, "no SHA-256 in this OpenSSL");
	}
	*ret = d;
	return true;
}

void mg_digest_free(struct mg_digest *d)
{
	if (!d)
		return;
	EVP_MD_CTX_free(d->ctx);
	EVP_MD_free(d->sha256);
	free(d);
}

void mg_digest_begin(struct mg_digest *d)
{
	must(EVP_DigestInit_ex2(d->ctx, d->sha256, /* params= */ NULL));
}

void mg_digest_add(struct mg_digest *d, const void *bytes, size_t n)
{
	must(EVP_DigestUpdate(d->ctx, bytes, n));
}

void mg_digest_end(struct mg_digest *d, uint8_t ret[MG_DIGEST_BYTES])
{
	must(EVP_DigestFinal_ex(d->ctx, ret, /* ret_n= */ NULL));
}

enum mg_reason mg_sealed_size(int fd, uint64_t *ret)
{
	struct stat st;
	const int seals = fcntl(fd, F_GET_SEALS);
	if (seals < 0 || (seals & SEALS) != SEALS || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return MG_REASON_FILE_UNSEALED;
	*ret = (uint64_t)st.st_size;
	return MG_REASON_NONE;
}

enum mg_reason mg_sealed_digest(struct mg_digest *d, int fd, uint64_t size, uint8_t ret[MG_DIGEST_BYTES])
{
	mg_digest_begin(d);
	for (uint64_t at = 0; at < size;) {
		const ssize_t k = pread(fd, d->piece, sizeof(d->piece), (off_t)at);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return MG_REASON_FILE_SIZE;
		mg_digest_add(d, d->piece, (size_t)k);
		at += (uint64_t)k;
	}
	mg_digest_end(d, ret);
	return MG_REASON_NONE;
}
