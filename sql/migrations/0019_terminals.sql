-- SPDX-License-Identifier: Apache-2.0
-- Terminals are looked after from a counter: seen, revoked, and kept from being heard when one calls too often.
-- Conventions as in 0001.

ALTER TABLE madoguchi.terminal
  ADD COLUMN suspended_us BIGINT NULL,        -- went over the limit of calls: not heard until somebody lifts it
  ADD COLUMN changed_by   VARCHAR(40) NULL,   -- staff number, or system: of the last change of state or suspension
  ADD COLUMN change_note  VARCHAR(100) NULL;  -- why

-- Who is remembered is found changed: a suspension counts at the next call, as a revocation does.
DROP TRIGGER madoguchi.terminal_changes_sessions;
CREATE TRIGGER madoguchi.terminal_changes_sessions AFTER UPDATE ON madoguchi.terminal FOR EACH ROW
BEGIN
  IF NOT (NEW.name = OLD.name AND NEW.section = OLD.section AND NEW.ward = OLD.ward AND NEW.cert_sha256 = OLD.cert_sha256
      AND NEW.cert_not_after_us = OLD.cert_not_after_us AND NEW.assertion_key = OLD.assertion_key
      AND NEW.state = OLD.state AND NEW.suspended_us <=> OLD.suspended_us) THEN
    UPDATE madoguchi.session SET version = version + 1
      WHERE municipality = NEW.municipality AND live_terminal_id = NEW.terminal_id;
  END IF;
END;

CREATE TRIGGER madoguchi.terminal_change_is_named BEFORE UPDATE ON madoguchi.terminal FOR EACH ROW
BEGIN
  IF SUBSTRING_INDEX(USER(), '@', 1) = 'mg_app' AND NOT (NEW.state = OLD.state AND NEW.suspended_us <=> OLD.suspended_us)
      AND NEW.changed_by IS NULL THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'who changes a terminal is named';
  END IF;
END;
