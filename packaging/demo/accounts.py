# SPDX-License-Identifier: Apache-2.0
"""The part of the day in which a new clerk comes: asked for by the head of the section, approved by the authority, given a first
password and two fingers at the counter, up to the first login and the own password; before it the year's confirmation of the
section, signed by its head."""
import random
import re

import counter
import fingers
import stage

HEAD, AUTHORITY = 6, 7  # of the invented staff
WITNESS = 3             # looks on while the fingers are taken
PASSWORD = "hajimari-Hashi-58"  # the new clerk's own
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

    def decide(self):
        day, k = self.day, self.k
        k.type("62")
        words = k.see("審査を待つ依頼", "いま と あと", self.number, seconds=20, tables=True)
        self._choose()
        day.step("account-review", "62: the authority looks at now and then", *words)
        k.key("F12")
        k.see("を承認しますか", seconds=20)
        self.carrier.confirm()
        words = k.see("承認しました", seconds=30)
        day.step("account-approved", "F12, password and finger: approved, the account is there", *words)
        self._choose()
        k.key("F4")
        k.see("初回パスワードを作りますか", seconds=20)
        self.carrier.confirm()
        text = stage.wait_for("the first password", lambda: next((n for n in k.app().names() if FIRST.fullmatch(n)), None), 30)
        day.step("account-password", "F4: the first password, shown once", re.sub("[a-z2-9]", "●", text))
        return text

    def _choose(self):
        def at():
            return next((i + 1 for i, row in enumerate(self.k.rows()) if any(self.number in cell for cell in row)), None)
        rank = stage.wait_for(f"{self.number} in the list", at, 20)
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
        self.carrier.come(HEAD, "head", "The head of the section comes")
        self.ask()
        self.home()
        self.confirm()
        self.home()
        day.log_off("Off again", "head-off")
        self.carrier.come(AUTHORITY, "authority", "The authority comes")
        password = self.decide()
        self.home()
        sitting = fingers.Fingers(day)
        sitting.sitting(self.number, "にいやま", WITNESS)
        self.home()
        day.log_off("And off", "authority-off")
        self.first_login(password, sitting.seeds)
        day.log_off("The new clerk goes", "account-off")
