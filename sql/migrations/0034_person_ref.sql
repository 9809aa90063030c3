-- SPDX-License-Identifier: Apache-2.0
-- One spelling of the personnel number (server/staff/person_ref_rules.h): "P-" for the city's people, "V-" for a vendor's, and
-- 1 to 10 digits without leading zeros. Two spellings of one number were two people to every comparison. Conventions as in 0001.

-- What cannot be brought into that form stops here, before anything is changed: only the operator knows who it is
-- (docs/accounts.md, "One person, one number"). It can be run again.
BEGIN NOT ATOMIC
  DECLARE what VARCHAR(100);
  SET what = (SELECT LEFT(GROUP_CONCAT(s.staff_no ORDER BY s.staff_no SEPARATOR ' '), 60) FROM madoguchi.staff s
    WHERE s.person_ref IS NOT NULL AND s.person_ref NOT RLIKE CONCAT('^(', IF(s.vendor, '[PVpv]', '[Pp]'), '-?)?0*[1-9][0-9]{0,9}$'));
  IF what IS NOT NULL THEN
    SET what = CONCAT('person_ref is no number: ', what);
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = what;
  END IF;
  IF EXISTS (SELECT 1 FROM madoguchi.personnel p WHERE p.person_ref NOT RLIKE '^(P-)?0*[1-9][0-9]{0,9}$')
     OR EXISTS (SELECT 1 FROM madoguchi.personnel p GROUP BY p.municipality, TRIM(LEADING '0' FROM REPLACE(p.person_ref, 'P-', ''))
       HAVING COUNT(*) > 1) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the list of personnel has a number twice, or none: DELETE it, import it anew';
  END IF;
END;

-- In service nobody changes whose an account is. Its spelling may be put right: below, and never again.
CREATE OR REPLACE TRIGGER madoguchi.account_widens_in_service BEFORE UPDATE ON madoguchi.staff FOR EACH ROW
BEGIN
  IF SUBSTRING_INDEX(USER(), '@', 1) <> 'mg_app'
     AND (NEW.role <> OLD.role OR NEW.state = 'active' AND OLD.state <> 'active'
       OR NOT NEW.person_ref <=> OLD.person_ref AND NOT NEW.person_ref <=> CONCAT(IF(OLD.vendor, 'V-', 'P-'),
         TRIM(LEADING '0' FROM REGEXP_REPLACE(OLD.person_ref, '^[PVpv]-?', '')))
       OR OLD.must_change_password AND NOT NEW.must_change_password
       OR OLD.password_locked_us IS NOT NULL AND NEW.password_locked_us IS NULL)
     AND EXISTS (SELECT 1 FROM madoguchi.city_service c WHERE c.municipality = NEW.municipality)
     AND NOT EXISTS (SELECT 1 FROM madoguchi.break_glass g WHERE g.municipality = NEW.municipality AND g.ended_us IS NULL
       AND g.until_us > CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS SIGNED)) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'in service an account changes as an approved request says';
  END IF;
END;

-- Accounts that turn out to be one person's stay as they are, and are one person from now on: a check names them
-- (sql/check/one_person_one_account.sql). Where such a person would hold two of extract, carry and approve, this stops.
UPDATE madoguchi.staff SET person_ref = CONCAT(IF(vendor, 'V-', 'P-'),
    TRIM(LEADING '0' FROM REGEXP_REPLACE(person_ref, '^[PVpv]-?', '')))
  WHERE person_ref IS NOT NULL;

UPDATE madoguchi.personnel SET person_ref = CONCAT('P-', TRIM(LEADING '0' FROM person_ref)) WHERE person_ref NOT LIKE 'P-%';

-- Requests that wait are about the same people. What was decided and done stays as it was written.
DROP TRIGGER IF EXISTS madoguchi.request_is_decided_by_another;

UPDATE madoguchi.staff_request SET person_ref = CONCAT(IF(vendor, 'V-', 'P-'),
    TRIM(LEADING '0' FROM REGEXP_REPLACE(person_ref, '^[PVpv]-?', '')))
  WHERE state IN ('requested', 'approved') AND person_ref RLIKE CONCAT('^(', IF(vendor, '[PVpv]', '[Pp]'), '-?)?0*[1-9][0-9]{0,9}$');

-- lapsed: approved, but the account was another one when its day came
ALTER TABLE madoguchi.staff_request
  MODIFY COLUMN state ENUM('requested', 'approved', 'done', 'refused', 'withdrawn', 'lapsed') NOT NULL;
ALTER TABLE madoguchi.staff_request_step
  MODIFY COLUMN state ENUM('requested', 'approved', 'done', 'refused', 'withdrawn', 'lapsed') NOT NULL;

