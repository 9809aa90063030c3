/* SPDX-License-Identifier: Apache-2.0
 * One carry-out of the served city, step by step: its people and their rights, a stick, extracts, tickets, fresh factors, and
 * what the approver's kiosk and the terminal's agent sign. */
#pragma once
#include "counter.h"
#include "madoguchi/v1/export.pb-c.h"
#include "madoguchi/v1/staff.pb-c.h"
#include "signer/signer.h"

#define CARRIER 1   /* 100001 of ward 146, at terminal 1 */
#define EXTRACTOR 2 /* 100002, lent to ward 146 for the test */
#define APPROVER 4  /* 200001 of ward 146 */
#define STRANGER 5  /* 200002, supervisor of ward 142, with a key too; keeps the sticks */

extern uint64_t exporter_stick;
/* Rights, specification and stick; once. */
void exporter_open(void);
/* Lends the stick to the carrier again, or takes it back: in a session of the stranger's at terminal 1, where nobody may be. */
void exporter_lend(bool lent);
/* Gives ward and rights back. */
void exporter_close(void);
/* madoguchi-admin with these words and `input`; its exit status. */
int exporter_admin(const char *input, const char *words);

struct exporter_call {
	const uint8_t *fresh; /* NULL: none */
	const uint8_t *key;   /* NULL: a new one */
};
/* One call in the session; NULL: refused. */
const void *exporter_say(const struct counter *c, const char *rpc, const ProtobufCMessage *in,
	const ProtobufCMessageDescriptor *out, const struct exporter_call *how, struct counter_said *said);
#define EXPORTER_SAY(c, rpc, in, Reply, how, said)                                                           \
	((const Pb__##Reply *)exporter_say(                                                                  \
		c, "/madoguchi.v1." rpc, &(in)->base, exporter_##Reply##_descriptor, how, said))
#define exporter_ExportApproveReply_descriptor &pb__export_approve_reply__descriptor
#define exporter_ExportRedeemReply_descriptor &pb__export_redeem_reply__descriptor
#define exporter_ExportReceiptReply_descriptor &pb__export_receipt_reply__descriptor
#define exporter_ExportCloseReply_descriptor &pb__export_close_reply__descriptor
#define exporter_ExportPassphraseReply_descriptor &pb__export_passphrase_reply__descriptor
#define exporter_ExportKeysReply_descriptor &pb__export_keys_reply__descriptor
#define exporter_ExportRequestReply_descriptor &pb__export_request_reply__descriptor
#define exporter_ExportPreviewReply_descriptor &pb__export_preview_reply__descriptor
#define exporter_WatchReply_descriptor &pb__watch_reply__descriptor
#define exporter_ExportWithdrawReply_descriptor &pb__export_withdraw_reply__descriptor
#define exporter_ExtractBuildReply_descriptor &pb__extract_build_reply__descriptor
#define exporter_MediaReply_descriptor &pb__media_reply__descriptor
#define exporter_FreshChallengeReply_descriptor &pb__fresh_challenge_reply__descriptor
#define exporter_StaffStepReply_descriptor &pb__staff_step_reply__descriptor
#define exporter_StaffFirstPasswordReply_descriptor &pb__staff_first_password_reply__descriptor
#define exporter_StaffListReply_descriptor &pb__staff_list_reply__descriptor
#define exporter_ReauthenticateReply_descriptor &pb__reauthenticate_reply__descriptor

/* Finger and password again: the token goes to `ret`; fails the test on a no. `terminal`: whose session it is. */
void exporter_fresh(const struct counter *c, int terminal, const char *path, uint8_t ret[32]);
/* An extract built by EXTRACTOR at terminal 2; its id. */
uint64_t exporter_build(void);
/* Asks to carry it; fails the test on a no. Copies the ticket's id. */
const Pb__ExportItem *exporter_request(const struct counter *carrier, uint64_t extract_id, uint8_t ret_ticket_id[16]);

/* What the approver's kiosk signs: filled from the item, to be changed by tests before it is signed. */
struct exporter_ticket {
	Sg__ExportTicket t;
	Sg__UsbDevice device;
};
void exporter_fill_ticket(struct exporter_ticket *ret, const Pb__ExportItem *item, const char *approver, uint64_t epoch);
/* Packs and signs; `spoil` may be NULL and changes the payload before it is signed. Lives in the arena. */
typedef size_t exporter_spoil_fn(uint8_t *payload, size_t n);
Pb__Envelope *exporter_seal(struct mg_signer_key *key, const char *type, const ProtobufCMessage *m, exporter_spoil_fn *spoil);
/* The person's own key, opened with the PIN; its epoch. */
struct mg_signer_key *exporter_key(const struct counter *c, uint64_t *ret_epoch);
/* The same with the key of a terminal's agent. */
Pb__Envelope *exporter_seal_close(int agent_of, const Sg__ExportClose *close, exporter_spoil_fn *spoil);
ProtobufCBinaryData exporter_bytes(const void *p, size_t n);
