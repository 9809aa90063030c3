/* SPDX-License-Identifier: Apache-2.0 */
#include "scripted.h"
#include <grpc/byte_buffer.h>
#include <grpc/byte_buffer_reader.h>
#include <grpc/grpc.h>
#include <grpc/grpc_security.h>
#include <grpc/support/alloc.h>
#include <grpc/support/time.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string.h>
#include "madoguchi/v1/common.pb-c.h"

struct _Scripted {
	MgConfig config;
	grpc_server *server;
	grpc_completion_queue *queue;
	GThread *thread;
	GMutex lock;
	const Line *lines;
	guint n_lines;
	guint calls;
	GBytes *reply;
	GHashTable *seen;      /* key -> request bytes */
	GHashTable *committed; /* keys */
	GHashTable *answers;   /* method -> reply */
	gboolean saw_reuse;
};

static char *pem_of(BIO *bio)
{
	char *text;
	const long n = BIO_get_mem_data(bio, &text);
	char *copy = g_strndup(text, (gsize)n);
	BIO_free(bio);
	return copy;
}

/* One self-signed certificate for both ends: who may call is not what is tested here. */
static void make_certificate(MgConfig *config)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *cert = X509_new();
	X509_set_version(cert, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(cert), 1);
	X509_gmtime_adj(X509_getm_notBefore(cert), -3600);
	X509_gmtime_adj(X509_getm_notAfter(cert), 86400);
	X509_set_pubkey(cert, key);
	X509_NAME *name = X509_get_subject_name(cert);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"localhost", -1, -1, 0);
	X509_set_issuer_name(cert, name);
	X509_EXTENSION *alt = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, "DNS:localhost");
	X509_EXTENSION *ca = X509V3_EXT_conf_nid(NULL, NULL, NID_basic_constraints, "critical,CA:TRUE");
	X509_add_ext(cert, alt, -1);
	X509_add_ext(cert, ca, -1);
	X509_EXTENSION_free(alt);
	X509_EXTENSION_free(ca);
	g_assert(X509_sign(cert, key, EVP_sha256()) > 0);
	BIO *out = BIO_new(BIO_s_mem());
	PEM_write_bio_X509(out, cert);
	config->cert = pem_of(out);
	config->ca = g_strdup(config->cert);
	out = BIO_new(BIO_s_mem());
	PEM_write_bio_PrivateKey(out, key, NULL, NULL, 0, NULL, NULL);
	config->key = pem_of(out);
	X509_free(cert);
	EVP_PKEY_free(key);
}

static GBytes *take_bytes(grpc_byte_buffer *buffer)
{
	grpc_byte_buffer_reader reader;
	g_assert(grpc_byte_buffer_reader_init(&reader, buffer));
	grpc_slice all = grpc_byte_buffer_reader_readall(&reader);
	GBytes *bytes = g_bytes_new(GRPC_SLICE_START_PTR(all), GRPC_SLICE_LENGTH(all));
	grpc_slice_unref(all);
	grpc_byte_buffer_reader_destroy(&reader);
	return bytes;
}

static GBytes *find_key(const grpc_metadata_array *head)
{
	for (size_t i = 0; i < head->count; i++)
		if (grpc_slice_str_cmp(head->metadata[i].key, "madoguchi-key-bin") == 0)
			return g_bytes_new(GRPC_SLICE_START_PTR(head->metadata[i].value),
				GRPC_SLICE_LENGTH(head->metadata[i].value));
	return NULL;
}

/* What this call gets. A key that was committed is answered as the server does: with the stored reply. */
static Line judge(Scripted *self, GBytes *key, GBytes *request)
{
	g_mutex_lock(&self->lock);
	Line line = self->lines[MIN(self->calls, self->n_lines - 1)];
	self->calls++;
	if (key) {
		GBytes *before = g_hash_table_lookup(self->seen, key);
		if (before && !g_bytes_equal(before, request))
			self->saw_reuse = TRUE;
		if (!before)
			g_hash_table_insert(self->seen, g_bytes_ref(key), g_bytes_ref(request));
		if (line.said == SAID_OK || line.said == SAID_UNCERTAIN || line.said == SAID_CUT)
			g_hash_table_add(self->committed, g_bytes_ref(key));
	}
	g_mutex_unlock(&self->lock);
	return line;
}

