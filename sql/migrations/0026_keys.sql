-- SPDX-License-Identifier: Apache-2.0
-- The generations of the root key (KEK). Conventions as in 0001.
--
-- What is wrapped under the root key begins with four bytes that say its generation; a value without them (72 bytes: a
-- data key; 65: a passphrase) is of the first. The generation travels with the value: no statement and no right changed.

CREATE TABLE madoguchi_keys.kek (
  municipality CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  generation   INT UNSIGNED NOT NULL,
  check_value  BINARY(32) NOT NULL,          -- keyed hash: by it a root key is known again
  begun_us     BIGINT NOT NULL,
  finished_us  BIGINT NULL,                  -- from then on nothing is written under an older one
  destroyed_us BIGINT NULL,
  PRIMARY KEY (municipality, generation)
) ENGINE=InnoDB;

-- What must stay the same through every rotation: pepper, blind index, pseudonym. Generation 1 has no rows; its root key
-- is what they are derived from.
CREATE TABLE madoguchi_keys.derived_secret (
  municipality   CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name           VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kek_generation INT UNSIGNED NOT NULL,
  wrapped        VARBINARY(128) NOT NULL,
  PRIMARY KEY (municipality, name, kek_generation)
) ENGINE=InnoDB;

-- ---- nothing under a root key that is on its way out ----

-- The locking read holds the end of a rotation back until this transaction is over, and sees an end that came first: the
-- rotation counts what is left only when nobody can still write under the older key.

-- An import adds thousands at once, and reading in each row's trigger makes it ten times as slow (measured). So it is read once a
-- statement: NOW(6) is when the statement began, and stays while it runs; the lock stays until the transaction ends.
CREATE TRIGGER madoguchi_keys.person_key_is_of_the_newest BEFORE INSERT ON madoguchi_keys.person_key FOR EACH ROW
BEGIN
  IF NOT CONCAT(NEW.municipality, NOW(6)) <=> @mg_kek_read_for THEN
    SET @mg_kek_newest = (SELECT MAX(k.generation) FROM madoguchi_keys.kek k WHERE k.municipality = NEW.municipality
      AND k.finished_us IS NOT NULL LOCK IN SHARE MODE);
    SET @mg_kek_read_for = CONCAT(NEW.municipality, NOW(6));
  END IF;
  IF IF(OCTET_LENGTH(NEW.wrapped) = 72, 1, CONV(HEX(LEFT(NEW.wrapped, 4)), 16, 10) + 0) < @mg_kek_newest THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'nothing is written under an older root key';
  END IF;
END;

CREATE TRIGGER madoguchi_keys.month_key_is_of_the_newest BEFORE INSERT ON madoguchi_keys.month_key FOR EACH ROW
BEGIN
  DECLARE newest INT UNSIGNED;
  SELECT MAX(k.generation) INTO newest FROM madoguchi_keys.kek k WHERE k.municipality = NEW.municipality
    AND k.finished_us IS NOT NULL LOCK IN SHARE MODE;
  IF IF(OCTET_LENGTH(NEW.wrapped) = 72, 1, CONV(HEX(LEFT(NEW.wrapped, 4)), 16, 10) + 0) < newest THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'nothing is written under an older root key';
  END IF;
END;

CREATE TRIGGER madoguchi_keys.import_key_is_of_the_newest BEFORE INSERT ON madoguchi_keys.import_key FOR EACH ROW
BEGIN
  DECLARE newest INT UNSIGNED;
  SELECT MAX(k.generation) INTO newest FROM madoguchi_keys.kek k WHERE k.municipality = NEW.municipality
    AND k.finished_us IS NOT NULL LOCK IN SHARE MODE;
  IF IF(OCTET_LENGTH(NEW.wrapped) = 72, 1, CONV(HEX(LEFT(NEW.wrapped, 4)), 16, 10) + 0) < newest THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'nothing is written under an older root key';
  END IF;
END;

CREATE TRIGGER madoguchi.finger_added_under_the_newest BEFORE INSERT ON madoguchi.finger FOR EACH ROW
BEGIN
  DECLARE newest INT UNSIGNED;
  SELECT MAX(k.generation) INTO newest FROM madoguchi_keys.kek k WHERE k.municipality = NEW.municipality
    AND k.finished_us IS NOT NULL LOCK IN SHARE MODE;
  IF OCTET_LENGTH(NEW.wrapped) > 0
     AND IF(OCTET_LENGTH(NEW.wrapped) = 72, 1, CONV(HEX(LEFT(NEW.wrapped, 4)), 16, 10) + 0) < newest THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'nothing is written under an older root key';
  END IF;
END;

CREATE TRIGGER madoguchi.finger_changed_under_the_newest BEFORE UPDATE ON madoguchi.finger FOR EACH ROW
BEGIN
  DECLARE newest INT UNSIGNED;
  IF OCTET_LENGTH(NEW.wrapped) > 0 AND NEW.wrapped <> OLD.wrapped THEN
    SELECT MAX(k.generation) INTO newest FROM madoguchi_keys.kek k WHERE k.municipality = NEW.municipality
      AND k.finished_us IS NOT NULL LOCK IN SHARE MODE;
    IF IF(OCTET_LENGTH(NEW.wrapped) = 72, 1, CONV(HEX(LEFT(NEW.wrapped, 4)), 16, 10) + 0) < newest THEN
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'nothing is written under an older root key';
    END IF;
  END IF;
END;

