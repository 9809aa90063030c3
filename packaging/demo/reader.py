# SPDX-License-Identifier: Apache-2.0
"""The part of the day in which the fingerprint reader is the trouble: touches it cannot use, a reader that is too hot, one that
is pulled, and one of a kind that gives no pictures. At the login, on a locked screen and while fingers are enrolled."""
import stage


class Reader:
    """Played by a Day (packaging/demo/day), whose kiosk and steps it uses."""

    def __init__(self, day):
        self.day, self.k = day, day.kiosk

    def back(self, *words):
        """Another reader in its place: said without a key; then the right one, and that is said too."""
        day, k = self.day, self.k
        k.plug("wrong")
        day.step("wrong-reader", "A reader of another kind is plugged in", *k.see("この読み取り装置は使えません。庁内で決めた機種に", seconds=20, without=["外れています"]))
        k.plug("image")
        day.step("plugged", "The right one again", *k.see("読み取り装置を使えるようになりました", *words, seconds=20))

    def again(self):
        """F12 is enough while the password is held; where this machine took longer than that, it is typed once more."""
        k = self.k
        k.key("F12")
        words = stage.wait_for("the reader or the password", lambda: [n for n in k.app().names() if "指を置いてください" in n
                                                                     or "パスワードを入れて" in n], 20)
        if "指を置いてください" not in words[0]:
            k.type(self.day.password)
            k.key("Return")
            k.see("指を置いてください", seconds=20)

    def login(self):
        """Number and password are typed and the reader waits; it waits again at the end."""
        day, k = self.day, self.k
        k.touch(complain="short")
        k.see("指を離すのが早すぎました", "指を置いてください", seconds=20)
        k.touch(complain="centre")
        day.step("centre", "Beside the middle: where the finger has to lie", *k.see("指が中央にありません", "まん中", seconds=20))
        k.touch(complain="lift")
        day.step("poor", "Three touches of no use: the reader rests, the password is kept",
                 *k.see("3 回読み取れませんでした", "まだ終わっていません", "［F12］でもう一度", "入れたパスワードは、あと", seconds=20))
        k.key("F12")
        k.see("指を置いてください", seconds=20, without=["まだ終わっていません"])
        k.touch(complain="lift")
        k.see("前の指がまだ載っています", seconds=20)
        k.fault("hot")
        day.step("hot", "Too hot: how long it rests, and that another terminal is quicker",
                 *k.see("熱くなったので休ませています", "急ぐときはほかの端末で", "あと", seconds=20))
        k.key("F12")
        k.see("休ませています", seconds=20, without=["指を置いてください"])
        k.plug("image")
        day.step("cold", "A cold one in its place: at once", *k.see("読み取り装置を使えるようになりました", seconds=20))
        self.again()
        k.unplug()
        day.step("pulled", "Pulled out", *k.see("外れています。差し直してください", "読み取り装置がありません", seconds=20))
        self.back()
        self.again()

    def lock(self):
        """Where F12 means something else, no word sends a clerk there."""
        day, k = self.day, self.k
        k.key("F11")
        k.see("画面ロック中")
        k.key("Shift_L")
        k.see("指を置いてください", seconds=20)
        k.unplug()
        day.step("lock-pulled", "Pulled out while the screen is locked",
                 *k.see("外れています。差し直してください", seconds=20, without=["［F12］", "パスワード"]))
        k.plug("image")
        day.step("lock-plugged", "Plugged in again", *k.see("使えるようになりました", "どれかキーを押す", seconds=20))
        k.key("Shift_L")
        k.see("指を置いてください", seconds=20)
        k.touch(day.seed)
        k.see("番号で開く", seconds=20, without=["画面ロック中"])

    def enrol(self):
        """A finger is chosen and the reader waits; it waits again at the end, and nothing of what was read is lost."""
        day, k = self.day, self.k
        for complaint, words in (("short", "離すのが早すぎました"), ("centre", "指が中央にありません"), ("lift", "前の指がまだ載っています")):
            k.touch(complain=complaint)
            said = k.see(words, seconds=20)
            day.step("enrol-" + complaint, "A touch of no use", *said, picture=complaint == "centre")
        k.touch(complain="general")
        day.step("smeared", "What the reader cannot read: wipe finger and reader", *k.see("指先と読み取り面を拭いて", seconds=20))
        k.fault("hot")
        day.step("enrol-hot", "Too hot", *k.see("熱くなったので休ませています", "読み取った分は残っています", seconds=20))
        k.key("Return")
        k.see("指を置いてください", seconds=20)
        k.unplug()
        day.step("enrol-pulled", "Pulled out", *k.see("外れています。差してから［Enter］", "読み取った分は残っています", seconds=20))
        k.plug("image")
        k.see("読み取り装置を使えるようになりました。［Enter］で続けます", seconds=20)
        k.key("Return")
        k.see("指を置いてください", seconds=20)