/* The reply of a method outside the script; NULL: the script has the word. */
static GBytes *find_answer(Scripted *self, const grpc_call_details *details)
{
	char *path = grpc_slice_to_c_string(details->method);
	const char *slash = strrchr(path, '/');
	g_mutex_lock(&self->lock);
	GBytes *reply = g_hash_table_lookup(self->answers, slash + 1);
	if (reply)
		g_bytes_ref(reply);
	g_mutex_unlock(&self->lock);
	gpr_free(path);
	return reply;
}

static void answer(Scripted *self, grpc_call *call, Line line, GBytes *good)
{
	Pb__ErrorDetail detail = PB__ERROR_DETAIL__INIT;
	uint8_t packed[256];
	int cancelled = 0;
	grpc_op ops[4] = {{.op = GRPC_OP_SEND_INITIAL_METADATA}, {.op = GRPC_OP_RECV_CLOSE_ON_SERVER},
		{.op = GRPC_OP_SEND_STATUS_FROM_SERVER}, {.op = GRPC_OP_SEND_MESSAGE}};
	grpc_metadata trailer = {.key = grpc_slice_from_static_string("madoguchi-error-bin")};
	const gboolean has_word = line.said == SAID_REFUSED || line.said == SAID_UNCERTAIN;
	detail.field = (char *)(line.field ? line.field : "");
	detail.code = line.said == SAID_REFUSED ? (char *)line.code : (char *)"UNCERTAIN";
	trailer.value = grpc_slice_from_copied_buffer((char *)packed, pb__error_detail__pack(&detail, packed));
	grpc_slice bytes =
		grpc_slice_from_copied_buffer(g_bytes_get_data(good, NULL), g_bytes_get_size(good));
	grpc_byte_buffer *reply = grpc_raw_byte_buffer_create(&bytes, 1);
	ops[1].data.recv_close_on_server.cancelled = &cancelled;
	ops[2].data.send_status_from_server.status = line.said == SAID_OK ? GRPC_STATUS_OK
		: line.said == SAID_REFUSED				  ? GRPC_STATUS_ABORTED
									  : GRPC_STATUS_UNAVAILABLE;
	if (has_word) {
		ops[2].data.send_status_from_server.trailing_metadata_count = 1;
		ops[2].data.send_status_from_server.trailing_metadata = &trailer;
	}
	ops[3].data.send_message.send_message = reply;
	g_assert(grpc_call_start_batch(call, ops, line.said == SAID_OK ? 4 : 3, call, NULL) == GRPC_CALL_OK);
	grpc_completion_queue_next(self->queue, gpr_inf_future(GPR_CLOCK_REALTIME), NULL);
	grpc_byte_buffer_destroy(reply);
	grpc_slice_unref(bytes);
	grpc_slice_unref(trailer.value);
}

static gpointer serve(gpointer data)
{
	Scripted *self = data;
	for (;;) {
		grpc_call *call = NULL;
		grpc_call_details details;
		grpc_metadata_array head;
		grpc_byte_buffer *request = NULL;
		grpc_call_details_init(&details);
		grpc_metadata_array_init(&head);
		grpc_server_request_call(self->server, &call, &details, &head, self->queue, self->queue, self);
		grpc_event event =
			grpc_completion_queue_next(self->queue, gpr_inf_future(GPR_CLOCK_REALTIME), NULL);
		if (event.success && call) {
			grpc_op op = {.op = GRPC_OP_RECV_MESSAGE, .data.recv_message.recv_message = &request};
			grpc_call_start_batch(call, &op, 1, call, NULL);
			grpc_completion_queue_next(self->queue, gpr_inf_future(GPR_CLOCK_REALTIME), NULL);
			g_autoptr(GBytes) bytes = request ? take_bytes(request) : g_bytes_new(NULL, 0);
			g_autoptr(GBytes) key = find_key(&head);
			g_autoptr(GBytes) good = find_answer(self, &details);
			if (good)
				answer(self, call, (Line){.said = SAID_OK}, good);
			else
				answer(self, call, judge(self, key, bytes), self->reply);
			if (request)
				grpc_byte_buffer_destroy(request);
			grpc_call_unref(call);
		}
		grpc_call_details_destroy(&details);
		grpc_metadata_array_destroy(&head);
		if (!event.success)
			return NULL;
	}
}

