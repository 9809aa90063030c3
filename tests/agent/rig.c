/* SPDX-License-Identifier: Apache-2.0 */
#include "../wire/cmocka_all.h"
#include "rig.h"
#include <errno.h>
#include <fcntl.h>
#include <openssl/pem.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "base/clock.h"

#define PATIENCE_MS 60000

/* Device, configuration, interface 08/06/50, two endpoints. */
static const uint8_t whole[] = {18, 1, 0, 2, 0, 0, 0, 64, 0x51, 0x09, 0x66, 0x16, 0, 1, 1, 2, 3, 1, 9, 2, 32, 0, 1, 1, 0,
	0x80, 50, 9, 4, 0, 0, 2, 8, 6, 0x50, 0, 7, 5, 0x81, 2, 0, 2, 0, 7, 5, 2, 2, 0, 2, 0};

static void path_of(const struct rig *r, const char *stick, const char *name, char ret[RIG_PATH_BYTES])
{
	snprintf(ret, RIG_PATH_BYTES, "%s/sticks/%s/%s", r->dir, stick, name);
}

static void write_file(const char *path, const void *bytes, size_t n)
{
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	fclose(f);
}

void rig_put(const struct rig *r, const char *stick, const char *name, const char *text)
{
	char path[RIG_PATH_BYTES];
	path_of(r, stick, name, path);
	write_file(path, text, strlen(text));
}

void rig_stick(const struct rig *r, const char *stick, const char *serial)
{
	char path[RIG_PATH_BYTES];
	snprintf(path, sizeof(path), "%s/sticks/%s", r->dir, stick);
	assert_int_equal(mkdir(path, 0700), 0);
	path_of(r, stick, "media", path);
	assert_int_equal(mkdir(path, 0700), 0);
	path_of(r, stick, "descriptors", path);
	write_file(path, whole, sizeof(whole));
	rig_put(r, stick, "vendor", "0951\n");
	rig_put(r, stick, "product", "1666\n");
	rig_put(r, stick, "serial", serial);
	rig_put(r, stick, "product_name", "試験メモリ\n");
}

bool rig_has(const struct rig *r, const char *stick, const char *name)
{
	char path[RIG_PATH_BYTES];
	path_of(r, stick, name, path);
	return access(path, F_OK) == 0;
}

void rig_get(const struct rig *r, const char *stick, const char *name, char *ret, size_t cap)
{
	char path[RIG_PATH_BYTES];
	path_of(r, stick, name, path);
	FILE *f = fopen(path, "r");
	const size_t n = f ? fread(ret, 1, cap - 1, f) : 0;
	ret[n] = '\0';
	if (f)
		fclose(f);
}

void rig_await(const struct rig *r, const char *stick, const char *name, const char *text)
{
	char now[64];
	for (int waited = 0; waited < PATIENCE_MS; waited += 10) {
		rig_get(r, stick, name, now, sizeof(now));
		if (strcmp(now, text) == 0)
			return;
		nanosleep(&(struct timespec){0, 10000000}, NULL);
	}
	fail_msg("%s of %s did not become %s", name, stick, text);
}

/* ---- the agent ---- */

static void write_keys(const struct rig *r)
{
	char path[RIG_PATH_BYTES];
	snprintf(path, sizeof(path), "%s/authority.pub", r->dir);
	FILE *f = fopen(path, "w");
	assert_true(f && PEM_write_PUBKEY(f, r->f->authority.key));
	fclose(f);
	snprintf(path, sizeof(path), "%s/agent.key", r->dir);
	f = fopen(path, "w");
	assert_true(f && PEM_write_PrivateKey(f, r->f->keys[FORGE_AGENT].key, NULL, NULL, 0, NULL, NULL));
	fclose(f);
}

static void write_config(const struct rig *r)
{
	char path[RIG_PATH_BYTES];
	snprintf(path, sizeof(path), "%s/agent.conf", r->dir);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f, "municipality = 271403\nterminal = 7\nward = 141\nterminal.certificate_sha256 = ");
	for (int i = 0; i < 32; i++)
		fputs("44", f);
	fprintf(f, "\nauthority.public_key_file = %s/authority.pub\nagent.key_file = %s/agent.key\n", r->dir, r->dir);
	fprintf(f, "socket = %s/agent.sock\nsimulated.sticks = %s/sticks\nagent.user = nobody\n", r->dir, r->dir);
	if (r->kiosk_user)
		fprintf(f, "kiosk.user = %s\n", r->kiosk_user);
	else
		fprintf(f, "kiosk.user = %u\n", (unsigned)geteuid());
	fclose(f);
}

