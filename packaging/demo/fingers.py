# SPDX-License-Identifier: Apache-2.0
"""The part of the day in which a new colleague's fingers are enrolled: one person takes them, a second confirms with the
own factors, and the new colleague logs in."""
import pathlib
import subprocess
import time

import reader
import stage

ENROLLER, WITNESS = 5, 3  # of the invented staff
PASSWORD = "atarashii-Mado-63"
SEEDS = {7: 9201, 2: 9202}  # right and left index finger of the new colleague


class Fingers:
    """Played by a Day (packaging/demo/day), whose kiosk, steps and people it uses."""

    def __init__(self, day):
        self.day, self.k = day, day.kiosk
        self.seeds = dict(SEEDS)
        self.reader = reader.Reader(day)
        self.number = "7%05d" % (int(time.time()) % 100000)

    def sql(self, text):
        subprocess.run(["mariadb", "--no-defaults", "--socket=" + self.day.env["MG_DB_SOCKET"], "-e", text], check=True)

    def prepare(self):
        admin = pathlib.Path(self.day.env["MG_BIN"]) / "server/admin/madoguchi-admin"
        subprocess.run([admin, "staff-add", "--dir", self.day.env["MG_CITY"], "--staff-no", self.number, "--name", "新人 花子", "--kana",
                        "シンジン ハナコ", "--role", "clerk", "--ward", "146", "--section", "北区役所 保険年金課", "--person-ref",
                        "P-" + self.number, "--password-known"], input=PASSWORD + "\n", text=True, check=True,
                       stdout=subprocess.DEVNULL)
        self.sql("UPDATE madoguchi.staff SET role = 'authority' WHERE staff_no = '%s'" % self.day.env[f"MG_STAFF_{ENROLLER}_NO"])

    def clear_up(self):
        self.sql("UPDATE madoguchi.staff SET role = 'supervisor' WHERE staff_no = '%s';"
                 "UPDATE madoguchi.staff SET state = 'disabled', disabled_us = 1 WHERE staff_no = '%s'"
                 % (self.day.env[f"MG_STAFF_{ENROLLER}_NO"], self.number))

    def touches(self, seed):
        """Until the five good ones are there; a touch that is not good enough is made again, as by a clerk."""
        k = self.k
        for _ in range(15):
            words = stage.wait_for("what the reader says", lambda: [w for w in ("もう 1 本選んで", "立会いの人を呼び", "置いてください",
                                                                              "ほかの職員の指") if w in k.message()], 40)
            if words[0] != "置いてください":
                return
            k.touch(seed)
            time.sleep(0.3)  # the line changes when the picture has arrived
        raise stage.Missed("five good touches")

    def take(self, finger, name, title):
        k = self.k
        k.find("text", "指の番号")
        k.key("ctrl+a")
        k.type(str(finger))
        k.key("Return")
        k.see("指を置いてください", seconds=20)
        if name == "first":
            self.reader.enrol()
        self.touches(self.seeds[finger])
        while "ほかの職員の指" in k.message() and self.seeds[finger] < SEEDS[finger] + 100:
            # somebody has it already, perhaps from an earlier play of this day: a finger of somebody else, then
            self.seeds[finger] += 10
            k.find("text", "指の番号")
            k.key("ctrl+a")
            k.type(str(finger))
            k.key("Return")
            k.see("指を置いてください", seconds=20)
            self.touches(self.seeds[finger])
        self.day.step(name, title, k.message())

    def sitting(self, number, name, witness):
        """Screen 64, by who is logged in: two fingers of somebody, confirmed by a second person at the same counter."""
        day, k = self.day, self.k
        k.type("64")
        k.see("だれの指か", seconds=20)
        k.type(number)
        k.key("Return")
        words = k.see(name, "指が 2 本そろっていません", seconds=20)
        day.step("who", "64: whose fingers", *words)
        k.key("F12")
        k.see("登録する指を選び", seconds=20)
        self.take(7, "first", "The right index finger: five touches, compared with everybody's")
        self.take(2, "second", "The left index finger")
        k.key("F12")
        k.see("立会いの確かめ", seconds=20)
        k.type(day.env[f"MG_STAFF_{witness}_NO"])
        k.key("Return")
        k.type(day.env[f"MG_STAFF_{witness}_PASSWORD"])
        k.key("Return")
        k.see("指を置いてください", seconds=20)
        day.step("witness", "F12: the second person's number, password and finger", k.message())
        k.touch(day.env[f"MG_STAFF_{witness}_SEED"])
        words = k.see("立会いを確かめました", seconds=30)
        day.step("witnessed", "Confirmed: five minutes to register", *words)
        k.key("F12")
        day.carrier.confirm()
        words = k.see("指を登録しました", seconds=30)
        day.step("registered", "F12 and the own factors: the fingers are in force", *words)

    def play(self):
        self.prepare()
        try:
            self._play()
        finally:
            self.clear_up()

    def _play(self):
        day, k = self.day, self.k
        k.start()
        k.find("text", "職員番号")
        day.become(ENROLLER)
        day.type_login()
        self.reader.login()
        k.touch(day.seed)
        day.at_home("home", "Who enrols logs in")
        self.reader.lock()
        self.sitting(self.number, "新人 花子", WITNESS)
        k.key("F3")
        day.log_off("Who enrolled goes", "off")
        day.number, day.password, day.seed, day.staff = self.number, PASSWORD, self.seeds[2], "新人 花子"
        day.type_login()
        k.touch(day.seed)
        day.at_home("new", "The new colleague logs in with the left index finger")
        day.log_off("And off again", "new-off")
        self.terminals()

    def roles(self, role, other):
        for who, what in ((ENROLLER, role), (WITNESS, other)):
            self.sql("UPDATE madoguchi.staff SET role = '%s' WHERE staff_no = '%s'" % (what, self.day.env[f"MG_STAFF_{who}_NO"]))

    def terminals(self):
        """Central IT looks at the terminals, is asked why before one is revoked, and lets a new one in: one brings its request,
        another reads the number at the new terminal and approves."""
        day, k = self.day, self.k
        self.roles("it", "it")
        try:
            self._terminals()
        finally:
            self.roles("supervisor", "clerk")

    def new_terminal(self):
        """Its request, made by its own program and put where the kiosk looks for it; gives back name and number."""
        made, ready = stage.folder() / "new-terminal", stage.folder() / "requests"
        ready.mkdir(exist_ok=True)
        said = subprocess.run([pathlib.Path(self.day.env["MG_BIN"]) / "ceremony/madoguchi-terminal", "request", "--dir", made],
                              capture_output=True, text=True, check=True).stdout
        (ready / "kita-02.request").write_text((made / "terminal.request").read_text())
        return said.split("fingerprint: ")[1].strip()

    def come(self, n, name, title):
        self.day.become(n)
        self.day.type_login()
        self.k.touch(self.day.seed)
        self.day.at_home(name, title)

    def _terminals(self):
        day, k = self.day, self.k
        self.come(ENROLLER, "it", "Central IT logs in")
        k.type("66")
        words = k.see("選んだ端末", "TLS 1.3", "証明書の期限", seconds=20)
        day.step("terminals", "66: the terminals, who sits there, which program, what is spoken", *words, *day.show(k.rows()))
        k.key("F10")
        words = k.see("を失効させますか", "元に戻せません", seconds=20)
        k.key("F12")
        k.see("理由を入れてください")
        day.step("revoke", "F10: what a revocation does; a reason is asked for, then the own factors", *words)
        k.key("Escape")
        number = self.new_terminal()
        k.key("F6")
        k.see("選んだ依頼", "依頼を出し", seconds=20)
        k.key("F4")
        words = k.see("新しい端末の依頼を出しますか", seconds=20)
        k.find("text", "ファイル")
        k.type("1")
        for romaji in ("kita" + self.number, "kita"):  # kana, taken as it is
            k.key("Tab")
            k.type(romaji)
            k.key("Return")
        k.key("Tab")
        k.type("146")
        day.step("bring", "F6, F4: a new terminal's request, chosen from a file", *words)
        k.key("F12")
        day.carrier.confirm()
        day.step("brought", "The own factors: the request waits for another person", *k.see("依頼を出しました", seconds=30))
        k.key("F3")
        day.log_off("Who brought it goes", "bring-off")
        self.come(WITNESS, "it-two", "Another person of central IT")
        k.type("66")
        k.see("選んだ端末", seconds=20)
        k.key("F6")
        k.see("端末の画面で読みます", seconds=20)
        k.key("Home")
        k.key("F12")
        words = k.see("を承認しますか", seconds=20)
        k.find("text", "依頼の番号")
        k.type(number)
        day.step("approve", "F12: the number that stands at the new terminal", *words)
        k.key("F12")
        day.carrier.confirm()
        day.step("approved", "Two people: to be signed beside the authority's key", *k.see("発行待ち", "記録しました", seconds=30))
        k.key("F3")
        day.log_off("And off again", "end")
