/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-screens.h"
#include "mg-acquire-screen.h"
#include "mg-approve-screen.h"
#include "mg-carried-screen.h"
#include "mg-carry-screen.h"
#include "mg-check-screen.h"
#include "mg-display-screen.h"
#include "mg-enrol-screen.h"
#include "mg-export-screen.h"
#include "mg-home-screen.h"
#include "mg-lock-screen.h"
#include "mg-login-screen.h"
#include "mg-media-screen.h"
#include "mg-notice-screen.h"
#include "mg-paper-screen.h"
#include "mg-passphrase-screen.h"
#include "mg-password-screen.h"
#include "mg-person-screen.h"
#include "mg-receipt-screen.h"
#include "mg-register-screen.h"
#include "mg-requests-screen.h"
#include "mg-rights-screen.h"
#include "mg-search-screen.h"
#include "mg-terminal-screen.h"
#include "mg-sessions-screen.h"
#include "mg-staff-confirm-screen.h"
#include "mg-staff-report-screen.h"
#include "mg-staff-review-screen.h"
#include "mg-staff-screen.h"
#include "model/mg-i18n.h"

static const MgScreenRow screens[] = {
    {.name = "login", .create = mg_login_screen_new, .wipes = TRUE},
    {.name = "home", .create = mg_home_screen_new, .wipes = TRUE},
    {.name = "search",
     .number = "01",
     .group = N_ ("人と受付"),
     .word = N_ ("検索"),
     .permission = "PERSON_READ",
     .create = mg_search_screen_new},
    {.name = "register",
     .number = "03",
     .group = N_ ("人と受付"),
     .word = N_ ("受付処理簿"),
     .permission = "RECEIPT_READ",
     .create = mg_register_screen_new},
    {.name = "acquire",
     .number = "11",
     .group = N_ ("届書"),
     .word = N_ ("資格 取得"),
     .permission = "RECEIPT_WRITE",
     .create = mg_acquire_screen_new},
    {.name = "paper",
     .number = "32",
     .group = N_ ("点検と帳票"),
     .word = N_ ("帳票"),
     .permission = "PAPER_PRINT",
     .create = mg_paper_screen_new},
    {.name = "check",
     .number = "46",
     .group = N_ ("点検と帳票"),
     .word = N_ ("照合用リスト"),
     .permission = "RECEIPT_CHECK",
     .create = mg_check_screen_new},
    {.name = "export",
     .number = "51",
     .group = N_ ("持ち出し"),
     .word = N_ ("持ち出し申請"),
     .permission = "MEDIA_OUT|EXTRACT",
     .create = mg_export_screen_new},
    {.name = "approve",
     .number = "52",
     .group = N_ ("持ち出し"),
     .word = N_ ("持ち出し承認"),
     .permission = "EXPORT_APPROVE",
     .create = mg_approve_screen_new},
    {.name = "carry",
     .number = "53",
     .group = N_ ("持ち出し"),
     .word = N_ ("持ち出し実行"),
     .permission = "MEDIA_OUT",
     .create = mg_carry_screen_new},
    {.name = "passphrase",
     .number = "55",
     .group = N_ ("持ち出し"),
     .word = N_ ("開封パスワード"),
     .permission = "EXPORT_APPROVE",
     .create = mg_passphrase_screen_new},
    {.name = "media",
     .number = "56",
     .group = N_ ("持ち出し"),
     .word = N_ ("媒体台帳"),
     .permission = "MEDIA_ADMIN",
     .create = mg_media_screen_new},
    {.name = "carried",
     .number = "57",
     .group = N_ ("持ち出し"),
     .word = N_ ("持ち出しの記録"),
     .permission = "EXPORT_READ",
     .create = mg_carried_screen_new},
    {.name = "rights",
     .number = "63",
     .group = N_ ("管理"),
     .word = N_ ("権限表"),
     .permission = "RIGHTS_READ|RIGHTS_CHANGE",
     .create = mg_rights_screen_new},
    {.name = "enrol",
     .number = "64",
     .group = N_ ("管理"),
     .word = N_ ("指の登録"),
     .permission = "FINGER_ENROL",
     .create = mg_enrol_screen_new},
    {.name = "terminal",
     .number = "66",
     .group = N_ ("管理"),
     .word = N_ ("端末"),
     .permission = "TERMINAL_ADMIN",
     .create = mg_terminal_screen_new},
    {.name = "sessions",
     .number = "67",
     .group = N_ ("管理"),
     .word = N_ ("セッション"),
     .permission = "SESSION_ADMIN",
     .create = mg_sessions_screen_new},
    {.name = "notice",
     .number = "69",
     .group = N_ ("管理"),
     .word = N_ ("お知らせ"),
     .permission = "NOTICE_POST",
     .create = mg_notice_screen_new},
    {.name = "display",
     .number = "60",
     .group = N_ ("自分"),
     .word = N_ ("この端末の表示"),
     .create = mg_display_screen_new},
    {.name = "password",
     .number = "68",
     .group = N_ ("自分"),
     .word = N_ ("自分のログイン・パスワード"),
     .create = mg_password_screen_new,
     .wipes = TRUE},
    {.name = "staff",
     .number = "61",
     .group = N_ ("職員の登録"),
     .word = N_ ("登録・変更・抹消の依頼"),
     .permission = "STAFF_REQUEST",
     .create = mg_staff_screen_new},
    {.name = "staff-review",
     .number = "62",
     .group = N_ ("職員の登録"),
     .word = N_ ("登録・変更・抹消の審査"),
     .permission = "STAFF_REVIEW",
     .create = mg_staff_review_screen_new},
    {.name = "staff-confirm",
     .number = "65",
     .group = N_ ("職員の登録"),
     .word = N_ ("登録の年次確認"),
     .permission = "STAFF_CONFIRM",
     .create = mg_staff_confirm_screen_new},
    {.name = "staff-report",
     .number = "70",
     .group = N_ ("職員の登録"),
     .word = N_ ("登録の点検"),
     .permission = "STAFF_REPORT",
     .create = mg_staff_report_screen_new},
    {.name = "requests", .permission = "TERMINAL_ADMIN", .create = mg_requests_screen_new},
    {.name = "receipt", .permission = "RECEIPT_READ", .create = mg_receipt_screen_new},
    {.name = "person", .permission = "PERSON_READ", .create = mg_person_screen_new},
    {.name = "lock", .create = mg_lock_screen_new},
};

const MgScreenRow *
mg_screens_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (screens); i++)
    if (g_str_equal (screens[i].name, name))
      return &screens[i];
  return NULL;
}

const MgScreenRow *
mg_screens_all (guint *ret_n)
{
  *ret_n = G_N_ELEMENTS (screens);
  return screens;
}
