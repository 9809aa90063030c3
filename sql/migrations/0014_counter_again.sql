-- SPDX-License-Identifier: Apache-2.0
-- What a hostile reading of 0006 left: lists of the register by an index, images before a change compared whole, numbers
-- (個人番号) that were really compared, memos with the ward that wrote them. Conventions as in 0001 and 0003.

-- ---- 受付処理簿 by what is asked for ----

-- by_state also counts, without the rows: shori_no stands in it for 支援措置.
ALTER TABLE madoguchi.receipt
  ADD KEY receipts_by_state (municipality, ward, state, day, number, shori_no),
  ADD KEY receipts_by_number (municipality, ward, number, day),
  ADD KEY receipts_of_staff (municipality, ward, staff_no, day, number),
  ADD KEY receipts_by_kana (municipality, ward, kana_key, day),
  ADD KEY receipts_by_kanji (municipality, ward, kanji_key, day);

-- ---- 基礎年金番号 that a notice brought ----

ALTER TABLE madoguchi.pension_state
  ADD KEY states_by_pension_no (municipality, pension_no);

-- ---- 個人番号 that were compared ----

-- What Qualification.CheckNumber found, for the form that follows in the same session. No number and no hash.
CREATE TABLE madoguchi.number_check (
  municipality CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  session_no   BIGINT UNSIGNED NOT NULL,
  shori_no     CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  result       ENUM('matches', 'differs', 'none_held') NOT NULL,
  checked_us   BIGINT NOT NULL,
  log_writer   BIGINT UNSIGNED NOT NULL,     -- its entry
  log_n        BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (municipality, session_no, shori_no),
  KEY check_age (municipality, checked_us)
) ENGINE=InnoDB;

-- ---- memos ----

-- Of a person under 支援措置 a memo is for the ward that wrote it. Of those from before this nobody knows the ward but by
-- their author's account.
DROP TRIGGER madoguchi.memo_stays;
ALTER TABLE madoguchi.memo
  ADD COLUMN ward CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' AFTER memo_no;
UPDATE madoguchi.memo m JOIN madoguchi.staff s ON s.municipality = m.municipality AND s.staff_id = m.staff_id
  SET m.ward = s.ward;
CREATE TRIGGER madoguchi.memo_stays BEFORE UPDATE ON madoguchi.memo FOR EACH ROW
BEGIN
  IF OLD.struck_us IS NOT NULL OR NEW.text <> OLD.text OR NEW.made_us <> OLD.made_us OR NEW.staff_id <> OLD.staff_id
     OR NEW.ward <> OLD.ward OR NEW.shori_no <> OLD.shori_no OR NEW.memo_no <> OLD.memo_no THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a memo is struck out once and never overwritten';
  END IF;
END;

-- ---- images ----

-- A change leaves the image before it, and that image is the true one: every column of it is what stood there. MariaDB has
-- no trigger for several tables and no way to name all columns, so each table has its own and names them; a test holds the
-- lists against the tables. On the one row that an update changes, this costs microseconds.

DROP TRIGGER madoguchi.receipt_keeps_its_history;
CREATE TRIGGER madoguchi.receipt_keeps_its_history BEFORE UPDATE ON madoguchi.receipt FOR EACH ROW
BEGIN
  IF NEW.municipality <> OLD.municipality OR NEW.ward <> OLD.ward OR NEW.day <> OLD.day OR NEW.number <> OLD.number
     OR NEW.shori_no <> OLD.shori_no OR NEW.form <> OLD.form OR NEW.entered_us <> OLD.entered_us
     OR NEW.staff_id <> OLD.staff_id THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a receipt stays that of its form and its person';
  END IF;
  IF NEW.row_version <> OLD.row_version + 1 OR NOT EXISTS (SELECT 1 FROM madoguchi.receipt_history h
      WHERE h.municipality = OLD.municipality AND h.ward = OLD.ward AND h.day = OLD.day AND h.number = OLD.number
      AND h.row_version = OLD.row_version
      AND h.known_from_us <=> OLD.known_from_us AND h.log_writer <=> OLD.log_writer AND h.log_n <=> OLD.log_n
      AND h.form <=> OLD.form AND h.state <=> OLD.state AND h.shori_no <=> OLD.shori_no
      AND h.name_kanji <=> OLD.name_kanji AND h.name_kana <=> OLD.name_kana AND h.kanji_key <=> OLD.kanji_key
      AND h.kana_key <=> OLD.kana_key AND h.received_date <=> OLD.received_date AND h.entered_us <=> OLD.entered_us
      AND h.staff_id <=> OLD.staff_id AND h.staff_no <=> OLD.staff_no AND h.staff_name <=> OLD.staff_name
      AND h.form_version <=> OLD.form_version AND h.form_day <=> OLD.form_day
      AND h.form_staff_id <=> OLD.form_staff_id AND h.number_inquired <=> OLD.number_inquired
      AND h.checked_us <=> OLD.checked_us AND h.checked_by <=> OLD.checked_by
      AND h.checked_by_name <=> OLD.checked_by_name) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no step of a receipt without the true image before it';
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

