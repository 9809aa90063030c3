/* SPDX-License-Identifier: Apache-2.0
 * The table of RPCs and jobs, built from rpc_list.def and job_list.def; complete at compile time.
 * Decides nothing. */
#pragma once
#include <protobuf-c/protobuf-c.h>
#include "access/access.h"
#include "audit/actions.h"
#include "base/error.h"
#include "madoguchi/v1/code.pb-c.h"
#include "madoguchi/v1/display.pb-c.h"
#include "madoguchi/v1/draft.pb-c.h"
#include "madoguchi/v1/exchange.pb-c.h"
#include "madoguchi/v1/export.pb-c.h"
#include "madoguchi/v1/finger.pb-c.h"
#include "madoguchi/v1/login.pb-c.h"
#include "madoguchi/v1/memo.pb-c.h"
#include "madoguchi/v1/notice.pb-c.h"
#include "madoguchi/v1/paper.pb-c.h"
#include "madoguchi/v1/person.pb-c.h"
#include "madoguchi/v1/qualification.pb-c.h"
#include "madoguchi/v1/receipt.pb-c.h"
#include "madoguchi/v1/rights.pb-c.h"
#include "madoguchi/v1/session.pb-c.h"
#include "madoguchi/v1/terminal.pb-c.h"
#include "madoguchi/v1/staff.pb-c.h"

enum mg_rpc_flag {
	MG_RPC_WRITE = 1 << 0,	/* changes business rows: session check in a transaction of its own,
				   idempotency key */
	MG_RPC_SECRET = 1 << 1, /* the arena is wiped, nothing is kept for replay */
	MG_RPC_FRESH = 1 << 2,	/* needs a token of Session.Reauthenticate, spent with the act */
	MG_RPC_PREPARE = 1 << 3, /* mg_<Service>_<method>_prepare runs before the transaction, for
				    slow judging */
	MG_RPC_WHILE_LOCKED = 1 << 4, /* works in a locked session */
	MG_RPC_PLAIN_HASH = 1 << 5, /* the entry holds the plain SHA-256 of the request, which others
				       must be able to compute: only where it cannot be guessed */
	MG_RPC_WHILE_MUST_CHANGE = 1 << 6, /* works before the first, or an expired, password was
					      changed */
	MG_RPC_OWN_SESSION = 1 << 7, /* its prepare counts a try in the session's row, and its handler
					looks at that row itself: the gate does not hold it */
};
enum mg_note {
	MG_NOTE_PERSON = 1 << 0, /* the persons concerned */
	MG_NOTE_QUERY = 1 << 1,	 /* what was asked for */
};
enum mg_lane {
	MG_LANE_DATA = 1, /* bounded workers, each with a connection */
	MG_LANE_LOGIN,	  /* hashing and matching: its own workers, so that a rush does not stop the
			     counters */
	MG_LANE_WATCH,	  /* parked: neither worker nor connection */
	MG_LANE_BULK,	  /* large files, one after the other: clerks never wait behind one */
	MG_LANE_MAX
};

struct mg_call;
typedef bool mg_rpc_fn(struct mg_call *call, const ProtobufCMessage *in, ProtobufCMessage *out,
	struct mg_error *err);
struct mg_rpc {
	const char *path; /* "/madoguchi.v1.Person/Search" */
	const char *service;
	const char *method;
	enum mg_perm perm;
	enum mg_audit audit;
	unsigned notes;
	unsigned flags;
	size_t arena_bytes;
	enum mg_lane lane;
	const ProtobufCServiceDescriptor *descriptor;
	mg_rpc_fn *handle;
	mg_rpc_fn *prepare; /* NULL unless MG_RPC_PREPARE */
};
extern const struct mg_rpc mg_rpc_table[];
extern const size_t mg_rpc_table_len;
/* The row of a path, or NULL. */
const struct mg_rpc *mg_rpc_find(const char *path, size_t n);
/* True for the path of a row with MG_RPC_FRESH. */
bool mg_rpc_wants_fresh(const char *path);
const ProtobufCMessageDescriptor *mg_rpc_input(const struct mg_rpc *row);
const ProtobufCMessageDescriptor *mg_rpc_output(const struct mg_rpc *row);

/* A timer job: runs in transactions that it asks the gate for (mg_job_begin, mg_job_commit in
 * rpc/call.h). */
typedef bool mg_job_fn(struct mg_call *call, struct mg_error *err);
struct mg_job {
	const char *name;
	enum mg_audit audit;
	const char *account;
	unsigned every_s;
	size_t arena_bytes;
	mg_job_fn *run;
};
extern const struct mg_job mg_job_table[];
extern const size_t mg_job_table_len;

