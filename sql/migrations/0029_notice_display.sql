-- SPDX-License-Identifier: Apache-2.0
-- Short notices to the counters, and how a terminal shows what it shows. Conventions as in 0001.

-- One line of words for the counters of a ward or of the city. It stands on every screen there, also on a locked one: no
-- personal data. What was posted is never rewritten; it ends by its time or is withdrawn, by whom and why.
CREATE TABLE madoguchi.notice (
  municipality     CHAR(6) NOT NULL,
  notice_no        BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  text             VARCHAR(120) NOT NULL,
  ward             CHAR(3) NULL,                -- of the terminals that show it; NULL: of the whole city
  urgent           BOOLEAN NOT NULL,
  posted_us        BIGINT NOT NULL,
  until_us         BIGINT NOT NULL,             -- it is shown before this instant
  staff_id         BIGINT UNSIGNED NOT NULL,
  staff_no         VARCHAR(16) NOT NULL,
  staff_name       VARCHAR(40) NOT NULL,
  section          VARCHAR(80) NOT NULL,        -- of who posted it, as it was then
  log_writer       BIGINT UNSIGNED NOT NULL,
  log_n            BIGINT UNSIGNED NOT NULL,
  withdrawn_us     BIGINT NULL,
  withdrawn_by     BIGINT UNSIGNED NULL,
  withdrawn_no     VARCHAR(16) NULL,
  withdrawn_name   VARCHAR(40) NULL,
  withdrawn_why    VARCHAR(100) NULL,
  withdrawn_writer BIGINT UNSIGNED NULL,
  withdrawn_n      BIGINT UNSIGNED NULL,
  PRIMARY KEY (municipality, notice_no),
  KEY notice_auto (notice_no),
  KEY notice_until (municipality, until_us),
  CONSTRAINT notice_by FOREIGN KEY (municipality, staff_id) REFERENCES madoguchi.staff (municipality, staff_id),
  CONSTRAINT notice_ends CHECK (until_us > posted_us AND until_us <= posted_us + 86400000000),
  CONSTRAINT notice_withdrawn CHECK ((withdrawn_us IS NULL) = (withdrawn_by IS NULL)
    AND (withdrawn_us IS NULL) = (withdrawn_why IS NULL))
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.notice_is_withdrawn_once BEFORE UPDATE ON madoguchi.notice FOR EACH ROW
BEGIN
  IF OLD.withdrawn_us IS NOT NULL THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a notice is withdrawn once';
  END IF;
END;

-- Large type, contrast and screen reader of one terminal; no row: as a new terminal. What it was stands in the log.
CREATE TABLE madoguchi.terminal_display (
  municipality CHAR(6) NOT NULL,
  terminal_id  BIGINT UNSIGNED NOT NULL,
  scale        SMALLINT UNSIGNED NOT NULL,      -- per cent; 0: by the size of the screen
  contrast     BOOLEAN NOT NULL,                -- high contrast
  reader       BOOLEAN NOT NULL,                -- a screen reader may look into the window
  changed_us   BIGINT NOT NULL,
  changed_by   VARCHAR(16) NOT NULL,            -- staff number
  log_writer   BIGINT UNSIGNED NOT NULL,
  log_n        BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (municipality, terminal_id),
  CONSTRAINT display_scale CHECK (scale IN (0, 100, 125, 150, 200))
) ENGINE=InnoDB;
