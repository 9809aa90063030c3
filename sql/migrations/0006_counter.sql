-- SPDX-License-Identifier: Apache-2.0
-- The counter's records: the register of forms (受付処理簿) and its daily check, the record group 年金資格 as events with the
-- state that follows from them, parked forms, memos, and the code master. Conventions as in 0001 and 0003.
-- A write takes its receipt number first and then the person's turn (docs/adr/0008).

-- ---- turns ----

-- Whose row is locked here writes about the person; everybody else waits. The register's own rows are not for mg_app to lock.
CREATE TABLE madoguchi.person_turn (
  municipality CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  shori_no     CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (municipality, shori_no)
) ENGINE=InnoDB;

-- ---- 受付処理簿 ----

-- The last number given in a ward on a day. A number that is not committed is given again: there is never a gap.
CREATE TABLE madoguchi.receipt_number (
  municipality CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  ward         CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  day          DATE NOT NULL,                -- of 受付処理, in Japan
  last_number  INT UNSIGNED NOT NULL,
  PRIMARY KEY (municipality, ward, day)
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.receipt_numbers_begin_at_one BEFORE INSERT ON madoguchi.receipt_number FOR EACH ROW
BEGIN
  IF NEW.last_number <> 1 THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the first receipt of a day has number 1';
  END IF;
END;

CREATE TRIGGER madoguchi.receipt_numbers_have_no_gap BEFORE UPDATE ON madoguchi.receipt_number FOR EACH ROW
BEGIN
  IF NEW.municipality <> OLD.municipality OR NEW.ward <> OLD.ward OR NEW.day <> OLD.day
     OR NEW.last_number <> OLD.last_number + 1 THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'receipt numbers go up by one';
  END IF;
END;

CREATE TABLE madoguchi.receipt (
  municipality    CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  ward            CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- where it was received
  day             DATE NOT NULL,             -- 受付処理年月日, in Japan
  number          INT UNSIGNED NOT NULL,
  row_version     INT UNSIGNED NOT NULL,     -- 1, 2, 3 …: one a step
  known_from_us   BIGINT NOT NULL,
  log_writer      BIGINT UNSIGNED NOT NULL,  -- log entry of the change
  log_n           BIGINT UNSIGNED NOT NULL,
  form            ENUM('acquire_first') NOT NULL,
  state           ENUM('entered', 'checked', 'sent', 'finished', 'returned', 'withdrawn', 'rejected') NOT NULL,
  shori_no        CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name_kanji      VARCHAR(100) NOT NULL,     -- as the register had it then
  name_kana       VARCHAR(100) NOT NULL,
  kanji_key       VARBINARY(300) NOT NULL,   -- server/base/text.h
  kana_key        VARBINARY(300) NOT NULL,
  received_date   DATE NOT NULL,             -- 受付年月日: when the paper was handed in
  entered_us      BIGINT NOT NULL,           -- 受付処理
  staff_id        BIGINT UNSIGNED NOT NULL,  -- who entered it
  staff_no        VARCHAR(16) NOT NULL,
  staff_name      VARCHAR(40) NOT NULL,
  form_version    INT UNSIGNED NOT NULL,     -- whose form is in force
  form_day        DATE NOT NULL,             -- when that version was made
  form_staff_id   BIGINT UNSIGNED NOT NULL,  -- who made it: somebody else checks it
  number_inquired BOOLEAN NOT NULL,          -- 個人番号 照会中
  checked_us      BIGINT NULL,               -- of the version in force; NULL: not yet checked
  checked_by      BIGINT UNSIGNED NULL,
  checked_by_name VARCHAR(40) NULL,
  PRIMARY KEY (municipality, ward, day, number),
  KEY receipts_of_person (municipality, shori_no, day),
  CONSTRAINT receipt_check CHECK ((checked_us IS NULL) = (checked_by IS NULL) AND (checked_by IS NULL) = (checked_by_name IS NULL)),
  CONSTRAINT receipt_checked CHECK (state <> 'checked' OR checked_us IS NOT NULL)
) ENGINE=InnoDB;

-- The image before each step.
CREATE TABLE madoguchi.receipt_history LIKE madoguchi.receipt;
ALTER TABLE madoguchi.receipt_history
  ADD COLUMN known_to_us BIGINT NOT NULL AFTER known_from_us,
  DROP PRIMARY KEY,
  ADD PRIMARY KEY (municipality, ward, day, number, row_version);

CREATE TRIGGER madoguchi.receipt_keeps_its_history BEFORE UPDATE ON madoguchi.receipt FOR EACH ROW
BEGIN
  IF NEW.municipality <> OLD.municipality OR NEW.ward <> OLD.ward OR NEW.day <> OLD.day OR NEW.number <> OLD.number
     OR NEW.shori_no <> OLD.shori_no OR NEW.form <> OLD.form OR NEW.entered_us <> OLD.entered_us
     OR NEW.staff_id <> OLD.staff_id THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a receipt stays that of its form and its person';
  END IF;
  IF NEW.row_version <> OLD.row_version + 1 OR NOT EXISTS (SELECT 1 FROM madoguchi.receipt_history h
      WHERE h.municipality = OLD.municipality AND h.ward = OLD.ward AND h.day = OLD.day AND h.number = OLD.number
      AND h.row_version = OLD.row_version) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no step of a receipt without the image before it';
  END IF;
  IF OLD.state IN ('withdrawn', 'rejected', 'finished') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a receipt that is closed stays closed';
  END IF;
  IF NEW.form_version <> OLD.form_version AND NEW.checked_us IS NOT NULL THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what was corrected is to be checked anew';
  END IF;
  IF NEW.checked_by = NEW.form_staff_id OR EXISTS (SELECT 1 FROM madoguchi.staff a JOIN madoguchi.staff b
      ON b.municipality = a.municipality AND b.person_ref = a.person_ref -- two accounts of one person
      WHERE a.municipality = NEW.municipality AND a.staff_id = NEW.checked_by AND b.staff_id = NEW.form_staff_id) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'another person checks what somebody entered';
  END IF;
  IF NEW.form_version <> OLD.form_version AND NEW.form_version <> NEW.row_version OR NEW.form_version = OLD.form_version
     AND (NEW.form_staff_id <> OLD.form_staff_id OR NEW.form_day <> OLD.form_day) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'who made a form stays, until there is another form';
  END IF;
  IF NEW.state = 'entered' AND NEW.checked_us IS NOT NULL
     OR NEW.state <> 'checked' AND NEW.checked_us IS NOT NULL AND NOT NEW.checked_us <=> OLD.checked_us THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what is not signed as checked is unchecked';
  END IF;
END;

CREATE TRIGGER madoguchi.receipt_is_not_born_checked BEFORE INSERT ON madoguchi.receipt FOR EACH ROW
BEGIN
  IF NEW.row_version <> 1 OR NEW.state <> 'entered' OR NEW.checked_us IS NOT NULL OR NEW.form_staff_id <> NEW.staff_id THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a receipt begins as entered, unchecked, by one person';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM madoguchi.receipt_number n WHERE n.municipality = NEW.municipality AND n.ward = NEW.ward
      AND n.day = NEW.day AND n.last_number = NEW.number) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a receipt has the number that was taken last';
  END IF;
