/* SPDX-License-Identifier: Apache-2.0
 * The gate of the export: approve, redeem, receipt, close, passphrase, keys. */
#include "export/export.h"

bool mg_Export_approve(struct mg_call *call, const Pb__ExportApproveRequest *in, mg_reply_Export_approve *out, struct mg_error *err)
{
	(void)call;
	(void)in;
	(void)out;
	return mg_fail(err, MG_ERR_UNIMPLEMENTED, "Export/approve");
}

bool mg_Export_redeem(struct mg_call *call, const Pb__ExportRedeemRequest *in, mg_reply_Export_redeem *out, struct mg_error *err)
{
	(void)call;
	(void)in;
	(void)out;
	return mg_fail(err, MG_ERR_UNIMPLEMENTED, "Export/redeem");
}

bool mg_Export_receipt(struct mg_call *call, const Pb__ExportReceiptRequest *in, mg_reply_Export_receipt *out, struct mg_error *err)
{
	(void)call;
	(void)in;
	(void)out;
	return mg_fail(err, MG_ERR_UNIMPLEMENTED, "Export/receipt");
}

bool mg_Export_close(struct mg_call *call, const Pb__ExportCloseRequest *in, mg_reply_Export_close *out, struct mg_error *err)
{
	(void)call;
	(void)in;
	(void)out;
	return mg_fail(err, MG_ERR_UNIMPLEMENTED, "Export/close");
}

bool mg_Export_passphrase(struct mg_call *call, const Pb__ExportPassphraseRequest *in, mg_reply_Export_passphrase *out, struct mg_error *err)
{
	(void)call;
	(void)in;
	(void)out;
	return mg_fail(err, MG_ERR_UNIMPLEMENTED, "Export/passphrase");
}

bool mg_Export_keys(struct mg_call *call, const Pb__ExportKeysRequest *in, mg_reply_Export_keys *out, struct mg_error *err)
{
	(void)call;
	(void)in;
	(void)out;
	return mg_fail(err, MG_ERR_UNIMPLEMENTED, "Export/keys");
}
