/* SPDX-License-Identifier: Apache-2.0
 * Any bytes as any request of the server: unpacked and checked, or refused; never more memory than the arena's. */
#include <stddef.h>
#include <stdint.h>
#include "madoguchi/v1/code.pb-c.h"
#include "madoguchi/v1/draft.pb-c.h"
#include "madoguchi/v1/exchange.pb-c.h"
#include "madoguchi/v1/login.pb-c.h"
#include "madoguchi/v1/memo.pb-c.h"
#include "madoguchi/v1/person.pb-c.h"
#include "madoguchi/v1/qualification.pb-c.h"
#include "madoguchi/v1/receipt.pb-c.h"
#include "madoguchi/v1/session.pb-c.h"
#include "rpc/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const ProtobufCMessageDescriptor *const types[] = {&pb__login_request__descriptor,
		&pb__resume_request__descriptor, &pb__watch_request__descriptor, &pb__person_search_request__descriptor,
		&pb__person_open_request__descriptor, &pb__person_history_request__descriptor,
		&pb__list_runs_request__descriptor, &pb__receipt_list_request__descriptor,
		&pb__receipt_move_request__descriptor, &pb__sign_off_request__descriptor, &pb__acquire_request__descriptor,
		&pb__correct_request__descriptor, &pb__qualification_judge_request__descriptor,
		&pb__draft_park_request__descriptor, &pb__memo_add_request__descriptor, &pb__code_list_request__descriptor};
	for (size_t i = 0; i < MG_LEN(types); i++) {
		struct mg_arena arena;
		ProtobufCMessage *m;
		struct mg_error err = {0};
		mg_arena_init(&arena, 1 << 16);
		if (!mg_request_unpack(types[i], &arena, data, size, &m, &err) && err.code == MG_OK)
			__builtin_trap(); /* a refusal without a reason */
		mg_arena_done(&arena);
	}
	return 0;
}
