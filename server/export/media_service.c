/* SPDX-License-Identifier: Apache-2.0 */
#include "export/export.h"

bool mg_Media_list(struct mg_call *call, const Pb__MediaListRequest *in, mg_reply_Media_list *out, struct mg_error *err)
{
	(void)call;
	(void)in;
	(void)out;
	return mg_fail(err, MG_ERR_UNIMPLEMENTED, "Media/list");
}

bool mg_Media_enter(struct mg_call *call, const Pb__MediaEnterRequest *in, mg_reply_Media_enter *out, struct mg_error *err)
{
	(void)call;
	(void)in;
	(void)out;
	return mg_fail(err, MG_ERR_UNIMPLEMENTED, "Media/enter");
}

bool mg_Media_lend(struct mg_call *call, const Pb__MediaLendRequest *in, mg_reply_Media_lend *out, struct mg_error *err)
{
	(void)call;
	(void)in;
	(void)out;
	return mg_fail(err, MG_ERR_UNIMPLEMENTED, "Media/lend");
}

bool mg_Media_take_back(struct mg_call *call, const Pb__MediaTakeBackRequest *in, mg_reply_Media_take_back *out, struct mg_error *err)
{
	(void)call;
	(void)in;
	(void)out;
	return mg_fail(err, MG_ERR_UNIMPLEMENTED, "Media/take_back");
}

bool mg_Media_dispose(struct mg_call *call, const Pb__MediaDisposeRequest *in, mg_reply_Media_dispose *out, struct mg_error *err)
{
	(void)call;
	(void)in;
	(void)out;
	return mg_fail(err, MG_ERR_UNIMPLEMENTED, "Media/dispose");
}