Scripted *scripted_new(const Line *lines, guint n, GBytes *reply)
{
	Scripted *self = g_new0(Scripted, 1);
	grpc_init();
	make_certificate(&self->config);
	self->lines = lines;
	self->n_lines = n;
	self->reply = g_bytes_ref(reply);
	self->seen = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref,
		(GDestroyNotify)g_bytes_unref);
	self->committed =
		g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
	self->answers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
	grpc_ssl_pem_key_cert_pair pair = {self->config.key, self->config.cert};
	grpc_server_credentials *credentials = grpc_ssl_server_credentials_create_ex(self->config.ca, &pair, 1,
		GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY, NULL);
	self->server = grpc_server_create(NULL, NULL);
	self->queue = grpc_completion_queue_create_for_next(NULL);
	grpc_server_register_completion_queue(self->server, self->queue, NULL);
	const int port = grpc_server_add_http2_port(self->server, "127.0.0.1:0", credentials);
	g_assert(port > 0);
	grpc_server_credentials_release(credentials);
	self->config.address = g_strdup_printf("127.0.0.1:%d", port);
	self->config.name = g_strdup("localhost");
	grpc_server_start(self->server);
	self->thread = g_thread_new("scripted", serve, self);
	return self;
}

void scripted_answer(Scripted *self, const char *method, GBytes *reply)
{
	g_mutex_lock(&self->lock);
	g_hash_table_insert(self->answers, g_strdup(method), g_bytes_ref(reply));
	g_mutex_unlock(&self->lock);
}

void scripted_free(Scripted *self)
{
	grpc_completion_queue *last = grpc_completion_queue_create_for_pluck(NULL);
	grpc_server_shutdown_and_notify(self->server, self->queue, NULL);
	grpc_server_cancel_all_calls(self->server);
	g_thread_join(self->thread);
	grpc_completion_queue_shutdown(self->queue);
	while (grpc_completion_queue_next(self->queue, gpr_inf_future(GPR_CLOCK_REALTIME), NULL).type !=
		GRPC_QUEUE_SHUTDOWN)
		;
	grpc_server_destroy(self->server);
	grpc_completion_queue_destroy(self->queue);
	grpc_completion_queue_shutdown(last);
	grpc_completion_queue_destroy(last);
	g_hash_table_unref(self->seen);
	g_hash_table_unref(self->committed);
	g_hash_table_unref(self->answers);
	g_bytes_unref(self->reply);
	g_free(self->config.address);
	g_free(self->config.name);
	g_free(self->config.ca);
	g_free(self->config.cert);
	g_free(self->config.key);
	g_free(self);
	grpc_shutdown();
}

const MgConfig *scripted_config(Scripted *self)
{
	return &self->config;
}

guint scripted_calls(Scripted *self)
{
	g_mutex_lock(&self->lock);
	const guint n = self->calls;
	g_mutex_unlock(&self->lock);
	return n;
}

guint scripted_committed(Scripted *self)
{
	g_mutex_lock(&self->lock);
	const guint n = g_hash_table_size(self->committed);
	g_mutex_unlock(&self->lock);
	return n;
}

guint scripted_keys(Scripted *self)
{
	g_mutex_lock(&self->lock);
	const guint n = g_hash_table_size(self->seen);
	g_mutex_unlock(&self->lock);
	return n;
}

gboolean scripted_saw_reuse(Scripted *self)
{
	return self->saw_reuse;
}
