-- SPDX-License-Identifier: Apache-2.0
-- How a terminal is enrolled: its own request, brought by one person and approved by another, then signed; and how its
-- certificate is renewed: asked for over the connection that the old key made. Conventions as in 0001; docs/adr/0015.

ALTER TABLE madoguchi.terminal
  ADD COLUMN next_cert_sha256  BINARY(32) NULL,  -- signed and not used yet: until it is, both are this terminal's
  ADD COLUMN next_not_after_us BIGINT NULL,
  ADD COLUMN program           VARCHAR(40) NULL, -- version of the kiosk, as it says at its start
  ADD UNIQUE KEY terminal_next_cert (municipality, next_cert_sha256),
  ADD CONSTRAINT terminal_next CHECK ((next_cert_sha256 IS NULL) = (next_not_after_us IS NULL));

CREATE TABLE madoguchi.terminal_request (
  municipality  CHAR(6) NOT NULL,
  request_id    BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  kind          ENUM('new', 'renewal') NOT NULL,
  state         ENUM('proposed', 'approved', 'refused', 'issued', 'replaced') NOT NULL,
  request       VARBINARY(1024) NOT NULL,   -- as ceremony/request.h has it
  fingerprint   BINARY(16) NOT NULL,
  assertion_key BINARY(32) NOT NULL,
  name          VARCHAR(40) NOT NULL,
  section       VARCHAR(80) NOT NULL,
  ward          CHAR(3) NOT NULL,
  terminal_id   BIGINT UNSIGNED NULL,       -- new: once it is issued
  proposer_id   BIGINT UNSIGNED NULL,       -- NULL: a renewal
  proposer_no   VARCHAR(16) NULL,
  made_us       BIGINT NOT NULL,
  reviewer_id   BIGINT UNSIGNED NULL,
  reviewer_no   VARCHAR(16) NULL,
  reviewed_us   BIGINT NULL,
  words         VARCHAR(100) NOT NULL DEFAULT '',
  certificate   VARBINARY(2048) NULL,       -- DER; of an issued one
  issued_us     BIGINT NULL,
  log_writer    BIGINT UNSIGNED NOT NULL,   -- entry of the last step
  log_n         BIGINT UNSIGNED NOT NULL,
  open_fingerprint BINARY(16) AS (IF(state IN ('proposed', 'approved', 'issued'), fingerprint, NULL)) PERSISTENT,
  waiting_terminal BIGINT UNSIGNED AS (IF(kind = 'renewal' AND state = 'approved', terminal_id, NULL)) PERSISTENT,
  PRIMARY KEY (municipality, request_id),
  KEY terminal_request_auto (request_id),
  KEY terminal_request_state (municipality, state),
  UNIQUE KEY request_once (municipality, open_fingerprint),
  UNIQUE KEY one_renewal_of_a_terminal (municipality, waiting_terminal),
  CONSTRAINT terminal_request_of FOREIGN KEY (municipality, terminal_id) REFERENCES madoguchi.terminal (municipality, terminal_id),
  CONSTRAINT terminal_request_by FOREIGN KEY (municipality, proposer_id) REFERENCES madoguchi.staff (municipality, staff_id),
  CONSTRAINT terminal_review_by FOREIGN KEY (municipality, reviewer_id) REFERENCES madoguchi.staff (municipality, staff_id),
  CONSTRAINT terminal_request_lengths CHECK (OCTET_LENGTH(name) <= 60 AND OCTET_LENGTH(section) <= 120)
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.terminal_request_begins BEFORE INSERT ON madoguchi.terminal_request FOR EACH ROW
BEGIN
  IF NEW.reviewer_id IS NOT NULL OR NEW.certificate IS NOT NULL OR NEW.issued_us IS NOT NULL THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a request of a terminal begins undecided';
  END IF;
  IF NEW.kind = 'new' AND (NEW.state <> 'proposed' OR NEW.terminal_id IS NOT NULL OR NOT EXISTS (SELECT 1
      FROM madoguchi.staff s WHERE s.municipality = NEW.municipality AND s.staff_id = NEW.proposer_id
      AND s.staff_no = NEW.proposer_no AND s.state = 'active' AND s.person_ref IS NOT NULL)) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a person of the city, under a known personnel number, brings a request';
  END IF;
  IF NEW.kind = 'renewal' AND (NEW.state <> 'approved' OR NEW.proposer_id IS NOT NULL OR NOT EXISTS (SELECT 1
      FROM madoguchi.terminal t WHERE t.municipality = NEW.municipality AND t.terminal_id = NEW.terminal_id
      AND t.state = 'enrolled' AND t.assertion_key = NEW.assertion_key AND t.name = NEW.name AND t.section = NEW.section
      AND t.ward = NEW.ward)) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a terminal renews itself and nothing but its TLS key';
  END IF;
END;

CREATE TRIGGER madoguchi.terminal_request_by_two BEFORE UPDATE ON madoguchi.terminal_request FOR EACH ROW
BEGIN
  IF NEW.municipality <> OLD.municipality OR NEW.request_id <> OLD.request_id OR NEW.kind <> OLD.kind
     OR NEW.request <> OLD.request OR NEW.fingerprint <> OLD.fingerprint OR NEW.assertion_key <> OLD.assertion_key
     OR NEW.name <> OLD.name OR NEW.section <> OLD.section OR NEW.ward <> OLD.ward
     OR NOT NEW.proposer_id <=> OLD.proposer_id OR NOT NEW.proposer_no <=> OLD.proposer_no OR NEW.made_us <> OLD.made_us
     OR NOT (NEW.terminal_id <=> OLD.terminal_id OR OLD.terminal_id IS NULL AND NEW.state = 'issued')
     OR NOT (NEW.reviewer_id <=> OLD.reviewer_id OR OLD.state = 'proposed')
     OR NOT (NEW.reviewer_no <=> OLD.reviewer_no OR OLD.state = 'proposed') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a request of a terminal stays as it was brought';
  END IF;
  IF NOT (OLD.state = 'proposed' AND NEW.state IN ('approved', 'refused')
      OR OLD.state = 'approved' AND NEW.state = 'issued' OR OLD.state = 'approved' AND OLD.kind = 'renewal' AND NEW.state = 'replaced') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a request of a terminal is decided once';
  END IF;
  IF OLD.state = 'proposed' AND (NEW.reviewer_id IS NULL OR NEW.reviewed_us IS NULL OR NOT EXISTS (SELECT 1
      FROM madoguchi.staff s WHERE s.municipality = NEW.municipality AND s.staff_id = NEW.reviewer_id
      AND s.staff_no = NEW.reviewer_no AND s.state = 'active')) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'who decides on a request is named';
  END IF;
  IF NEW.kind = 'new' AND NEW.state IN ('approved', 'issued') AND 2 <> (SELECT COUNT(DISTINCT s.person_ref)
      FROM madoguchi.staff s WHERE s.municipality = NEW.municipality AND s.staff_id IN (NEW.proposer_id, NEW.reviewer_id)) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'two people enrol a terminal';
  END IF;
  IF NEW.state = 'issued' AND (SUBSTRING_INDEX(USER(), '@', 1) = 'mg_app' OR NEW.certificate IS NULL OR NEW.issued_us IS NULL
      OR NEW.terminal_id IS NULL) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a certificate is signed beside the authority, not by the server';
  END IF;
END;

-- The server's account puts the next certificate in the place of the one before, and no other.
CREATE TRIGGER madoguchi.terminal_takes_its_next BEFORE UPDATE ON madoguchi.terminal FOR EACH ROW
BEGIN
  IF SUBSTRING_INDEX(USER(), '@', 1) = 'mg_app'
      AND NOT (NEW.cert_sha256 = OLD.cert_sha256 AND NEW.cert_not_after_us = OLD.cert_not_after_us
        AND NEW.next_cert_sha256 <=> OLD.next_cert_sha256 AND NEW.next_not_after_us <=> OLD.next_not_after_us)
      AND NOT (NEW.cert_sha256 <=> OLD.next_cert_sha256 AND NEW.cert_not_after_us <=> OLD.next_not_after_us
        AND NEW.next_cert_sha256 IS NULL AND NEW.next_not_after_us IS NULL) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a terminal takes the certificate that was signed for it';
  END IF;
END;
