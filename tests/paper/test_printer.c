/* SPDX-License-Identifier: Apache-2.0
 * The printing workers against a real IPP printer: what is known after each call, and what is not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>
#include "paper_rig.h"
#include "samples.h"

static struct mg_arena arena;
static struct mg_bytes pdf;

static int open_rig(void **state)
{
	(void)state;
	struct mg_error err = {0};
	unsigned pages;
	mg_arena_init(&arena, 64U << 20);
	paper_rig_open("print", 2);
	paper_rig_printer_on();
	return mg_paper_client_draw(paper_rig.client, sample_describe_slip(&sample_slip), 20000,
		       &arena, &pdf, &pages, &err)
		       ? 0
		       : 1;
}

static int close_rig(void **state)
{
	(void)state;
	paper_rig_close();
	mg_arena_done(&arena);
	return 0;
}

static struct mg_print_reply ask(
	enum mg_print_op op, const char *name, uint32_t copies, uint32_t job)
{
	struct mg_print_reply reply;
	struct mg_error err = {0};
	const struct mg_print_request request = {.op = op,
		.uri = paper_rig.uri,
		.job_name = name,
		.copies = copies,
		.ipp_job = job,
		.pdf = op == MG_PRINT_SEND ? pdf : (struct mg_bytes){0}};
	if (!mg_paper_client_print(paper_rig.client, &request, 20000, &reply, &err))
		fail_msg("%s", err.detail);
	return reply;
}

static enum mg_print_state follow(uint32_t job)
{
	struct mg_print_reply reply = {.state = MG_PRINT_PENDING};
	for (int i = 0; i < 100 && reply.state < MG_PRINT_PRINTED; i++) {
		nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
		reply = ask(MG_PRINT_LOOK, "", 0, job);
		assert_int_equal(reply.result, MG_PRINT_DONE);
	}
	return reply.state;
}

static void a_job_is_printed_with_its_copies(void **state)
{
	(void)state;
	char told[100];
	assert_int_equal(ask(MG_PRINT_HELLO, "", 0, 0).result, MG_PRINT_DONE);
	const struct mg_print_reply sent = ask(MG_PRINT_SEND, "mg-1-1", 3, 0);
	assert_int_equal(sent.result, MG_PRINT_DONE);
	assert_true(sent.ipp_job > 0);
	assert_int_equal(follow(sent.ipp_job), MG_PRINT_PRINTED);
	assert_true(paper_rig_wait_printed(1));
	paper_rig_told(1, "copies", told);
	assert_string_equal(told, "3");
	paper_rig_told(1, "job-name", told);
	assert_string_equal(told, "mg-1-1");
}

static void what_came_out_is_what_was_drawn(void **state)
{
	(void)state;
	char path[400];
	static uint8_t bytes[1 << 20];
	snprintf(path, sizeof(path), "%s/printed/1.pdf", paper_rig.dir);
	FILE *f = fopen(path, "re");
	assert_non_null(f);
	const size_t n = fread(bytes, 1, sizeof(bytes), f);
	fclose(f);
	assert_int_equal(n, pdf.n);
	assert_memory_equal(bytes, pdf.p, n);
}

static void a_job_is_found_by_its_name_while_the_printer_is_at_it_and_afterwards(void **state)
{
	(void)state;
	paper_rig_hold(true);
	const struct mg_print_reply first = ask(MG_PRINT_SEND, "mg-2-1", 1, 0);
	assert_int_equal(first.result, MG_PRINT_DONE);
	/* this printer takes one job at a time */
	assert_int_equal(ask(MG_PRINT_SEND, "mg-3-1", 1, 0).result, MG_PRINT_LATER);
	struct mg_print_reply found = ask(MG_PRINT_FIND, "mg-2-1", 0, 0);
	assert_int_equal(found.result, MG_PRINT_DONE);
	assert_int_equal(found.ipp_job, first.ipp_job);
	assert_int_equal(ask(MG_PRINT_FIND, "mg-3-1", 0, 0).result, MG_PRINT_NOT_FOUND);
	paper_rig_hold(false);
	assert_int_equal(follow(first.ipp_job), MG_PRINT_PRINTED);
	found = ask(MG_PRINT_FIND, "mg-2-1", 0, 0);
	assert_int_equal(found.result, MG_PRINT_DONE);
	assert_int_equal(found.ipp_job, first.ipp_job);
}

static void a_job_that_the_printer_does_not_know_is_not_found(void **state)
{
	(void)state;
	assert_int_equal(ask(MG_PRINT_LOOK, "", 0, 99999).result, MG_PRINT_NOT_FOUND);
}

static void a_printer_that_is_off_has_got_nothing(void **state)
{
	(void)state;
	const unsigned before = paper_rig_printed();
	paper_rig_printer_off();
	assert_int_equal(ask(MG_PRINT_SEND, "mg-4-1", 1, 0).result, MG_PRINT_AWAY);
	assert_int_equal(ask(MG_PRINT_FIND, "mg-4-1", 0, 0).result, MG_PRINT_AWAY);
	assert_int_equal(ask(MG_PRINT_HELLO, "", 0, 0).result, MG_PRINT_AWAY);
	paper_rig_printer_on();
	assert_int_equal(ask(MG_PRINT_HELLO, "", 0, 0).result, MG_PRINT_DONE);
	assert_int_equal(paper_rig_printed(), before);
}

static void what_is_no_printers_address_is_refused(void **state)
{
	(void)state;
	assert_true(mg_printer_uri_is_good("ipp://10.1.2.3/ipp/print"));
	assert_true(mg_printer_uri_is_good("ipps://printer-1.kita.example:631/printers/a"));
	assert_false(mg_printer_uri_is_good("http://10.1.2.3/"));
	assert_false(mg_printer_uri_is_good("ipp:///ipp/print"));
	assert_false(mg_printer_uri_is_good("ipp://user@host/"));
	assert_false(mg_printer_uri_is_good("ipp://a b/"));
	assert_false(mg_printer_uri_is_good("file:///etc/passwd"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_job_is_printed_with_its_copies),
		cmocka_unit_test(what_came_out_is_what_was_drawn),
		cmocka_unit_test(
			a_job_is_found_by_its_name_while_the_printer_is_at_it_and_afterwards),
		cmocka_unit_test(a_job_that_the_printer_does_not_know_is_not_found),
		cmocka_unit_test(a_printer_that_is_off_has_got_nothing),
		cmocka_unit_test(what_is_no_printers_address_is_refused),
	};
	return cmocka_run_group_tests(tests, open_rig, close_rig);
}
