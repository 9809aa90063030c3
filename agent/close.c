/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/close.h"
#include "madoguchi/signed/v1/export.pb-c.h"
#include "wire/envelope.h"

bool mg_close_sign(const struct mg_signer *signer, const struct mg_crypto *crypto, const struct mg_order *order,
	const struct mg_carry_result *result, struct mg_signed_close *ret, struct mg_error *err)
{
	struct mg_order o = *order;
	struct mg_carry_result r = *result;
	struct mg_signed_close close = {.reason = r.reason};
	Sg__ExportClose m = SG__EXPORT_CLOSE__INIT;
	m.ticket_id = (ProtobufCBinaryData){MG_TICKET_ID_BYTES, o.ticket_id};
	m.nonce = (ProtobufCBinaryData){MG_NONCE_BYTES, o.nonce};
	m.terminal = o.terminal;
	m.opened_us = r.opened_us;
	m.closed_us = r.closed_us;
	if (r.reason == MG_REASON_NONE) {
		m.outcome = SG__EXPORT_CLOSE__OUTCOME__WRITTEN;
		m.written_sha256 = (ProtobufCBinaryData){MG_DIGEST_BYTES, r.written_sha256};
		m.written_bytes = r.written_bytes;
	} else {
		m.outcome = SG__EXPORT_CLOSE__OUTCOME__FAILED;
		m.reason = (char *)mg_reason_name(r.reason);
	}
	if (sg__export_close__get_packed_size(&m) > sizeof(close.payload))
		return mg_fail(err, MG_ERR_INTERNAL, "no room for a close");
	close.n = sg__export_close__pack(&m, close.payload);
	mg_key_id(crypto, signer->public_key, close.key_id);
	if (!mg_envelope_sign(signer, MG_ENVELOPE_TYPE("export-close"), (struct mg_bytes){close.payload, close.n},
		    close.signature, err))
		return false;
	*ret = close;
	return true;
}