/* Typed prototypes: a missing handler is a link error, a wrong type a compile error. */
typedef Pb__ChallengeReply mg_reply_Login_challenge;
typedef Pb__LoginReply mg_reply_Login_login;
typedef Pb__LockReply mg_reply_Session_lock;
typedef Pb__ResumeReply mg_reply_Session_resume;
typedef Pb__LogoutReply mg_reply_Session_logout;
typedef Pb__FreshChallengeReply mg_reply_Session_fresh_challenge;
typedef Pb__ReauthenticateReply mg_reply_Session_reauthenticate;
typedef Pb__ChangePasswordReply mg_reply_Session_change_password;
typedef Pb__ReportLeakReply mg_reply_Session_report_leak;
typedef Pb__MyLoginsReply mg_reply_Session_my_logins;
typedef Pb__SessionListReply mg_reply_Session_list;
typedef Pb__SessionEndReply mg_reply_Session_end;
typedef Pb__WatchReply mg_reply_Session_watch;
typedef Pb__PersonSearchReply mg_reply_Person_search;
typedef Pb__PersonOpenReply mg_reply_Person_open;
typedef Pb__PersonHistoryReply mg_reply_Person_history;
typedef Pb__ListRunsReply mg_reply_Exchange_list_runs;
typedef Pb__ReceiptListReply mg_reply_Receipt_list;
typedef Pb__ReceiptOpenReply mg_reply_Receipt_open;
typedef Pb__ReceiptMoveReply mg_reply_Receipt_move;
typedef Pb__CheckListReply mg_reply_Receipt_check_list;
typedef Pb__SignOffReply mg_reply_Receipt_sign_off;
typedef Pb__QualificationShowReply mg_reply_Qualification_show;
typedef Pb__QualificationJudgeReply mg_reply_Qualification_judge;
typedef Pb__AcquireReply mg_reply_Qualification_acquire;
typedef Pb__CorrectReply mg_reply_Qualification_correct;
typedef Pb__CheckNumberReply mg_reply_Qualification_check_number;
typedef Pb__DraftParkReply mg_reply_Draft_park;
typedef Pb__DraftListReply mg_reply_Draft_list;
typedef Pb__DraftTakeReply mg_reply_Draft_take;
typedef Pb__DraftDropReply mg_reply_Draft_drop;
typedef Pb__MemoListReply mg_reply_Memo_list;
typedef Pb__MemoAddReply mg_reply_Memo_add;
typedef Pb__MemoStrikeReply mg_reply_Memo_strike;
typedef Pb__CodeListReply mg_reply_Code_list;
typedef Pb__PaperPreviewReply mg_reply_Paper_preview;
typedef Pb__PaperPrintReply mg_reply_Paper_print;
typedef Pb__PaperJobsReply mg_reply_Paper_jobs;
typedef Pb__PaperPrintReply mg_reply_Paper_reprint;
typedef Pb__PaperCancelReply mg_reply_Paper_cancel;
typedef Pb__ExtractSpecsReply mg_reply_Extract_specs;
typedef Pb__ExtractBuildReply mg_reply_Extract_build;
typedef Pb__ExtractListReply mg_reply_Extract_list;
typedef Pb__ExportRequestReply mg_reply_Export_request;
typedef Pb__ExportWithdrawReply mg_reply_Export_withdraw;
typedef Pb__ExportListReply mg_reply_Export_list;
typedef Pb__ExportPreviewReply mg_reply_Export_preview;
typedef Pb__ExportApproveReply mg_reply_Export_approve;
typedef Pb__ExportRefuseReply mg_reply_Export_refuse;
typedef Pb__ExportDownloadReply mg_reply_Export_download;
typedef Pb__ExportRedeemReply mg_reply_Export_redeem;
typedef Pb__ExportReceiptReply mg_reply_Export_receipt;
typedef Pb__ExportCloseReply mg_reply_Export_close;
typedef Pb__ExportPassphraseReply mg_reply_Export_passphrase;
typedef Pb__ExportCarriedReply mg_reply_Export_carried;
typedef Pb__ExportKeysReply mg_reply_Export_keys;
typedef Pb__MediaListReply mg_reply_Media_list;
typedef Pb__MediaReply mg_reply_Media_enter;
typedef Pb__MediaReply mg_reply_Media_lend;
typedef Pb__MediaReply mg_reply_Media_take_back;
typedef Pb__MediaReply mg_reply_Media_dispose;
typedef Pb__TerminalListReply mg_reply_Terminal_list;
typedef Pb__TerminalReply mg_reply_Terminal_revoke;
typedef Pb__TerminalReply mg_reply_Terminal_release;
typedef Pb__TerminalRequestReply mg_reply_Terminal_propose;
typedef Pb__TerminalRequestsReply mg_reply_Terminal_requests;
typedef Pb__TerminalRequestReply mg_reply_Terminal_review;
typedef Pb__TerminalRequestReply mg_reply_Terminal_renew;
typedef Pb__TerminalCertificateReply mg_reply_Terminal_certificate;
typedef Pb__FingerListReply mg_reply_Finger_list;
typedef Pb__FingerBeginReply mg_reply_Finger_begin;
typedef Pb__FingerLookReply mg_reply_Finger_look;
typedef Pb__FingerCaptureReply mg_reply_Finger_capture;
typedef Pb__FingerWitnessReply mg_reply_Finger_witness;
typedef Pb__FingerCommitReply mg_reply_Finger_commit;
typedef Pb__FingerDropReply mg_reply_Finger_drop;
typedef Pb__FingerDeleteReply mg_reply_Finger_delete;
typedef Pb__RightsShowReply mg_reply_Rights_show;
typedef Pb__RightsProposeReply mg_reply_Rights_propose;
typedef Pb__RightsApplyReply mg_reply_Rights_apply;
typedef Pb__StaffStepReply mg_reply_Staff_ask;
typedef Pb__StaffRequestsReply mg_reply_Staff_requests;
typedef Pb__StaffStepReply mg_reply_Staff_withdraw;
typedef Pb__StaffRequestsReply mg_reply_Staff_review;
typedef Pb__StaffStepReply mg_reply_Staff_approve;
typedef Pb__StaffStepReply mg_reply_Staff_refuse;
typedef Pb__StaffFirstPasswordReply mg_reply_Staff_first_password;
typedef Pb__StaffListReply mg_reply_Staff_list;
typedef Pb__StaffConfirmListReply mg_reply_Staff_confirm_list;
typedef Pb__StaffConfirmReply mg_reply_Staff_confirm;
typedef Pb__StaffRemindersReply mg_reply_Staff_reminders;
typedef Pb__StaffPersonnelReply mg_reply_Staff_personnel;
typedef Pb__StaffGlassListReply mg_reply_Staff_glass_list;
typedef Pb__StaffGlassAcknowledgeReply mg_reply_Staff_glass_acknowledge;
typedef Pb__NoticePostReply mg_reply_Notice_post;
typedef Pb__NoticeListReply mg_reply_Notice_list;
typedef Pb__NoticeWithdrawReply mg_reply_Notice_withdraw;
typedef Pb__NoticeWatchReply mg_reply_Notice_watch;
typedef Pb__DisplaySettings mg_reply_Display_show;
typedef Pb__DisplaySettings mg_reply_Display_set;
#define MG_RPC(S, M, m, Request, perm, audit, notes, flags, arena, lane)                           \
	bool mg_##S##_##m(struct mg_call *call, const Pb__##Request *in, mg_reply_##S##_##m *out,  \
		struct mg_error *err);
