-- SPDX-License-Identifier: Apache-2.0
-- A receipt becomes 送付済 when the 送付書 that took it in was carried out and closed WRITTEN, as it stood in it. What was
-- changed since is not what was sent: checked anew, it stands in a later 送付書. Conventions as in 0001.

-- ---- which version of a receipt a 送付書 took in ----

ALTER TABLE madoguchi.extract_receipt
  ADD COLUMN row_version INT UNSIGNED NOT NULL DEFAULT 0;  -- of the receipt; 0: of before this, and changed since
UPDATE madoguchi.extract_receipt x
  JOIN madoguchi.extract e ON e.municipality = x.municipality AND e.extract_id = x.extract_id
  JOIN madoguchi.receipt r ON r.municipality = x.municipality AND r.ward = x.ward AND r.day = x.day AND r.number = x.number
  SET x.row_version = r.row_version WHERE r.state = 'checked' AND r.known_from_us <= e.built_us;
ALTER TABLE madoguchi.extract_receipt
  DROP PRIMARY KEY,
  ADD PRIMARY KEY (municipality, ward, day, number, row_version);

CREATE TRIGGER madoguchi.extract_receipt_stays BEFORE UPDATE ON madoguchi.extract_receipt FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what a list took in stays in it';
END;

-- ---- the step ----

ALTER TABLE madoguchi.receipt_step
  MODIFY COLUMN what ENUM('entered', 'corrected', 'returned', 'resumed', 'withdrawn', 'rejected', 'checked', 'sent') NOT NULL;

CREATE TRIGGER madoguchi.receipt_is_sent_when_carried BEFORE UPDATE ON madoguchi.receipt FOR EACH ROW
FOLLOWS receipt_keeps_its_history
BEGIN
  IF NEW.state = 'sent' AND OLD.state <> 'sent' AND (OLD.state <> 'checked' OR NEW.form_version <> OLD.form_version
     OR NOT EXISTS (SELECT 1 FROM madoguchi.extract_receipt x JOIN madoguchi.export_ticket t
      ON t.municipality = x.municipality AND t.extract_id = x.extract_id AND t.state = 'written'
      WHERE x.municipality = OLD.municipality AND x.ward = OLD.ward AND x.day = OLD.day AND x.number = OLD.number
      AND x.row_version = OLD.row_version)) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a receipt is sent when the list that took it in was carried out';
  END IF;
END;
