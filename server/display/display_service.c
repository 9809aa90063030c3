/* SPDX-License-Identifier: Apache-2.0
 * How a terminal shows what it shows: read by the terminal itself, before anybody logs in, and set by whoever is logged in
 * there. */
#include "display/display.h"
#include "display/display_store.h"

static struct mg_display_in in_of(const struct mg_call *call)
{
	return (struct mg_display_in){call->tx, call->arena, call->shared, call->terminal.terminal_id};
}

static void put_into(const struct mg_display *display, Pb__DisplaySettings *out)
{
	out->scale = display->scale;
	out->contrast = display->contrast;
	out->reader = display->reader;
}

bool mg_display_fill(struct mg_call *call, Pb__DisplaySettings *out, struct mg_error *err)
{
	const struct mg_display_in at = in_of(call);
	struct mg_display display;
	if (!mg_display_find(&at, &display, err))
		return false;
	put_into(&display, out);
	return true;
}

bool mg_Display_show(
	struct mg_call *call, const Pb__DisplayShowRequest *in, Pb__DisplaySettings *out, struct mg_error *err)
{
	(void)in;
	return mg_display_fill(call, out, err);
}

bool mg_Display_set(
	struct mg_call *call, const Pb__DisplaySettings *in, Pb__DisplaySettings *out, struct mg_error *err)
{
	const struct mg_display_in at = in_of(call);
	const struct mg_display to = {in->scale, in->contrast, in->reader};
	struct mg_display_change change = {.staff_no = call->session.staff_no, .now_us = call->now_us};
	struct mg_display was;
	char was_words[MG_DISPLAY_WORDS], to_words[MG_DISPLAY_WORDS];
	if (!mg_display_is_offered(&to)) {
		call->field = "scale";
		return mg_fail(err, MG_ERR_INVALID, "scale: 0, 100, 125, 150 or 200");
	}
	mg_call_log_ref(call, &change.log_writer, &change.log_n);
	if (!mg_display_find(&at, &was, err) || !mg_display_put(&at, &to, &change, err))
		return false;
	mg_display_words(&was, was_words);
	mg_display_words(&to, to_words);
	put_into(&to, out);
	return mg_call_note_fact(call, "was", was_words, err) && mg_call_note_fact(call, "is", to_words, err);
}
