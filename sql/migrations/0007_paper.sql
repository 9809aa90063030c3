-- SPDX-License-Identifier: Apache-2.0
-- Papers: the wards' printers, whom a paper tells to ask, and the queue. A job refers to records; no paper is ever stored.
-- Conventions as in 0001.

CREATE TABLE madoguchi.printer (
  municipality CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  ward         CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name         VARCHAR(40) NOT NULL,         -- as the clerks call it: 北-複合機
  position     INT UNSIGNED NOT NULL,        -- within the ward; the first is taken when none is named
  uri          VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- ipp:// or ipps://
  made_us      BIGINT NOT NULL,
  PRIMARY KEY (municipality, ward, name),
  UNIQUE KEY printer_position (municipality, ward, position),
  CONSTRAINT printer_uri CHECK (uri LIKE 'ipp://%' OR uri LIKE 'ipps://%')
) ENGINE=InnoDB;

-- What a paper says of the office of a ward.
CREATE TABLE madoguchi.ward_contact (
  municipality CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  ward         CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  section      VARCHAR(80) NOT NULL,         -- 北区役所 保険年金課
  phone        VARCHAR(20) NOT NULL,         -- may be empty
  hours        VARCHAR(80) NOT NULL,         -- may be empty
  PRIMARY KEY (municipality, ward)
) ENGINE=InnoDB;

CREATE TABLE madoguchi.print_job (
  municipality CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  job_id       BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  ward         CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- whose printer, whose queue
  kind         ENUM('receipt_slip', 'check_list') NOT NULL,
  paper_ward   CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  paper_day    DATE NOT NULL,
  paper_number INT UNSIGNED NOT NULL,        -- of a receipt; 0 for a list
  paper_staff  VARCHAR(16) NOT NULL,         -- whose list; empty for a receipt
  sha256       BINARY(32) NOT NULL,          -- of the PDF that was looked at: another is not printed
  pages        INT UNSIGNED NOT NULL,
  copies       INT UNSIGNED NOT NULL,
  printer      VARCHAR(40) NOT NULL,
  state        ENUM('queued', 'sending', 'sent', 'printed', 'failed', 'cancelled', 'unknown') NOT NULL,
  trouble      VARCHAR(100) NOT NULL,        -- Japanese, empty while all is well
  reprint_of   BIGINT UNSIGNED NULL,
  staff_id     BIGINT UNSIGNED NOT NULL,
  staff_no     VARCHAR(16) NOT NULL,
  staff_name   VARCHAR(40) NOT NULL,
  asked_us     BIGINT NOT NULL,
  tries        INT UNSIGNED NOT NULL,
  next_try_us  BIGINT NOT NULL,
  ipp_job      INT UNSIGNED NOT NULL,        -- the printer's own number; 0: not known
  changed_us   BIGINT NOT NULL,
  is_open      BOOLEAN AS (IF(state IN ('queued', 'sending', 'sent'), 1, NULL)) VIRTUAL,
  log_writer   BIGINT UNSIGNED NOT NULL,     -- log entry of the last change
  log_n        BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (municipality, job_id),
  KEY job_number (job_id),                   -- what AUTO_INCREMENT asks for
  KEY jobs_open (municipality, is_open, job_id),
  KEY jobs_of_ward (municipality, ward, asked_us),
  CONSTRAINT job_copies CHECK (copies BETWEEN 1 AND 20)
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.print_job_begins_queued BEFORE INSERT ON madoguchi.print_job FOR EACH ROW
BEGIN
  IF NEW.state <> 'queued' OR NEW.tries <> 0 OR NEW.ipp_job <> 0 THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a print job begins in the queue';
  END IF;
END;

CREATE TRIGGER madoguchi.print_job_stays_what_it_was BEFORE UPDATE ON madoguchi.print_job FOR EACH ROW
BEGIN
  IF NEW.municipality <> OLD.municipality OR NEW.job_id <> OLD.job_id OR NEW.ward <> OLD.ward OR NEW.kind <> OLD.kind
     OR NEW.paper_ward <> OLD.paper_ward OR NEW.paper_day <> OLD.paper_day OR NEW.paper_number <> OLD.paper_number
     OR NEW.paper_staff <> OLD.paper_staff OR NEW.copies <> OLD.copies OR NEW.sha256 <> OLD.sha256
     OR NEW.staff_id <> OLD.staff_id OR NEW.asked_us <> OLD.asked_us THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a print job stays that of its paper and its copies';
  END IF;
  IF OLD.state IN ('printed', 'failed', 'cancelled') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a print job that ended stays ended';
  END IF;
  IF OLD.state = 'unknown' AND NEW.state NOT IN ('unknown', 'failed', 'cancelled') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'whether it was printed is not known: it is not sent again';
  END IF;
  IF OLD.state = 'sending' AND NEW.state = 'sending' AND NEW.tries <> OLD.tries THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what may be at the printer is not sent again';
  END IF;
END;
