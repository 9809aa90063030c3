/* SPDX-License-Identifier: Apache-2.0 */
#include "rpc/tls.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "base/bytes.h"
#include "base/log.h"

#define PEM_BYTES_MAX 65536

struct mg_tls {
	/* owned */
	char *ca_file, *cert_file, *key_file;
	/* state */
	pthread_mutex_t lock;
	struct timespec seen[3];
	bool handed_out;
};

static char *read_file(const char *path)
{
	FILE *f = fopen(path, "re");
	if (!f)
		return NULL;
	char *text = calloc(1, PEM_BYTES_MAX + 1);
	size_t n = text ? fread(text, 1, PEM_BYTES_MAX, f) : 0;
	fclose(f);
	if (n == 0) {
		free(text);
		return NULL;
	}
	return text;
}

static void free_pem(char *pem)
{
	if (pem)
		mg_wipe(pem, strlen(pem));
	free(pem);
}

static bool files_changed(struct mg_tls *tls, struct timespec ret_now[3])
{
	const char *paths[3] = {tls->ca_file, tls->cert_file, tls->key_file};
	bool changed = false;
	for (int i = 0; i < 3; i++) {
		struct stat st = {0};
		if (stat(paths[i], &st) != 0)
			return false; /* half written: keep the old ones */
		ret_now[i] = st.st_mtim;
		changed |= memcmp(&st.st_mtim, &tls->seen[i], sizeof(st.st_mtim)) != 0;
	}
	return changed;
}

/* Runs at each handshake; a bad pair is refused by gRPC and the old one stays in use (measured). */
static grpc_ssl_certificate_config_reload_status fetch(
	void *user, grpc_ssl_server_certificate_config **ret)
{
	struct mg_tls *tls = user;
	grpc_ssl_certificate_config_reload_status status =
		GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
	struct timespec now[3];
	pthread_mutex_lock(&tls->lock);
	if (files_changed(tls, now)) {
		char *ca = read_file(tls->ca_file), *cert = read_file(tls->cert_file),
		     *key = read_file(tls->key_file);
		if (ca && cert && key) {
			grpc_ssl_pem_key_cert_pair pair = {.private_key = key, .cert_chain = cert};
			*ret = grpc_ssl_server_certificate_config_create(ca, &pair, 1);
			memcpy(tls->seen, now, sizeof(now));
			if (tls->handed_out)
				mg_log(MG_LOG_INFO, "server certificate read again");
			tls->handed_out = true;
			status = GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
		} else {
			status = GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_FAIL;
		}
		free_pem(ca);
		free_pem(cert);
		free_pem(key);
	}
	pthread_mutex_unlock(&tls->lock);
	return status;
}

bool mg_tls_new(const char *ca_file, const char *cert_file, const char *key_file,
	struct mg_tls **ret, struct mg_error *err)
{
	const char *paths[3] = {ca_file, cert_file, key_file};
	for (int i = 0; i < 3; i++) {
		char *probe = read_file(paths[i]);
		if (!probe)
			return mg_fail(
				err, MG_ERR_UNAVAILABLE, "certificate file %d cannot be read", i);
		free_pem(probe);
	}
	struct mg_tls *tls = calloc(1, sizeof(*tls));
	if (!tls)
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	pthread_mutex_init(&tls->lock, NULL);
	tls->ca_file = strdup(ca_file);
	tls->cert_file = strdup(cert_file);
	tls->key_file = strdup(key_file);
	*ret = tls;
	return true;
}

void mg_tls_free(struct mg_tls *tls)
{
	if (!tls)
		return;
	pthread_mutex_destroy(&tls->lock);
	free(tls->ca_file);
	free(tls->cert_file);
	free(tls->key_file);
	free(tls);
}

grpc_server_credentials *mg_tls_credentials(struct mg_tls *tls)
{
	return grpc_ssl_server_credentials_create_with_options(
		grpc_ssl_server_credentials_create_options_using_config_fetcher(
			GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY, fetch, tls));
}
