-- SPDX-License-Identifier: Apache-2.0
-- The person: record groups 個人情報 (two sub-records) and 宛名情報 with every item of sql/fields.csv as a column, their own
-- history, the search rows made of them, 個人番号 in a table of its own, 支援措置, and the staging of imports. Conventions as
-- in 0001. An item that was not given is NULL. A date that may be unknown in part is a DATE (NULL unless whole) and beside
-- it, only then, the eight digits as written. Sealed columns hold 40 bytes more than the text: place = table, column,
-- municipality/shori_no, row_version; a history image keeps its bytes, so its place names the table of the current state.
-- What a row is found by is compared byte by byte: city and 処理番号 are ASCII, search keys UTF-8 in bytes, whose order is that
-- of the code points (measured: a seventh of what MariaDB spends on an import). A join from JSON_TABLE names ASCII too, or
-- it would not find by the key.

-- ---- 個人情報 1–84, 101–111 ----

CREATE TABLE madoguchi.juki_person (
  municipality                 CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  shori_no                     CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,        -- 1 個人処理番号
  row_version                  INT UNSIGNED NOT NULL,    -- 1, 2, 3 … of the person; the three tables go together
  known_from_us                BIGINT NOT NULL,          -- since when this state is known
  source                       VARCHAR(60) NOT NULL,     -- "J01 2026-0012", or who changed it
  log_writer                   BIGINT UNSIGNED NOT NULL, -- log entry of the change
  log_n                        BIGINT UNSIGNED NOT NULL,
  kojin_shori_no               CHAR(10) CHARACTER SET ascii COLLATE ascii_bin AS (shori_no) VIRTUAL, -- 1 個人処理番号
  setai_no                     CHAR(10) NULL,            -- 2 世帯番号
  optional_setai_no            CHAR(10) NULL,            -- 3 任意世帯番号
  head_name_kanji              VARCHAR(100) NULL,        -- 4 世帯主氏名漢字
  sai_tennyu_code              CHAR(1) NULL,             -- 5 再転入コード
  relation_changed_flag        CHAR(1) NULL,             -- 6 続柄変更フラグ
  sei_kana                     VARCHAR(50) NULL,         -- 7 姓カナ
  mei_kana                     VARCHAR(50) NULL,         -- 8 名カナ
  name_kana                    VARCHAR(100) NULL,        -- 9 氏名カナ
  name_kanji                   VARCHAR(100) NULL,        -- 10 氏名漢字
  old_sei_kana                 VARCHAR(50) NULL,         -- 11 旧姓カナ
  old_mei_kana                 VARCHAR(50) NULL,         -- 12 旧名カナ
  old_name_kana                VARCHAR(100) NULL,        -- 13 旧氏名カナ
  old_name_kanji               VARCHAR(100) NULL,        -- 14 旧氏名漢字
  addr_code                    CHAR(11) NULL,            -- 15 現住所コード
  addr_postal                  CHAR(7) NULL,             -- 16 現住所郵便番号
  addr                         VARCHAR(200) NULL,        -- 17 現住所
  addr_katagaki                VARCHAR(100) NULL,        -- 18 現住所方書漢字
  addr_banchi1                 MEDIUMINT UNSIGNED NULL,  -- 19 現住所地番数値1
  addr_banchi2                 MEDIUMINT UNSIGNED NULL,  -- 20 現住所地番数値2
  addr_banchi3                 MEDIUMINT UNSIGNED NULL,  -- 21 現住所地番数値3
  sex                          CHAR(1) NULL,             -- 22 性別コード
  birth_date                   DATE NULL,                -- 23 生年月日
  birth_date_text              CHAR(8) NULL,             -- as written: YYYYMMDD, 00 for what is unknown
  era_flag                     CHAR(1) NULL,             -- 24 元号フラグ
  birth_unknown_flag           CHAR(1) NULL,             -- 25 生年月日不詳フラグ
  birth_unknown_code           CHAR(2) NULL,             -- 26 生年月日不詳コード
  relation_code                CHAR(8) NULL,             -- 27 続柄コード
  relation_name                VARCHAR(60) NULL,         -- 28 続柄名称漢字
  hittosha_name                VARCHAR(100) NULL,        -- 29 筆頭者氏名漢字
  prev_addr_code               CHAR(11) NULL,            -- 30 前住所コード
  prev_addr_postal             CHAR(7) NULL,             -- 31 前住所郵便番号
  prev_addr                    VARCHAR(200) NULL,        -- 32 前住所
  prev_addr_katagaki           VARCHAR(100) NULL,        -- 33 前住所方書漢字
  prev_addr_banchi1            MEDIUMINT UNSIGNED NULL,  -- 34 前住所地番数値1
  prev_addr_banchi2            MEDIUMINT UNSIGNED NULL,  -- 35 前住所地番数値2
  prev_addr_banchi3            MEDIUMINT UNSIGNED NULL,  -- 36 前住所地番数値3
  tennyu_from_code             CHAR(11) NULL,            -- 37 転入前住所コード
  tennyu_from_postal           CHAR(7) NULL,             -- 38 転入前住所郵便番号
  tennyu_from_addr             VARCHAR(200) NULL,        -- 39 転入前住所
  tenshutsu_plan_code          CHAR(11) NULL,            -- 40 転出予定先住所コード
  tenshutsu_plan_postal        CHAR(7) NULL,             -- 41 転出予定先郵便番号
  tenshutsu_plan_addr          VARCHAR(200) NULL,        -- 42 転出予定先住所
  tenshutsu_plan_banchi        VARCHAR(60) NULL,         -- 43 転出予定先地番
  jittei_code                  CHAR(11) NULL,            -- 44 実定地住所コード
  jittei_postal                CHAR(7) NULL,             -- 45 実定地郵便番号
  jittei_addr                  VARCHAR(200) NULL,        -- 46 実定地住所
  jittei_banchi                VARCHAR(60) NULL,         -- 47 実定地地番
  juki_ido_reason              CHAR(2) NULL,             -- 48 住記異動事由コード
  ido_notified_date            DATE NULL,                -- 49 異動届出日
  ido_date                     DATE NULL,                -- 50 異動日
  jumin_reason                 CHAR(2) NULL,             -- 51 住民事由コード
  jumin_notified_date          DATE NULL,                -- 52 住民届出日
  jumin_date                   DATE NULL,                -- 53 住民日
  jutei_reason                 CHAR(2) NULL,             -- 54 住記住定事由コード
  jutei_notified_date          DATE NULL,                -- 55 住定届出日
  jutei_date                   DATE NULL,                -- 56 住定日
  jutei_date_text              CHAR(8) NULL,             -- as written: YYYYMMDD, 00 for what is unknown
  jutei_unknown_flag           CHAR(1) NULL,             -- 57 住定日不詳フラグ
  jutei_unknown_text           VARCHAR(60) NULL,         -- 58 住定日不詳文字
  shojo_reason                 CHAR(2) NULL,             -- 59 消除事由コード
  shojo_notified_date          DATE NULL,                -- 60 消除届出日
  shojo_date                   DATE NULL,                -- 61 消除日
  shojo_date_text              CHAR(8) NULL,             -- as written: YYYYMMDD, 00 for what is unknown
  shojo_unknown_flag           CHAR(1) NULL,             -- 62 消除日不詳フラグ
  shojo_unknown_text           VARCHAR(60) NULL,         -- 63 消除日不詳文字
  tenshutsu_plan_notified_date DATE NULL,                -- 64 転出予定届出日
  tenshutsu_plan_date          DATE NULL,                -- 65 転出予定日
  notice_date                  DATE NULL,                -- 66 通知日
  jittei_date                  DATE NULL,                -- 67 実定日
  cnt_name_kanji               SMALLINT UNSIGNED NULL,   -- 68 漢字氏名カウンタ
  cnt_sex                      SMALLINT UNSIGNED NULL,   -- 69 性別カウンタ
  cnt_birth                    SMALLINT UNSIGNED NULL,   -- 70 生年月日カウンタ
  cnt_relation                 SMALLINT UNSIGNED NULL,   -- 71 続柄カウンタ
  cnt_addr                     SMALLINT UNSIGNED NULL,   -- 72 現住所カウンタ
  cnt_head_name                SMALLINT UNSIGNED NULL,   -- 73 世帯主名カウンタ
  cnt_hittosha                 SMALLINT UNSIGNED NULL,   -- 74 筆頭者カウンタ
  cnt_jumin_date               SMALLINT UNSIGNED NULL,   -- 75 住民年月日カウンタ
  cnt_jutei_notified           SMALLINT UNSIGNED NULL,   -- 76 住定届出日カウンタ
  cnt_jutei_date               SMALLINT UNSIGNED NULL,   -- 77 住定年月日カウンタ
  cnt_prev_addr                SMALLINT UNSIGNED NULL,   -- 78 前住所カウンタ
  cnt_tenshutsu                SMALLINT UNSIGNED NULL,   -- 79 転出地カウンタ
  cnt_jittei                   SMALLINT UNSIGNED NULL,   -- 80 実定地カウンタ
  cnt_jittei_date              SMALLINT UNSIGNED NULL,   -- 81 実定日カウンタ
  gyoseiku_code                CHAR(4) NULL,             -- 82 行政区コード
  prev_gyoseiku_code           CHAR(4) NULL,             -- 83 住所変更前行政区コード
  migration_flag               CHAR(1) NULL,             -- 84 移行フラグ
  juki_proc_date               DATE NULL,                -- 101 住基処理日
  juki_proc_time               TIME NULL,                -- 102 住基処理時間
  online_fix_kbn               CHAR(1) NULL,             -- 103 オンライン修正区分
  remark_ido_date              DATE NULL,                -- 104 備考欄異動年月日
  remark_code                  CHAR(2) NULL,             -- 105 備考コード
  remark_text                  VARBINARY(1640) NULL,     -- 106 記載内容; sealed
  addr_banchi_edit_code        CHAR(1) NULL,             -- 107 現住所地番編集コード
  prev_banchi_edit_code        CHAR(1) NULL,             -- 108 前住所地番編集コード
  false_sign                   CHAR(1) NULL,             -- 109 虚偽サイン
  elementary_district          CHAR(3) NULL,             -- 110 小学校区コード
  junior_high_district         CHAR(3) NULL,             -- 111 中学校区コード
  PRIMARY KEY (municipality, shori_no),
  KEY household (municipality, setai_no)
) ENGINE=InnoDB;

