-- SPDX-License-Identifier: Apache-2.0
-- A vendor is nobody's second person. Conventions as in 0001.

-- The two of the authority (set-up, break-glass, rights, accounts) and the head of a section are of the city: every trigger
-- that asks for one of these roles asks for that too. Fails where a vendor has such a role: disable that account first.
ALTER TABLE madoguchi.staff ADD CONSTRAINT staff_vendor_role CHECK (NOT vendor OR role NOT IN ('head', 'authority')
  OR state = 'disabled');

CREATE TRIGGER madoguchi.vendor_is_asked_no_office BEFORE INSERT ON madoguchi.staff_request FOR EACH ROW
BEGIN
  IF NEW.vendor AND NEW.role IN ('head', 'authority') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a vendor is neither head nor of the authority';
  END IF;
END;

CREATE TRIGGER madoguchi.vendor_enrols_nobody BEFORE INSERT ON madoguchi.finger_enrolment FOR EACH ROW
BEGIN
  IF EXISTS (SELECT 1 FROM madoguchi.staff s WHERE s.municipality = NEW.municipality AND s.staff_id = NEW.enroller_id AND s.vendor) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a vendor enrols nobody';
  END IF;
END;

CREATE TRIGGER madoguchi.vendor_witnesses_nothing BEFORE UPDATE ON madoguchi.finger_enrolment FOR EACH ROW
BEGIN
  IF NEW.witness_id IS NOT NULL AND EXISTS (SELECT 1 FROM madoguchi.staff s WHERE s.municipality = NEW.municipality
      AND s.staff_id IN (NEW.witness_id, NEW.enroller_id) AND s.vendor) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a vendor enrols nobody';
  END IF;
END;

CREATE TRIGGER madoguchi.vendor_brings_no_terminal BEFORE INSERT ON madoguchi.terminal_request FOR EACH ROW
BEGIN
  IF EXISTS (SELECT 1 FROM madoguchi.staff s WHERE s.municipality = NEW.municipality AND s.staff_id = NEW.proposer_id AND s.vendor) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a vendor enrols no terminal';
  END IF;
END;

CREATE TRIGGER madoguchi.vendor_approves_no_terminal BEFORE UPDATE ON madoguchi.terminal_request FOR EACH ROW
BEGIN
  IF NOT NEW.reviewer_id <=> OLD.reviewer_id AND EXISTS (SELECT 1 FROM madoguchi.staff s WHERE s.municipality = NEW.municipality
      AND s.staff_id = NEW.reviewer_id AND s.vendor) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a vendor enrols no terminal';
  END IF;
END;

-- Neither the person with a right to what leaves the city, nor one of the two who give it.
CREATE TRIGGER madoguchi.vendor_has_no_right BEFORE INSERT ON madoguchi.staff_right FOR EACH ROW
BEGIN
  IF EXISTS (SELECT 1 FROM madoguchi.staff s WHERE s.municipality = NEW.municipality AND s.vendor
      AND (s.staff_id = NEW.staff_id OR s.staff_no IN (NEW.asked_by, NEW.allowed_by))) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a vendor has no right of a person and gives none';
  END IF;
END;

CREATE TRIGGER madoguchi.vendor_checks_nothing BEFORE UPDATE ON madoguchi.receipt FOR EACH ROW
BEGIN
  IF NEW.checked_by IS NOT NULL AND NOT NEW.checked_by <=> OLD.checked_by AND EXISTS (SELECT 1 FROM madoguchi.staff s
      WHERE s.municipality = NEW.municipality AND s.staff_id = NEW.checked_by AND s.vendor) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a vendor checks nothing that others entered';
  END IF;
END;
