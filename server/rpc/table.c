/* SPDX-License-Identifier: Apache-2.0
 * The table and the proofs that it is complete: an RPC in a .proto without its row, a row for no
 * RPC, a row without permission or audit action does not compile. */
#include <string.h>
#include "rpc/rpc.h"

/* 1. Every row has a permission and an audit action; AUDIT_NONE is for long polls alone. */
#define MG_RPC(S, M, m, Request, perm, audit, notes, flags, arena, lane)                           \
	_Static_assert((perm) != MG_PERM_UNSET, #S "/" #M ": no permission");                      \
	_Static_assert((audit) != MG_AUDIT_UNSET, #S "/" #M ": no audit action");                  \
	_Static_assert(                                                                            \
		(audit) != MG_AUDIT_NONE || (lane) == MG_LANE_WATCH, #S "/" #M ": AUDIT_NONE");    \
	_Static_assert((lane) > 0 && (lane) < MG_LANE_MAX, #S "/" #M ": no lane");                 \
	_Static_assert((arena) > 0, #S "/" #M ": no arena");                                       \
	_Static_assert(((flags)&MG_RPC_FRESH) == 0 ||                                              \
			       (((flags)&MG_RPC_WRITE) && (perm) > MG_PERM_SIGNED_IN),             \
		#S "/" #M ": a fresh factor is for grave acts");                                   \
	_Static_assert(((flags)&MG_RPC_PREPARE) == 0 || (audit) == MG_AUDIT_LOGIN ||               \
			       (audit) == MG_AUDIT_RESUME || (audit) == MG_AUDIT_REAUTHENTICATE || \
			       (audit) == MG_AUDIT_PASSWORD_CHANGE ||                              \
			       (audit) == MG_AUDIT_FINGER_LOOK ||                                  \
			       (audit) == MG_AUDIT_FINGER_CAPTURE ||                               \
			       (audit) == MG_AUDIT_FINGER_WITNESS ||                               \
			       (audit) == MG_AUDIT_STAFF_PASSWORD,                                 \
		#S "/" #M ": no prepare function stands below");
#include "rpc/rpc_list.def"
#undef MG_RPC
#define MG_JOB(N, n, audit, account, every, arena)                                                 \
	_Static_assert(                                                                            \
		(audit) != MG_AUDIT_UNSET && (audit) != MG_AUDIT_NONE, #N ": no audit action");
#include "rpc/job_list.def"
#undef MG_JOB

/* An entry tells its call by its action: two rows with one would be two equal cases. Long polls, which have none, count by
 * the line of their row. */
__attribute__((unused)) static bool each_call_has_an_action_of_its_own(int action)
{
	switch (action) {
#define MG_RPC(S, M, m, Request, perm, audit, notes, flags, arena, lane)                           \
	case (audit) == MG_AUDIT_NONE ? -__LINE__ : (int)(audit):
#include "rpc/rpc_list.def"
#undef MG_RPC
#define MG_JOB(N, n, audit, account, every, arena) case (int)(audit):
#include "rpc/job_list.def"
#undef MG_JOB
	case MG_AUDIT_GLASS_SEEN: /* stands in old entries: nobody takes it again */
		return true;
	default:
		return false;
	}
}

/* 2. As many rows as the service has methods; with the typed thunks of (3) that is one to one. */
#define N_METHODS(S)                                                                               \
	((sizeof(Pb__##S##_Service) - sizeof(ProtobufCService)) / sizeof(void (*)(void)))
enum {
	SVC_Login = 1,
	SVC_Session,
	SVC_Person,
	SVC_Exchange,
	SVC_Receipt,
	SVC_Qualification,
	SVC_Draft,
	SVC_Memo,
	SVC_Code,
	SVC_Paper,
	SVC_Extract,
	SVC_Export,
	SVC_Media,
	SVC_Finger,
	SVC_Terminal,
	SVC_Rights,
	SVC_Staff,
	SVC_Notice,
	SVC_Display,
};
#define MG_RPC(S, M, m, Request, perm, audit, notes, flags, arena, lane) +(SVC_##S == WANT)
#define ROWS_MATCH(S) "rpc_list.def and service " #S " differ"
#define WANT SVC_Login
_Static_assert((0
#include "rpc/rpc_list.def"
		       ) == N_METHODS(Login),
	ROWS_MATCH(Login));
#undef WANT
#define WANT SVC_Session
_Static_assert((0
#include "rpc/rpc_list.def"
		       ) == N_METHODS(Session),
	ROWS_MATCH(Session));
#undef WANT
#define WANT SVC_Person
_Static_assert((0
#include "rpc/rpc_list.def"
		       ) == N_METHODS(Person),
	ROWS_MATCH(Person));
#undef WANT
#define WANT SVC_Exchange
_Static_assert((0
#include "rpc/rpc_list.def"
		       ) == N_METHODS(Exchange),
	ROWS_MATCH(Exchange));
#undef WANT
#define WANT SVC_Receipt
_Static_assert((0
#include "rpc/rpc_list.def"
		       ) == N_METHODS(Receipt),
	ROWS_MATCH(Receipt));
#undef WANT
#define WANT SVC_Qualification
_Static_assert((0
#include "rpc/rpc_list.def"
		       ) == N_METHODS(Qualification),
	ROWS_MATCH(Qualification));
#undef WANT
#define WANT SVC_Draft
_Static_assert((0
#include "rpc/rpc_list.def"
		       ) == N_METHODS(Draft),
	ROWS_MATCH(Draft));
#undef WANT
#define WANT SVC_Memo
_Static_assert((0
#include "rpc/rpc_list.def"
		       ) == N_METHODS(Memo),
	ROWS_MATCH(Memo));
#undef WANT
#define WANT SVC_Code
_Static_assert((0
#include "rpc/rpc_list.def"
		       ) == N_METHODS(Code),
	ROWS_MATCH(Code));
#undef WANT
#define WANT SVC_Paper
_Static_assert((0
#include "rpc/rpc_list.def"
		       ) == N_METHODS(Paper),
	ROWS_MATCH(Paper));
#undef WANT
#define WANT SVC_Extract
_Static_assert((0
#include "rpc/rpc_list.def"
		       ) == N_METHODS(Extract),
	ROWS_MATCH(Extract));
#undef WANT
#define WANT SVC_Export
_Static_assert((0
#include "rpc/rpc_list.def"
		       ) == N_METHODS(Export),
	ROWS_MATCH(Export));
#undef WANT
#define WANT SVC_Media
_Static_assert((0
#include "rpc/rpc_list.def"
		       ) == N_METHODS(Media),
	ROWS_MATCH(Media));
#undef WANT
#define WANT SVC_Finger
_Static_assert((0
#include "rpc/rpc_list.def"
		       ) == N_METHODS(Finger),
	ROWS_MATCH(Finger));
#undef WANT
#define WANT SVC_Terminal
_Static_assert((0
#include "rpc/rpc_list.def"
		       ) == N_METHODS(Terminal),
	ROWS_MATCH(Terminal));
#undef WANT
#define WANT SVC_Rights
_Static_assert((0
#include "rpc/rpc_list.def"
		       ) == N_METHODS(Rights),
	ROWS_MATCH(Rights));
#undef WANT
#define WANT SVC_Staff
_Static_assert((0
#include "rpc/rpc_list.def"
		       ) == N_METHODS(Staff),
	ROWS_MATCH(Staff));
#undef WANT
#define WANT SVC_Notice
_Static_assert((0
#include "rpc/rpc_list.def"
		       ) == N_METHODS(Notice),
	ROWS_MATCH(Notice));
#undef WANT
#define WANT SVC_Display
_Static_assert((0
#include "rpc/rpc_list.def"
		       ) == N_METHODS(Display),
	ROWS_MATCH(Display));
#undef WANT
#undef MG_RPC

/* 3. Thunks: the untyped side exists only here. */
#define MG_RPC(S, M, m, Request, perm, audit, notes, flags, arena, lane)                           \
	static bool thunk_##S##_##m(struct mg_call *call, const ProtobufCMessage *in,              \
		ProtobufCMessage *out, struct mg_error *err)                                       \
	{                                                                                          \
		(void)sizeof(((Pb__##S##_Service *)NULL)->m); /* exists in the .proto */           \
		return mg_##S##_##m(call, (const Pb__##Request *)(const void *)in,                 \
			(mg_reply_##S##_##m *)(void *)out, err);                                   \
	}
#include "rpc/rpc_list.def"
#undef MG_RPC

#define PREPARE(S, m, Request)                                                                     \
	static bool prepare_##S##_##m(struct mg_call *call, const ProtobufCMessage *in,            \
		ProtobufCMessage *out, struct mg_error *err)                                       \
	{                                                                                          \
		(void)out;                                                                         \
		return mg_##S##_##m##_prepare(                                                     \
			call, (const Pb__##Request *)(const void *)in, err);                       \
	}
PREPARE(Login, login, LoginRequest)
PREPARE(Session, resume, ResumeRequest)
PREPARE(Session, reauthenticate, ReauthenticateRequest)
PREPARE(Finger, look, FingerLookRequest)
PREPARE(Finger, capture, FingerCaptureRequest)
PREPARE(Finger, witness, FingerWitnessRequest)
PREPARE(Session, change_password, ChangePasswordRequest)

static bool prepare_Staff_first_password(struct mg_call *call, const ProtobufCMessage *in,
	ProtobufCMessage *out, struct mg_error *err)
{
	(void)out;
	return mg_Staff_first_password_prepare(
		call, (const Pb__StaffFirstPasswordRequest *)(const void *)in, err);
}

#define descriptor_Login pb__login__descriptor
#define descriptor_Session pb__session__descriptor
#define descriptor_Person pb__person__descriptor
#define descriptor_Exchange pb__exchange__descriptor
#define descriptor_Receipt pb__receipt__descriptor
#define descriptor_Qualification pb__qualification__descriptor
#define descriptor_Draft pb__draft__descriptor
#define descriptor_Memo pb__memo__descriptor
#define descriptor_Code pb__code__descriptor
#define descriptor_Paper pb__paper__descriptor
#define descriptor_Extract pb__extract__descriptor
#define descriptor_Export pb__export__descriptor
#define descriptor_Media pb__media__descriptor
#define descriptor_Finger pb__finger__descriptor
#define descriptor_Terminal pb__terminal__descriptor
#define descriptor_Rights pb__rights__descriptor
#define descriptor_Staff pb__staff__descriptor
#define descriptor_Notice pb__notice__descriptor
#define descriptor_Display pb__display__descriptor

const struct mg_rpc mg_rpc_table[] = {
#define MG_RPC(S, M, m, Request, perm_, audit_, notes_, flags_, arena_, lane_)                     \
	{.path = "/madoguchi.v1." #S "/" #M,                                                       \
		.service = #S,                                                                     \
		.method = #M,                                                                      \
		.perm = (perm_),                                                                   \
		.audit = (audit_),                                                                 \
		.notes = (notes_),                                                                 \
		.flags = (flags_),                                                                 \
		.arena_bytes = (size_t)(arena_)*1024,                                              \
		.lane = (lane_),                                                                   \
		.descriptor = &descriptor_##S,                                                     \
		.handle = thunk_##S##_##m,                                                         \
		.prepare = ((flags_)&MG_RPC_PREPARE) == 0	  ? NULL                           \
			   : (audit_) == MG_AUDIT_LOGIN		  ? prepare_Login_login            \
			   : (audit_) == MG_AUDIT_RESUME	  ? prepare_Session_resume         \
			   : (audit_) == MG_AUDIT_PASSWORD_CHANGE ? prepare_Session_change_password \
			   : (audit_) == MG_AUDIT_FINGER_LOOK	  ? prepare_Finger_look            \
			   : (audit_) == MG_AUDIT_FINGER_CAPTURE ? prepare_Finger_capture          \
			   : (audit_) == MG_AUDIT_FINGER_WITNESS ? prepare_Finger_witness          \
			   : (audit_) == MG_AUDIT_STAFF_PASSWORD ? prepare_Staff_first_password    \
								  : prepare_Session_reauthenticate},
#include "rpc/rpc_list.def"
#undef MG_RPC
};
const size_t mg_rpc_table_len = MG_LEN(mg_rpc_table);

const struct mg_job mg_job_table[] = {
#define MG_JOB(N, n, audit_, account_, every_, arena_)                                             \
	{.name = #N,                                                                               \
		.audit = (audit_),                                                                 \
		.account = (account_),                                                             \
		.every_s = (every_),                                                               \
		.arena_bytes = (size_t)(arena_)*1024,                                              \
		.run = mg_job_##n},
#include "rpc/job_list.def"
#undef MG_JOB
};
const size_t mg_job_table_len = MG_LEN(mg_job_table);

const struct mg_rpc *mg_rpc_find(const char *path, size_t n)
{
	for (size_t i = 0; i < mg_rpc_table_len; i++)
		if (strlen(mg_rpc_table[i].path) == n && memcmp(mg_rpc_table[i].path, path, n) == 0)
			return &mg_rpc_table[i];
	return NULL;
}

static const ProtobufCMethodDescriptor *method_of(const struct mg_rpc *row)
{
	return protobuf_c_service_descriptor_get_method_by_name(row->descriptor, row->method);
}

const ProtobufCMessageDescriptor *mg_rpc_input(const struct mg_rpc *row)
{
	return method_of(row)->input;
}

const ProtobufCMessageDescriptor *mg_rpc_output(const struct mg_rpc *row)
{
	return method_of(row)->output;
}
