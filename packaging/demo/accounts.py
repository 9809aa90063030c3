# SPDX-License-Identifier: Apache-2.0
"""The part of the day in which a new clerk comes: asked for by the head of the section, approved by the authority, given a first
password and two fingers at the counter, up to the first login and the own password; before it the year's confirmation of the
section, signed by its head. A list of personnel (H01) says that somebody has left: screen 70 shows it, with the removal that
the head has asked for, and leads to the decision (where it is refused, so that the city stays as it was)."""
import datetime
import hashlib
import random
import re
import subprocess

import counter
import fingers
import stage

HEAD, AUTHORITY = 6, 7  # of the invented staff
STRANGER = 4            # in no list of personnel
WITNESS = 3             # looks on while the fingers are taken
PASSWORD = "hajimari-Hashi-58"  # the new clerk's own
HASH_MODULUS = 10 ** 12  # server/exchange/frame_format.h
FIRST = re.compile(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}")


class Accounts:
    """Played by a Day (packaging/demo/day), whose kiosk, steps and people it uses."""

    def __init__(self, day):
        self.day, self.k, self.carrier = day, day.kiosk, day.carrier
        self.number = "1%05d" % random.randrange(20000, 99999)  # the day may be played more than once

    def ask(self):
        day, k = self.day, self.k
        k.type("61")
        k.see("所属の職員", "登録・変更・抹消の依頼", "［F12］で登録を", seconds=20)
        k.key("F9")  # somebody forgot the password: the first of the list, today
        k.see("職員の登録・変更・抹消を依頼しますか", "パスワード再発行", seconds=20)
        if not k.app().find("text", "適用日").text():
            raise stage.Missed("today's date in the request for a password")
        day.step("account-password-form", "61, F9: a password anew is asked for, from today", k.message())
        k.key("Escape")
        k.key("F12")
        k.see("職員の登録・変更・抹消を依頼しますか", seconds=20)
        k.type("1")
        for name, keys, is_kana in (("職員番号", self.number, False), ("人事番号", "P-" + self.number, False), ("氏名", "niiyama", True),
                                    ("カナ", "niiyama", True), ("役割", "1", False), ("適用日", counter.era(counter.today()), False),
                                    ("必要性", "madoguchi", True)):
            self._to(name)
            k.type(keys)
            if is_kana:
                k.key("Return")
        day.step("account-form", "61: the head of the section asks for an account: who, as what, from when, what for", k.message())
        k.key("F12")
        words = k.see("依頼しました", seconds=20)
        day.step("account-asked", "F12: it waits for the authority", *words)

    def _to(self, name):
        """Tab until the cursor stands in that field."""
        for _ in range(12):
            field = self.k.app().find("text", name)
            if field and field.of.get_state_set().contains(stage._atspi().StateType.FOCUSED):
                return
            self.k.key("Tab")
        raise stage.Missed(f"the cursor does not come to {name}")

    def take_in_personnel(self):
        """On the server: everybody is in the list, but one clerk of the head's section left yesterday, and one supervisor is not."""
        day, ask = self.day, self.day.city.ask
        head = f"(SELECT ward, section FROM madoguchi.staff WHERE staff_no = '{day.env[f'MG_STAFF_{HEAD}_NO']}')"
        self.leaver, self.leaver_name = ask("SELECT staff_no, name FROM madoguchi.staff WHERE role = 'clerk' AND state = 'active'"
                                            f" AND (ward, section) = {head} ORDER BY staff_no LIMIT 1")[0]
        self.stranger_name = day.env[f"MG_STAFF_{STRANGER}_NAME"]
        people = ask("SELECT staff_no, person_ref FROM madoguchi.staff WHERE state = 'active' AND person_ref LIKE 'P-%'"
                     f" AND staff_no <> '{day.env[f'MG_STAFF_{STRANGER}_NO']}' GROUP BY person_ref")
        people.append([self.number, "P-" + self.number])  # who comes is in the list already, or is not approved
        city, = ask("SELECT municipality FROM madoguchi.municipality")[0]
        seq = int(ask("SELECT COALESCE(MAX(seq), 0) FROM madoguchi.personnel_run")[0][0]) + 1
        now = datetime.datetime.now()
        yesterday = (now - datetime.timedelta(days=1)).strftime("%Y%m%d")
        lines = [["1", "H01", "2", city, now.strftime("%Y%m%d%H%M%S"), "人事", f"{seq:08}", "UTF-8", "H01-2"]]
        total = 0
        for n, (staff_no, ref) in enumerate(people, 1):
            number = ref[2:].zfill(10)
            gone = staff_no == self.leaver
            lines.append(["2", str(n), number, "架空", "カクウ", "所属", "3" if gone else "1", yesterday if gone else "", ""])
            total = (total + int(number[-9:])) % HASH_MODULUS
        text = "".join(",".join(f'"{cell}"' for cell in line) + "\r\n" for line in lines).encode()
        end = ["3", str(len(people)), "0", "0", str(total), hashlib.sha256(text).hexdigest()]
        file = day.out / "H01.csv"
        file.write_bytes(text + (",".join(f'"{cell}"' for cell in end) + "\r\n").encode())
        subprocess.run([day.env["MG_BIN"] + "/server/admin/madoguchi-admin", "personnel-import", "--dir", day.env["MG_CITY"], "--file", file],
                       check=True, stdout=subprocess.DEVNULL)

    def ask_removal(self):
        day, k = self.day, self.k
        k.type("61")
        k.see("所属の職員", self.leaver_name, seconds=20, tables=True)
        rank = stage.wait_for(f"{self.leaver} in the list", lambda: self._rank(self.leaver), 20)
        k.key("Home", *["Down"] * (rank - 1))
        k.key("F10")
        k.see("職員の登録・変更・抹消を依頼しますか", seconds=20)
        k.type(counter.era(counter.today() + datetime.timedelta(days=30)))
        self._to("必要性")
        k.type("taishoku")
        k.key("Return")
        day.step("removal-form", "61, F10: the head asks for the removal of who has left", k.message())
        k.key("F12")
        k.see("依頼しました", seconds=20)

    def report(self):
        day, k = self.day, self.k
        k.type("70")
        words = k.see("点検の要る登録", "退職 1", "審査待ち", self.leaver_name, self.stranger_name, "すぐに抹消します。", "62 の審査へ", seconds=20, tables=True)
        rows = k.rows()
        if self.leaver not in rows[0] or not any(self.stranger_name in row for row in rows[1:]):
            raise stage.Missed(f"the gravest do not come first: {rows}")
        day.step("report", "70: accounts beside the list of personnel: who has left comes first", *words)
        k.key("F12")
        k.see("審査を待つ依頼", self.leaver, seconds=20, tables=True)
        self._choose(self.leaver)
        day.step("report-removal", "F12: to the removal that the head asked for", *k.see("停止", seconds=10, tables=True))
        k.key("F10")
        k.see("差し戻しますか", seconds=20)
        k.type("madoguchi")
        k.key("Return", "F12")
        k.see("差し戻しました", seconds=20)

    def decide(self):
        day, k = self.day, self.k
        k.type("62")
        words = k.see("審査を待つ依頼", "いま と あと", self.number, seconds=20, tables=True)
        self._choose(self.number)
        day.step("account-review", "62: the authority looks at now and then", *words)
        k.key("F12")
        k.see("を承認しますか", seconds=20)
        self.carrier.confirm()
        words = k.see("承認しました", seconds=30)
        day.step("account-approved", "F12, password and finger: approved, the account is there", *words)
        self._choose(self.number)
        k.key("F4")
        k.see("初回パスワードを作りますか", seconds=20)
        self.carrier.confirm()
        text = stage.wait_for("the first password", lambda: next((n for n in k.app().names() if FIRST.fullmatch(n)), None), 30)
        day.step("account-password", "F4: the first password, shown once", re.sub("[a-z2-9]", "●", text))
        return text

    def _rank(self, number):
        return next((i + 1 for i, row in enumerate(self.k.rows()) if any(number in cell for cell in row)), None)

    def _choose(self, number):
        rank = stage.wait_for(f"{number} in the list", lambda: self._rank(number), 20)
        self.k.key("Home")
        for _ in range(rank - 1):
            self.k.key("F8")

    def first_login(self, password, seeds):
        day, k = self.day, self.k
        seed = seeds[7]
        day.number, day.password, day.seed, day.staff = self.number, password, seed, "にいやま"
        day.type_login()
        k.touch(seed)
        words = k.see("パスワードを変える必要があります", seconds=30, without=["番号で開く"])
        day.step("account-first-login", "The new clerk's first login: nothing but a new password", *words)
        k.key("Escape")
        for typed in (password, PASSWORD, PASSWORD):
            k.type(typed)
            k.key("Return")
        k.see("指を置いてください", seconds=20)
        k.touch(seeds[2])
        words = k.see("パスワードを変えました", seconds=40)
        day.step("account-password-own", "The own password, with the other finger: the first one is worth nothing any more", *words)
        self.home()
        day.step("account-home", "And the own screens are there", *k.see("番号で開く", "✓ 正常", seconds=20))

    def confirm(self):
        day, k = self.day, self.k
        k.type("65")
        k.see("確認する職員", "登録の年次確認", seconds=20)
        rows = len(k.rows())
        words = k.see("署名します" if rows else "確認するものはありません", seconds=20)
        if not rows:  # signed in an earlier run of this day
            day.step("confirmation", "65: everybody is confirmed", *words)
            return
        for _ in range(rows):
            k.key("1")
        day.step("confirmation", f"65: the head answers for each of {rows}", *k.see("未 0", seconds=10))
        k.key("F12")
        k.see("の確認に署名しますか", seconds=10)
        k.key("F12")
        words = k.see("確認を記録しました", seconds=20)
        day.step("confirmed", "F12: signed", *words)

    def home(self):
        self.k.key("F3")
        self.k.see("番号で開く", seconds=20)

    def play(self):
        day = self.day
        self.take_in_personnel()
        self.carrier.come(HEAD, "head", "The head of the section comes")
        self.ask()
        self.home()
        self.ask_removal()
        self.home()
        self.confirm()
        self.home()
        day.log_off("Off again", "head-off")
        self.carrier.come(AUTHORITY, "authority", "The authority comes")
        self.report()
        self.home()
        password = self.decide()
        self.home()
        sitting = fingers.Fingers(day)
        sitting.sitting(self.number, "にいやま", WITNESS)
        self.home()
        day.log_off("And off", "authority-off")
        self.first_login(password, sitting.seeds)
        day.log_off("The new clerk goes", "account-off")