#include "rpc/rpc_list.def"
#undef MG_RPC
bool mg_Login_login_prepare(struct mg_call *call, const Pb__LoginRequest *in, struct mg_error *err);
bool mg_Session_resume_prepare(
	struct mg_call *call, const Pb__ResumeRequest *in, struct mg_error *err);
bool mg_Session_reauthenticate_prepare(
	struct mg_call *call, const Pb__ReauthenticateRequest *in, struct mg_error *err);
bool mg_Finger_look_prepare(
	struct mg_call *call, const Pb__FingerLookRequest *in, struct mg_error *err);
bool mg_Finger_capture_prepare(
	struct mg_call *call, const Pb__FingerCaptureRequest *in, struct mg_error *err);
bool mg_Finger_witness_prepare(
	struct mg_call *call, const Pb__FingerWitnessRequest *in, struct mg_error *err);
bool mg_Session_change_password_prepare(
	struct mg_call *call, const Pb__ChangePasswordRequest *in, struct mg_error *err);
bool mg_Staff_first_password_prepare(
	struct mg_call *call, const Pb__StaffFirstPasswordRequest *in, struct mg_error *err);
#define MG_JOB(N, n, audit, account, every, arena)                                                 \
	bool mg_job_##n(struct mg_call *call, struct mg_error *err);
#include "rpc/job_list.def"
#undef MG_JOB
