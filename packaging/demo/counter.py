# SPDX-License-Identifier: Apache-2.0
"""The part of the day in which notices are taken at the counter: one that the law refuses, one that is late, one that is
parked for another resident, a correction, and the day's list signed off by a colleague."""
import datetime

import stage

JST = datetime.timezone(datetime.timedelta(hours=9))


def today():
    return datetime.datetime.now(JST).date()


def era(day):
    return f"r{day.year - 2018}.{day.month}.{day.day}"


class Counter:
    """Played by a Day (packaging/demo/day), whose kiosk, steps and people it uses."""

    def __init__(self, day):
        self.day, self.k = day, day.kiosk

    def receipts(self, clerk=None):
        """Of today, in the ward of the terminal, of everybody or of one clerk: the demo may be played more than once a day."""
        whose = (f" AND form_staff_id = (SELECT staff_id FROM madoguchi.staff WHERE staff_no = '{clerk}')"
                 " AND state IN ('entered', 'checked')" if clerk else "")
        return int(self.day.city.ask("SELECT COUNT(*) FROM madoguchi.receipt WHERE ward = '146' "
                                     f"AND day = '{today()}'{whose}")[0][0])

    def drafts(self):
        return int(self.day.city.ask("SELECT COUNT(*) FROM madoguchi.draft WHERE state = 'open' "
                                     f"AND staff_no = '{self.day.number}'")[0][0])

    def open_person(self, who):
        k = self.k
        k.key("F2", "Escape")
        k.type(who.pension_no)
        k.see("1 人が見つかりました", seconds=20)
        k.key("Return")
        k.see(who.name, who.kana, "この照会は記録されました", seconds=20)

    def take(self, who):
        """F12 in the person: the form, with the cursor in the first field that is missing."""
        k = self.k
        self.open_person(who)
        k.key("F12")
        k.see("届書の内容", "事前判定", who.name)
        k.see("［F4］一覧")

    def fill(self, who, reason, fact, documents=("01", "11")):
        """As a clerk types it: numbers, a date, Enter; full numbers take the cursor on by themselves."""
        k = self.k
        k.type(reason)
        k.type(era(fact))
        k.key("Return")
        k.type("1")  # 本人
        for code in documents:
            k.type(code)
        k.key("Return", "Return")
        k.type(who.pension_no)

    def refused(self):
        day, k = self.day, self.k
        who = day.city.older_than_60()
        self.take(who)
        day.step("form", "F12 届出受付: the form; the cursor stands where something is missing", k.message())
        k.key("F12")
        words = k.see("がまだ入っていません")
        day.step("missing", "F12 too early: it says what is missing and goes there", *words)
        self.fill(who, "03", today() - datetime.timedelta(days=3))
        words = k.see("60歳に達した日以後", "国民年金法9条3号", seconds=20)
        k.key("F12")
        words += k.see("登録できません")
        day.step("refused-form", "A man over 60: refused, with the article, before anything is registered", *words)
        k.key("F10")
        k.see("捨てますか")
        k.key("F10")
        k.see(who.name, "住所と世帯")

    def late(self):
        day, k = self.day, self.k
        who = day.city.of_working_age(0)
        self.take(who)
        self.fill(who, "03", today() - datetime.timedelta(days=40))
        words = k.see("届出期限(14日)を過ぎている", "遅れた届出として受け付けます", seconds=20)
        day.step("late-form", "A notice 40 days after the fact: late, and why, with the article", *words)
        k.key("F12")
        words = k.see("で登録しました", "受付番号", seconds=20)
        day.step("late-done", "F12: registered under its receipt number", *words)
        k.key("F9")
        words = k.see("受付票", "1 / 1 ページ", "このまま印刷されます", seconds=30)
        day.step("slip", "F9: the slip as it will be printed, made by the server, drawn from memory", *words)
        k.key("F3")
        k.see("届書の内容　受付番号")

    def parked(self):
        day, k = self.day, self.k
        who = day.city.of_working_age(1)
        self.take(who)
        k.type("03")
        k.key("F3")
        k.see(who.name, "住所と世帯", seconds=20)
        k.key("F3")
        k.see("絞り込み")
        k.key("F3")
        words = k.see("番号で開く", f"預けた届書　{self.drafts()} 件", who.name, seconds=20, tables=True)
        day.step("parked", "The resident steps away: the half-filled form is parked at the server", *words)
        other = day.city.of_working_age(2)
        self.take(other)
        self.fill(other, "03", today() - datetime.timedelta(days=5))
        k.see("資格取得日", seconds=20)
        k.key("F8")
        words = k.see("預けた届書を開きました", who.name, seconds=20)
        day.step("next-form", "F8: another resident's form; the one before was parked by itself", *words)
        k.type(era(today() - datetime.timedelta(days=2)))
        k.key("Return")
        k.type("1")
        k.type("01")
        k.key("Return", "F4")
        k.see("資格取得日", "照会中", seconds=20)
        k.key("F12")
        words = k.see("で登録しました", seconds=20)
        day.step("parked-done", "The parked form is completed and registered", *words)
        k.key("F7")
        k.see("預けた届書を開きました", other.name, seconds=20)
        k.see("資格取得日", seconds=20)
        k.key("F12")
        k.see("で登録しました", seconds=20)

    def register(self):
        day, k = self.day, self.k
        k.key("F2", "Escape", "F3")
        k.see("番号で開く")
        k.type("03")
        n = self.receipts()
        words = k.see("受付処理簿", f"{n} 件です", seconds=20)
        rows = stage.wait_for("every receipt of today", lambda: len(k.rows()) >= min(n, 10) and k.rows())
        day.step("register", "03: today's register with its counts", *words, *day.show(rows))
        k.key("F12")
        words = k.see("たどった段階", "受付した届書", "処理番号", seconds=20)
        day.step("receipt", "One receipt: its steps", *words)
        k.key("F12")
        k.see("の訂正", "訂正の理由", seconds=20)
        k.find("text", "基礎年金番号")
        k.see("資格取得日", seconds=20)
        self.correct()

    def correct(self):
        """Another document; then the reason."""
        day, k = self.day, self.k
        k.find("text", "訂正の理由")
        for _ in range(3):
            k.key("Return")
        k.type("12")
        k.see("12 扶養からはずれた日")
        k.key("F12")
        k.see("訂正の理由がまだ入っていません")
        k.type("01")
        k.see("入力誤り")
        day.step("correction", "A correction of today's own entry: the reason is asked", k.message())
        k.key("F12")
        words = k.see("を訂正しました", seconds=20)
        day.step("corrected", "F12: the corrected version is in force, and has to be checked", *words)
        k.key("F3")
        k.see("たどった段階", seconds=20)
        words = k.see("訂正あり", "入力誤り", seconds=20)
        day.step("corrected-steps", "Its steps now tell of the correction", *words)

    def check(self, clerk):
        """By a colleague who is logged in now."""
        day, k = self.day, self.k
        k.type("46")
        k.see("照合用リスト", "この日の入力はありません", seconds=20)
        k.type(clerk)
        words = k.see("届書と 1 件ずつ見比べ", f"{self.receipts(clerk)} 件", seconds=20)
        day.step("check", "46: the clerk's list, before a colleague", *words)
        k.key("F12")
        k.see("照合済にしますか")
        k.key("F12")
        words = k.see("照合済にしました", seconds=20)
        day.step("checked", "F12 twice: signed off by another person", *words)
