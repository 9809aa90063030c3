-- SPDX-License-Identifier: Apache-2.0
-- Set-up and service of a city, and the break-glass: docs/adr/0016. Conventions as in 0001.

-- A city without a row here is in set-up (準備中): one administrator on the server may do everything. With it the city is in
-- service (運用中), for good.
CREATE TABLE madoguchi.city_service (
  municipality CHAR(6) NOT NULL,
  since_us     BIGINT NOT NULL,
  first_no     VARCHAR(16) NOT NULL,          -- the two of the authority who ended the set-up
  second_no    VARCHAR(16) NOT NULL,
  ended_by     VARCHAR(40) NOT NULL,          -- admin:<user>, at whose console they did
  log_writer   BIGINT UNSIGNED NOT NULL,
  log_n        BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (municipality),
  CONSTRAINT service_city FOREIGN KEY (municipality) REFERENCES madoguchi.municipality (municipality)
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.service_begins_by_two BEFORE INSERT ON madoguchi.city_service FOR EACH ROW
BEGIN
  IF (SELECT COUNT(DISTINCT s.person_ref) FROM madoguchi.staff s WHERE s.municipality = NEW.municipality
      AND s.staff_no IN (NEW.first_no, NEW.second_no) AND s.role = 'authority' AND s.state = 'active'
      AND NOT s.must_change_password
      AND (SELECT COUNT(*) FROM madoguchi.finger f WHERE f.municipality = s.municipality AND f.staff_id = s.staff_id
        AND f.removed_us IS NULL) >= 2) <> 2 THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'two persons of the authority end the set-up, each with a password of their own and two fingers';
  END IF;
  IF (SELECT COUNT(*) FROM madoguchi.recovery_code c WHERE c.municipality = NEW.municipality AND c.ended_us IS NULL) <> 2 THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a city in service has recovery codes in two envelopes';
  END IF;
END;

CREATE TRIGGER madoguchi.service_stays BEFORE UPDATE ON madoguchi.city_service FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a city in service stays in service';

CREATE TRIGGER madoguchi.service_is_not_taken_back BEFORE DELETE ON madoguchi.city_service FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a city in service stays in service';

-- The codes in the two envelopes, as hashes. Read by madoguchi-admin only.
CREATE TABLE madoguchi.recovery_code (
  municipality CHAR(6) NOT NULL,
  code_no      BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  envelope     TINYINT UNSIGNED NOT NULL,     -- 1 or 2
  hash         VARCHAR(128) NOT NULL,         -- as that of a password
  made_us      BIGINT NOT NULL,
  ended_us     BIGINT NULL,
  ended_as     ENUM('used', 'replaced') NULL,
  good_envelope TINYINT UNSIGNED AS (IF(ended_us IS NULL, envelope, NULL)) PERSISTENT,
  PRIMARY KEY (municipality, code_no),
  UNIQUE KEY one_good_code (municipality, good_envelope),
  KEY code_auto (code_no),
  CONSTRAINT code_envelope CHECK (envelope IN (1, 2)),
  CONSTRAINT code_ended CHECK ((ended_us IS NULL) = (ended_as IS NULL))
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.code_is_hashed BEFORE INSERT ON madoguchi.recovery_code FOR EACH ROW
BEGIN
  IF LEFT(NEW.hash, 10) <> '$argon2id$' OR NEW.ended_us IS NOT NULL THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a recovery code is kept as an Argon2id hash only';
  END IF;
END;

CREATE TRIGGER madoguchi.code_is_used_once BEFORE UPDATE ON madoguchi.recovery_code FOR EACH ROW
BEGIN
  IF OLD.ended_us IS NOT NULL OR NEW.ended_us IS NULL OR NEW.municipality <> OLD.municipality OR NEW.code_no <> OLD.code_no
     OR NEW.envelope <> OLD.envelope OR NEW.hash <> OLD.hash OR NEW.made_us <> OLD.made_us THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a recovery code is used once';
  END IF;
END;

-- ---- the break-glass (非常権限) ----

CREATE TABLE madoguchi.break_glass (
  municipality CHAR(6) NOT NULL,
  glass_no     BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  way          ENUM('codes', 'authority') NOT NULL, -- both envelopes, or the passwords of two of the authority
  first_no     VARCHAR(16) NULL,              -- way authority
  second_no    VARCHAR(16) NULL,
  reason       VARCHAR(200) NOT NULL,
  opened_by    VARCHAR(40) NOT NULL,          -- admin:<user>
  opened_us    BIGINT NOT NULL,
  until_us     BIGINT NOT NULL,
  log_writer   BIGINT UNSIGNED NOT NULL,
  log_n        BIGINT UNSIGNED NOT NULL,
  ended_us     BIGINT NULL,
  ended_by     VARCHAR(40) NULL,              -- admin:<user>, or system: its time was over
  end_writer   BIGINT UNSIGNED NULL,
  end_n        BIGINT UNSIGNED NULL,
  is_open      TINYINT UNSIGNED AS (IF(ended_us IS NULL, 1, NULL)) PERSISTENT,
  PRIMARY KEY (municipality, glass_no),
  UNIQUE KEY one_open_glass (municipality, is_open),
  KEY glass_auto (glass_no),
  CONSTRAINT glass_ended CHECK ((ended_us IS NULL) = (ended_by IS NULL) AND (ended_us IS NULL) = (end_n IS NULL)),
  CONSTRAINT glass_way CHECK ((way = 'authority') = (first_no IS NOT NULL AND second_no IS NOT NULL))
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.glass_is_opened_by_two BEFORE INSERT ON madoguchi.break_glass FOR EACH ROW
BEGIN
  IF NOT EXISTS (SELECT 1 FROM madoguchi.city_service c WHERE c.municipality = NEW.municipality) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a city in set-up has no break-glass';
  END IF;
  IF NEW.ended_us IS NOT NULL OR CHAR_LENGTH(NEW.reason) < 1
     OR NEW.until_us NOT BETWEEN NEW.opened_us + 60000000 AND NEW.opened_us + 14400000000 THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a break-glass has a reason and 1 to 240 minutes';
  END IF;
  IF NEW.way = 'codes' AND (SELECT COUNT(*) FROM madoguchi.recovery_code c WHERE c.municipality = NEW.municipality
      AND c.ended_as = 'used' AND c.ended_us = NEW.opened_us) <> 2
     OR NEW.way = 'authority' AND (SELECT COUNT(DISTINCT s.person_ref) FROM madoguchi.staff s
      WHERE s.municipality = NEW.municipality AND s.staff_no IN (NEW.first_no, NEW.second_no) AND s.role = 'authority'
      AND s.state = 'active' AND NOT s.must_change_password) <> 2 THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a break-glass takes both envelopes, or two persons of the authority';
  END IF;
END;

CREATE TRIGGER madoguchi.glass_only_gets_shorter BEFORE UPDATE ON madoguchi.break_glass FOR EACH ROW
BEGIN
  IF OLD.ended_us IS NOT NULL OR NEW.municipality <> OLD.municipality OR NEW.glass_no <> OLD.glass_no OR NEW.way <> OLD.way
     OR NOT NEW.first_no <=> OLD.first_no OR NOT NEW.second_no <=> OLD.second_no OR NEW.reason <> OLD.reason
     OR NEW.opened_by <> OLD.opened_by OR NEW.opened_us <> OLD.opened_us OR NEW.until_us > OLD.until_us
     OR NEW.log_writer <> OLD.log_writer OR NEW.log_n <> OLD.log_n THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a break-glass ends once and is never rewritten';
  END IF;
END;

CREATE TRIGGER madoguchi.glass_is_not_taken_back BEFORE DELETE ON madoguchi.break_glass FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a break-glass stays on record';

-- What was done on the server while it was open, whether it needed it or not.
CREATE TABLE madoguchi.glass_act (
  municipality CHAR(6) NOT NULL,
  glass_no     BIGINT UNSIGNED NOT NULL,
  log_writer   BIGINT UNSIGNED NOT NULL,
  log_n        BIGINT UNSIGNED NOT NULL,
  command      VARCHAR(40) NOT NULL,
  by_actor     VARCHAR(40) NOT NULL,
  at_us        BIGINT NOT NULL,
  PRIMARY KEY (municipality, glass_no, log_writer, log_n),
  CONSTRAINT act_of_glass FOREIGN KEY (municipality, glass_no) REFERENCES madoguchi.break_glass (municipality, glass_no)
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.glass_act_stays BEFORE UPDATE ON madoguchi.glass_act FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what was done under a break-glass stays on record';

-- Afterwards two of the authority say that they have seen it.
CREATE TABLE madoguchi.glass_acknowledgement (
  municipality CHAR(6) NOT NULL,
  glass_no     BIGINT UNSIGNED NOT NULL,
  staff_id     BIGINT UNSIGNED NOT NULL,
  staff_no     VARCHAR(16) NOT NULL,
  staff_name   VARCHAR(40) NOT NULL,
  note         VARCHAR(200) NOT NULL,
  at_us        BIGINT NOT NULL,
  log_writer   BIGINT UNSIGNED NOT NULL,
  log_n        BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (municipality, glass_no, staff_id),
  CONSTRAINT acknowledged_glass FOREIGN KEY (municipality, glass_no) REFERENCES madoguchi.break_glass (municipality, glass_no),
  CONSTRAINT acknowledged_by FOREIGN KEY (municipality, staff_id) REFERENCES madoguchi.staff (municipality, staff_id)
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.glass_is_acknowledged_by_two BEFORE INSERT ON madoguchi.glass_acknowledgement FOR EACH ROW
BEGIN
  IF CHAR_LENGTH(NEW.note) < 1 OR NOT EXISTS (SELECT 1 FROM madoguchi.break_glass g WHERE g.municipality = NEW.municipality
      AND g.glass_no = NEW.glass_no AND g.ended_us IS NOT NULL) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a break-glass is acknowledged when it is over, with a note';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM madoguchi.staff s WHERE s.municipality = NEW.municipality AND s.staff_id = NEW.staff_id
      AND s.staff_no = NEW.staff_no AND s.role = 'authority' AND s.state = 'active' AND s.person_ref IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM madoguchi.glass_acknowledgement a
        JOIN madoguchi.staff o ON o.municipality = a.municipality AND o.staff_id = a.staff_id
        WHERE a.municipality = NEW.municipality AND a.glass_no = NEW.glass_no AND o.person_ref = s.person_ref)) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'two different persons of the authority acknowledge a break-glass';
  END IF;
END;

CREATE TRIGGER madoguchi.glass_acknowledgement_stays BEFORE UPDATE ON madoguchi.glass_acknowledgement FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an acknowledgement stays as it was given';

-- Wrong codes and passwords at the console, one row a city.
CREATE TABLE madoguchi.glass_try (
  municipality  CHAR(6) NOT NULL,
  failures      INT UNSIGNED NOT NULL,        -- since the last right one
  wait_until_us BIGINT NOT NULL,
  PRIMARY KEY (municipality)
) ENGINE=InnoDB;

-- ---- the database's own no ----

-- What makes somebody mighty, by another account than the server's own (which is held to requests and sittings of two), in a
-- city in service without an open break-glass. The superuser can take these triggers away; a slip cannot.
CREATE TRIGGER madoguchi.account_in_service BEFORE INSERT ON madoguchi.staff FOR EACH ROW
BEGIN
  IF SUBSTRING_INDEX(USER(), '@', 1) <> 'mg_app'
     AND EXISTS (SELECT 1 FROM madoguchi.city_service c WHERE c.municipality = NEW.municipality)
     AND NOT EXISTS (SELECT 1 FROM madoguchi.break_glass g WHERE g.municipality = NEW.municipality AND g.ended_us IS NULL
       AND g.until_us > CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS SIGNED)) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'in service an account is asked for and approved at the kiosks';
  END IF;
END;

CREATE TRIGGER madoguchi.account_widens_in_service BEFORE UPDATE ON madoguchi.staff FOR EACH ROW
BEGIN
  IF SUBSTRING_INDEX(USER(), '@', 1) <> 'mg_app'
     AND (NEW.role <> OLD.role OR NOT NEW.person_ref <=> OLD.person_ref OR NEW.state = 'active' AND OLD.state <> 'active'
       OR OLD.must_change_password AND NOT NEW.must_change_password
       OR OLD.password_locked_us IS NOT NULL AND NEW.password_locked_us IS NULL)
     AND EXISTS (SELECT 1 FROM madoguchi.city_service c WHERE c.municipality = NEW.municipality)
     AND NOT EXISTS (SELECT 1 FROM madoguchi.break_glass g WHERE g.municipality = NEW.municipality AND g.ended_us IS NULL
       AND g.until_us > CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS SIGNED)) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'in service an account changes as an approved request says';
  END IF;
END;

CREATE TRIGGER madoguchi.password_in_service BEFORE INSERT ON madoguchi.staff_password FOR EACH ROW
BEGIN
  IF SUBSTRING_INDEX(USER(), '@', 1) <> 'mg_app'
     AND EXISTS (SELECT 1 FROM madoguchi.city_service c WHERE c.municipality = NEW.municipality)
     AND NOT EXISTS (SELECT 1 FROM madoguchi.break_glass g WHERE g.municipality = NEW.municipality AND g.ended_us IS NULL
       AND g.until_us > CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS SIGNED)) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'in service the authority gives first passwords at the kiosks';
  END IF;
END;

CREATE TRIGGER madoguchi.finger_in_service BEFORE INSERT ON madoguchi.finger FOR EACH ROW
BEGIN
  IF SUBSTRING_INDEX(USER(), '@', 1) <> 'mg_app'
     AND EXISTS (SELECT 1 FROM madoguchi.city_service c WHERE c.municipality = NEW.municipality)
     AND NOT EXISTS (SELECT 1 FROM madoguchi.break_glass g WHERE g.municipality = NEW.municipality AND g.ended_us IS NULL
       AND g.until_us > CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS SIGNED)) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'in service two people enrol a finger at the kiosks';
  END IF;
END;

CREATE TRIGGER madoguchi.right_in_service BEFORE INSERT ON madoguchi.staff_right FOR EACH ROW
BEGIN
  IF EXISTS (SELECT 1 FROM madoguchi.city_service c WHERE c.municipality = NEW.municipality)
     AND NOT EXISTS (SELECT 1 FROM madoguchi.break_glass g WHERE g.municipality = NEW.municipality AND g.ended_us IS NULL
       AND g.until_us > CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS SIGNED)) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'in service a right of a person is given under a break-glass';
  END IF;
END;
