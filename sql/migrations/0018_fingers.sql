-- SPDX-License-Identifier: Apache-2.0
-- Fingers are enrolled at a counter by two people, neither of whom is the person enrolled: by staff number and by person_ref,
-- here besides the code. Conventions as in 0001; what is compared and how often: docs/fingers.md.

ALTER TABLE madoguchi.finger
  ADD COLUMN enrolment_id BINARY(16) NULL,   -- NULL: by madoguchi-admin on the server
  ADD COLUMN removed_us   BIGINT NULL;       -- its template is gone then; the row keeps the version

-- One sitting: somebody's fingers, taken by one person at one terminal, confirmed by another.
CREATE TABLE madoguchi.finger_enrolment (
  municipality CHAR(6) NOT NULL,             -- as in staff
  enrolment_id BINARY(16) NOT NULL,
  staff_id     BIGINT UNSIGNED NOT NULL,     -- whose fingers
  enroller_id  BIGINT UNSIGNED NOT NULL,
  terminal_id  BIGINT UNSIGNED NOT NULL,
  session_no   BIGINT UNSIGNED NOT NULL,     -- of the enroller: nobody else goes on with it
  nonce        BINARY(32) NOT NULL,          -- what the terminal signs with each picture
  state        ENUM('open', 'witnessed', 'done', 'dropped') NOT NULL,
  witness_id   BIGINT UNSIGNED NULL,
  witnessed_us BIGINT NULL,
  made_us      BIGINT NOT NULL,
  expires_us   BIGINT NOT NULL,
  ended_us     BIGINT NULL,
  log_writer   BIGINT UNSIGNED NULL,         -- entry of the end
  log_n        BIGINT UNSIGNED NULL,
  PRIMARY KEY (municipality, enrolment_id),
  KEY enrolments_of_staff (municipality, staff_id, state),
  CONSTRAINT enrolment_of_staff FOREIGN KEY (municipality, staff_id) REFERENCES madoguchi.staff (municipality, staff_id),
  CONSTRAINT enrolment_by_staff FOREIGN KEY (municipality, enroller_id) REFERENCES madoguchi.staff (municipality, staff_id),
  CONSTRAINT enrolment_quarter CHECK (expires_us > made_us AND expires_us <= made_us + 1800000000)
) ENGINE=InnoDB;

-- One finger of a sitting, until the two have confirmed it: the sealed template, and how far it is compared with all others.
CREATE TABLE madoguchi.finger_capture (
  municipality    CHAR(6) NOT NULL,
  enrolment_id    BINARY(16) NOT NULL,
  finger          TINYINT UNSIGNED NOT NULL,
  version         INT UNSIGNED NOT NULL,     -- of the finger's row that it will be; bound into the seal
  template        BLOB NOT NULL,             -- emptied when the sitting is over
  wrapped         VARBINARY(128) NOT NULL,
  pictures_sha256 BINARY(32) NOT NULL,       -- over the SHA-256 of the five
  city_version    BIGINT UNSIGNED NOT NULL,  -- of finger_city when the comparison began
  after_staff     BIGINT UNSIGNED NOT NULL,  -- compared up to here
  after_finger    TINYINT UNSIGNED NOT NULL,
  compared        INT UNSIGNED NOT NULL,
  complete        BOOLEAN NOT NULL,
  made_us         BIGINT NOT NULL,
  PRIMARY KEY (municipality, enrolment_id, finger),
  CONSTRAINT capture_of_enrolment FOREIGN KEY (municipality, enrolment_id)
    REFERENCES madoguchi.finger_enrolment (municipality, enrolment_id),
  CONSTRAINT capture_number CHECK (finger BETWEEN 1 AND 10)
) ENGINE=InnoDB;

-- Grows with every finger: a comparison that began before another finger came is no comparison with that finger.
CREATE TABLE madoguchi.finger_city (
  municipality CHAR(6) NOT NULL,
  version      BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (municipality)
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.enrolment_begins BEFORE INSERT ON madoguchi.finger_enrolment FOR EACH ROW
BEGIN
  IF NEW.state <> 'open' OR NEW.witness_id IS NOT NULL OR NEW.ended_us IS NOT NULL THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an enrolment begins open';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM madoguchi.staff a JOIN madoguchi.staff b ON b.municipality = a.municipality
      WHERE a.municipality = NEW.municipality AND a.staff_id = NEW.staff_id AND b.staff_id = NEW.enroller_id
      AND a.staff_id <> b.staff_id AND a.person_ref <> b.person_ref) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'nobody enrols the own fingers';
  END IF;
END;