DROP TRIGGER madoguchi.pension_qualification_keeps_its_history;
CREATE TRIGGER madoguchi.pension_qualification_keeps_its_history BEFORE UPDATE ON madoguchi.pension_qualification FOR EACH ROW
BEGIN
  IF NEW.municipality <> OLD.municipality OR NEW.shori_no <> OLD.shori_no OR NEW.event_no <> OLD.event_no
     OR NOT NEW.receipt_ward <=> OLD.receipt_ward OR NOT NEW.receipt_day <=> OLD.receipt_day
     OR NOT NEW.receipt_no <=> OLD.receipt_no THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an event stays that of its person and receipt';
  END IF;
  IF NEW.row_version <> OLD.row_version + 1 OR NOT EXISTS (SELECT 1 FROM madoguchi.pension_qualification_history h
      WHERE h.municipality = OLD.municipality AND h.shori_no = OLD.shori_no AND h.event_no = OLD.event_no
      AND h.row_version = OLD.row_version
      AND h.known_from_us <=> OLD.known_from_us AND h.source <=> OLD.source AND h.log_writer <=> OLD.log_writer
      AND h.log_n <=> OLD.log_n AND h.undone <=> OLD.undone AND h.receipt_ward <=> OLD.receipt_ward
      AND h.receipt_day <=> OLD.receipt_day AND h.receipt_no <=> OLD.receipt_no
      AND h.kiso_nenkin_no <=> OLD.kiso_nenkin_no AND h.old_kiso_nenkin_no <=> OLD.old_kiso_nenkin_no
      AND h.shikaku_kigo_kbn <=> OLD.shikaku_kigo_kbn AND h.start_end_kbn <=> OLD.start_end_kbn
      AND h.nenkin_ido_jiyu <=> OLD.nenkin_ido_jiyu AND h.insured_type <=> OLD.insured_type
      AND h.tokuso_reason <=> OLD.tokuso_reason AND h.ido_date <=> OLD.ido_date
      AND h.notified_date <=> OLD.notified_date AND h.ido_ym <=> OLD.ido_ym AND h.old_shori_no <=> OLD.old_shori_no
      AND h.setai_no <=> OLD.setai_no AND h.name_kanji <=> OLD.name_kanji AND h.name_kana <=> OLD.name_kana
      AND h.sei_kana <=> OLD.sei_kana AND h.mei_kana <=> OLD.mei_kana AND h.old_name_kanji <=> OLD.old_name_kanji
      AND h.old_name_kana <=> OLD.old_name_kana AND h.sex <=> OLD.sex AND h.birth_date <=> OLD.birth_date
      AND h.birth_date_text <=> OLD.birth_date_text AND h.old_birth_date <=> OLD.old_birth_date
      AND h.old_birth_date_text <=> OLD.old_birth_date_text AND h.postal_code <=> OLD.postal_code
      AND h.address <=> OLD.address AND h.katagaki <=> OLD.katagaki
      AND h.old_nenkin_postal_code <=> OLD.old_nenkin_postal_code AND h.old_address <=> OLD.old_address
      AND h.old_katagaki <=> OLD.old_katagaki AND h.tennyu_date <=> OLD.tennyu_date
      AND h.kigo_numbered_flag <=> OLD.kigo_numbered_flag AND h.old_shikaku_kigo_kbn <=> OLD.old_shikaku_kigo_kbn
      AND h.old_start_end_kbn <=> OLD.old_start_end_kbn AND h.old_nenkin_ido_jiyu <=> OLD.old_nenkin_ido_jiyu
      AND h.old_insured_type <=> OLD.old_insured_type AND h.old_tokuso_reason <=> OLD.old_tokuso_reason
      AND h.old_ido_date <=> OLD.old_ido_date AND h.new_shikaku_kigo_kbn <=> OLD.new_shikaku_kigo_kbn
      AND h.new_start_end_kbn <=> OLD.new_start_end_kbn AND h.new_nenkin_ido_jiyu <=> OLD.new_nenkin_ido_jiyu
      AND h.new_insured_type <=> OLD.new_insured_type AND h.new_tokuso_reason <=> OLD.new_tokuso_reason
      AND h.new_ido_date <=> OLD.new_ido_date AND h.spouse_code <=> OLD.spouse_code
      AND h.ido_todoke_output_flag <=> OLD.ido_todoke_output_flag
      AND h.ido_todoke_output_date <=> OLD.ido_todoke_output_date AND h.jimu_naiyo_kbn <=> OLD.jimu_naiyo_kbn
      AND h.insured_ido_code <=> OLD.insured_ido_code AND h.online_batch_kbn <=> OLD.online_batch_kbn
      AND h.uketsuke_ward <=> OLD.uketsuke_ward AND h.shokan_ward <=> OLD.shokan_ward
      AND h.foreigner_real_name <=> OLD.foreigner_real_name AND h.last_paid_ym <=> OLD.last_paid_ym
      AND h.old_municipality_code <=> OLD.old_municipality_code AND h.old_town_code <=> OLD.old_town_code
      AND h.old_sex <=> OLD.old_sex AND h.old_start_date <=> OLD.old_start_date
      AND h.old_end_date <=> OLD.old_end_date AND h.old_start_insured_type <=> OLD.old_start_insured_type
      AND h.old_end_insured_type <=> OLD.old_end_insured_type
      AND h.old_start_tokuso_reason <=> OLD.old_start_tokuso_reason
      AND h.old_end_tokuso_reason <=> OLD.old_end_tokuso_reason AND h.old_menjo_type <=> OLD.old_menjo_type
      AND h.old_period_start_date <=> OLD.old_period_start_date AND h.old_period_end_date <=> OLD.old_period_end_date
      AND h.old_ido_todoke_output_flag <=> OLD.old_ido_todoke_output_flag
      AND h.old_foreigner_kbn <=> OLD.old_foreigner_kbn AND h.old_okinawa_code <=> OLD.old_okinawa_code
      AND h.old_decision_date <=> OLD.old_decision_date AND h.old_menjo_proc_state <=> OLD.old_menjo_proc_state
      AND h.old_prev_income_flag <=> OLD.old_prev_income_flag AND h.old_wish_rank1 <=> OLD.old_wish_rank1
      AND h.old_wish_rank2 <=> OLD.old_wish_rank2 AND h.old_wish_rank3 <=> OLD.old_wish_rank3
      AND h.old_wish_rank4 <=> OLD.old_wish_rank4 AND h.old_wish_rank5 <=> OLD.old_wish_rank5
      AND h.old_graduation_date <=> OLD.old_graduation_date AND h.new_municipality_code <=> OLD.new_municipality_code
      AND h.new_town_code <=> OLD.new_town_code AND h.new_nationality_code <=> OLD.new_nationality_code
      AND h.new_start_date <=> OLD.new_start_date AND h.new_end_date <=> OLD.new_end_date
      AND h.new_start_insured_type <=> OLD.new_start_insured_type
      AND h.new_end_insured_type <=> OLD.new_end_insured_type
      AND h.new_start_tokuso_reason <=> OLD.new_start_tokuso_reason
      AND h.new_end_tokuso_reason <=> OLD.new_end_tokuso_reason AND h.new_menjo_type <=> OLD.new_menjo_type
      AND h.new_period_start_date <=> OLD.new_period_start_date AND h.new_period_end_date <=> OLD.new_period_end_date
      AND h.new_foreigner_kbn <=> OLD.new_foreigner_kbn AND h.new_okinawa_code <=> OLD.new_okinawa_code
      AND h.new_decision_date <=> OLD.new_decision_date AND h.new_menjo_proc_state <=> OLD.new_menjo_proc_state
      AND h.new_prev_income_flag <=> OLD.new_prev_income_flag AND h.new_wish_rank1 <=> OLD.new_wish_rank1
      AND h.new_wish_rank2 <=> OLD.new_wish_rank2 AND h.new_wish_rank3 <=> OLD.new_wish_rank3
      AND h.new_wish_rank4 <=> OLD.new_wish_rank4 AND h.new_wish_rank5 <=> OLD.new_wish_rank5
      AND h.new_graduation_date <=> OLD.new_graduation_date AND h.remarks <=> OLD.remarks) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no change without the true image before it';
  END IF;
END;

DROP TRIGGER madoguchi.pension_state_keeps_its_history;
CREATE TRIGGER madoguchi.pension_state_keeps_its_history BEFORE UPDATE ON madoguchi.pension_state FOR EACH ROW
BEGIN
  IF NEW.municipality <> OLD.municipality OR NEW.shori_no <> OLD.shori_no THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a state stays that of its person';
  END IF;
  IF NEW.row_version <> OLD.row_version + 1 OR NOT EXISTS (SELECT 1 FROM madoguchi.pension_state_history h
      WHERE h.municipality = OLD.municipality AND h.shori_no = OLD.shori_no AND h.row_version = OLD.row_version
      AND h.known_from_us <=> OLD.known_from_us AND h.source <=> OLD.source AND h.log_writer <=> OLD.log_writer
      AND h.log_n <=> OLD.log_n AND h.insured_type <=> OLD.insured_type AND h.since <=> OLD.since
      AND h.pension_no <=> OLD.pension_no AND h.event_no <=> OLD.event_no) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no change without the true image before it';
  END IF;
END;