CREATE TRIGGER madoguchi.request_is_decided_by_another BEFORE UPDATE ON madoguchi.staff_request FOR EACH ROW
BEGIN
  IF NEW.municipality <> OLD.municipality OR NEW.request_no <> OLD.request_no OR NEW.kind <> OLD.kind
     OR NEW.staff_no <> OLD.staff_no OR NEW.person_ref <> OLD.person_ref OR NEW.need <> OLD.need
     OR NEW.effective <> OLD.effective OR NEW.name <> OLD.name OR NEW.kana <> OLD.kana OR NEW.ward <> OLD.ward
     OR NEW.section <> OLD.section OR NEW.role <> OLD.role OR NEW.vendor <> OLD.vendor OR NOT NEW.valid_to <=> OLD.valid_to
     OR NOT NEW.was_name <=> OLD.was_name OR NOT NEW.was_kana <=> OLD.was_kana OR NOT NEW.was_ward <=> OLD.was_ward
     OR NOT NEW.was_section <=> OLD.was_section OR NOT NEW.was_role <=> OLD.was_role
     OR NOT NEW.was_valid_to <=> OLD.was_valid_to OR NEW.requester_id <> OLD.requester_id
     OR NEW.requester_no <> OLD.requester_no OR NEW.requester_name <> OLD.requester_name
     OR NEW.asked_ward <> OLD.asked_ward OR NEW.asked_section <> OLD.asked_section OR NEW.asked_us <> OLD.asked_us
     OR NEW.log_writer <> OLD.log_writer OR NEW.log_n <> OLD.log_n
     OR OLD.staff_id IS NOT NULL AND NOT NEW.staff_id <=> OLD.staff_id THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a request is never rewritten';
  END IF;
  IF NOT (OLD.state = 'requested' AND NEW.state IN ('approved', 'refused', 'withdrawn')
      OR OLD.state = 'approved' AND NEW.state IN ('done', 'lapsed')) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a request goes its way once';
  END IF;
  IF (NEW.state = 'withdrawn') <> (NEW.decider_id IS NULL)
     OR OLD.decider_id IS NOT NULL AND (NOT NEW.decider_id <=> OLD.decider_id OR NOT NEW.decider_no <=> OLD.decider_no
       OR NOT NEW.decider_name <=> OLD.decider_name OR NOT NEW.decided_us <=> OLD.decided_us OR NEW.words <> OLD.words) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a decision stays as it was made';
  END IF;
  IF NEW.state IN ('approved', 'refused') AND NOT EXISTS (SELECT 1 FROM madoguchi.staff d
      JOIN madoguchi.staff r ON r.municipality = d.municipality AND r.staff_id = NEW.requester_id
      WHERE d.municipality = NEW.municipality AND d.staff_id = NEW.decider_id AND d.staff_no = NEW.decider_no
      AND d.role = 'authority' AND d.state = 'active' AND NOT d.vendor AND d.staff_id <> r.staff_id AND d.person_ref <> r.person_ref
      AND d.person_ref <> NEW.person_ref
      AND (NEW.state = 'refused' OR r.state = 'active' AND r.role = 'head')) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the authority decides: another person than who asked and than whose account it is';
  END IF;
  IF (NEW.state = 'refused') <> (CHAR_LENGTH(NEW.words) > 0) OR (NEW.state = 'done') <> (NEW.done_us IS NOT NULL)
     OR NEW.state = 'done' AND NEW.staff_id IS NULL THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a refusal says why, and what is done has its day and its account';
  END IF;
END;

CREATE TRIGGER madoguchi.request_spells_the_number BEFORE INSERT ON madoguchi.staff_request FOR EACH ROW
BEGIN
  IF NEW.person_ref NOT RLIKE IF(NEW.vendor, '^V-[1-9][0-9]{0,9}$', '^P-[1-9][0-9]{0,9}$') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a personnel number has one spelling';
  END IF;
END;

ALTER TABLE madoguchi.staff ADD CONSTRAINT staff_person_ref CHECK (person_ref IS NULL
  OR person_ref RLIKE IF(vendor, '^V-[1-9][0-9]{0,9}$', '^P-[1-9][0-9]{0,9}$'));
ALTER TABLE madoguchi.personnel ADD CONSTRAINT personnel_person_ref
  CHECK (person_ref RLIKE '^P-[1-9][0-9]{0,9}$');

-- One active account a person: to the server, which asks for the lock as well, and to madoguchi-admin. Who had two before
-- keeps them until one is disabled.
CREATE TRIGGER madoguchi.person_has_one_account BEFORE INSERT ON madoguchi.staff FOR EACH ROW
BEGIN
  IF SUBSTRING_INDEX(USER(), '@', 1) IN ('mg_app', 'mg_migrate') AND NEW.state = 'active'
     AND EXISTS (SELECT 1 FROM madoguchi.staff s WHERE s.municipality = NEW.municipality AND s.person_ref = NEW.person_ref
       AND s.state = 'active') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a person has one account';
  END IF;
END;

CREATE TRIGGER madoguchi.person_keeps_one_account BEFORE UPDATE ON madoguchi.staff FOR EACH ROW
BEGIN
  IF SUBSTRING_INDEX(USER(), '@', 1) IN ('mg_app', 'mg_migrate') AND NEW.state = 'active'
     AND (OLD.state <> 'active' OR NOT NEW.person_ref <=> OLD.person_ref)
     AND EXISTS (SELECT 1 FROM madoguchi.staff s WHERE s.municipality = NEW.municipality AND s.person_ref = NEW.person_ref
       AND s.state = 'active' AND s.staff_id <> NEW.staff_id) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a person has one account';
  END IF;
END;