-- The image before each change. known_to_us: until when (exclusive) this was what we knew.
CREATE TABLE madoguchi.juki_person_history LIKE madoguchi.juki_person;
ALTER TABLE madoguchi.juki_person_history
  ADD COLUMN known_to_us BIGINT NOT NULL AFTER known_from_us,
  DROP PRIMARY KEY,
  ADD PRIMARY KEY (municipality, shori_no, row_version),
  DROP KEY household,
  ADD KEY household (municipality, setai_no, known_to_us);

CREATE TRIGGER madoguchi.juki_person_keeps_its_history BEFORE UPDATE ON madoguchi.juki_person FOR EACH ROW
BEGIN
  IF NEW.municipality <> OLD.municipality OR NEW.shori_no <> OLD.shori_no THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a person number is never given to another record';
  END IF;
  IF NEW.row_version <= OLD.row_version OR NEW.known_from_us <= OLD.known_from_us THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a change is a new version, known later';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM madoguchi.juki_person_history h WHERE h.municipality = OLD.municipality
      AND h.shori_no = OLD.shori_no AND h.row_version = OLD.row_version) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no change without the image before it';
  END IF;
END;

CREATE TRIGGER madoguchi.juki_person_is_not_dropped BEFORE DELETE ON madoguchi.juki_person FOR EACH ROW
BEGIN
  IF NOT EXISTS (SELECT 1 FROM madoguchi.juki_person_history h WHERE h.municipality = OLD.municipality
      AND h.shori_no = OLD.shori_no AND h.row_version = OLD.row_version) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no removal without the image before it';
  END IF;