void rig_start(struct rig *r)
{
	char config[RIG_PATH_BYTES], line[16] = "";
	int out[2];
	snprintf(config, sizeof(config), "%s/agent.conf", r->dir);
	write_config(r);
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	r->agent = fork();
	if (r->agent == 0) {
		dup2(out[1], STDOUT_FILENO);
		execl(AGENT_PROGRAM, "madoguchi-export-agent", "--config", config, (char *)NULL);
		_exit(127);
	}
	close(out[1]);
	FILE *f = fdopen(out[0], "r");
	assert_true(f && fgets(line, sizeof(line), f) != NULL);
	assert_string_equal(line, "ready\n");
	fclose(f);
}

int rig_stop(struct rig *r, int signal)
{
	int status = 0;
	if (r->agent == 0)
		return 0;
	if (signal)
		kill(r->agent, signal);
	assert_int_equal(waitpid(r->agent, &status, 0), r->agent);
	r->agent = 0;
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

void rig_init(struct rig *r)
{
	char path[RIG_PATH_BYTES];
	struct mg_hash h;
	*r = (struct rig){.f = forge_new(mg_now_us(&mg_clock_system))};
	snprintf(r->dir, sizeof(r->dir), "/tmp/mg-agent-XXXXXX");
	assert_non_null(mkdtemp(r->dir));
	snprintf(path, sizeof(path), "%s/sticks", r->dir);
	assert_int_equal(mkdir(path, 0700), 0);
	rig_stick(r, "stick", "E0D55EA574B1\n");
	r->f->crypto->sha256(r->f->crypto, &(struct mg_bytes){whole, sizeof(whole)}, 1, &h);
	memcpy(r->f->room.descriptors, h.b, MG_DIGEST_BYTES);
	write_keys(r);
	rig_start(r);
}

void rig_done(struct rig *r)
{
	char command[RIG_PATH_BYTES];
	assert_int_equal(rig_stop(r, SIGTERM), 0);
	snprintf(command, sizeof(command), "rm -rf %s", r->dir);
	assert_int_equal(system(command), 0);
	forge_free(r->f);
}

/* ---- the kiosk ---- */

int rig_file(struct rig *r, size_t n)
{
	const int fd = memfd_create("export", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	assert_true(fd >= 0 && ftruncate(fd, (off_t)n) == 0);
	uint8_t *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	assert_ptr_not_equal(p, MAP_FAILED);
	for (size_t i = 0; i < n; i++)
		p[i] = (uint8_t)(i * 2654435761U >> 13);
	forge_file(r->f, p, n);
	munmap(p, n);
	assert_int_equal(fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE), 0);
	return fd;
}

int rig_connect(const struct rig *r)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	const int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	snprintf(a.sun_path, sizeof(a.sun_path), "%s/agent.sock", r->dir);
	assert_int_equal(connect(fd, (const struct sockaddr *)&a, sizeof(a)), 0);
	const struct timeval patience = {PATIENCE_MS / 1000, 0};
	assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)), 0);
	return fd;
}

void rig_send(int kiosk, const Ag__ToAgent *m, const int *files, size_t n_files)
{
	static uint8_t packet[MG_PACKET_BYTES_MAX];
	union {
		char bytes[CMSG_SPACE(8 * sizeof(int))];
		struct cmsghdr align;
	} control = {0};
	assert_true(ag__to_agent__get_packed_size(m) <= sizeof(packet) && n_files <= 8);
	struct iovec part = {packet, ag__to_agent__pack(m, packet)};
	struct msghdr h = {.msg_iov = &part, .msg_iovlen = 1};
	if (n_files > 0) {
		h.msg_control = control.bytes;
		h.msg_controllen = CMSG_SPACE(n_files * sizeof(int));
		struct cmsghdr *c = CMSG_FIRSTHDR(&h);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(n_files * sizeof(int));
		memcpy(CMSG_DATA(c), files, n_files * sizeof(int));
	}
	assert_true(sendmsg(kiosk, &h, MSG_NOSIGNAL) >= 0);
}

Ag__FromAgent *rig_hear(int kiosk)
{
	static uint8_t packet[MG_PACKET_BYTES_MAX];
	const ssize_t n = recv(kiosk, packet, sizeof(packet), 0);
	if (n < 0 && errno != ECONNRESET)
		fail_msg("no answer: %s", strerror(errno));
	if (n <= 0)
		return NULL;
	Ag__FromAgent *m = ag__from_agent__unpack(NULL, (size_t)n, packet);
	assert_non_null(m);
	return m;
}

static Ag__Signed as_signed(struct forge_signed *s)
{
	Ag__Signed m = AG__SIGNED__INIT;
	m.payload = (ProtobufCBinaryData){s->n, s->payload};
	m.key_id = (ProtobufCBinaryData){MG_KEY_ID_BYTES, s->key_id};
	m.signature = (ProtobufCBinaryData){MG_SIGNATURE_BYTES, s->signature};
	return m;
}

