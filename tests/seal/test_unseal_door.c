/* SPDX-License-Identifier: Apache-2.0
 * The door of a sealed server by itself, and the file under two passphrases. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include "keys/kek_sealed.h"
#include "seal/door.h"
#include "seal/unseal_format.h"

static char folder[] = "/tmp/mg-door-XXXXXX";
static char path[60];
static const uint8_t right[32] = {1, 2, 3};
static struct mg_door *door;
static int asked;

static bool open_by(void *user, uint32_t generation, const uint8_t kek[32], struct mg_error *err)
{
	(void)user;
	asked++;
	if (generation == 9)
		return mg_fail(err, MG_ERR_UNAVAILABLE, "the database is away");
	return memcmp(kek, right, sizeof(right)) == 0 || mg_fail(err, MG_ERR_DENIED, "this is not root key %u of the city", generation);
}

static int setup(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return 1;
	snprintf(path, sizeof(path), "%s/unseal.sock", folder);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	mg_door_close(door);
	unlink(path);
	return rmdir(folder);
}

static void open_door(void)
{
	struct mg_error err = {0};
	const struct mg_door_config config = {.path = path, .open = open_by};
	if (!mg_door_open(&config, &door, &err))
		fail_msg("%s", err.detail);
}

/* What the door answers to these bytes; -1: nothing. */
static int answer_to(const void *bytes, size_t n, char ret_text[MG_UNSEAL_ANSWER_BYTES])
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	uint8_t answer[MG_UNSEAL_ANSWER_BYTES] = {0};
	size_t got = 0;
	snprintf(a.sun_path, sizeof(a.sun_path), "%s", path);
	const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (const struct sockaddr *)(const void *)&a, sizeof(a)) != 0) {
		close(fd);
		return -2;
	}
	(void)!send(fd, bytes, n, MSG_NOSIGNAL);
	shutdown(fd, SHUT_WR);
	for (ssize_t more; (more = recv(fd, answer + got, sizeof(answer) - got, 0)) > 0;)
		got += (size_t)more;
	close(fd);
	ret_text[0] = '\0';
	if (got == 0)
		return -1;
	memcpy(ret_text, answer + 1, got - 1);
	ret_text[got - 1] = '\0';
	return answer[0];
}

static void what_is_no_request_or_the_wrong_key_is_refused_and_the_door_stays(void **state)
{
	(void)state;
	uint8_t request[MG_UNSEAL_REQUEST_BYTES];
	char text[MG_UNSEAL_ANSWER_BYTES];
	struct stat st;
	struct mg_door *second = NULL;
	struct mg_error err = {0};
	open_door();
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	const struct mg_door_config config = {.path = path, .open = open_by};
	assert_false(mg_door_open(&config, &second, &err)); /* somebody listens there */
	assert_int_equal(answer_to("GET / HTTP/1.1\r\n\r\n", 18, text), 0);
	assert_int_equal(answer_to("", 0, text), -1);
	assert_int_equal(asked, 0);
	static const uint8_t wrong[32] = {1, 2, 4};
	mg_unseal_request_write(2, wrong, request);
	assert_int_equal(answer_to(request, sizeof(request) - 1, text), 0); /* cut off */
	assert_int_equal(asked, 0);
	assert_int_equal(answer_to(request, sizeof(request), text), 0);
	assert_string_equal(text, "this is not root key 2 of the city");
	mg_unseal_request_write(9, right, request);
	assert_int_equal(answer_to(request, sizeof(request), text), 0);
	assert_string_equal(text, "the database is away");
	assert_int_equal(asked, 2);
}

/* As root alone: another user is let through folder and socket, and still not heard. */
static void another_user_is_not_heard(void **state)
{
	(void)state;
	uint8_t request[MG_UNSEAL_REQUEST_BYTES];
	char text[MG_UNSEAL_ANSWER_BYTES];
	int status;
	if (geteuid() != 0)
		skip();
	mg_unseal_request_write(2, right, request);
	assert_int_equal(chmod(folder, 0755), 0);
	assert_int_equal(chmod(path, 0666), 0);
	const pid_t pid = fork();
	if (pid == 0) {
		if (setgid(65534) != 0 || setuid(65534) != 0)
			_exit(9);
		const int said = answer_to(request, sizeof(request), text);
		_exit(said == 0 && strstr(text, "only the user") ? 0 : 1);
	}
	waitpid(pid, &status, 0);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_equal(asked, 2);
}

