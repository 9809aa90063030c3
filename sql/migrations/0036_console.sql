-- SPDX-License-Identifier: Apache-2.0
-- What the database says no to besides, in service without a break-glass (0027): not only new rows, changed ones too. And a
-- terminal's assertion key is the key of one terminal. Conventions as in 0001.

-- A password of the superuser's choice in the place of another one.
CREATE TRIGGER madoguchi.password_changes_in_service BEFORE UPDATE ON madoguchi.staff_password FOR EACH ROW
BEGIN
  IF SUBSTRING_INDEX(USER(), '@', 1) <> 'mg_app' AND (NEW.hash <> OLD.hash OR NEW.pepper_id <> OLD.pepper_id)
     AND EXISTS (SELECT 1 FROM madoguchi.city_service c WHERE c.municipality = NEW.municipality)
     AND NOT EXISTS (SELECT 1 FROM madoguchi.break_glass g WHERE g.municipality = NEW.municipality AND g.ended_us IS NULL
       AND g.until_us > CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS SIGNED)) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'in service a password is changed by whose it is';
  END IF;
END;

-- The newest one is in force: without it the one before would be.
CREATE TRIGGER madoguchi.password_stays_in_service BEFORE DELETE ON madoguchi.staff_password FOR EACH ROW
BEGIN
  IF EXISTS (SELECT 1 FROM madoguchi.city_service c WHERE c.municipality = OLD.municipality)
     AND NOT EXISTS (SELECT 1 FROM madoguchi.break_glass g WHERE g.municipality = OLD.municipality AND g.ended_us IS NULL
       AND g.until_us > CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS SIGNED)) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'in service a password stays in its history';
  END IF;
END;

-- A removal takes power away; another key around the same template is a rotation (kek-rotate).
CREATE TRIGGER madoguchi.finger_changes_in_service BEFORE UPDATE ON madoguchi.finger FOR EACH ROW
BEGIN
  IF SUBSTRING_INDEX(USER(), '@', 1) <> 'mg_app' AND NEW.removed_us IS NULL
     AND (OLD.removed_us IS NOT NULL OR NEW.municipality <> OLD.municipality OR NEW.staff_id <> OLD.staff_id
       OR NEW.finger <> OLD.finger OR NEW.version <> OLD.version OR NEW.template <> OLD.template
       OR NOT NEW.enrolment_id <=> OLD.enrolment_id)
     AND EXISTS (SELECT 1 FROM madoguchi.city_service c WHERE c.municipality = NEW.municipality)
     AND NOT EXISTS (SELECT 1 FROM madoguchi.break_glass g WHERE g.municipality = NEW.municipality AND g.ended_us IS NULL
       AND g.until_us > CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS SIGNED)) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'in service two people enrol a finger at the kiosks';
  END IF;
END;

-- Where the papers of a ward come out.
CREATE TRIGGER madoguchi.printer_in_service BEFORE INSERT ON madoguchi.printer FOR EACH ROW
BEGIN
  IF EXISTS (SELECT 1 FROM madoguchi.city_service c WHERE c.municipality = NEW.municipality)
     AND NOT EXISTS (SELECT 1 FROM madoguchi.break_glass g WHERE g.municipality = NEW.municipality AND g.ended_us IS NULL
       AND g.until_us > CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS SIGNED)) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'in service a printer is made known under a break-glass';
  END IF;
END;

CREATE TRIGGER madoguchi.printer_changes_in_service BEFORE UPDATE ON madoguchi.printer FOR EACH ROW
BEGIN
  IF (NEW.municipality <> OLD.municipality OR NEW.ward <> OLD.ward OR NEW.name <> OLD.name OR NEW.uri <> OLD.uri
      OR NEW.position <> OLD.position)
     AND EXISTS (SELECT 1 FROM madoguchi.city_service c WHERE c.municipality = NEW.municipality)
     AND NOT EXISTS (SELECT 1 FROM madoguchi.break_glass g WHERE g.municipality = NEW.municipality AND g.ended_us IS NULL
       AND g.until_us > CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS SIGNED)) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'in service a printer is changed under a break-glass';
  END IF;
END;

ALTER TABLE madoguchi.terminal
  ADD UNIQUE KEY terminal_assertion_key (municipality, assertion_key);

-- Of one key one request of a new terminal is open; a refused one may be brought again.
ALTER TABLE madoguchi.terminal_request
  ADD COLUMN open_key BINARY(32) AS (IF(kind = 'new' AND state IN ('proposed', 'approved', 'issued'), assertion_key, NULL)) PERSISTENT,
  ADD UNIQUE KEY one_request_of_a_key (municipality, open_key);