void rig_begin(struct rig *r, int kiosk, int file)
{
	Ag__ToAgent m = AG__TO_AGENT__INIT;
	Ag__Begin begin = AG__BEGIN__INIT;
	forge_sign_list(r->f);
	forge_sign_ticket(r->f);
	Ag__Signed list = as_signed(&r->f->key_list), ticket = as_signed(&r->f->signed_ticket);
	begin.key_list = &list;
	begin.ticket = &ticket;
	m.begin = &begin;
	rig_send(kiosk, &m, &file, file >= 0 ? 1 : 0);
}

void rig_open(struct rig *r, int kiosk, int file)
{
	rig_begin(r, kiosk, file);
	Ag__FromAgent *m = rig_hear(kiosk);
	assert_non_null(m);
	if (m->refused)
		fail_msg("refused: %s", m->refused->reason);
	assert_true(m->nonce && m->nonce->nonce.len == MG_NONCE_BYTES);
	memcpy(r->nonce, m->nonce->nonce.data, MG_NONCE_BYTES);
	r->known_size = m->nonce->known_size;
	ag__from_agent__free_unpacked(m, NULL);
}

static void send_receipt(struct rig *r, int kiosk)
{
	Ag__ToAgent m = AG__TO_AGENT__INIT;
	Ag__Receipt receipt = AG__RECEIPT__INIT;
	Ag__Signed s = as_signed(&r->f->signed_receipt);
	receipt.receipt = &s;
	m.receipt = &receipt;
	rig_send(kiosk, &m, NULL, 0);
}

void rig_receipt(struct rig *r, int kiosk)
{
	if (r->receipts++ > 0)
		forge_grow(r->f, r->f->log_size + 100);
	forge_answer(r->f, r->nonce, r->known_size);
	send_receipt(r, kiosk);
}

void rig_receipt_again(struct rig *r, int kiosk)
{
	send_receipt(r, kiosk);
}

void rig_say(int kiosk, enum mg_packet_kind kind)
{
	Ag__ToAgent m = AG__TO_AGENT__INIT;
	Ag__Cancel cancel = AG__CANCEL__INIT;
	Ag__Devices devices = AG__DEVICES__INIT;
	Ag__Last last = AG__LAST__INIT;
	if (kind == MG_PACKET_CANCEL)
		m.cancel = &cancel;
	else if (kind == MG_PACKET_DEVICES)
		m.devices = &devices;
	else
		m.last = &last;
	rig_send(kiosk, &m, NULL, 0);
}

void rig_is_refused(int kiosk, const char *reason)
{
	Ag__FromAgent *m = rig_hear(kiosk);
	assert_non_null(m);
	assert_non_null(m->refused);
	assert_string_equal(m->refused->reason, reason);
	ag__from_agent__free_unpacked(m, NULL);
}

/* Verifies the close and takes out what it says. */
static void read_close(struct rig *r, const Ag__Done *done, char reason[64])
{
	const Ag__Signed *s = done->close;
	const struct mg_envelope e = {MG_ENVELOPE_TYPE("export-close"), {s->payload.data, s->payload.len},
		{s->key_id.data, s->key_id.len}, {s->signature.data, s->signature.len}};
	assert_true(mg_envelope_verify(r->f->crypto, r->f->keys[FORGE_AGENT].signer.public_key, e.type, &e, NULL));
	Sg__ExportClose *c = sg__export_close__unpack(NULL, s->payload.len, s->payload.data);
	assert_non_null(c);
	assert_int_equal(c->ticket_id.len, MG_TICKET_ID_BYTES);
	assert_memory_equal(c->ticket_id.data, r->f->room.ticket_id, MG_TICKET_ID_BYTES);
	assert_memory_equal(c->nonce.data, r->nonce, MG_NONCE_BYTES);
	assert_int_equal(c->terminal, 7);
	assert_true(c->closed_us >= c->opened_us);
	assert_string_equal(c->reason, done->reason);
	if (c->reason[0] == '\0') {
		assert_int_equal(c->outcome, SG__EXPORT_CLOSE__OUTCOME__WRITTEN);
		assert_int_equal(c->written_sha256.len, MG_DIGEST_BYTES);
		assert_memory_equal(c->written_sha256.data, r->f->room.sealed, MG_DIGEST_BYTES);
		assert_int_equal(c->written_bytes, r->f->ticket.sealed_size);
		assert_true(c->opened_us > 0);
	} else {
		assert_int_equal(c->outcome, SG__EXPORT_CLOSE__OUTCOME__FAILED);
		assert_int_equal(c->written_sha256.len, 0);
		assert_int_equal(c->written_bytes, 0);
	}
	snprintf(reason, 64, "%s", c->reason);
	sg__export_close__free_unpacked(c, NULL);
}

void rig_is_done(struct rig *r, int kiosk, char reason[64])
{
	for (;;) {
		Ag__FromAgent *m = rig_hear(kiosk);
		assert_non_null(m);
		if (m->refused)
			fail_msg("refused: %s", m->refused->reason);
		const bool done = m->done != NULL;
		if (done)
			read_close(r, m->done, reason);
		ag__from_agent__free_unpacked(m, NULL);
		if (done)
			return;
	}
}
