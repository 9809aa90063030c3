# SPDX-License-Identifier: Apache-2.0
"""The part of the day in which the rights change: a signed matrix is proposed at the terminal by one person of the authority,
seen in yellow and applied by another. Two of the supervisors are the authority meanwhile; the city ends with what it began."""
import pathlib
import re
import subprocess

import carrier
import stage

PROPOSER, APPLIER = 4, 5  # of the invented staff
LINE = "IMPORT_READ,-"


def terminal_conf(env):
    """The terminal's configuration with a place for the signed file; gives back both."""
    conf = pathlib.Path(env["MG_TERMINAL_1_KIOSK_CONF"])
    made, file = conf.with_name("kiosk-rights.conf"), conf.with_name("rights.signed")
    made.write_text(conf.read_text() + f"\n[rights]\nfile={file}\n")
    return made, file


class Rights:
    """Played by a Day (packaging/demo/day), whose kiosk, steps and people it uses."""

    def __init__(self, day, file):
        self.day, self.k, self.file = day, day.kiosk, file
        self.hands = carrier.Carrier(day)

    def role(self, n, role):
        self.day.city.ask(f"UPDATE madoguchi.staff SET role = '{role}' WHERE staff_no = '{self.day.env[f'MG_STAFF_{n}_NO']}'")

    def version(self):
        return int(self.day.city.ask("SELECT MAX(version) FROM madoguchi.rights_matrix")[0][0])

    def sign(self, clerks_see_imports):
        version = self.version() + 1
        text = (stage.ROOT / "sql/codes/rights.csv").read_text()
        text = re.sub(r"\Aversion,\d+", f"version,{version}", text)
        if clerks_see_imports:
            text = text.replace(LINE, LINE[:-1] + "x")
        plain = self.file.with_suffix(".csv")
        plain.write_text(text)
        subprocess.run([self.day.env["MG_BIN"] + "/server/admin/madoguchi-admin", "rights-sign", "--dir", self.day.env["MG_CITY"],
                        "--file", plain, "--out", self.file], check=True, stdout=subprocess.DEVNULL)
        return version

    def open(self):
        self.k.type("63")
        self.k.see("権限表", "いまの権限表", "役割と権限（○ できる　― できない）", seconds=20)

    def leave(self, title, name):
        self.k.key("F3")
        self.k.see("番号で開く", seconds=20)
        self.day.log_off(title, name)

    def propose(self, version):
        k, day = self.k, self.day
        k.key("F6")
        words = k.see("提案しました", f"第 {version} 版", seconds=20)
        words += k.see("変わるところ 1 か所", "＋ できるようになる：連携ファイルの取込を見る", seconds=20)
        day.step("proposed", "F6: proposed; いま → あと in yellow, and who gains what", *words)
        if any("適用" == name for name in k.app().names("button")):
            raise stage.Missed("who proposed is offered to apply")

    def apply(self, version):
        k, day = self.k, self.day
        words = k.see("黄色の所を確かめて", "変わるところ 1 か所", seconds=20)
        day.step("waiting", "Another person of the authority: what would change", *words)
        k.key("F12")
        k.see(f"権限表の第 {version} 版を適用しますか", seconds=20)
        day.step("confirm", "F12: password and finger once more")
        self.hands.confirm()
        words = k.see("適用しました", "待っている提案はありません", seconds=30)
        day.step("applied", "Applied: it counts from everybody's next act on", *words)

    def again_as_before(self):
        """The same by the other way round, without pictures."""
        version = self.sign(False)
        self.hands.come(APPLIER, "back", "The second of the authority puts it back")
        self.open()
        self.k.key("F6")
        self.k.see("提案しました", seconds=20)
        self.leave("Proposed", "back-off")
        self.hands.come(PROPOSER, "back-applier", "The first applies")
        self.open()
        self.k.key("F12")
        self.k.see("を適用しますか", seconds=20)
        self.hands.confirm()
        self.k.see("適用しました", seconds=30)
        if self.version() != version:
            raise stage.Missed("another version than was signed")

    def play(self):
        day, k = self.day, self.k
        k.find("text", "職員番号")
        for n in (PROPOSER, APPLIER):
            self.role(n, "authority")
        try:
            version = self.sign(True)
            self.hands.come(PROPOSER, "home", "The authority's home: 63 and nothing of residents")
            if any("検索" in name for name in k.app().names()):
                raise stage.Missed("the menu of the authority has a screen of residents")
            self.open()
            day.step("in-force", "63: the rights in force", *k.see("待っている提案はありません"))
            self.propose(version)
            self.leave("The proposer goes", "proposer-off")
            self.hands.come(APPLIER, "applier", "Another person of the authority")
            self.open()
            self.apply(version)
            self.leave("And goes", "applier-off")
            self.again_as_before()
            self.leave("As it was", "end")
        finally:
            for n in (PROPOSER, APPLIER):
                self.role(n, "supervisor")
