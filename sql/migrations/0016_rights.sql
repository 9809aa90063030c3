-- SPDX-License-Identifier: Apache-2.0
-- The signed matrix of rights (docs/adr/0013): proposed by one person, applied by another, never taken back to an older one.
-- Conventions as in 0001.

-- A version is proposed once. In force is the highest that was applied; servers verify the root's signature of it before they
-- believe it.
CREATE TABLE madoguchi.rights_matrix (
  municipality      CHAR(6) NOT NULL,             -- as in staff
  version           INT UNSIGNED NOT NULL,    -- that of the text
  envelope          BLOB NOT NULL,            -- packed madoguchi.v1.Envelope, the text as payload, signed by the authority root
  sha256            BINARY(32) NOT NULL,      -- of the text
  proposed_us       BIGINT NOT NULL,
  proposed_by       VARCHAR(40) NOT NULL,     -- staff number; admin:<user> for what was loaded on the server
  proposed_staff_id BIGINT UNSIGNED NULL,     -- NULL: the first matrix of a city that has no staff yet
  proposed_writer   BIGINT UNSIGNED NOT NULL,
  proposed_n        BIGINT UNSIGNED NOT NULL,
  applied_us        BIGINT NULL,
  applied_by        VARCHAR(40) NULL,
  applied_staff_id  BIGINT UNSIGNED NULL,
  applied_writer    BIGINT UNSIGNED NULL,
  applied_n         BIGINT UNSIGNED NULL,
  applied_version   INT UNSIGNED AS (IF(applied_us IS NULL, NULL, version)) PERSISTENT,
  PRIMARY KEY (municipality, version),
  UNIQUE KEY matrix_in_force (municipality, applied_version),
  CONSTRAINT matrix_proposed_by FOREIGN KEY (municipality, proposed_staff_id)
    REFERENCES madoguchi.staff (municipality, staff_id),
  CONSTRAINT matrix_applied_by FOREIGN KEY (municipality, applied_staff_id)
    REFERENCES madoguchi.staff (municipality, staff_id),
  CONSTRAINT matrix_application CHECK ((applied_us IS NULL) = (applied_by IS NULL)
    AND (applied_us IS NULL) = (applied_writer IS NULL) AND (applied_us IS NULL) = (applied_n IS NULL)
    AND (applied_us IS NOT NULL OR applied_staff_id IS NULL))
) ENGINE=InnoDB;

-- mg_app may not fill the columns of the application when it proposes (sql/grants.sql); what comes applied was loaded on the
-- server: the first matrix of a city, or one for which two people of the authority are named.
CREATE TRIGGER madoguchi.matrix_is_proposed BEFORE INSERT ON madoguchi.rights_matrix FOR EACH ROW
BEGIN
  IF NEW.version <= (SELECT COALESCE(MAX(m.version), 0) FROM madoguchi.rights_matrix m WHERE m.municipality = NEW.municipality) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the version of a matrix of rights grows';
  END IF;
  IF NEW.proposed_staff_id IS NULL THEN
    IF NEW.applied_us IS NULL OR NEW.applied_staff_id IS NOT NULL OR EXISTS (SELECT 1 FROM madoguchi.rights_matrix m
        WHERE m.municipality = NEW.municipality) THEN
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'only the first matrix of a city is loaded without two persons';
    END IF;
  ELSE
    IF NOT EXISTS (SELECT 1 FROM madoguchi.staff s WHERE s.municipality = NEW.municipality
        AND s.staff_id = NEW.proposed_staff_id AND s.role = 'authority' AND s.state = 'active') THEN
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the authority proposes a matrix of rights';
    END IF;
    IF NEW.applied_us IS NOT NULL AND 2 <> (SELECT COUNT(*) FROM madoguchi.staff s WHERE s.municipality = NEW.municipality
        AND s.staff_id IN (NEW.proposed_staff_id, NEW.applied_staff_id) AND s.role = 'authority' AND s.state = 'active'
        AND NOT EXISTS (SELECT 1 FROM madoguchi.staff o WHERE o.municipality = s.municipality AND o.staff_id <> s.staff_id
          AND o.staff_id IN (NEW.proposed_staff_id, NEW.applied_staff_id) AND o.person_ref = s.person_ref)) THEN
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'two persons of the authority load a matrix of rights';
    END IF;
  END IF;
END;

CREATE TRIGGER madoguchi.matrix_is_applied_once BEFORE UPDATE ON madoguchi.rights_matrix FOR EACH ROW
BEGIN
  IF OLD.applied_us IS NOT NULL OR NEW.applied_us IS NULL THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a matrix of rights is applied once';
  END IF;
  IF NEW.municipality <> OLD.municipality OR NEW.version <> OLD.version OR NEW.envelope <> OLD.envelope
     OR NEW.sha256 <> OLD.sha256 OR NEW.proposed_us <> OLD.proposed_us OR NEW.proposed_by <> OLD.proposed_by
     OR NOT NEW.proposed_staff_id <=> OLD.proposed_staff_id OR NEW.proposed_writer <> OLD.proposed_writer
     OR NEW.proposed_n <> OLD.proposed_n THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a proposed matrix of rights stays as it is; a new one has a new version';
  END IF;
  IF NEW.version < (SELECT MAX(m.version) FROM madoguchi.rights_matrix m WHERE m.municipality = NEW.municipality) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'only the newest matrix of rights is applied';
  END IF;
  IF 2 <> (SELECT COUNT(*) FROM madoguchi.staff s WHERE s.municipality = NEW.municipality
      AND s.staff_id IN (NEW.proposed_staff_id, NEW.applied_staff_id) AND s.role = 'authority' AND s.state = 'active'
      AND NOT EXISTS (SELECT 1 FROM madoguchi.staff o WHERE o.municipality = s.municipality AND o.staff_id <> s.staff_id
        AND o.staff_id IN (NEW.proposed_staff_id, NEW.applied_staff_id) AND o.person_ref = s.person_ref)) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'two persons of the authority load a matrix of rights';
  END IF;
END;

CREATE TRIGGER madoguchi.matrix_stays BEFORE DELETE ON madoguchi.rights_matrix FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'matrices of rights are kept';

-- Whoever remembers a session finds it changed, and reads it again under the new matrix.
CREATE TRIGGER madoguchi.matrix_applied_changes_sessions AFTER UPDATE ON madoguchi.rights_matrix FOR EACH ROW
  UPDATE madoguchi.session SET version = version + 1
    WHERE municipality = NEW.municipality AND live_staff_id IS NOT NULL;

CREATE TRIGGER madoguchi.matrix_loaded_changes_sessions AFTER INSERT ON madoguchi.rights_matrix FOR EACH ROW
BEGIN
  IF NEW.applied_us IS NOT NULL THEN
    UPDATE madoguchi.session SET version = version + 1
      WHERE municipality = NEW.municipality AND live_staff_id IS NOT NULL;
  END IF;
END;
