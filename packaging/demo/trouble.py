# SPDX-License-Identifier: Apache-2.0
"""What goes wrong at a counter, played with two real kiosks against the running demo: a number that is another's, a line
that breaks between the commit and its answer, a printer that dies, two clerks at one person, receipts that go back, and
a form that a supervisor takes over from a clerk who is away."""
import datetime
import pathlib
import socket
import threading

import counter
import stage


class Cut:
    """A way to the server that can be cut: bytes go through, until answers are held back and the line is cut."""

    def __init__(self, address):
        host, _, port = address.rpartition(":")
        self.server = (host, int(port))
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.door.getsockname()[1]}"
        self.lock, self.pairs, self.holds, self.shut = threading.Lock(), [], False, False
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            near, _ = self.door.accept()
            if self.shut:
                near.close()
                continue
            far = socket.create_connection(self.server)
            with self.lock:
                self.pairs.append((near, far))
            threading.Thread(target=self._carry, args=(near, far, False), daemon=True).start()
            threading.Thread(target=self._carry, args=(far, near, True), daemon=True).start()

    def _carry(self, source, to, answers):
        try:
            while data := source.recv(65536):
                if not (answers and self.holds):
                    to.sendall(data)
        except OSError:
            pass
        for end in (source, to):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def hold(self):
        """From here on the server hears the kiosk, and the kiosk does not hear the server."""
        self.holds = True

    def cut(self):
        """All lines break, and none is to be had until mend()."""
        self.shut = True
        with self.lock:
            for pair in self.pairs:
                for end in pair:
                    try:
                        end.shutdown(socket.SHUT_RDWR)
                    except OSError:
                        pass
            self.pairs.clear()

    def mend(self):
        self.holds = self.shut = False


