-- SPDX-License-Identifier: Apache-2.0
-- Fresh factors for one act. Conventions as in 0001.

ALTER TABLE madoguchi.login_challenge MODIFY kind ENUM('login', 'resume', 'fresh') NOT NULL;

-- A token of Session.Reauthenticate. Spent in the transaction of the act: an act that fails leaves it good.
CREATE TABLE madoguchi.fresh_token (
  municipality   CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  token_sha256   BINARY(32) NOT NULL,
  session_sha256 BINARY(32) NOT NULL,          -- session.token_sha256; rows of sessions are purged on their own
  rpc_path       VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_us     BIGINT NOT NULL,
  expires_us     BIGINT NOT NULL,
  used_us        BIGINT NULL,
  PRIMARY KEY (municipality, token_sha256),
  KEY fresh_age (municipality, expires_us),
  CONSTRAINT fresh_for_a_minute CHECK (expires_us > created_us AND expires_us <= created_us + 60000000)
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.fresh_token_is_used_once BEFORE UPDATE ON madoguchi.fresh_token FOR EACH ROW
BEGIN
  IF OLD.used_us IS NOT NULL OR NEW.used_us IS NULL THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a fresh factor is used once';
  END IF;
  IF NEW.token_sha256 <> OLD.token_sha256 OR NEW.session_sha256 <> OLD.session_sha256 OR NEW.rpc_path <> OLD.rpc_path
     OR NEW.created_us <> OLD.created_us OR NEW.expires_us <> OLD.expires_us THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a fresh factor stays bound as it was given';
  END IF;
END;

-- The log entries of redemptions and no others: what receipts of exports carry. mg_app may add to the log but not read it.
CREATE SQL SECURITY DEFINER VIEW madoguchi.redeemed_entry AS
  SELECT t.municipality, t.ticket_id, l.entry FROM madoguchi.export_ticket t
  JOIN madoguchi_log.leaf l ON l.writer = t.redeem_writer AND l.n = t.redeem_n;