END;

CREATE TRIGGER madoguchi.juki_person_history_stays BEFORE UPDATE ON madoguchi.juki_person_history FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what was known once is never rewritten';
END;

-- ---- 個人情報 85–100: foreigners' names and status, national health insurance, National Pension ----

CREATE TABLE madoguchi.juki_person_ext (
  municipality                 CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  shori_no                     CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,        -- 85 処理番号
  row_version                  INT UNSIGNED NOT NULL,    -- 1, 2, 3 … of the person; the three tables go together
  known_from_us                BIGINT NOT NULL,          -- since when this state is known
  source                       VARCHAR(60) NOT NULL,     -- "J01 2026-0012", or who changed it
  log_writer                   BIGINT UNSIGNED NOT NULL, -- log entry of the change
  log_n                        BIGINT UNSIGNED NOT NULL,
  alpha_name_kana              VARCHAR(100) NULL,        -- 86 アルファベット氏名カナ
  alpha_name                   VARCHAR(100) NULL,        -- 87 アルファベット氏名
  alias_kana                   VARCHAR(100) NULL,        -- 88 通称名カナ
  alias_name                   VARCHAR(100) NULL,        -- 89 通称名
  katakana_name                VARCHAR(100) NULL,        -- 90 カタカナ表記名
  nationality                  CHAR(3) NULL,             -- 91 国籍
  residence_status             CHAR(3) NULL,             -- 92 在留資格
  residence_kbn                CHAR(1) NULL,             -- 93 在留区分
  residence_period             VARCHAR(20) NULL,         -- 94 在留期間
  residence_expiry             DATE NULL,                -- 95 在留期間満了日
  shokan_ward                  CHAR(3) NULL,             -- 96 所管区
  has_kokuho                   CHAR(1) NULL,             -- 97 国保有無
  kokunen_type                 CHAR(1) NULL,             -- 98 国民年金種別
  kokunen_kigo_no              CHAR(10) NULL,            -- 99 国民年金記号番号
  kokunen_acquired_date        DATE NULL,                -- 100 国民年金取得年月日
  PRIMARY KEY (municipality, shori_no)
) ENGINE=InnoDB;