static void who_is_right_is_the_last_one(void **state)
{
	(void)state;
	uint8_t request[MG_UNSEAL_REQUEST_BYTES];
	char text[MG_UNSEAL_ANSWER_BYTES];
	mg_unseal_request_write(2, right, request);
	assert_int_equal(answer_to(request, sizeof(request), text), 1);
	mg_door_close(door);
	door = NULL;
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(answer_to(request, sizeof(request), text), -2);
	/* what a killed server left is taken away; a file of somebody else is not */
	FILE *f = fopen(path, "we");
	fclose(f);
	struct mg_error err = {0};
	const struct mg_door_config config = {.path = path, .open = open_by};
	assert_false(mg_door_open(&config, &door, &err));
	unlink(path);
}

/* ---- the file ---- */

#define FIRST "minami-no-niwa 1"
#define SECOND "北の山に降る白い雪の夜の"

static void passphrases_are_long_and_two(void **state)
{
	(void)state;
	struct mg_error err;
	assert_true(mg_kek_passphrases_check(FIRST, SECOND, &err));
	assert_false(mg_kek_passphrases_check(FIRST, FIRST, &err));
	assert_false(mg_kek_passphrases_check(FIRST, "elevenchars", &err));
	assert_false(mg_kek_passphrases_check("山と川と海と空と土", SECOND, &err)); /* 27 bytes, nine characters */
	assert_false(mg_kek_passphrases_check("twelve-chars\xff", SECOND, &err));
}

static void two_people_open_it_in_either_order_and_nobody_alone(void **state)
{
	(void)state;
	static const uint8_t kek[MG_KEK_BYTES] = {7, 8, 9};
	uint8_t bytes[MG_KEK_SEALED_BYTES], changed[MG_KEK_SEALED_BYTES], opened[MG_KEK_BYTES];
	struct mg_kek_sealed sealed;
	struct mg_error err = {0};
	assert_true(mg_kek_seal(3, "271403", kek, FIRST, SECOND, bytes, &err));
	assert_true(mg_kek_sealed_parse((struct mg_bytes){bytes, sizeof(bytes)}, &sealed, &err));
	assert_int_equal(sealed.generation, 3);
	assert_string_equal(sealed.municipality, "271403");
	assert_true(sealed.kib == 65536 && sealed.passes == 3);
	assert_true(mg_kek_unseal(&sealed, FIRST, SECOND, opened, &err));
	assert_memory_equal(opened, kek, sizeof(kek));
	memset(opened, 0, sizeof(opened));
	assert_true(mg_kek_unseal(&sealed, SECOND, FIRST, opened, &err));
	assert_memory_equal(opened, kek, sizeof(kek));
	assert_false(mg_kek_unseal(&sealed, FIRST, FIRST, opened, &err));
	assert_int_equal(err.code, MG_ERR_DENIED);
	assert_false(mg_kek_unseal(&sealed, FIRST, SECOND "x", opened, &err));
	static const size_t places[] = {8, 12, 24, 60, MG_KEK_SEALED_BYTES - 1}; /* generation, city, salt, nonce, tag */
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		memcpy(changed, bytes, sizeof(bytes));
		changed[places[i]] ^= 1;
		if (mg_kek_sealed_parse((struct mg_bytes){changed, sizeof(changed)}, &sealed, &err))
			assert_false(mg_kek_unseal(&sealed, FIRST, SECOND, opened, &err));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_request_or_the_wrong_key_is_refused_and_the_door_stays),
		cmocka_unit_test(another_user_is_not_heard),
		cmocka_unit_test(who_is_right_is_the_last_one),
		cmocka_unit_test(passphrases_are_long_and_two),
		cmocka_unit_test(two_people_open_it_in_either_order_and_nobody_alone),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