CREATE TRIGGER madoguchi.enrolment_by_two BEFORE UPDATE ON madoguchi.finger_enrolment FOR EACH ROW
BEGIN
  IF OLD.state IN ('done', 'dropped') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an enrolment that is over stays as it is';
  END IF;
  IF NEW.staff_id <> OLD.staff_id OR NEW.enroller_id <> OLD.enroller_id OR NEW.terminal_id <> OLD.terminal_id
     OR NEW.session_no <> OLD.session_no OR NEW.nonce <> OLD.nonce OR NEW.made_us <> OLD.made_us
     OR NEW.expires_us <> OLD.expires_us OR NOT (NEW.witness_id <=> OLD.witness_id OR OLD.witness_id IS NULL) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an enrolment stays bound as it was begun';
  END IF;
  IF NEW.state = 'open' AND OLD.state <> 'open' OR NEW.state = 'done' AND OLD.state <> 'witnessed' THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an enrolment is witnessed before it is done';
  END IF;
  IF NEW.state IN ('witnessed', 'done') AND 3 <> (SELECT COUNT(DISTINCT s.person_ref) FROM madoguchi.staff s
      WHERE s.municipality = NEW.municipality AND s.staff_id IN (NEW.staff_id, NEW.enroller_id, NEW.witness_id)) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'two people enrol the fingers of a third';
  END IF;
  IF NEW.state IN ('witnessed', 'done') AND (NEW.witnessed_us IS NULL OR NOT EXISTS (SELECT 1
      FROM madoguchi.finger_capture c WHERE c.municipality = NEW.municipality AND c.enrolment_id = NEW.enrolment_id)
      OR EXISTS (SELECT 1 FROM madoguchi.finger_capture c WHERE c.municipality = NEW.municipality
        AND c.enrolment_id = NEW.enrolment_id AND NOT c.complete)) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what is confirmed was compared with everybody';
  END IF;
  IF NEW.state = 'done' AND (SELECT COUNT(*) FROM madoguchi.finger f WHERE f.municipality = NEW.municipality
      AND f.staff_id = NEW.staff_id AND f.removed_us IS NULL) NOT BETWEEN 2 AND 4 THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a person has two to four fingers';
  END IF;
END;

CREATE TRIGGER madoguchi.capture_is_of_an_open_enrolment BEFORE INSERT ON madoguchi.finger_capture FOR EACH ROW
BEGIN
  IF NOT EXISTS (SELECT 1 FROM madoguchi.finger_enrolment e WHERE e.municipality = NEW.municipality
      AND e.enrolment_id = NEW.enrolment_id AND e.state = 'open') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'fingers are taken while the enrolment is open';
  END IF;
END;

CREATE TRIGGER madoguchi.capture_stays BEFORE UPDATE ON madoguchi.finger_capture FOR EACH ROW
BEGIN
  IF OCTET_LENGTH(NEW.template) > 0 AND NOT EXISTS (SELECT 1 FROM madoguchi.finger_enrolment e
      WHERE e.municipality = NEW.municipality AND e.enrolment_id = NEW.enrolment_id AND e.state = 'open') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'fingers are taken while the enrolment is open';
  END IF;
END;

-- The server's account puts a finger in only out of a witnessed enrolment; USER() is who is connected.
CREATE TRIGGER madoguchi.finger_added_by_two BEFORE INSERT ON madoguchi.finger FOR EACH ROW
BEGIN
  IF (NEW.enrolment_id IS NOT NULL OR SUBSTRING_INDEX(USER(), '@', 1) = 'mg_app') AND NOT EXISTS (SELECT 1
      FROM madoguchi.finger_enrolment e JOIN madoguchi.finger_capture c ON c.municipality = e.municipality
      AND c.enrolment_id = e.enrolment_id WHERE e.municipality = NEW.municipality AND e.enrolment_id = NEW.enrolment_id
      AND e.state = 'witnessed' AND e.staff_id = NEW.staff_id AND c.finger = NEW.finger AND c.template = NEW.template) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'two people enrol a finger';
  END IF;
END;

CREATE TRIGGER madoguchi.finger_changed_by_two BEFORE UPDATE ON madoguchi.finger FOR EACH ROW
BEGIN
  IF NEW.version < OLD.version OR NEW.version = OLD.version AND NEW.removed_us IS NULL AND NEW.template <> OLD.template THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a finger taken anew has the next version';
  END IF;
  IF NEW.removed_us IS NOT NULL AND (OCTET_LENGTH(NEW.template) > 0 OR OCTET_LENGTH(NEW.wrapped) > 0) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'nothing is kept of a finger that was removed';
  END IF;
  IF NEW.removed_us IS NULL AND (NOT NEW.enrolment_id <=> OLD.enrolment_id OR SUBSTRING_INDEX(USER(), '@', 1) = 'mg_app')
      AND NEW.enrolment_id IS NOT NULL AND NOT EXISTS (SELECT 1
      FROM madoguchi.finger_enrolment e JOIN madoguchi.finger_capture c ON c.municipality = e.municipality
      AND c.enrolment_id = e.enrolment_id WHERE e.municipality = NEW.municipality AND e.enrolment_id = NEW.enrolment_id
      AND e.state = 'witnessed' AND e.staff_id = NEW.staff_id AND c.finger = NEW.finger AND c.template = NEW.template)
      OR NEW.removed_us IS NULL AND NEW.enrolment_id IS NULL AND SUBSTRING_INDEX(USER(), '@', 1) = 'mg_app' THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'two people enrol a finger';
  END IF;
END;

CREATE TRIGGER madoguchi.finger_added_counts AFTER INSERT ON madoguchi.finger FOR EACH ROW
  INSERT INTO madoguchi.finger_city VALUES (NEW.municipality, 1) ON DUPLICATE KEY UPDATE version = version + 1;

CREATE TRIGGER madoguchi.finger_changed_counts AFTER UPDATE ON madoguchi.finger FOR EACH ROW
  INSERT INTO madoguchi.finger_city VALUES (NEW.municipality, 1) ON DUPLICATE KEY UPDATE version = version + 1;