-- The image before each change. known_to_us: until when (exclusive) this was what we knew.
CREATE TABLE madoguchi.juki_person_ext_history LIKE madoguchi.juki_person_ext;
ALTER TABLE madoguchi.juki_person_ext_history
  ADD COLUMN known_to_us BIGINT NOT NULL AFTER known_from_us,
  DROP PRIMARY KEY,
  ADD PRIMARY KEY (municipality, shori_no, row_version);

CREATE TRIGGER madoguchi.juki_person_ext_keeps_its_history BEFORE UPDATE ON madoguchi.juki_person_ext FOR EACH ROW
BEGIN
  IF NEW.municipality <> OLD.municipality OR NEW.shori_no <> OLD.shori_no THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a person number is never given to another record';
  END IF;
  IF NEW.row_version <= OLD.row_version OR NEW.known_from_us <= OLD.known_from_us THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a change is a new version, known later';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM madoguchi.juki_person_ext_history h WHERE h.municipality = OLD.municipality
      AND h.shori_no = OLD.shori_no AND h.row_version = OLD.row_version) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no change without the image before it';
  END IF;
END;

CREATE TRIGGER madoguchi.juki_person_ext_is_not_dropped BEFORE DELETE ON madoguchi.juki_person_ext FOR EACH ROW
BEGIN
  IF NOT EXISTS (SELECT 1 FROM madoguchi.juki_person_ext_history h WHERE h.municipality = OLD.municipality
      AND h.shori_no = OLD.shori_no AND h.row_version = OLD.row_version) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no removal without the image before it';
  END IF;
END;

CREATE TRIGGER madoguchi.juki_person_ext_history_stays BEFORE UPDATE ON madoguchi.juki_person_ext_history FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what was known once is never rewritten';
END;

-- ---- 宛名情報 ----

