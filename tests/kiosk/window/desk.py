# SPDX-License-Identifier: Apache-2.0
"""What the tests of the real window have in common: the served city of the tests, a kiosk at its first terminal, and the
way to an open person."""
import pathlib
import sys

sys.dont_write_bytecode = True
import people  # noqa: E402
import stage  # noqa: E402


class Desk:
    """argv: CITY KIOSK FINGER, where CITY holds env.sh."""

    def __init__(self, city, kiosk, finger, **how):
        self.env = stage.read_env(pathlib.Path(city) / "env.sh")
        self.log = stage.folder() / "kiosk.log"
        self.kiosk = stage.Kiosk(kiosk, self.env["MG_TERMINAL_1_KIOSK_CONF"], self.log, finger, **how)
        self.people = people.City(self.env["MG_DB_SOCKET"])

    def log_in(self, staff=1):
        k = self.kiosk
        k.find("text", "職員番号", seconds=30)
        k.see("北-01", seconds=30)
        k.focus_window()
        k.type(self.env[f"MG_STAFF_{staff}_NO"])
        k.key("Return")
        k.type(self.env[f"MG_STAFF_{staff}_PASSWORD"])
        k.key("Return")
        k.see("指を置いてください", seconds=20)
        k.touch(self.env[f"MG_STAFF_{staff}_SEED"])
        k.see("番号で開く", seconds=30)

    def open(self, who):
        """By number: exactly one is found."""
        k = self.kiosk
        k.key("F2")
        k.see("絞り込み")
        k.type(who.pension_no)
        k.see("1 人が見つかりました", seconds=20)
        k.key("Return")
        k.see(who.name, who.kana, "この照会は記録されました", seconds=20)

    def log_off(self):
        k = self.kiosk
        k.key("F3")
        k.see("絞り込み")
        k.key("Escape", "F3")
        k.see("番号で開く")
        k.key("F3")
        k.see("もう一度［F3］でログオフ")
        k.key("F3")
        k.see("ログオフしました", "職員ログイン", seconds=30)


def run(play):
    """Calls play(CITY, KIOSK, FINGER) on a stage; ends with 1 when something was not seen."""
    stage.enter()
    try:
        status = play(*sys.argv[1:4])
    except stage.Missed as missed:
        print("MISSED:", missed)
        status = 1
    sys.exit(status)
