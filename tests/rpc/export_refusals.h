/* SPDX-License-Identifier: Apache-2.0
 * The one carry-out of export_refusals, as its two files share it: before the approval, and after it. */
#pragma once
#include "exporter.h"

#define APPROVE "/madoguchi.v1.Export/Approve"
#define REDEEM "/madoguchi.v1.Export/Redeem"
#define PASSPHRASE "/madoguchi.v1.Export/Passphrase"
#define TICKET_TYPE MG_ENVELOPE_TYPE("export-ticket")

extern struct counter carrier, approver;
extern struct mg_signer_key *key;
extern uint64_t epoch, extract_id;
extern uint8_t ticket_id[16], nonce[32], fresh[32];
extern const Pb__ExportItem *item;

int64_t refusals_entries(void);
/* The table, also in MG_BIN/export_refusals.txt: a heading, and a line of it. */
void refusals_head(const char *words);
void refusals_end(void);
void refusals_line(const char *tried, const char *code, const char *reason);
void refusals_expect(const char *tried, const struct counter_said *said, const char *code, const char *reason);
/* A fresh token of a session, entered beside the door: fifty fingers would take minutes, and an old one has to be waited for. */
void refusals_enter_token(const struct counter *c, const uint8_t value[32], const char *path, int age_s);
struct counter_said refusals_approve(const struct counter *c, const uint8_t *token, Pb__Envelope *envelope);
Pb__Envelope *refusals_good_ticket(exporter_spoil_fn *spoil);
size_t refusals_unknown_field(uint8_t *p, size_t n);
struct counter_said refusals_redeem(const struct counter *c, const uint8_t *token, const uint8_t *n, size_t n_len);
/* Another request of the same extract, approved, with a new nonce; what ends it. */
void refusals_begin(void);
void refusals_end_failed(void);
void refusals_withdraw(void);
/* A new software key of the approver, under the PIN of before. */
void refusals_renew_key(void);

void only_the_very_ticket_that_was_asked_for_is_approved(void **state);
void a_key_of_nobody_or_of_another_signs_nothing(void **state);
void one_person_under_two_numbers_is_one_person(void **state);
void the_approver_approves_once(void **state);

void a_ticket_is_redeemed_in_its_time(void **state);
void a_stick_that_was_taken_back_carries_nothing(void **state);
void an_extract_that_is_not_as_it_was_asked_for_is_gone(void **state);
void a_redemption_without_a_close_is_told_to_who_approved(void **state);
void a_key_of_another_ward_or_out_of_its_time_signs_nothing(void **state);
void a_ticket_signed_by_a_card_goes_through(void **state);