CREATE TABLE madoguchi.atena (
  municipality                 CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  shori_no                     CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,        -- 1 処理番号
  row_version                  INT UNSIGNED NOT NULL,    -- 1, 2, 3 … of the person; the three tables go together
  known_from_us                BIGINT NOT NULL,          -- since when this state is known
  source                       VARCHAR(60) NOT NULL,     -- "J01 2026-0012", or who changed it
  log_writer                   BIGINT UNSIGNED NOT NULL, -- log entry of the change
  log_n                        BIGINT UNSIGNED NOT NULL,
  current_area_code            CHAR(3) NULL,             -- 2 現居住地区コード
  resident_kbn                 CHAR(1) NULL,             -- 3 住民区分
  jumin_date                   DATE NULL,                -- 4 住民日
  jumin_notified_date          DATE NULL,                -- 5 住民届出日
  jutei_date                   DATE NULL,                -- 6 住定日
  jittei_date                  DATE NULL,                -- 7 実定日
  setai_no                     CHAR(10) NULL,            -- 8 世帯番号
  head_name_kanji              VARCHAR(100) NULL,        -- 9 世帯主氏名漢字
  name_kana                    VARCHAR(100) NULL,        -- 10 氏名カナ
  name_kanji                   VARCHAR(100) NULL,        -- 11 氏名漢字
  edited_name_kana             VARCHAR(100) NULL,        -- 12 編集済氏名カナ
  edited_name_kanji            VARCHAR(100) NULL,        -- 13 編集済氏名漢字
  old_name_kana                VARCHAR(100) NULL,        -- 14 旧氏名カナ
  old_name_kanji               VARCHAR(100) NULL,        -- 15 旧氏名漢字
  search_name_kana             VARCHAR(100) NULL,        -- 16 検索用氏名カナ
  search_name_kanji            VARCHAR(100) NULL,        -- 17 検索用氏名漢字
  search_old_name_kana         VARCHAR(100) NULL,        -- 18 検索用旧氏名カナ
  search_old_name_kanji        VARCHAR(100) NULL,        -- 19 検索用旧氏名漢字
  nationality_code             CHAR(3) NULL,             -- 20 国籍コード
  addr_postal                  CHAR(7) NULL,             -- 21 現住所郵便番号
  addr_code                    CHAR(11) NULL,            -- 22 現住所コード
  addr_pref_kbn                CHAR(1) NULL,             -- 23 現住所県名付加区分
  addr                         VARCHAR(200) NULL,        -- 24 現住所
  addr_katagaki                VARCHAR(100) NULL,        -- 25 現住所方書漢字
  addr_banchi1                 MEDIUMINT UNSIGNED NULL,  -- 26 現住所地番数値1
  addr_banchi2                 MEDIUMINT UNSIGNED NULL,  -- 27 現住所地番数値2
  addr_banchi3                 MEDIUMINT UNSIGNED NULL,  -- 28 現住所地番数値3
  addr_gyoseiku                CHAR(4) NULL,             -- 29 現住所行政区コード
  tenshutsu_postal             CHAR(7) NULL,             -- 30 転出先郵便番号
  tenshutsu_code               CHAR(11) NULL,            -- 31 転出先住所コード
  tenshutsu_addr               VARCHAR(200) NULL,        -- 32 転出先住所
  tenshutsu_banchi             VARCHAR(60) NULL,         -- 33 転出先地番
  tenshutsu_katagaki_kana      VARCHAR(100) NULL,        -- 34 転出先方書カナ
  tenshutsu_katagaki           VARCHAR(100) NULL,        -- 35 転出先方書漢字
  tennyu_from_postal           CHAR(7) NULL,             -- 36 転入前住所郵便番号
  tennyu_from_code             CHAR(11) NULL,            -- 37 転入前住所コード
  tennyu_from_addr             VARCHAR(200) NULL,        -- 38 転入前住所
  tennyu_from_banchi           VARCHAR(60) NULL,         -- 39 転入前住所地番
  tennyu_from_katagaki_kana    VARCHAR(100) NULL,        -- 40 転入前住所方書カナ
  tennyu_from_katagaki         VARCHAR(100) NULL,        -- 41 転入前住所方書漢字
  atena_postal                 CHAR(7) NULL,             -- 42 宛名郵便番号
  atena_code                   CHAR(11) NULL,            -- 43 宛名住所コード
  atena_pref_kbn               CHAR(1) NULL,             -- 44 宛名県名付加区分
  atena_addr                   VARCHAR(200) NULL,        -- 45 宛名住所
  atena_katagaki               VARCHAR(100) NULL,        -- 46 宛名方書漢字
  atena_banchi1                MEDIUMINT UNSIGNED NULL,  -- 47 宛名地番数値1
  atena_banchi2                MEDIUMINT UNSIGNED NULL,  -- 48 宛名地番数値2
  atena_banchi3                MEDIUMINT UNSIGNED NULL,  -- 49 宛名地番数値3
  atena_gyoseiku               CHAR(4) NULL,             -- 50 宛名行政区コード
  atena_addr_changed_flag      CHAR(1) NULL,             -- 51 宛名住所変更フラグ
  birth_date                   DATE NULL,                -- 52 生年月日
  birth_date_text              CHAR(8) NULL,             -- as written: YYYYMMDD, 00 for what is unknown
  birth_unknown_flag           CHAR(1) NULL,             -- 53 生年月日不詳フラグ
  era_flag                     CHAR(1) NULL,             -- 54 元号フラグ
  sex_kbn                      CHAR(1) NULL,             -- 55 性別区分
  relation_code                CHAR(8) NULL,             -- 56 続柄コード
  relation_name                VARCHAR(60) NULL,         -- 57 続柄名称漢字
  foreigner_alias_kana         VARCHAR(100) NULL,        -- 58 外国人通称氏名カナ
  foreigner_alias              VARCHAR(100) NULL,        -- 59 外国人通称氏名漢字
  foreigner_real_kana          VARCHAR(100) NULL,        -- 60 外国人本名カナ
  foreigner_real_name          VARCHAR(100) NULL,        -- 61 外国人本名
  atena_shojo_kbn              CHAR(1) NULL,             -- 62 宛名消除区分
  deceased_flag                CHAR(1) NULL,             -- 63 亡者フラグ
  PRIMARY KEY (municipality, shori_no)
) ENGINE=InnoDB;

-- The image before each change. known_to_us: until when (exclusive) this was what we knew.
CREATE TABLE madoguchi.atena_history LIKE madoguchi.atena;
ALTER TABLE madoguchi.atena_history
  ADD COLUMN known_to_us BIGINT NOT NULL AFTER known_from_us,
  DROP PRIMARY KEY,
  ADD PRIMARY KEY (municipality, shori_no, row_version);

CREATE TRIGGER madoguchi.atena_keeps_its_history BEFORE UPDATE ON madoguchi.atena FOR EACH ROW
BEGIN
  IF NEW.municipality <> OLD.municipality OR NEW.shori_no <> OLD.shori_no THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a person number is never given to another record';
  END IF;
  IF NEW.row_version <= OLD.row_version OR NEW.known_from_us <= OLD.known_from_us THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a change is a new version, known later';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM madoguchi.atena_history h WHERE h.municipality = OLD.municipality
      AND h.shori_no = OLD.shori_no AND h.row_version = OLD.row_version) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no change without the image before it';
  END IF;
