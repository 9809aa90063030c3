/* SPDX-License-Identifier: Apache-2.0 */
#include "extract/extract.h"

bool mg_Extract_specs(struct mg_call *call, const Pb__ExtractSpecsRequest *in, mg_reply_Extract_specs *out, struct mg_error *err)
{
	(void)call;
	(void)in;
	(void)out;
	return mg_fail(err, MG_ERR_UNIMPLEMENTED, "Extract/specs");
}

bool mg_Extract_build(struct mg_call *call, const Pb__ExtractBuildRequest *in, mg_reply_Extract_build *out, struct mg_error *err)
{
	(void)call;
	(void)in;
	(void)out;
	return mg_fail(err, MG_ERR_UNIMPLEMENTED, "Extract/build");
}

bool mg_Extract_list(struct mg_call *call, const Pb__ExtractListRequest *in, mg_reply_Extract_list *out, struct mg_error *err)
{
	(void)call;
	(void)in;
	(void)out;
	return mg_fail(err, MG_ERR_UNIMPLEMENTED, "Extract/list");
}
