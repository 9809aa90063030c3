/* SPDX-License-Identifier: Apache-2.0 */
#include "export/export.h"

bool mg_Export_request(struct mg_call *call, const Pb__ExportRequestRequest *in, mg_reply_Export_request *out, struct mg_error *err)
{
	(void)call;
	(void)in;
	(void)out;
	return mg_fail(err, MG_ERR_UNIMPLEMENTED, "Export/request");
}

bool mg_Export_withdraw(struct mg_call *call, const Pb__ExportWithdrawRequest *in, mg_reply_Export_withdraw *out, struct mg_error *err)
{
	(void)call;
	(void)in;
	(void)out;
	return mg_fail(err, MG_ERR_UNIMPLEMENTED, "Export/withdraw");
}

bool mg_Export_list(struct mg_call *call, const Pb__ExportListRequest *in, mg_reply_Export_list *out, struct mg_error *err)
{
	(void)call;
	(void)in;
	(void)out;
	return mg_fail(err, MG_ERR_UNIMPLEMENTED, "Export/list");
}

bool mg_Export_preview(struct mg_call *call, const Pb__ExportPreviewRequest *in, mg_reply_Export_preview *out, struct mg_error *err)
{
	(void)call;
	(void)in;
	(void)out;
	return mg_fail(err, MG_ERR_UNIMPLEMENTED, "Export/preview");
}

bool mg_Export_refuse(struct mg_call *call, const Pb__ExportRefuseRequest *in, mg_reply_Export_refuse *out, struct mg_error *err)
{
	(void)call;
	(void)in;
	(void)out;
	return mg_fail(err, MG_ERR_UNIMPLEMENTED, "Export/refuse");
}

bool mg_Export_download(struct mg_call *call, const Pb__ExportDownloadRequest *in, mg_reply_Export_download *out, struct mg_error *err)
{
	(void)call;
	(void)in;
	(void)out;
	return mg_fail(err, MG_ERR_UNIMPLEMENTED, "Export/download");
}

bool mg_Export_carried(struct mg_call *call, const Pb__ExportCarriedRequest *in, mg_reply_Export_carried *out, struct mg_error *err)
{
	(void)call;
	(void)in;
	(void)out;
	return mg_fail(err, MG_ERR_UNIMPLEMENTED, "Export/carried");
}
