-- SPDX-License-Identifier: Apache-2.0
-- Passwords: what came of each attempt, accounts locked for a leak, the register of incidents. Conventions as in 0001.
-- The history of passwords is madoguchi.staff_password itself: one row a generation, never removed while the account is.

ALTER TABLE madoguchi.login_challenge
  ADD COLUMN outcome ENUM('refused', 'passed', 'unjudged') NULL,   -- NULL and submitted: it broke off
  ADD KEY challenge_of_staff (municipality, staff_id, created_us);

-- Set: the password may be known to others; nobody logs in until an administrator sets a first password.
ALTER TABLE madoguchi.staff ADD COLUMN password_locked_us BIGINT NULL;

CREATE OR REPLACE TRIGGER madoguchi.staff_changes_sessions AFTER UPDATE ON madoguchi.staff FOR EACH ROW
BEGIN
  IF NOT (NEW.name = OLD.name AND NEW.ward = OLD.ward AND NEW.section = OLD.section AND NEW.role = OLD.role
      AND NEW.state = OLD.state AND NEW.must_change_password = OLD.must_change_password
      AND NEW.password_locked_us <=> OLD.password_locked_us
      AND NEW.valid_from = OLD.valid_from AND NEW.valid_to <=> OLD.valid_to) THEN
    UPDATE madoguchi.session SET version = version + 1
      WHERE municipality = NEW.municipality AND live_staff_id = NEW.staff_id;
  END IF;
END;

CREATE TRIGGER madoguchi.password_only_gets_newer BEFORE UPDATE ON madoguchi.staff_password FOR EACH ROW
BEGIN
  IF NEW.municipality <> OLD.municipality OR NEW.staff_id <> OLD.staff_id OR NEW.generation <> OLD.generation
     OR NEW.changed_us <> OLD.changed_us OR NEW.set_by <> OLD.set_by OR LEFT(NEW.hash, 10) <> '$argon2id$' THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'of a password only its hash is made anew';
  END IF;
END;

-- The register of incidents (事故). So far: a password that may be known to others (漏れの疑い).
CREATE TABLE madoguchi.incident (
  municipality CHAR(6) NOT NULL,
  incident_no  BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  kind         ENUM('password_leak') NOT NULL,
  staff_id     BIGINT UNSIGNED NOT NULL,      -- whose password
  reported_us  BIGINT NOT NULL,
  reported_by  VARCHAR(40) NOT NULL,          -- staff number, or admin:<user>
  terminal_id  BIGINT UNSIGNED NULL,          -- where; NULL: on the server
  act          ENUM('change', 'lock') NOT NULL, -- what was done at once: a forced change, or the account locked
  log_writer   BIGINT UNSIGNED NOT NULL,
  log_n        BIGINT UNSIGNED NOT NULL,
  settled_us   BIGINT NULL,                   -- a new password is in force
  settled_by   VARCHAR(40) NULL,
  PRIMARY KEY (municipality, incident_no),
  KEY incident_auto (incident_no),
  KEY incident_of_staff (municipality, staff_id, settled_us),
  CONSTRAINT incident_staff FOREIGN KEY (municipality, staff_id) REFERENCES madoguchi.staff (municipality, staff_id),
  CONSTRAINT incident_settled CHECK ((settled_us IS NULL) = (settled_by IS NULL))
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.incident_stays BEFORE UPDATE ON madoguchi.incident FOR EACH ROW
BEGIN
  IF OLD.settled_us IS NOT NULL OR NEW.municipality <> OLD.municipality OR NEW.incident_no <> OLD.incident_no
     OR NEW.kind <> OLD.kind OR NEW.staff_id <> OLD.staff_id OR NEW.reported_us <> OLD.reported_us
     OR NEW.reported_by <> OLD.reported_by OR NOT (NEW.terminal_id <=> OLD.terminal_id) OR NEW.act <> OLD.act
     OR NEW.log_writer <> OLD.log_writer OR NEW.log_n <> OLD.log_n THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an incident is settled once and never rewritten';
  END IF;
END;
