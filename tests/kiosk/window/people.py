# SPDX-License-Identifier: Apache-2.0
"""Invented people of the demo's city to be looked for at the counter, straight from its database: what the kiosk shows
is compared with what is stored, not with itself."""
import dataclasses
import datetime
import subprocess

ERAS = ((20190501, 2018, "r"), (19890108, 1988, "h"), (19261225, 1925, "s"), (19120730, 1911, "t"), (18680125, 1867, "m"))
ROMAJI = {"ヤマダ": "yamada", "サトウ": "satou", "スズキ": "suzuki", "タナカ": "tanaka", "イトウ": "itou", "ヤマモト": "yamamoto",
          "ナカムラ": "nakamura", "コバヤシ": "kobayasi", "カトウ": "katou", "ヨシダ": "yosida", "マツモト": "matumoto",
          "イノウエ": "inoue", "キムラ": "kimura", "ハヤシ": "hayasi", "タカハシ": "takahasi", "ワタナベ": "watanabe"}
TOWNS = (("北野田", "kitanoda"), ("茶山台", "tyayamadai"), ("中百舌鳥町", "nakamozutyou"))
# "name" and "kana" as the screens show them.
COLUMNS = "s.shori_no, s.name_kanji, s.name_kana, s.birth, COALESCE(s.pension_no, ''), s.address"
PLAIN = "s.kind = 1 AND s.state = 1 AND NOT s.is_protected AND NOT s.is_foreigner AND s.birth % 100 > 0 AND s.name_kanji <> ''"


@dataclasses.dataclass
class Person:
    shori_no: str
    name: str
    kana: str
    birth: int
    pension_no: str
    address: str
    members: int = 0

    @property
    def era(self):
        """As a clerk types it: s54.5.14."""
        since, zero, letter = next(e for e in ERAS if self.birth >= e[0])
        return f"{letter}{self.birth // 10000 - zero}.{self.birth // 100 % 100}.{self.birth % 100}"

    @property
    def romaji(self):
        return next(r for k, r in ROMAJI.items() if self.kana.startswith(k))


class City:
    def __init__(self, socket):
        self.socket = socket

    def ask(self, sql):
        done = subprocess.run(["mariadb", "--no-defaults", "--default-character-set=utf8mb4", "--socket=" + self.socket,
                               "--batch", "--raw", "--skip-column-names", "-e", sql], capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return [line.split("\t") for line in done.stdout.splitlines()]

    def one(self, where, order="s.shori_no", more="", joined=""):
        rows = self.ask(f"SELECT {COLUMNS}{more} FROM madoguchi.person_search s {joined} "
                        f"WHERE {PLAIN} AND {where} ORDER BY {order} LIMIT 1")
        if not rows:
            raise RuntimeError("the city holds nobody with " + where)
        row = rows[0]
        return Person(row[0], row[1], row[2], int(row[3]), row[4], row[5], int(row[6]) if len(row) > 6 else 0)

    def terminal(self, n):
        return self.ask(f"SELECT name FROM madoguchi.terminal WHERE terminal_id = {n}")[0][0]

    def with_kana(self, kana):
        """The first in the order of the list."""
        return self.one(f"s.kana_key LIKE '{kana}%'", "s.kana_key, s.shori_no")

    def variants(self, surnames):
        """Those of the spellings that somebody in the city has."""
        return [n for n in surnames if self.ask(f"SELECT 1 FROM madoguchi.person_search s WHERE {PLAIN} "
                                                f"AND s.name_kanji LIKE '{n}%' LIMIT 1")]

    def somebody(self):
        return self.one("s.birth BETWEEN 19500101 AND 19881231")

    def with_pension_no(self):
        return self.one("s.pension_no IS NOT NULL")

    def in_town(self):
        for town, keys in TOWNS:
            if self.ask(f"SELECT 1 FROM madoguchi.person_search s WHERE {PLAIN} AND s.address LIKE '%{town}%' LIMIT 1"):
                return town, keys, self.one(f"s.address LIKE '%{town}%'")
        raise RuntimeError("nobody lives in the towns the day knows")

    def family(self):
        """Somebody with a pension number, a family and a surname that can be typed: the most looked-up sort of person."""
        surnames = " OR ".join(f"s.kana_key LIKE '{k}%'" for k in ROMAJI)
        return self.one(f"s.pension_no IS NOT NULL AND h.n > 2 AND s.birth < 20000101 AND ({surnames})",
                        "v.row_version DESC, s.shori_no", ", h.n",
                        "JOIN madoguchi.juki_person v ON v.municipality = s.municipality AND v.shori_no = s.shori_no "
                        "JOIN (SELECT p.municipality, p.setai_no, COUNT(*) n FROM madoguchi.juki_person p "
                        "GROUP BY p.municipality, p.setai_no) h ON h.municipality = v.municipality AND h.setai_no = v.setai_no")

    def older_than_60(self):
        return self.one("s.pension_no IS NOT NULL AND s.birth BETWEEN 19480101 AND 19580101")

    def of_working_age(self, n):
        """The n-th of those who may have left 厚生年金: 26 to 48 years old, with a number, of no type or 第2号, not entered yet."""
        rows = self.ask(f"SELECT {COLUMNS} FROM madoguchi.person_search s LEFT JOIN madoguchi.pension_state p "
                        "ON p.municipality = s.municipality AND p.shori_no = s.shori_no "
                        "JOIN madoguchi.juki_person_ext x ON x.municipality = s.municipality AND x.shori_no = s.shori_no "
                        f"WHERE {PLAIN} AND p.shori_no IS NULL AND COALESCE(x.kokunen_type, '') IN ('', '2') AND s.pension_no IS NOT NULL "
                        f"AND s.birth BETWEEN 19780101 AND 20000101 ORDER BY s.shori_no LIMIT 1 OFFSET {n}")
        if not rows:
            raise RuntimeError("the city holds nobody of working age without a notice")
        return Person(rows[0][0], rows[0][1], rows[0][2], int(rows[0][3]), rows[0][4], rows[0][5])

    @staticmethod
    def my_number(shori_no):
        """As tools/city/record.c invents it (seed of packaging/demo/run): the database knows a keyed hash only."""
        def mix(v):
            v = (v ^ (v >> 30)) * 0xbf58476d1ce4e5b9 % 2 ** 64
            v = (v ^ (v >> 27)) * 0x94d049bb133111eb % 2 ** 64
            return v ^ (v >> 31)
        citizen, factor, modulus = (int(shori_no) - 1000000) // 11 - 1, 48271237891, 10 ** 11
        digits = f"{(citizen * factor + mix(20261124 + factor) % modulus) % modulus:011d}"
        rest = sum(int(d) * int(w) for d, w in zip(digits, "65432765432")) % 11
        return digits + str(0 if rest <= 1 else 11 - rest)

    @staticmethod
    def yesterday():
        jst = datetime.timezone(datetime.timedelta(hours=9))
        day = datetime.datetime.now(jst) - datetime.timedelta(days=1)
        return f"r{day.year - 2018}.{day.month}.{day.day}"
