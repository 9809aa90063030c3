/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-bars.h"
#include "model/mg-i18n.h"

char *
mg_bars_line (MgDesk *desk)
{
  const MgConnection *line = mg_desk_get_connection (desk);
  const MgSession *session = mg_desk_get_session (desk);
  const guint seconds = mg_connection_seconds (line, mg_desk_now_ms ());
  g_autofree char *clock = mg_clock_format (line->since_us);
  const char *since = g_utf8_strrchr (clock, -1, 0xff09); /* after the weekday's ） */
  since = since ? g_utf8_next_char (since) : clock;
  if (line->state == MG_CONNECTION_LOST)
    return g_strdup_printf (
        _ ("<b>▲ サーバーにつながりません（%s から）。</b>　%s　自動で再試行 %u 秒後"), since,
        session ? _ ("入力はこの画面に残っています。まだ登録されていません。")
                : _ ("つながるとログインできます。"),
        seconds);
  if (line->state == MG_CONNECTION_SEALED)
    return g_strdup_printf (_ ("<b>▲ サーバーは準備中です（%s から）。</b>　"
                               "鍵の開封を待っています。入力は残っています。　自動で再試行 %u 秒後"),
                            since, seconds);
  return NULL;
}

const char *
mg_bars_alarm (MgDesk *desk)
{
  if (mg_desk_get_connection (desk)->state == MG_CONNECTION_SHUT)
    return _ ("■ この端末は登録されていないか、使用を止められています。ログインできません。"
              "情報システム課へ「警報 T-01」と伝えてください。");
  const MgAlarms *alarms = mg_desk_get_alarms (desk);
  const char *log = mg_alarm_words (mg_record_get_alarm (mg_desk_get_record (desk)));
  if (!log && alarms->break_glass)
    return _ ("■ サーバーで非常権限が使われています。その間にサーバーで行うことは、すべて記録されます。"
              "受付はそのまま続けられます。知らされていないときは、権限者へ「警報 B-01」と伝えてください。");
  if (!log && alarms->unclosed > 0)
    return _ ("■ 媒体への書き出しを始めた持ち出しから、結果が届いていません。その人の次の申請は止まっています。"
              "媒体と端末を確かめ、情報システム課へ「警報 M-01」と伝えてください。");
  if (!log && alarms->unseen_glasses > 0)
    return _ ("■ 非常権限が使われました。行われたことを、画面 62 の［F6］で確かめてください。"
              "権限者二人の確認が済むまで、この帯は消えません。");
  return log;
}
