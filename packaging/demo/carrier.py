# SPDX-License-Identifier: Apache-2.0
"""The part of the day in which one file leaves the city: a stick is registered and lent, the day's list is asked for,
looked at and signed by another, written by the requester, and opened with the passphrase of the approver."""
import datetime
import hashlib
import re
import subprocess

import counter
import stage

CLERK, APPROVER, KEEPER = 1, 4, 5  # of the invented staff: who carries, who signs, who keeps the sticks
SERIAL = "SHI0113A7F3"  # packaging/demo/stick
PASSPHRASE = re.compile(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){4,}")


class Carrier:
    """Played by a Day (packaging/demo/day), whose kiosk, steps and people it uses."""

    def __init__(self, day):
        self.day, self.k = day, day.kiosk

    def come(self, n, name, title):
        self.day.become(n)
        self.day.type_login()
        self.k.touch(self.day.seed)
        self.day.at_home(name, title)

    def confirm(self):
        """Password and finger once more, in the sheet."""
        k = self.k
        k.see("本人であることをもう一度確かめます", seconds=20)
        k.find("password text", "パスワード")
        k.type(self.day.password)
        k.key("Return")
        k.see("指を置いてください", seconds=20)
        k.touch(self.day.seed)

    def words(self, romaji):
        """Kana, taken as it is, and on to the next field."""
        self.k.type(romaji)
        self.k.key("Return", "Return")

    def stick(self):
        day, k = self.day, self.k
        k.type("56")
        k.see("媒体台帳", "［F4］", seconds=20)
        known = day.city.ask(f"SELECT label, state FROM madoguchi.medium WHERE serial = '{SERIAL}'")
        if known:  # the day is played once more
            label = known[0][0]
            self._choose(label)
            if known[0][1] == "lent":
                self._take_back()
        else:
            label = self._register()
        k.key("F12")
        k.see(f"媒体 {label} を貸し出しますか")
        k.type(day.env[f"MG_STAFF_{CLERK}_NO"])
        k.key("Return")
        k.type(counter.era(counter.today()))
        k.key("F12")
        words = k.see("貸し出しました", seconds=20)
        day.step("stick-lent", "F12: lent to the clerk until today", *words)

    def _register(self):
        day, k = self.day, self.k
        label = "S-%s" % datetime.datetime.now().strftime("%H%M%S")
        k.key("F4")
        k.see("媒体を登録しますか", "USB メモリ 8GB", seconds=20)
        k.type(label)
        k.key("Return")
        k.type("146")
        day.step("stick", "56: the plugged stick, as the agent of the terminal sees it", k.message())
        k.key("F12")
        words = k.see("媒体を登録しました", seconds=20)
        self._choose(label)
        day.step("stick-entered", "F12: it stands in the register", *words)
        return label

    def _choose(self, label):
        """F8 down to the stick of that label."""
        def at():
            return next((i + 1 for i, row in enumerate(self.k.rows()) if label in row), None)
        rank = stage.wait_for(f"{label} in the register", at, 20)
        for _ in range(rank - 1):
            self.k.key("F8")
        self.k.see(SERIAL, label, seconds=20)

    def _take_back(self):
        k = self.k
        k.key("F12")
        k.see("返却を受けますか")
        k.key("space", "F12")
        k.see("返却を受けました", seconds=20)

    def ask(self):
        day, k = self.day, self.k
        k.type("51")
        k.see("持ち出しの申請", seconds=20)

        def built():
            k.key("F5")
            return self.day._rows_with(("送付書",))
        stage.wait_for("the day's list, built by the system", built, 150, every=3)
        k.see("持ち出す内容を選び", "日 まで貸出", seconds=20)
        k.find("text", "目的")
        self.words("shintatsu")
        self.words("nenkinjimusho")
        k.type("1")
        self.words("nichijinosoufu")
        day.step("request", "51: the day's list is chosen; purpose, receiver, stick and reason", k.message())
        k.key("F12")
        words = k.see("申請しました", "承認待ち", seconds=20, tables=True)
        day.step("requested", "F12: it waits for an approval", *words)

    def sign(self):
        day, k = self.day, self.k
        k.type("52")
        words = k.see("抽出・申請・承認は別の人です", "下の中身と封をしたファイルが一致します", "署名する内容の指紋", seconds=30)
        k.find("password text", "署名鍵の暗証番号")
        k.type(day.env[f"MG_STAFF_{APPROVER}_PIN"])
        day.step("approval", "52: everything inside, and the PIN of the signing key", *words)
        k.key("F12")
        words = k.see("の持ち出しに署名しますか")
        day.step("approval-asked", "F12 asks, with the number of rows", *words)
        k.key("F12")
        self.confirm()
        words = k.see("署名しました。申請した人が", seconds=60)
        day.step("approved", "PIN, password and finger: signed", *words)

    def carry(self):
        day, k = self.day, self.k
        k.type("53")
        words = k.see("媒体が入っています", "準備ができました", seconds=30)
        day.step("carry", "53: the sealed file is there, and so is the stick", *words)
        k.key("F12")
        self.confirm()
        words = k.see("媒体を抜いてください", "書き込みを確かめました", seconds=90)
        taken = day.city.ask("SELECT COUNT(*), SUM(r.state = 'sent') FROM madoguchi.export_ticket t JOIN madoguchi.extract_receipt x "
                             "ON x.extract_id = t.extract_id JOIN madoguchi.receipt r ON r.ward = x.ward AND r.day = x.day "
                             "AND r.number = x.number WHERE t.closed_us = (SELECT MAX(closed_us) FROM madoguchi.export_ticket)")
        if taken[0][0] == "0" or taken[0][0] != taken[0][1]:
            raise stage.Missed(f"of {taken[0][0]} receipts in the list {taken[0][1]} are 送付済")
        day.step("carried", "Redeemed, proved by the log, written, read back, reported: pull the stick", *words,
                 f"送付済 now: {taken[0][1]} receipts of the list")

    def passphrase(self):
        day, k = self.day, self.k
        k.type("55")
        k.see("書き終わった持ち出し", "媒体と一緒に渡さないでください", seconds=20)
        k.key("F10")
        self.confirm()
        text = stage.wait_for("the passphrase", self._shown, 30)
        day.step("passphrase", "55: the passphrase, for half a minute", re.sub("[0-9A-Z]", "●", text))
        k.key("F12")
        k.see("隠しました")
        return text

    def _shown(self):
        return next((n for n in self.k.app().names() if PASSPHRASE.fullmatch(n)), None)

    def opened(self, passphrase):
        """Opens what lies on the stick as its receiver does, and compares it with the digest of the record."""
        day, k = self.day, self.k
        media = day.demo / "sticks/1/city-stick/media"
        sealed = max(media.glob("*.ZIP"), key=lambda p: p.stat().st_mtime)
        folder = stage.folder() / "opened"
        for path, words in ((sealed, ["-p" + passphrase]), (None, [])):
            path = path or next(folder.glob("*.zip"), None) or next(folder.glob("*.ZIP"), None)
            if path:
                subprocess.run(["7zz", "x", "-y", f"-o{folder}", *words, path], check=True, stdout=subprocess.DEVNULL)
        digests = {hashlib.sha256(p.read_bytes()).hexdigest(): p.name for p in folder.rglob("*") if p.is_file()}
        k.key("F3")
        k.type("57")
        k.see("封をする前", seconds=20)
        shown = stage.wait_for("the digest of the content", lambda: self._digest(digests), 20)
        day.step("record", "57: what was carried; the file that 7-Zip opened has the digest of the record",
                 f"{sealed.name} → {digests[shown]}: {shown}")

    def _digest(self, known):
        for name in self.k.app().names():
            digits = re.sub(r"\s", "", name)
            if digits in known:
                return digits
        return None

    def unclosed(self):
        """A redemption that nobody reports is told to the approver in the red bar, and goes when it is. A ticket of before is taken
        through its states once more, as the database's superuser can."""
        day, k = self.day, self.k
        columns = ("municipality, direction, ward, extract_id, extractor_id, extractor_no, requester_id, requester_no, requester_name, "
                   "requester_person, terminal_id, terminal_name, medium_id, medium_label, vendor, product, serial, descriptors_sha256, "
                   "plain_sha256, sealed_sha256, sealed_size, row_count, file_name, purpose, recipient, reason, changed_us, log_writer, log_n")
        day.city.ask(
            "SET @old = (SELECT ticket_id FROM madoguchi.export_ticket WHERE state = 'written' ORDER BY closed_us DESC LIMIT 1), "
            "@now = CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS SIGNED), @id = RANDOM_BYTES(16); "
            f"INSERT INTO madoguchi.export_ticket (ticket_id, state, asked_us, {columns}) "
            f"SELECT @id, 'requested', @now, {columns} FROM madoguchi.export_ticket WHERE ticket_id = @old; "
            "UPDATE madoguchi.export_ticket t JOIN madoguchi.export_ticket o ON o.ticket_id = @old SET t.state = 'approved', "
            "t.approver_id = o.approver_id, t.approver_no = o.approver_no, t.approver_name = o.approver_name, t.decided_us = @now, "
            "t.not_before_us = @now, t.not_after_us = @now + 3600000000, t.key_epoch = o.key_epoch, t.ticket = o.ticket WHERE t.ticket_id = @id; "
            "UPDATE madoguchi.export_ticket t JOIN madoguchi.export_ticket o ON o.ticket_id = @old SET t.state = 'redeemed', "
            "t.nonce = o.nonce, t.redeemed_us = @now, t.redeem_writer = o.redeem_writer, t.redeem_n = o.redeem_n WHERE t.ticket_id = @id; "
            "UPDATE madoguchi.export_ticket SET state = 'unclosed', unclosed_us = @now WHERE ticket_id = @id")
        words = k.see("警報 M-01", "結果が届いていません", seconds=60)
        day.step("unclosed", "A redemption that nobody reports: the red bar of the approver", *words)
        day.city.ask("UPDATE madoguchi.export_ticket SET state = 'failed', closed_us = redeemed_us, close_envelope = '', "
                     "failure = 'GONE' WHERE state = 'unclosed'")
        k.see("持ち出し", seconds=60, without=["警報 M-01"])

    def alone(self):
        """Without the day before it: there must be a notice for the list, checked by another."""
        day = self.day
        if not day.city.ask("SELECT 1 FROM madoguchi.extract WHERE spec = 'sofusho' AND ward = '146' LIMIT 1"):
            self.come(CLERK, "clerk", "A clerk, for one notice")
            day.counter.late()
            day.log_off("It is registered", "clerk-off")
            self.come(APPROVER, "colleague", "A colleague, to check it")
            day.counter.check(day.env[f"MG_STAFF_{CLERK}_NO"])
            day.log_off("It is checked", "colleague-off")
        self.play()

    def play(self):
        day = self.day
        self.come(KEEPER, "keeper", "Who keeps the sticks")
        self.stick()
        day.log_off("The stick is with the clerk", "keeper-off")
        self.come(CLERK, "clerk-again", "The clerk again")
        self.ask()
        day.log_off("The request waits", "request-off")
        self.come(APPROVER, "approver", "The supervisor who approves")
        self.sign()
        day.log_off("It is signed", "approver-off")
        self.come(CLERK, "carrier", "The clerk, to carry it")
        self.carry()
        day.log_off("The stick is written", "carrier-off")
        self.come(APPROVER, "approver-again", "The supervisor once more")
        self.opened(self.passphrase())
        self.unclosed()
