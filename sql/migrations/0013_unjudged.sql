-- SPDX-License-Identifier: Apache-2.0
-- A failure is counted before its attempt is judged. Where program or database ended before the verdict, nobody was told
-- one, and the failure is given back at the pair's next attempt (server/auth/factors.c). Conventions as in 0001.

ALTER TABLE madoguchi.login_challenge
  ADD COLUMN charged BOOLEAN NOT NULL DEFAULT FALSE,   -- a failure was counted in advance for this attempt
  ADD KEY challenge_unjudged (municipality, staff_id, terminal_id, state, created_us);

DROP TRIGGER madoguchi.challenge_is_used_once;
CREATE TRIGGER madoguchi.challenge_is_used_once BEFORE UPDATE ON madoguchi.login_challenge FOR EACH ROW
BEGIN
  IF NEW.state + 0 <= OLD.state + 0           -- the order of the ENUM, not of its letters
     AND NOT (OLD.state = 'submitted' AND NEW.state = 'submitted' AND NEW.charged AND NOT OLD.charged) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a challenge is used once';
  END IF;
  IF NEW.charged <> OLD.charged AND NEW.state <> 'submitted' THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a failure is counted before the verdict';
  END IF;
  IF NEW.nonce <> OLD.nonce OR NEW.terminal_id <> OLD.terminal_id OR NEW.expires_us <> OLD.expires_us THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a challenge stays bound as it was given';
  END IF;
END;