END;

CREATE TRIGGER madoguchi.atena_is_not_dropped BEFORE DELETE ON madoguchi.atena FOR EACH ROW
BEGIN
  IF NOT EXISTS (SELECT 1 FROM madoguchi.atena_history h WHERE h.municipality = OLD.municipality
      AND h.shori_no = OLD.shori_no AND h.row_version = OLD.row_version) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no removal without the image before it';
  END IF;
END;

CREATE TRIGGER madoguchi.atena_history_stays BEFORE UPDATE ON madoguchi.atena_history FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what was known once is never rewritten';
END;

-- A record that the register took back: the images stand in the history tables, this says who ended them and when.
CREATE TABLE madoguchi.person_removal (
  municipality CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  shori_no     CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  row_version  INT UNSIGNED NOT NULL,        -- the last version that was known
  removed_us   BIGINT NOT NULL,
  source       VARCHAR(60) NOT NULL,
  log_writer   BIGINT UNSIGNED NOT NULL,
  log_n        BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (municipality, shori_no, row_version)
) ENGINE=InnoDB;

-- ---- search ----

-- One row for each name a person is known by. Made anew with every change of the person, from 個人情報 and protected_person
-- only: it may be emptied and rebuilt at any time. It carries what a page of hits shows and what narrows it, so that a
-- search reads one index and fifty rows. Keys are those of server/base/text.h (MG_KEY_VERSION).
CREATE TABLE madoguchi.person_search (
  municipality  CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  shori_no      CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind          TINYINT UNSIGNED NOT NULL,   -- 1 本名 2 旧氏 3 通称 4 アルファベット 5 カタカナ表記
  kana_key      VARBINARY(300) NOT NULL,
  mei_kana_key  VARBINARY(300) NOT NULL,       -- given name alone; empty where the name is not divided
  kanji_key     VARBINARY(300) NOT NULL,
  mei_kanji_key VARBINARY(300) NOT NULL,
  birth         INT UNSIGNED NOT NULL,       -- YYYYMMDD, 00 for what is unknown, 0: all of it
  state         TINYINT UNSIGNED NOT NULL,   -- 1 living 2 moved out 3 deceased
  ward          CHAR(3) NOT NULL,            -- empty: none, or under 支援措置
  pension_no    CHAR(10) NULL,
  addr_key      VARBINARY(600) NULL,           -- NULL under 支援措置: nobody is found by such an address
  sex           CHAR(1) NOT NULL,
  is_protected  BOOLEAN NOT NULL,
  is_foreigner  BOOLEAN NOT NULL,
  era           TINYINT UNSIGNED NOT NULL,   -- how a birth date unknown in part is read: 元号フラグ, 0: western
  name_kanji    VARCHAR(100) NOT NULL,       -- 本名, in every row of the person
  name_kana     VARCHAR(100) NOT NULL,       -- full-width katakana
  other_name    VARCHAR(100) NOT NULL,       -- the name that this row is for when it is not the 本名
  address       VARCHAR(301) NOT NULL,       -- empty under 支援措置
  setai_no      CHAR(10) NULL,               -- only to ask whether somebody protected lives there
  PRIMARY KEY (municipality, shori_no, kind),
  KEY by_kana (municipality, kana_key, shori_no, kind, mei_kana_key, mei_kanji_key, birth, state, ward),
  KEY by_kanji (municipality, kanji_key, shori_no, kind, mei_kanji_key, mei_kana_key, birth, state, ward),
  KEY by_birth (municipality, birth, kana_key, shori_no, kind, mei_kana_key, state, ward),
  KEY by_pension (municipality, pension_no, shori_no, kind),
  KEY by_address (municipality, addr_key, shori_no, kind, state, ward),
  CONSTRAINT search_kind CHECK (kind BETWEEN 1 AND 5),
  CONSTRAINT search_state CHECK (state BETWEEN 1 AND 3),
  CONSTRAINT search_hides_the_protected CHECK (NOT is_protected OR (ward = '' AND addr_key IS NULL AND address = ''))
) ENGINE=InnoDB;

-- ---- 支援措置 ----