CREATE TRIGGER madoguchi.capture_added_under_the_newest BEFORE INSERT ON madoguchi.finger_capture FOR EACH ROW
BEGIN
  DECLARE newest INT UNSIGNED;
  SELECT MAX(k.generation) INTO newest FROM madoguchi_keys.kek k WHERE k.municipality = NEW.municipality
    AND k.finished_us IS NOT NULL LOCK IN SHARE MODE;
  IF OCTET_LENGTH(NEW.wrapped) > 0
     AND IF(OCTET_LENGTH(NEW.wrapped) = 72, 1, CONV(HEX(LEFT(NEW.wrapped, 4)), 16, 10) + 0) < newest THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'nothing is written under an older root key';
  END IF;
END;

-- As in 0018, but a witnessed finger may be wrapped anew by who rotates the root key.
DROP TRIGGER madoguchi.capture_stays;
CREATE TRIGGER madoguchi.capture_stays BEFORE UPDATE ON madoguchi.finger_capture FOR EACH ROW
BEGIN
  DECLARE newest INT UNSIGNED;
  IF OCTET_LENGTH(NEW.template) > 0 AND NOT EXISTS (SELECT 1 FROM madoguchi.finger_enrolment e
      WHERE e.municipality = NEW.municipality AND e.enrolment_id = NEW.enrolment_id AND e.state = 'open')
     AND (SUBSTRING_INDEX(USER(), '@', 1) = 'mg_app' OR NEW.template <> OLD.template OR NEW.version <> OLD.version
     OR NEW.finger <> OLD.finger OR NEW.pictures_sha256 <> OLD.pictures_sha256 OR NEW.complete <> OLD.complete) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'fingers are taken while the enrolment is open';
  END IF;
  IF OCTET_LENGTH(NEW.wrapped) > 0 AND NEW.wrapped <> OLD.wrapped THEN
    SELECT MAX(k.generation) INTO newest FROM madoguchi_keys.kek k WHERE k.municipality = NEW.municipality
      AND k.finished_us IS NOT NULL LOCK IN SHARE MODE;
    IF IF(OCTET_LENGTH(NEW.wrapped) = 72, 1, CONV(HEX(LEFT(NEW.wrapped, 4)), 16, 10) + 0) < newest THEN
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'nothing is written under an older root key';
    END IF;
  END IF;
END;

-- As in 0011, but the passphrase of what was built may be wrapped anew by who rotates the root key: not by the server.
DROP TRIGGER madoguchi.extract_stays_as_built;
CREATE TRIGGER madoguchi.extract_stays_as_built BEFORE UPDATE ON madoguchi.extract FOR EACH ROW
BEGIN
  DECLARE newest INT UNSIGNED;
  DECLARE rewrapped BOOLEAN DEFAULT NEW.state = OLD.state AND OLD.state <> 'building'
    AND NEW.passphrase <> OLD.passphrase AND NEW.removed_us <=> OLD.removed_us
    AND SUBSTRING_INDEX(USER(), '@', 1) NOT IN ('mg_app', 'mg_import');
  IF NEW.state + 0 <> OLD.state + 1 AND NOT rewrapped THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an extract is built, is ready, is removed';
  END IF;
  IF NEW.municipality <> OLD.municipality OR NEW.extract_id <> OLD.extract_id OR NEW.spec <> OLD.spec
     OR NEW.version <> OLD.version OR NEW.ward <> OLD.ward OR NEW.from_day <> OLD.from_day OR NEW.to_day <> OLD.to_day
     OR NEW.reason <> OLD.reason OR NOT NEW.extractor_id <=> OLD.extractor_id OR NEW.extractor_no <> OLD.extractor_no
     OR NEW.built_us <> OLD.built_us OR NEW.log_writer <> OLD.log_writer OR NEW.log_n <> OLD.log_n THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an extract stays that of its specification and its person';
  END IF;
  IF OLD.state <> 'building' AND (NEW.row_count <> OLD.row_count OR NEW.person_count <> OLD.person_count
     OR NEW.persons_sha256 <> OLD.persons_sha256 OR NEW.plain_sha256 <> OLD.plain_sha256
     OR NEW.plain_size <> OLD.plain_size OR NEW.sealed_sha256 <> OLD.sealed_sha256 OR NEW.sealed_size <> OLD.sealed_size
     OR NEW.chunks <> OLD.chunks OR NEW.passphrase <> OLD.passphrase AND NOT rewrapped) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what was built is never changed';
  END IF;
  IF NEW.state = 'removed' AND NOT rewrapped AND (EXISTS (SELECT 1 FROM madoguchi.extract_chunk c
      WHERE c.municipality = NEW.municipality AND c.extract_id = NEW.extract_id) OR EXISTS (SELECT 1
      FROM madoguchi.export_ticket t WHERE t.municipality = NEW.municipality AND t.extract_id = NEW.extract_id
      AND t.state IN ('requested', 'approved', 'redeemed', 'unclosed'))) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an extract goes when nobody is to carry it any more, and goes whole';
  END IF;
  IF NEW.passphrase <> OLD.passphrase THEN
    SELECT MAX(k.generation) INTO newest FROM madoguchi_keys.kek k WHERE k.municipality = NEW.municipality
      AND k.finished_us IS NOT NULL LOCK IN SHARE MODE;
    IF IF(OCTET_LENGTH(NEW.passphrase) = 65, 1, CONV(HEX(LEFT(NEW.passphrase, 4)), 16, 10) + 0) < newest THEN
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'nothing is written under an older root key';
    END IF;
  END IF;
END;
