/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/paper_rules.h"
#include <string.h>

#define SECOND INT64_C(1000000)
#define DELAY_MAX (300 * SECOND)

const char *mg_job_state_name(enum mg_job_state state)
{
	static const char *const names[MG_JOB_STATE_MAX] = {
		"", "queued", "sending", "sent", "printed", "failed", "cancelled", "unknown"};
	return state < MG_JOB_STATE_MAX ? names[state] : "";
}

int64_t mg_job_delay_us(uint32_t tries)
{
	const int64_t delay = tries < 7 ? 5 * SECOND << (tries ? tries - 1 : 0) : DELAY_MAX;
	return delay < DELAY_MAX ? delay : DELAY_MAX;
}

/* RFC 8011 5.4.12 and 5.3.8: keywords, with or without "-error", "-warning", "-report" behind. */
static const char *words_of(const char *reason)
{
	static const struct {
		const char *keyword, *words;
	} known[] = {
		{"media-empty", "用紙がありません。補給してください。"},
		{"media-needed", "用紙がありません。補給してください。"},
		{"media-jam", "紙づまりです。プリンターを確認してください。"},
		{"toner-empty", "トナーがありません。交換してください。"},
		{"marker-supply-empty", "トナーがありません。交換してください。"},
		{"door-open", "プリンターのカバーが開いています。"},
		{"cover-open", "プリンターのカバーが開いています。"},
		{"output-area-full", "排紙トレイがいっぱいです。"},
		{"paused", "プリンターが一時停止しています。"},
		{"shutdown", "プリンターの電源を確認してください。"},
	};
	for (size_t i = 0; i < MG_LEN(known); i++)
		if (strncmp(reason, known[i].keyword, strlen(known[i].keyword)) == 0)
			return known[i].words;
	return "";
}

const char *mg_job_trouble(enum mg_print_result result, const char *reason)
{
	const char *words = words_of(reason);
	if (words[0])
		return words;
	switch (result) {
	case MG_PRINT_AWAY:
		return "プリンターにつながりません。つながりしだい印刷します。";
	case MG_PRINT_LATER:
		return "プリンターがほかの印刷をしています。順番を待っています。";
	case MG_PRINT_REFUSED:
		return "プリンターがこの印刷を受け付けませんでした。";
	case MG_PRINT_BROKEN:
		return "送信中に切れました。プリンターに確認しています。";
	case MG_PRINT_NOT_FOUND:
		return "プリンターの設定（送り先）が正しくありません。";
	case MG_PRINT_DONE:
	case MG_PRINT_RESULT_MAX:
		break;
	}
	return "プリンターが止まっています。確認してください。";
}

#define NOBODY_KNOWS                                                                               \
	"印刷されたか分かりません。プリンターを確認し、再印刷するか取り消してください。"

/* After Print-Job. */
static struct mg_job_step after_send(struct mg_job_step s, const struct mg_print_reply *r)
{
	s.trouble = r->result == MG_PRINT_DONE ? "" : mg_job_trouble(r->result, r->reason);
	s.wait_us = mg_job_delay_us(s.tries);
	switch (r->result) {
	case MG_PRINT_DONE:
		s.state = MG_JOB_SENT;
		s.ipp_job = r->ipp_job;
		s.wait_us = SECOND / 2;
		break;
	case MG_PRINT_AWAY:
		s.state = MG_JOB_QUEUED;
		break;
	case MG_PRINT_LATER:
		s.state = MG_JOB_QUEUED;
		s.wait_us = 2 * SECOND;
		break;
	case MG_PRINT_REFUSED:
	case MG_PRINT_NOT_FOUND:
		s.state = MG_JOB_FAILED;
		break;
	case MG_PRINT_BROKEN:
	case MG_PRINT_RESULT_MAX:
		s.wait_us = 2 * SECOND; /* stays SENDING; the printer is asked for its name then */
		break;
	}
	return s;
}

/* After the search for the job's name: a printer that does not know it may have printed and
 * forgotten it. */
static struct mg_job_step after_find(struct mg_job_step s, const struct mg_print_reply *r)
{
	if (r->result == MG_PRINT_DONE) {
		s.state = MG_JOB_SENT;
		s.ipp_job = r->ipp_job;
		s.trouble = "";
		s.wait_us = 0;
	} else if (r->result == MG_PRINT_AWAY || r->result == MG_PRINT_LATER ||
		   r->result == MG_PRINT_BROKEN) {
		s.trouble = mg_job_trouble(MG_PRINT_BROKEN, "");
		s.wait_us = 10 * SECOND;
	} else {
		s.state = MG_JOB_UNKNOWN;
		s.trouble = NOBODY_KNOWS;
	}
	return s;
}

static struct mg_job_step after_look(struct mg_job_step s, const struct mg_print_reply *r)
{
	s.wait_us = SECOND;
	if (r->result == MG_PRINT_NOT_FOUND) {
		s.state = MG_JOB_UNKNOWN;
		s.trouble = NOBODY_KNOWS;
		return s;
	}
	if (r->result != MG_PRINT_DONE) {
		s.trouble = "送信しましたが、プリンターにつながらなくなりました。";
		s.wait_us = 10 * SECOND;
		return s;
	}
	s.trouble = r->state == MG_PRINT_STOPPED ? mg_job_trouble(MG_PRINT_DONE, r->reason) : "";
	if (r->state == MG_PRINT_PRINTED)
		s.state = MG_JOB_PRINTED;
	else if (r->state == MG_PRINT_ABORTED)
		s.state = MG_JOB_FAILED, s.trouble = "プリンターが印刷を中止しました。";
	else if (r->state == MG_PRINT_CANCELLED)
		s.state = MG_JOB_CANCELLED, s.trouble = "プリンターで取り消されました。";
	return s;
}

struct mg_job_step mg_job_after(
	const struct mg_job_step *now, enum mg_print_op op, const struct mg_print_reply *reply)
{
	switch (op) {
	case MG_PRINT_SEND:
		return after_send(*now, reply);
	case MG_PRINT_FIND:
		return after_find(*now, reply);
	case MG_PRINT_LOOK:
		return after_look(*now, reply);
	case MG_PRINT_HELLO:
	case MG_PRINT_OP_MAX:
		break;
	}
	return *now;
}
