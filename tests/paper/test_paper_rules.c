/* SPDX-License-Identifier: Apache-2.0
 * What an answer of a printer makes of a job, as a table; and that nothing is ever sent a second
 * time by itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "paper/paper_rules.h"

static const struct {
	enum mg_job_state from;
	enum mg_print_op op;
	enum mg_print_result result;
	enum mg_print_state state;
	enum mg_job_state to;
	bool has_trouble;
} cases[] = {
	{MG_JOB_SENDING, MG_PRINT_SEND, MG_PRINT_DONE, MG_PRINT_PENDING, MG_JOB_SENT, false},
	{MG_JOB_SENDING, MG_PRINT_SEND, MG_PRINT_AWAY, MG_PRINT_PENDING, MG_JOB_QUEUED, true},
	{MG_JOB_SENDING, MG_PRINT_SEND, MG_PRINT_LATER, MG_PRINT_PENDING, MG_JOB_QUEUED, true},
	{MG_JOB_SENDING, MG_PRINT_SEND, MG_PRINT_REFUSED, MG_PRINT_PENDING, MG_JOB_FAILED, true},
	{MG_JOB_SENDING, MG_PRINT_SEND, MG_PRINT_NOT_FOUND, MG_PRINT_PENDING, MG_JOB_FAILED, true},
	{MG_JOB_SENDING, MG_PRINT_SEND, MG_PRINT_BROKEN, MG_PRINT_PENDING, MG_JOB_SENDING, true},
	{MG_JOB_SENDING, MG_PRINT_FIND, MG_PRINT_DONE, MG_PRINT_PENDING, MG_JOB_SENT, false},
	{MG_JOB_SENDING, MG_PRINT_FIND, MG_PRINT_NOT_FOUND, MG_PRINT_PENDING, MG_JOB_UNKNOWN, true},
	{MG_JOB_SENDING, MG_PRINT_FIND, MG_PRINT_AWAY, MG_PRINT_PENDING, MG_JOB_SENDING, true},
	{MG_JOB_SENT, MG_PRINT_LOOK, MG_PRINT_DONE, MG_PRINT_WORKING, MG_JOB_SENT, false},
	{MG_JOB_SENT, MG_PRINT_LOOK, MG_PRINT_DONE, MG_PRINT_STOPPED, MG_JOB_SENT, true},
	{MG_JOB_SENT, MG_PRINT_LOOK, MG_PRINT_DONE, MG_PRINT_PRINTED, MG_JOB_PRINTED, false},
	{MG_JOB_SENT, MG_PRINT_LOOK, MG_PRINT_DONE, MG_PRINT_ABORTED, MG_JOB_FAILED, true},
	{MG_JOB_SENT, MG_PRINT_LOOK, MG_PRINT_DONE, MG_PRINT_CANCELLED, MG_JOB_CANCELLED, true},
	{MG_JOB_SENT, MG_PRINT_LOOK, MG_PRINT_NOT_FOUND, MG_PRINT_PENDING, MG_JOB_UNKNOWN, true},
	{MG_JOB_SENT, MG_PRINT_LOOK, MG_PRINT_AWAY, MG_PRINT_PENDING, MG_JOB_SENT, true},
};

static void each_answer_has_its_meaning(void **state)
{
	(void)state;
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_job_step now = {.state = cases[i].from, .tries = 1, .trouble = ""};
		const struct mg_print_reply reply = {
			.result = cases[i].result, .state = cases[i].state, .ipp_job = 7};
		const struct mg_job_step next = mg_job_after(&now, cases[i].op, &reply);
		if (next.state != cases[i].to || (next.trouble[0] != '\0') != cases[i].has_trouble)
			fail_msg("case %zu: %s \"%s\"", i, mg_job_state_name(next.state),
				next.trouble);
	}
}

/* Back into the queue only from an answer that says the printer has got nothing. */
static void only_a_printer_that_got_nothing_gets_it_again(void **state)
{
	(void)state;
	for (int from = MG_JOB_QUEUED; from < MG_JOB_STATE_MAX; from++)
		for (int op = MG_PRINT_SEND; op <= MG_PRINT_LOOK; op++)
			for (int result = MG_PRINT_DONE; result < MG_PRINT_RESULT_MAX; result++)
				for (int s = MG_PRINT_PENDING; s < MG_PRINT_STATE_MAX; s++) {
					const struct mg_job_step now = {
						.state = (enum mg_job_state)from, .trouble = ""};
					const struct mg_print_reply reply = {
						.result = (enum mg_print_result)result,
						.state = (enum mg_print_state)s};
					const struct mg_job_step next =
						mg_job_after(&now, (enum mg_print_op)op, &reply);
					if (next.state == MG_JOB_QUEUED && from != MG_JOB_QUEUED)
						assert_true(op == MG_PRINT_SEND &&
							    (result == MG_PRINT_AWAY ||
								    result == MG_PRINT_LATER));
				}
}

static void the_delay_grows_to_five_minutes(void **state)
{
	(void)state;
	assert_int_equal(mg_job_delay_us(1), 5000000);
	assert_int_equal(mg_job_delay_us(2), 10000000);
	assert_int_equal(mg_job_delay_us(6), 160000000);
	assert_int_equal(mg_job_delay_us(7), 300000000);
	assert_int_equal(mg_job_delay_us(4000000000U), 300000000);
}

static void a_printers_keyword_is_told_in_words(void **state)
{
	(void)state;
	assert_non_null(strstr(mg_job_trouble(MG_PRINT_DONE, "media-empty-error"), "用紙"));
	assert_non_null(strstr(mg_job_trouble(MG_PRINT_DONE, "media-jam"), "紙づまり"));
	assert_non_null(strstr(mg_job_trouble(MG_PRINT_AWAY, "not-reached"), "つながりません"));
	assert_true(mg_job_trouble(MG_PRINT_DONE, "")[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_answer_has_its_meaning),
		cmocka_unit_test(only_a_printer_that_got_nothing_gets_it_again),
		cmocka_unit_test(the_delay_grows_to_five_minutes),
		cmocka_unit_test(a_printers_keyword_is_told_in_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