END;

CREATE TRIGGER madoguchi.receipt_history_stays BEFORE UPDATE ON madoguchi.receipt_history FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what was known once is never rewritten';
END;

-- Every step a receipt took: who, why. Step 1 is its entry; step n made version n.
CREATE TABLE madoguchi.receipt_step (
  municipality CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  ward         CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  day          DATE NOT NULL,
  number       INT UNSIGNED NOT NULL,
  step         INT UNSIGNED NOT NULL,        -- the row_version it made
  at_us        BIGINT NOT NULL,
  what         ENUM('entered', 'corrected', 'returned', 'resumed', 'withdrawn', 'rejected', 'checked') NOT NULL,
  staff_id     BIGINT UNSIGNED NOT NULL,
  staff_no     VARCHAR(16) NOT NULL,
  staff_name   VARCHAR(40) NOT NULL,
  reason_code  CHAR(2) NULL,
  reason       VARBINARY(840) NULL,          -- at most 200 characters; sealed: receipt_step, reason, city/ward-day-number, step
  log_writer   BIGINT UNSIGNED NOT NULL,
  log_n        BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (municipality, ward, day, number, step)
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.receipt_step_stays BEFORE UPDATE ON madoguchi.receipt_step FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a step that was taken stays taken';
END;

-- What stood on the form, a row for each version that changed it: the form itself and its items as words, in one piece
-- (server/receipt/form_format.h), sealed under the person's key: receipt_form, content, city/ward-day-number, version.
CREATE TABLE madoguchi.receipt_form (
  municipality CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  ward         CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  day          DATE NOT NULL,
  number       INT UNSIGNED NOT NULL,
  version      INT UNSIGNED NOT NULL,        -- row_version of the receipt that brought it
  made_day     DATE NOT NULL,                -- in Japan; whose list of which day it stands on
  staff_id     BIGINT UNSIGNED NOT NULL,
  content      VARBINARY(8192) NOT NULL,
  PRIMARY KEY (municipality, ward, day, number, version),
  KEY check_list (municipality, ward, made_day, staff_id)
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.receipt_form_stays BEFORE UPDATE ON madoguchi.receipt_form FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a form is corrected by a new version';
END;

-- ---- 年金資格 ----

-- One row an 異動, with the image before (旧) and after (新). An event that was withdrawn, rejected or returned is undone: it
-- stays, and counts no more. Its past versions stand in the history table.
CREATE TABLE madoguchi.pension_qualification (
  municipality                 CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  shori_no                     CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- 11 処理番号
  event_no                     INT UNSIGNED NOT NULL,    -- 1, 2, 3 … of the person
  row_version                  INT UNSIGNED NOT NULL,
  known_from_us                BIGINT NOT NULL,
  source                       VARCHAR(60) NOT NULL,     -- who recorded it
  log_writer                   BIGINT UNSIGNED NOT NULL,
  log_n                        BIGINT UNSIGNED NOT NULL,
  undone                       BOOLEAN NOT NULL,
  receipt_ward                 CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL, -- NULL: it came with an import
  receipt_day                  DATE NULL,
  receipt_no                   INT UNSIGNED NULL,
  kiso_nenkin_no               CHAR(10) NULL,           -- 1 基礎年金番号
  old_kiso_nenkin_no           CHAR(10) NULL,           -- 2 旧基礎年金番号
  shikaku_kigo_kbn             CHAR(1) NULL,            -- 3 資格記号区分コード
  start_end_kbn                CHAR(1) NULL,            -- 4 開始終了区分コード
  nenkin_ido_jiyu              CHAR(2) NULL,            -- 5 年金異動事由コード
  insured_type                 CHAR(1) NULL,            -- 6 被保険者種別コード
  tokuso_reason                CHAR(2) NULL,            -- 7 得喪異動理由コード
  ido_date                     DATE NULL,               -- 8 異動年月日
  notified_date                DATE NULL,               -- 9 届出年月日
  ido_ym                       CHAR(6) NULL,            -- 10 異動月
  old_shori_no                 CHAR(10) NULL,           -- 12 旧処理番号
  setai_no                     CHAR(10) NULL,           -- 13 世帯番号
  name_kanji                   VARCHAR(100) NULL,       -- 14 氏名漢字
  name_kana                    VARCHAR(100) NULL,       -- 15 氏名カナ
  sei_kana                     VARCHAR(50) NULL,        -- 16 姓カナ
  mei_kana                     VARCHAR(50) NULL,        -- 17 名カナ
  old_name_kanji               VARCHAR(100) NULL,       -- 18 旧氏名漢字
  old_name_kana                VARCHAR(100) NULL,       -- 19 旧氏名カナ
  sex                          CHAR(1) NULL,            -- 20 性別コード
  birth_date                   DATE NULL,               -- 21 生年月日
  birth_date_text              CHAR(8) NULL,            -- as written: YYYYMMDD, 00 for what is unknown
  old_birth_date               DATE NULL,               -- 22 旧生年月日
  old_birth_date_text          CHAR(8) NULL,            -- as written: YYYYMMDD, 00 for what is unknown
  postal_code                  CHAR(7) NULL,            -- 23 郵便番号
  address                      VARCHAR(200) NULL,       -- 24 住所
  katagaki                     VARCHAR(100) NULL,       -- 25 方書
  old_nenkin_postal_code       CHAR(7) NULL,            -- 26 旧年金郵便番号
  old_address                  VARCHAR(200) NULL,       -- 27 旧住所
  old_katagaki                 VARCHAR(100) NULL,       -- 28 旧方書
  tennyu_date                  DATE NULL,               -- 29 転入年月日
  kigo_numbered_flag           CHAR(1) NULL,            -- 30 基礎年金付番済年金記号フラグ
  old_shikaku_kigo_kbn         CHAR(1) NULL,            -- 31 旧資格記号区分
  old_start_end_kbn            CHAR(1) NULL,            -- 32 旧開始終了区分コード
  old_nenkin_ido_jiyu          CHAR(2) NULL,            -- 33 旧年金異動事由コード
  old_insured_type             CHAR(1) NULL,            -- 34 旧被保険者種別コード
  old_tokuso_reason            CHAR(2) NULL,            -- 35 旧得喪異動理由コード
  old_ido_date                 DATE NULL,               -- 36 旧異動年月日
  new_shikaku_kigo_kbn         CHAR(1) NULL,            -- 37 新資格記号区分
  new_start_end_kbn            CHAR(1) NULL,            -- 38 新開始終了区分コード
  new_nenkin_ido_jiyu          CHAR(2) NULL,            -- 39 新年金異動事由コード
  new_insured_type             CHAR(1) NULL,            -- 40 新被保険者種別コード
  new_tokuso_reason            CHAR(2) NULL,            -- 41 新得喪異動理由コード
  new_ido_date                 DATE NULL,               -- 42 新異動年月日
  spouse_code                  CHAR(1) NULL,            -- 43 配偶者コード
  ido_todoke_output_flag       CHAR(1) NULL,            -- 44 異動届出力有無コード
  ido_todoke_output_date       DATE NULL,               -- 45 異動届出力年月日
  jimu_naiyo_kbn               CHAR(2) NULL,            -- 46 事務内容区分
  insured_ido_code             CHAR(2) NULL,            -- 47 被保険者異動コード
  online_batch_kbn             CHAR(1) NULL,            -- 48 オンラインバッチ処理区分
  uketsuke_ward                CHAR(3) NULL,            -- 49 受付区
  shokan_ward                  CHAR(3) NULL,            -- 50 所管区
  foreigner_real_name          VARCHAR(100) NULL,       -- 51 外国人本名
  last_paid_ym                 CHAR(6) NULL,            -- 52 最終納付年月
  old_municipality_code        CHAR(6) NULL,            -- 53 旧市区町村コード
  old_town_code                CHAR(9) NULL,            -- 54 旧町丁コード
  old_sex                      CHAR(1) NULL,            -- 55 旧性別コード
  old_start_date               DATE NULL,               -- 56 旧開始年月日
  old_end_date                 DATE NULL,               -- 57 旧終了年月日
  old_start_insured_type       CHAR(1) NULL,            -- 58 旧開始被保険者種別コード
  old_end_insured_type         CHAR(1) NULL,            -- 59 旧終了被保険者種別コード
  old_start_tokuso_reason      CHAR(2) NULL,            -- 60 旧開始得喪異動理由コード
  old_end_tokuso_reason        CHAR(2) NULL,            -- 61 旧終了得喪異動理由コード
  old_menjo_type               CHAR(2) NULL,            -- 62 旧免除種別コード
  old_period_start_date        DATE NULL,               -- 63 旧該当期間開始年月日
  old_period_end_date          DATE NULL,               -- 64 旧該当期間終了年月日
  old_ido_todoke_output_flag   CHAR(1) NULL,            -- 65 旧異動届出力有無コード
  old_foreigner_kbn            CHAR(1) NULL,            -- 66 旧外国人区分
  old_okinawa_code             CHAR(1) NULL,            -- 67 旧沖縄特例コード
  old_decision_date            DATE NULL,               -- 68 旧承認却下年月日
  old_menjo_proc_state         CHAR(1) NULL,            -- 69 旧免除手続状態
  old_prev_income_flag         CHAR(1) NULL,            -- 70 旧前年所得有無
  old_wish_rank1               CHAR(1) NULL,            -- 71 旧免除猶予希望順位1
  old_wish_rank2               CHAR(1) NULL,            -- 72 旧免除猶予希望順位2
  old_wish_rank3               CHAR(1) NULL,            -- 73 旧免除猶予希望順位3
  old_wish_rank4               CHAR(1) NULL,            -- 74 旧免除猶予希望順位4
  old_wish_rank5               CHAR(1) NULL,            -- 75 旧免除猶予希望順位5
  old_graduation_date          DATE NULL,               -- 76 旧卒業予定年月日
  new_municipality_code        CHAR(6) NULL,            -- 77 新市区町村コード
  new_town_code                CHAR(9) NULL,            -- 78 新町丁コード
  new_nationality_code         CHAR(3) NULL,            -- 79 新国籍コード
  new_start_date               DATE NULL,               -- 80 新開始年月日
  new_end_date                 DATE NULL,               -- 81 新終了年月日
  new_start_insured_type       CHAR(1) NULL,            -- 82 新開始被保険者種別コード
  new_end_insured_type         CHAR(1) NULL,            -- 83 新終了被保険者種別コード
  new_start_tokuso_reason      CHAR(2) NULL,            -- 84 新開始得喪異動理由コード
  new_end_tokuso_reason        CHAR(2) NULL,            -- 85 新終了得喪異動理由コード
  new_menjo_type               CHAR(2) NULL,            -- 86 新免除種別コード
  new_period_start_date        DATE NULL,               -- 87 新該当期間開始年月日
  new_period_end_date          DATE NULL,               -- 88 新該当期間終了年月日
  new_foreigner_kbn            CHAR(1) NULL,            -- 89 新外国人区分
  new_okinawa_code             CHAR(1) NULL,            -- 90 新沖縄特例コード
  new_decision_date            DATE NULL,               -- 91 新承認却下年月日
  new_menjo_proc_state         CHAR(1) NULL,            -- 92 新免除手続状態
  new_prev_income_flag         CHAR(1) NULL,            -- 93 新前年所得有無
  new_wish_rank1               CHAR(1) NULL,            -- 94 新免除猶予希望順位1
  new_wish_rank2               CHAR(1) NULL,            -- 95 新免除猶予希望順位2
  new_wish_rank3               CHAR(1) NULL,            -- 96 新免除猶予希望順位3
  new_wish_rank4               CHAR(1) NULL,            -- 97 新免除猶予希望順位4
  new_wish_rank5               CHAR(1) NULL,            -- 98 新免除猶予希望順位5
  new_graduation_date          DATE NULL,               -- 99 新卒業予定年月日
  remarks                      VARBINARY(1640) NULL,    -- 100 備考; sealed
  PRIMARY KEY (municipality, shori_no, event_no),
  UNIQUE KEY event_of_receipt (municipality, receipt_ward, receipt_day, receipt_no),
  KEY by_pension_no (municipality, kiso_nenkin_no),
  CONSTRAINT event_receipt CHECK ((receipt_ward IS NULL) = (receipt_no IS NULL) AND (receipt_day IS NULL) = (receipt_no IS NULL))
) ENGINE=InnoDB;

CREATE TABLE madoguchi.pension_qualification_history LIKE madoguchi.pension_qualification;
ALTER TABLE madoguchi.pension_qualification_history
  ADD COLUMN known_to_us BIGINT NOT NULL AFTER known_from_us,
  DROP PRIMARY KEY,
  ADD PRIMARY KEY (municipality, shori_no, event_no, row_version),
  DROP KEY event_of_receipt,
  DROP KEY by_pension_no;

CREATE TRIGGER madoguchi.pension_qualification_keeps_its_history BEFORE UPDATE ON madoguchi.pension_qualification FOR EACH ROW
BEGIN
  IF NEW.municipality <> OLD.municipality OR NEW.shori_no <> OLD.shori_no OR NEW.event_no <> OLD.event_no
     OR NOT NEW.receipt_ward <=> OLD.receipt_ward OR NOT NEW.receipt_day <=> OLD.receipt_day
     OR NOT NEW.receipt_no <=> OLD.receipt_no THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an event stays that of its person and receipt';
  END IF;
  IF NEW.row_version <> OLD.row_version + 1 OR NOT EXISTS (SELECT 1 FROM madoguchi.pension_qualification_history h
      WHERE h.municipality = OLD.municipality AND h.shori_no = OLD.shori_no AND h.event_no = OLD.event_no
      AND h.row_version = OLD.row_version) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no change without the image before it';
  END IF;
END;

CREATE TRIGGER madoguchi.pension_qualification_history_stays BEFORE UPDATE ON madoguchi.pension_qualification_history FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what was known once is never rewritten';
END;

-- What follows from the events: insured as what, since when. Without a row the resident register's word counts (個人情報
-- 98–100), as version 0.
CREATE TABLE madoguchi.pension_state (
  municipality  CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  shori_no      CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  row_version   INT UNSIGNED NOT NULL,
  known_from_us BIGINT NOT NULL,
  source        VARCHAR(60) NOT NULL,
  log_writer    BIGINT UNSIGNED NOT NULL,
  log_n         BIGINT UNSIGNED NOT NULL,
  insured_type  CHAR(1) NULL,                -- NULL: not insured
  since         DATE NULL,                   -- of the type, or of the loss
  pension_no    CHAR(10) NULL,
  event_no      INT UNSIGNED NOT NULL,       -- the event it follows from; 0: the register's word again, after an undoing
  PRIMARY KEY (municipality, shori_no)
) ENGINE=InnoDB;

CREATE TABLE madoguchi.pension_state_history LIKE madoguchi.pension_state;
ALTER TABLE madoguchi.pension_state_history
  ADD COLUMN known_to_us BIGINT NOT NULL AFTER known_from_us,
  DROP PRIMARY KEY,
  ADD PRIMARY KEY (municipality, shori_no, row_version);

CREATE TRIGGER madoguchi.pension_state_keeps_its_history BEFORE UPDATE ON madoguchi.pension_state FOR EACH ROW
BEGIN
  IF NEW.municipality <> OLD.municipality OR NEW.shori_no <> OLD.shori_no THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a state stays that of its person';
  END IF;
  IF NEW.row_version <> OLD.row_version + 1 OR NOT EXISTS (SELECT 1 FROM madoguchi.pension_state_history h
      WHERE h.municipality = OLD.municipality AND h.shori_no = OLD.shori_no AND h.row_version = OLD.row_version) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no change without the image before it';
  END IF;
END;

CREATE TRIGGER madoguchi.pension_state_history_stays BEFORE UPDATE ON madoguchi.pension_state_history FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what was known once is never rewritten';
END;

-- ---- parked forms ----

-- Sealed under the person's key, or the month's where no person is named: draft, content, city/draft_id, row_version.
CREATE TABLE madoguchi.draft (
  municipality CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  draft_id     BINARY(16) NOT NULL,
  row_version  INT UNSIGNED NOT NULL,
  form         ENUM('acquire_first') NOT NULL,
  state        ENUM('open', 'dropped', 'used') NOT NULL,
  shori_no     CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- empty: none yet
  name_kanji   VARCHAR(100) NOT NULL,
  name_kana    VARCHAR(100) NOT NULL,
  key_month    CHAR(6) NULL,                 -- NULL: the person's key
  content      VARBINARY(8192) NULL,         -- NULL as soon as it is not open any more
  staff_id     BIGINT UNSIGNED NOT NULL,     -- whose it is
  staff_no     VARCHAR(16) NOT NULL,
  staff_name   VARCHAR(40) NOT NULL,
  ward         CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  parked_us    BIGINT NOT NULL,
  log_writer   BIGINT UNSIGNED NOT NULL,
  log_n        BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (municipality, draft_id),
  KEY drafts_of_staff (municipality, staff_id, state, parked_us),
  KEY drafts_of_ward (municipality, ward, state, parked_us),
  KEY draft_age (municipality, parked_us),
  CONSTRAINT draft_content CHECK ((state = 'open') = (content IS NOT NULL))
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.draft_ends_for_good BEFORE UPDATE ON madoguchi.draft FOR EACH ROW
BEGIN
  IF OLD.state <> 'open' THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a parked form that is gone stays gone';
  END IF;
  IF NEW.ward <> OLD.ward OR NEW.draft_id <> OLD.draft_id OR NEW.row_version < OLD.row_version THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a parked form stays in its ward and goes forward';
  END IF;
END;

-- ---- memos ----

-- Sealed under the person's key: memo, text, city/shori_no/memo_no, 1. Struck out, never overwritten.
CREATE TABLE madoguchi.memo (
  municipality   CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  shori_no       CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  memo_no        INT UNSIGNED NOT NULL,      -- 1, 2, 3 … of the person
  text           VARBINARY(1640) NOT NULL,
  made_us        BIGINT NOT NULL,
  staff_id       BIGINT UNSIGNED NOT NULL,
  staff_name     VARCHAR(40) NOT NULL,
  log_writer     BIGINT UNSIGNED NOT NULL,
  log_n          BIGINT UNSIGNED NOT NULL,
  struck_us      BIGINT NULL,
  struck_by      BIGINT UNSIGNED NULL,
  struck_by_name VARCHAR(40) NULL,
  struck_writer  BIGINT UNSIGNED NULL,
  struck_n       BIGINT UNSIGNED NULL,
  PRIMARY KEY (municipality, shori_no, memo_no),
  CONSTRAINT memo_struck CHECK ((struck_us IS NULL) = (struck_by IS NULL))
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.memo_stays BEFORE UPDATE ON madoguchi.memo FOR EACH ROW
BEGIN
  IF OLD.struck_us IS NOT NULL OR NEW.text <> OLD.text OR NEW.made_us <> OLD.made_us OR NEW.staff_id <> OLD.staff_id
     OR NEW.shori_no <> OLD.shori_no OR NEW.memo_no <> OLD.memo_no THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a memo is struck out once and never overwritten';
  END IF;
END;

-- ---- code master ----

-- The words that forms offer: sql/codes/codes.csv, loaded by madoguchi-admin (init, migrate). Rows are never deleted: what
-- was recorded under a code keeps its word.
CREATE TABLE madoguchi.code_word (
  municipality CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  list         VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  code         VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name         VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- identifier
  valid_from   DATE NULL,
  valid_to     DATE NULL,                    -- inclusive
  position     SMALLINT UNSIGNED NOT NULL,   -- in its list
  text         VARCHAR(100) NOT NULL,
  source       VARCHAR(100) NOT NULL,
  verify       BOOLEAN NOT NULL,             -- to be verified before go-live
  PRIMARY KEY (municipality, list, code, name)
) ENGINE=InnoDB;