-- Protection of victims (住民基本台帳事務処理要領 第5-10). In force until it is ended by hand, whatever valid_to says: a late
-- extension must not show an address. Why a person is protected is not recorded here: the flag only.
CREATE TABLE madoguchi.protected_person (
  municipality CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  shori_no     CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  started_us   BIGINT NOT NULL,
  started_by   VARCHAR(40) NOT NULL,
  valid_from   DATE NOT NULL,
  valid_to     DATE NULL,                    -- when the extension is due
  ended_us     BIGINT NULL,
  ended_by     VARCHAR(40) NULL,
  setai_no     CHAR(10) NULL,                -- the household where the person lives now; NULL: none
  live         BOOLEAN AS (IF(ended_us IS NULL, 1, NULL)) PERSISTENT,
  PRIMARY KEY (municipality, shori_no, started_us),
  UNIQUE KEY one_live_protection (municipality, shori_no, live),
  KEY sheltering (municipality, setai_no, live),
  CONSTRAINT protection_end CHECK ((ended_us IS NULL) = (ended_by IS NULL))
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.protection_ends_for_good BEFORE UPDATE ON madoguchi.protected_person FOR EACH ROW
BEGIN
  IF OLD.ended_us IS NOT NULL OR NEW.municipality <> OLD.municipality OR NEW.shori_no <> OLD.shori_no
     OR NEW.started_us <> OLD.started_us OR NEW.started_by <> OLD.started_by THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a protection that ended stays as it is; a new one is a new row';
  END IF;
END;

-- The household is the register's, whatever was given. The row of the register is held: a change of the person that is under
-- way ends first, or begins after this and finds the protection.
CREATE TRIGGER madoguchi.protection_knows_its_household BEFORE INSERT ON madoguchi.protected_person FOR EACH ROW
BEGIN
  DECLARE household CHAR(10) DEFAULT NULL;
  SELECT MAX(IF(shojo_reason IS NULL AND shojo_date IS NULL AND shojo_date_text IS NULL, setai_no, NULL)) INTO household
    FROM madoguchi.juki_person WHERE municipality = NEW.municipality AND shori_no = NEW.shori_no FOR UPDATE;
  SET NEW.setai_no = household;
END;

-- Whoever starts a protection hides the person in the same breath. Its end shows nothing by itself: the rows are made anew with
-- the next change of the person.
CREATE TRIGGER madoguchi.protection_hides_at_once AFTER INSERT ON madoguchi.protected_person FOR EACH ROW
BEGIN
  UPDATE madoguchi.person_search SET is_protected = TRUE, ward = '', addr_key = NULL, address = ''
    WHERE municipality = NEW.municipality AND shori_no = NEW.shori_no AND NEW.ended_us IS NULL;
END;

-- ---- 個人番号 ----

CREATE TABLE madoguchi.my_number (
  municipality  CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  shori_no      CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  row_version   INT UNSIGNED NOT NULL,
  known_from_us BIGINT NOT NULL,
  sealed        VARBINARY(52) NOT NULL,      -- 12 digits under the person's key; place my_number, number
  number_hash   BINARY(32) NOT NULL,         -- keyed: the only way to search for it
  status        ENUM('current', 'doubtful') NOT NULL,
  source        VARCHAR(60) NOT NULL,
  verified_us   BIGINT NULL,                 -- when a clerk saw the card
  verified_by   VARCHAR(40) NULL,
  log_writer    BIGINT UNSIGNED NOT NULL,
  log_n         BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (municipality, shori_no),
  UNIQUE KEY one_person_per_number (municipality, number_hash)
) ENGINE=InnoDB;

CREATE TABLE madoguchi.my_number_history LIKE madoguchi.my_number;
ALTER TABLE madoguchi.my_number_history
  ADD COLUMN known_to_us BIGINT NOT NULL AFTER known_from_us,
  DROP PRIMARY KEY,
  ADD PRIMARY KEY (municipality, shori_no, row_version),
  DROP KEY one_person_per_number,
  ADD KEY former_number (municipality, number_hash);

-- ---- the person's data key ----

CREATE TABLE madoguchi_keys.person_key (
  municipality CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  shori_no     CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  wrapped      VARBINARY(128) NOT NULL,
  PRIMARY KEY (municipality, shori_no)
) ENGINE=InnoDB;

-- ---- imports ----

-- One run a file. A city has one resident register, which numbers its files 1, 2, 3 …; a number or a file that was taken is
-- never taken again, and one run ends before the next begins.
CREATE TABLE madoguchi.import_run (
  municipality CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  run_id       BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  spec         CHAR(3) NOT NULL,             -- "J01"
  source       VARCHAR(20) NOT NULL,         -- sender, as the file's header names it; empty: no header was read
  seq          INT UNSIGNED NOT NULL,        -- the sender's number of the file; 0: no header was read
  file_name    VARCHAR(255) NOT NULL,
  file_sha256  BINARY(32) NULL,              -- NULL: longer than any file that is read
  file_bytes   BIGINT UNSIGNED NOT NULL,
  layout_ver   VARCHAR(10) NOT NULL,
  charset      VARCHAR(10) NOT NULL,
  file_made    CHAR(14) NULL,                -- as the header says, YYYYMMDDHHMMSS in Japan
  state        ENUM('received', 'checked', 'posting', 'posted', 'refused') NOT NULL,
  refusal      VARCHAR(40) NULL,             -- a reason code of server/exchange/import_reasons.def
  refusal_line BIGINT UNSIGNED NULL,         -- 1-based; 0: the file as a whole
  refusal_text VARCHAR(200) NULL,            -- what a clerk reads; never a value of the file
  line_count   BIGINT UNSIGNED NOT NULL DEFAULT 0, -- data lines that are checked and staged
  posted       BIGINT UNSIGNED NOT NULL DEFAULT 0, -- of these, in the order of the file
  inserted     BIGINT UNSIGNED NOT NULL DEFAULT 0,
  updated      BIGINT UNSIGNED NOT NULL DEFAULT 0,
  deleted      BIGINT UNSIGNED NOT NULL DEFAULT 0,
  received_us  BIGINT NOT NULL,
  checked_us   BIGINT NULL,
  finished_us  BIGINT NULL,
  taken_seq    INT UNSIGNED AS (IF(state = 'refused', NULL, seq)) PERSISTENT,
  taken_sha256 BINARY(32) AS (IF(state = 'refused', NULL, file_sha256)) PERSISTENT,
  under_way    BOOLEAN AS (IF(state IN ('posted', 'refused'), NULL, 1)) PERSISTENT,
  PRIMARY KEY (municipality, run_id),
  UNIQUE KEY one_file_per_number (municipality, spec, taken_seq),
  UNIQUE KEY one_run_per_file (municipality, taken_sha256),
  UNIQUE KEY one_run_at_a_time (municipality, spec, under_way),
  KEY run_number (run_id),
  CONSTRAINT run_refusal CHECK ((state = 'refused') = (refusal IS NOT NULL)),
  CONSTRAINT run_refused_posts_nothing CHECK (state <> 'refused' OR posted = 0),
  CONSTRAINT run_whole CHECK (state <> 'posted' OR posted = line_count),
  CONSTRAINT run_sums CHECK (posted = inserted + updated + deleted)
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.run_goes_forward BEFORE UPDATE ON madoguchi.import_run FOR EACH ROW
BEGIN
  IF OLD.state IN ('posted', 'refused') OR NEW.state + 0 < OLD.state + 0 OR NEW.posted < OLD.posted THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an import run never goes back';
  END IF;
  IF NOT NEW.file_sha256 <=> OLD.file_sha256 OR NEW.seq <> OLD.seq OR NEW.received_us <> OLD.received_us THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an import run stays that of its file';
  END IF;
END;

CREATE TABLE madoguchi.import_error (
  municipality CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  run_id       BIGINT UNSIGNED NOT NULL,
  line_no      BIGINT UNSIGNED NOT NULL,     -- 1-based; 0: the file as a whole
  item         VARCHAR(40) NOT NULL,         -- the item's column; empty: the line
  reason       VARCHAR(40) NOT NULL,         -- a reason code
  explanation  VARCHAR(200) NOT NULL,        -- what a clerk reads; never a value of the file
  PRIMARY KEY (municipality, run_id, line_no, item, reason)
) ENGINE=InnoDB;

-- Lines of a J01 file between check and posting. What a line says stands here in one piece (server/exchange/stage_format.h),
-- sealed under the run's own key: place import_stage_j01, record, municipality/run_id/line_no. The key goes when the run
-- ends, the rows after it piece by piece; what is left of them in free pages or the binary log is no plain text.
CREATE TABLE madoguchi.import_stage_j01 (
  municipality CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  run_id       BIGINT UNSIGNED NOT NULL,
  line_no      BIGINT UNSIGNED NOT NULL,     -- in the file, whose header is line 1
  op           CHAR(1) NOT NULL,             -- I U D
  person       CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,            -- 処理番号 of the line
  number_hash  BINARY(32) NULL,              -- as my_number.number_hash; NULL: the line gives nobody a 個人番号
  record       BLOB NOT NULL,                -- sealed
  PRIMARY KEY (municipality, run_id, line_no),
  KEY by_person (municipality, run_id, person, op),
  KEY by_number (municipality, run_id, number_hash),
  CONSTRAINT stage_op CHECK (op IN ('I', 'U', 'D'))
) ENGINE=InnoDB;

CREATE TABLE madoguchi_keys.import_key (
  municipality CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  run_id       BIGINT UNSIGNED NOT NULL,
  wrapped      VARBINARY(128) NOT NULL,
  PRIMARY KEY (municipality, run_id)
) ENGINE=InnoDB;