class Trouble:
    """Played by a Day, whose kiosk (terminal 1, behind a line that can be cut) and steps it uses."""

    def __init__(self, day, line):
        self.day, self.line, self.k = day, line, day.kiosk
        self.counter = day.counter
        binary = pathlib.Path(day.env["MG_BIN"])
        self.second = stage.Kiosk(binary / "kiosk/madoguchi-kiosk", day.env["MG_TERMINAL_2_KIOSK_CONF"],
                                  day.out / "kiosk-2.log", binary / "tests/matcher/madoguchi-finger", name="kiosk-2")

    def at(self, kiosk):
        """The kiosk that is used, looked at and photographed from here on."""
        self.day.kiosk = self.k = self.counter.k = kiosk
        if kiosk.process:
            kiosk.focus_window()
        return kiosk

    def log_in(self, kiosk, staff, name):
        self.day.become(staff)
        self.at(kiosk)
        kiosk.start()
        kiosk.find("text", "職員番号", seconds=30)
        self.day.type_login()
        kiosk.touch(self.day.seed)
        kiosk.see("番号で開く", self.day.staff, seconds=30)
        self.day.step(name, f"Terminal {kiosk.conf.stem}: {self.day.staff}", kiosk.message())

    def count(self, what):
        return int(self.day.city.ask(f"SELECT COUNT(*) FROM madoguchi.{what}")[0][0])

    def printed(self):
        return len(list(pathlib.Path(self.day.env["MG_PRINTED"]).glob("*.pdf")))

    # --- one after the other ---

    def number(self):
        """The 個人番号 of a card is compared and kept nowhere."""
        day, k = self.day, self.k
        self.who = who = day.city.of_working_age(0)
        self.counter.take(who)
        k.type("03")
        k.type(counter.era(counter.today() - datetime.timedelta(days=3)))
        k.key("Return")
        k.type("1")
        k.type("01")
        k.type("11")
        k.key("Return")
        k.find("password text", "個人番号の確認")
        k.type("123456789019")
        words = k.see("その 12 けたは個人番号ではありません", seconds=20)
        day.step("number-invalid", "Twelve digits that are no number", *words)
        k.type("123456789018")
        words = k.see("記録の番号と違います", seconds=20)
        day.step("number-differs", "Another person's number", *words)
        k.key("shift+Return")
        k.type(day.city.my_number(who.shori_no))
        words = k.see("記録の番号と合っています", "資格取得日", seconds=20)
        day.step("number-matches", "The person's own", *words)

    def uncertain(self):
        """The line is cut between the commit and its answer: one receipt, and the clerk is told so."""
        day, k = self.day, self.k
        before = self.count("receipt")
        self.line.hold()
        k.key("F12")
        stage.wait_for("the receipt at the server", lambda: self.count("receipt") == before + 1, 30)
        self.line.cut()
        words = k.see("登録できたか確かめています。もう一度押さないでください", seconds=40)
        day.step("unsure", "The line broke after the commit: the clerk is told to wait", *words)
        k.key("F12")
        self.line.mend()
        words = k.see("登録できていました", "受付番号", seconds=60)
        if self.count("receipt") != before + 1:
            raise stage.Missed(f"{self.count('receipt') - before} receipts for one act")
        day.step("sure", "It had been registered, once", *words, f"receipts more than before: {self.count('receipt') - before}")
        k.see("✓ 正常", seconds=40)

    def paper(self):
        """Real printing; the printer dies, a copy waits, and it comes out when the printer is back."""
        day, k = self.day, self.k
        before = self.printed()
        k.key("F9")
        k.see("1 / 1 ページ", "北-複合機", seconds=30)
        k.key("F12")
        k.see("待ち行列に入れました", seconds=20)
        words = k.see("印刷済", seconds=60, tables=True)
        stage.wait_for("a paper in the tray", lambda: self.printed() == before + 1, 20)
        day.step("printed", "F12: printed", *words, f"papers in the tray: {self.printed() - before}")
        day.printer("off")
        k.key("F6")
        words = k.see("止まっています", seconds=60, tables=True)
        words += k.see("▲ プリンター", seconds=20)
        day.step("printer-dead", "F6 on a dead printer: the copy waits, and the screen says why", *words)
        day.printer("on")
        stage.wait_for("both papers in the tray", lambda: self.printed() == before + 2, 90)
        k.see("印刷済", "再印刷", seconds=60, tables=True, without=["止まっています"])
        day.step("printer-back", "The printer is back: the copy comes out by itself", f"papers in the tray: {self.printed() - before}")
        k.key("F3")
        k.see("届書の内容　受付番号", seconds=20)

    def memo(self):
        day, k, who = self.day, self.k, self.day.city.of_working_age(3)
        self.counter.open_person(who)
        k.key("alt+6")
        k.see("［F12］で登録")
        k.type("r8.11")
        k.key("F12")
        words = k.see("メモを登録しました", seconds=20)
        day.step("memo", "A memo on the person", *words)
        k.key("Tab", "Home", "F10")
        words = k.see("メモを取り消しました", "取消", seconds=20, tables=True)
        day.step("memo-struck", "F10: struck, and still to be read", *words)

    def conflict(self, other):
        """Two clerks at one person: the second one to register is told, and compares."""
        day, first, who = self.day, self.k, self.day.city.of_working_age(1)
        self.counter.take(who)
        first.type("03")
        self.at(other)
        self.counter.take(who)
        self.counter.fill(who, "03", counter.today() - datetime.timedelta(days=4))
        other.see("資格取得日", seconds=20)
        other.key("F12")
        other.see("で登録しました", seconds=30)
        self.at(first)
        first.type(counter.era(counter.today() - datetime.timedelta(days=5)))
        words = first.see("ほかの職員が先に変更しました", seconds=30)
        day.step("conflict", "A colleague was faster: said while typing", *words)
        first.key("F5")
        words = first.see("ほかの職員が変えたこと", "読み直しました", seconds=30)
        day.step("compared", "F5: what was there, what is there now; what was typed stays", *words)
        first.key("Return")
        first.type("1")
        first.type("01")
        first.key("Return", "F4", "F12")
        words = first.see("登録できません", seconds=20)
        day.step("conflict-end", "F12: the law refuses a second acquisition", *words)
        first.key("F10")
        first.see("捨てますか")
        first.key("F10")
        first.see(who.name, "住所と世帯", seconds=20)

    def receipts(self, supervisor):
        """返戻, resumed, 取下げ; and 却下 of another."""
        day = self.day
        k = self.at(supervisor)
        self.home()
        k.type("03")
        k.see("件です", seconds=20)
        newest = self.k.rows()
        self.open_receipt()
        for name, move, reason, seen in (("returned", "1", "01", "返戻"), ("resumed", "4", "01", "照合待ち"),
                                         ("withdrawn", "2", "01", "取下げ")):
            k.key("F10")
            k.see("何をするか、理由の番号")
            k.type(move + reason + "riyuu")
            k.key("Return", "F10")
            if name == "withdrawn":
                asked = k.see("を取り下げますか", "元には戻せません", seconds=20)
                day.step("withdraw-asked", "What nobody takes back is asked, and its key is not blue", *asked)
                k.key("F12")
            words = k.see("○ 登録しました", seen, seconds=20)
            day.step(name, f"F10: {seen}", *words)
        k.key("F3")
        k.see("件です", seconds=20)
        k.key("F8")
        self.open_receipt()
        k.key("F10")
        k.see("何をするか、理由の番号")
        k.type("301riyuu")
        k.key("Return", "F10")
        k.see("を却下しますか", seconds=20)
        k.key("F12")
        words = k.see("○ 登録しました", "却下", seconds=20)
        day.step("rejected", "F10: 却下", *words, *day.show(newest, 2))

    def open_receipt(self):
        self.k.key("F12")
        self.k.see("たどった段階", "返戻・取下げ・却下", seconds=20)

    def home(self):
        k = self.k
        k.key("F2", "Escape", "F3")
        k.see("番号で開く", seconds=20)

    def parked(self, k, who):
        """The list at home is of when one came there; what the lock parked may have come a moment later."""
        for left in reversed(range(6)):
            self.home()
            try:
                return k.see("預けた届書", who.name, seconds=8, tables=True)
            except stage.Missed:
                if left == 0:
                    raise

    def compared(self, k, who):
        """A whole form whose 個人番号 was compared; then parked."""
        self.counter.take(who)
        self.counter.fill(who, "03", counter.today() - datetime.timedelta(days=2))
        k.key("shift+Return", "shift+Return")
        k.find("password text", "個人番号の確認")
        k.type(self.day.city.my_number(who.shori_no))
        k.see("記録の番号と合っています", "資格取得日", seconds=20)
        k.key("F3")
        k.see(who.name, "住所と世帯", seconds=20)

    def open_parked(self, k, who):
        words = self.parked(k, who)
        at = next(i for i, row in enumerate(k.rows()) if any(who.name in cell for cell in row))
        k.key("Down", *["Down"] * at, "Return")
        k.see("預けた届書を開きました", who.name, seconds=30)
        return words

    def compare_again(self, k, who):
        """What a colleague's session was told of a number is not what this one was told: the server refuses the field."""
        day = self.day
        self.open_parked(k, who)
        k.see("記録の番号と合っています", "資格取得日", seconds=20)
        k.key("F12")
        words = k.see("個人番号は、このログインで比べたものだけを使えます", "提示なし", seconds=30, without=["記録の番号と合っています"])
        day.step("refused-field", "A comparison of another's session: the field that was refused, with the cursor in it", *words)
        k.type(day.city.my_number(who.shori_no))
        k.see("番号を比べました", "資格取得日", seconds=20)
        k.key("F12")
        words = k.see("で登録しました", seconds=30)
        day.step("compared-again", "Compared once more: registered", *words)

    def no_printer(self, kiosk):
        """A ward without a printer: the paper is shown, and F12 says who can help."""
        day, who = self.day, self.day.city.of_working_age(2)
        self.at(kiosk)
        day.log_off("The supervisor goes", "supervisor-off")
        day.become(2)
        day.type_login()
        kiosk.touch(day.seed)
        day.at_home("elsewhere", "A clerk of a ward that has no printer")
        self.counter.take(who)
        self.counter.fill(who, "03", counter.today() - datetime.timedelta(days=4))
        kiosk.see("資格取得日", seconds=20)
        kiosk.key("F12")
        kiosk.see("で登録しました", seconds=30)
        kiosk.key("F9")
        kiosk.see("1 / 1 ページ", seconds=30)
        kiosk.key("F12")
        words = kiosk.see("この区にはプリンターが登録されていません", seconds=20)
        day.step("no-printer", "F12 without a printer: nothing is printed, and it says whom to tell", *words)

    def take_over(self, first, supervisor):
        """A clerk locks the screen with a form half typed; the supervisor goes on with it."""
        day, who, parked = self.day, self.day.city.of_working_age(1), self.day.city.of_working_age(2)
        day.become(1)
        self.at(first)
        self.compared(first, parked)
        self.counter.take(who)
        first.type("03")
        first.type("r8.1")
        before = self.counter.drafts()
        first.key("F11")
        first.see("画面ロック中", without=[who.name])
        stage.wait_for("the form parked before the session was locked", lambda: self.counter.drafts() > before, 30)
        k = self.at(supervisor)
        words = self.open_parked(k, who)
        day.step("ward-drafts", "The supervisor sees the ward's parked forms, and whose", *words, picture=False)
        words = k.see("預けた届書を開きました", who.name, seconds=30)
        half = k.find("text", "異動年月日").text()
        day.step("taken-over", "Opened: it is hers now, with the half-typed date as it was left", *words, half)
        if half.lower() != "r8.1":
            raise stage.Missed(f"the half-typed date came back as {half!r}")
        k.type("1.2")
        k.key("Return")
        k.type("1")
        k.type("01")
        k.key("Return", "F4")
        k.see("資格取得日", "照会中", seconds=20)
        k.key("F12")
        k.see("で登録しました", seconds=30)
        self.compare_again(k, parked)
        self.at(first)
        first.key("Shift_L")
        first.see("指を置いてください", seconds=20)
        first.touch(day.seed)
        first.see(who.name, "事前判定", seconds=30)
        first.type("1.2")
        words = first.see("ほかの職員が先に変更しました", who.name, seconds=30)
        day.step("came-back", "The clerk comes back to a form that is another's now: told, and nothing is doubled", *words)

    def play(self):
        first = self.k
        self.log_in(first, 1, "clerk")
        self.memo()
        self.number()
        self.uncertain()
        self.paper()
        self.log_in(self.second, 4, "supervisor")
        self.at(first)
        self.conflict(self.second)
        self.receipts(self.second)
        self.take_over(first, self.second)
        self.no_printer(self.second)

    def end(self):
        self.second.end()
