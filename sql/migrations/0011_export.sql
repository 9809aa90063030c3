-- SPDX-License-Identifier: Apache-2.0
-- What may leave: rights of single persons, registered specifications, extracts as they lie sealed, the city's sticks, keys
-- that may sign, and the tickets. Order of the protocol: docs/export.md. Conventions as in 0001.
-- Three different people take part in one export. That is a trigger here besides the code, by staff number and by
-- person_ref: two accounts of one person are one person.

-- ---- rights of single persons ----

-- Until a signed matrix of rights exists: who may extract, carry, approve, look after the sticks, read what was carried. A
-- right is given by two people and ends; it is never taken up again, but given anew.
CREATE TABLE madoguchi.staff_right (
  municipality CHAR(6) NOT NULL,              -- as in staff
  right_no     BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  staff_id     BIGINT UNSIGNED NOT NULL,
  name         ENUM('EXTRACT', 'MEDIA_OUT', 'EXPORT_APPROVE', 'MEDIA_ADMIN', 'EXPORT_READ') NOT NULL,
  given_us     BIGINT NOT NULL,
  given_by     VARCHAR(40) NOT NULL,         -- admin:<user> who ran the command
  asked_by     VARCHAR(16) NOT NULL,         -- staff number of who asked for it
  allowed_by   VARCHAR(16) NOT NULL,         -- staff number of who allowed it
  ended_us     BIGINT NULL,
  ended_by     VARCHAR(40) NULL,
  live         BOOLEAN AS (IF(ended_us IS NULL, 1, NULL)) PERSISTENT,
  log_writer   BIGINT UNSIGNED NOT NULL,
  log_n        BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (municipality, right_no),
  KEY right_number (right_no),               -- what AUTO_INCREMENT asks for
  UNIQUE KEY one_live_right (municipality, staff_id, name, live),
  CONSTRAINT right_of_staff FOREIGN KEY (municipality, staff_id) REFERENCES madoguchi.staff (municipality, staff_id),
  CONSTRAINT right_end CHECK ((ended_us IS NULL) = (ended_by IS NULL))
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.rights_are_held_apart BEFORE INSERT ON madoguchi.staff_right FOR EACH ROW
BEGIN
  IF NEW.ended_us IS NOT NULL THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a right begins live';
  END IF;
  IF NEW.name IN ('EXTRACT', 'MEDIA_OUT', 'EXPORT_APPROVE') AND EXISTS (SELECT 1 FROM madoguchi.staff_right r
      JOIN madoguchi.staff a ON a.municipality = r.municipality AND a.staff_id = r.staff_id
      JOIN madoguchi.staff b ON b.municipality = r.municipality AND b.staff_id = NEW.staff_id
      WHERE r.municipality = NEW.municipality AND r.ended_us IS NULL AND r.name <> NEW.name
      AND r.name IN ('EXTRACT', 'MEDIA_OUT', 'EXPORT_APPROVE')
      AND (a.staff_id = b.staff_id OR a.person_ref = b.person_ref)) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'nobody holds two of extract, carry and approve';
  END IF;
  IF NEW.asked_by = NEW.allowed_by OR 2 <> (SELECT COUNT(*) FROM madoguchi.staff s WHERE s.municipality = NEW.municipality
      AND s.staff_no IN (NEW.asked_by, NEW.allowed_by) AND s.staff_id <> NEW.staff_id AND NOT EXISTS (SELECT 1
        FROM madoguchi.staff o WHERE o.municipality = s.municipality AND o.staff_id <> s.staff_id
        AND o.person_ref = s.person_ref
        AND (o.staff_id = NEW.staff_id OR o.staff_no IN (NEW.asked_by, NEW.allowed_by)))) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'two other people give a right';
  END IF;
  IF NEW.name = 'EXPORT_APPROVE' AND NOT EXISTS (SELECT 1 FROM madoguchi.staff s WHERE s.municipality = NEW.municipality
      AND s.staff_id = NEW.staff_id AND s.role IN ('head', 'supervisor')) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'only the head of a section or the deputy approves';
  END IF;
END;

CREATE TRIGGER madoguchi.right_ends_for_good BEFORE UPDATE ON madoguchi.staff_right FOR EACH ROW
BEGIN
  IF OLD.ended_us IS NOT NULL OR NEW.municipality <> OLD.municipality OR NEW.right_no <> OLD.right_no
     OR NEW.staff_id <> OLD.staff_id OR NEW.name <> OLD.name OR NEW.given_us <> OLD.given_us
     OR NEW.given_by <> OLD.given_by OR NEW.asked_by <> OLD.asked_by OR NEW.allowed_by <> OLD.allowed_by THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a right that was given only ends; a new one is a new row';
  END IF;
END;

CREATE TRIGGER madoguchi.right_given_changes_sessions AFTER INSERT ON madoguchi.staff_right FOR EACH ROW
  UPDATE madoguchi.session SET version = version + 1
    WHERE municipality = NEW.municipality AND live_staff_id = NEW.staff_id;

CREATE TRIGGER madoguchi.right_ended_changes_sessions AFTER UPDATE ON madoguchi.staff_right FOR EACH ROW
  UPDATE madoguchi.session SET version = version + 1
    WHERE municipality = NEW.municipality AND live_staff_id = NEW.staff_id;

-- A second account that is found to be the same person's must not bring two of the rights together.
CREATE TRIGGER madoguchi.staff_joined_keep_rights_apart BEFORE UPDATE ON madoguchi.staff FOR EACH ROW
BEGIN
  IF NEW.person_ref IS NOT NULL AND NOT NEW.person_ref <=> OLD.person_ref AND 1 < (SELECT COUNT(DISTINCT r.name)
      FROM madoguchi.staff_right r JOIN madoguchi.staff s ON s.municipality = r.municipality AND s.staff_id = r.staff_id
      WHERE r.municipality = NEW.municipality AND r.ended_us IS NULL
      AND r.name IN ('EXTRACT', 'MEDIA_OUT', 'EXPORT_APPROVE')
      AND (s.staff_id = NEW.staff_id OR s.person_ref = NEW.person_ref)) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'nobody holds two of extract, carry and approve';
  END IF;
END;

-- ---- registered specifications ----

-- What may be extracted at all: sql/codes/extract.csv. A version never changes; one that nobody approved builds nothing.
CREATE TABLE madoguchi.extract_spec (
  municipality CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  spec         VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  version      INT UNSIGNED NOT NULL,
  title        VARCHAR(60) NOT NULL,
  description  VARCHAR(200) NOT NULL,
  by_system    BOOLEAN NOT NULL,             -- nobody builds it
  charset      ENUM('utf-8', 'cp932') NOT NULL,
  parameters   VARCHAR(60) NOT NULL,         -- what Build asks for, separated by blanks: "from to"
  loaded_us    BIGINT NOT NULL,
  approved_by  VARCHAR(16) NULL,             -- staff number of the section's head
  approved_name VARCHAR(40) NULL,
  approved_us  BIGINT NULL,
  withdrawn_us BIGINT NULL,
  log_writer   BIGINT UNSIGNED NULL,         -- of the approval or the withdrawal
  log_n        BIGINT UNSIGNED NULL,
  PRIMARY KEY (municipality, spec, version),
  CONSTRAINT spec_approval CHECK ((approved_by IS NULL) = (approved_us IS NULL) AND (approved_by IS NULL) = (approved_name IS NULL))
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.spec_begins_unapproved BEFORE INSERT ON madoguchi.extract_spec FOR EACH ROW
BEGIN
  IF NEW.approved_us IS NOT NULL OR NEW.withdrawn_us IS NOT NULL THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a specification begins unapproved';
  END IF;
END;

CREATE TRIGGER madoguchi.spec_stays_as_approved BEFORE UPDATE ON madoguchi.extract_spec FOR EACH ROW
BEGIN
  IF NEW.municipality <> OLD.municipality OR NEW.spec <> OLD.spec OR NEW.version <> OLD.version OR NEW.title <> OLD.title
     OR NEW.description <> OLD.description OR NEW.by_system <> OLD.by_system OR NEW.charset <> OLD.charset
     OR NEW.parameters <> OLD.parameters OR NEW.loaded_us <> OLD.loaded_us THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a specification is changed by a new version';
  END IF;
  IF OLD.approved_us IS NOT NULL AND (NOT NEW.approved_us <=> OLD.approved_us OR NOT NEW.approved_by <=> OLD.approved_by)
     OR OLD.withdrawn_us IS NOT NULL THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an approval stays; a withdrawn specification stays withdrawn';
  END IF;
  IF NEW.approved_by IS NOT NULL AND OLD.approved_by IS NULL AND NOT EXISTS (SELECT 1 FROM madoguchi.staff s
      WHERE s.municipality = NEW.municipality AND s.staff_no = NEW.approved_by AND s.role IN ('head', 'supervisor')) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'only the head of a section or the deputy approves';
  END IF;
END;

CREATE TABLE madoguchi.extract_field (
  municipality CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  spec         VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  version      INT UNSIGNED NOT NULL,
  position     INT UNSIGNED NOT NULL,        -- 1, 2, 3 …
  name         VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  title        VARCHAR(60) NOT NULL,         -- the heading of the column
  is_personal  BOOLEAN NOT NULL,
  PRIMARY KEY (municipality, spec, version, position),
  UNIQUE KEY field_once (municipality, spec, version, name),
  CONSTRAINT field_of_spec FOREIGN KEY (municipality, spec, version)
    REFERENCES madoguchi.extract_spec (municipality, spec, version)
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.fields_are_those_that_were_approved BEFORE INSERT ON madoguchi.extract_field FOR EACH ROW
BEGIN
  IF EXISTS (SELECT 1 FROM madoguchi.extract_spec s WHERE s.municipality = NEW.municipality AND s.spec = NEW.spec
      AND s.version = NEW.version AND s.approved_us IS NOT NULL) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an approved specification gets no more fields';
  END IF;
END;

CREATE TRIGGER madoguchi.field_stays BEFORE UPDATE ON madoguchi.extract_field FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a field is changed by a new version of its specification';
END;

-- ---- extracts ----

-- How often a person built or asked on a day (in Japan). The row is locked first: two at once count one after the other.
CREATE TABLE madoguchi.export_quota (
  municipality CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  person       VARCHAR(40) NOT NULL,         -- person_ref, or the staff number with "#" before it
  day          DATE NOT NULL,
  kind         ENUM('build', 'request') NOT NULL,
  used         INT UNSIGNED NOT NULL,
  PRIMARY KEY (municipality, person, day, kind)
) ENGINE=InnoDB;

-- One file as it was built and sealed. What it held is gone when its chunks are removed; that it was built stays.
CREATE TABLE madoguchi.extract (
  municipality    CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  extract_id      BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  state           ENUM('building', 'ready', 'removed') NOT NULL,  -- building: within the transaction that builds it
  spec            VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  version         INT UNSIGNED NOT NULL,
  title           VARCHAR(60) NOT NULL,
  ward            CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  from_day        DATE NOT NULL,
  to_day          DATE NOT NULL,
  reason          VARCHAR(200) NOT NULL,
  extractor_id    BIGINT UNSIGNED NULL,      -- NULL: the system
  extractor_no    VARCHAR(16) NOT NULL,      -- "system"
  extractor_name  VARCHAR(40) NOT NULL,
  built_us        BIGINT NOT NULL,
  row_count       BIGINT UNSIGNED NOT NULL,  -- without the heading
  person_count    BIGINT UNSIGNED NOT NULL,  -- different ones
  persons_sha256  BINARY(32) NOT NULL,       -- of the pseudonyms in extract_person, in the order of the rows
  plain_sha256    BINARY(32) NOT NULL,
  plain_size      BIGINT UNSIGNED NOT NULL,
  sealed_sha256   BINARY(32) NOT NULL,
  sealed_size     BIGINT UNSIGNED NOT NULL,
  chunks          INT UNSIGNED NOT NULL,
  passphrase      VARBINARY(80) NOT NULL,    -- sealed: extract, passphrase, city/extract_id
  replaced_chars  BIGINT UNSIGNED NOT NULL,  -- characters that the charset lacks
  removed_after_us BIGINT NOT NULL,
  removed_us      BIGINT NULL,
  log_writer      BIGINT UNSIGNED NOT NULL,  -- of the building
  log_n           BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (municipality, extract_id),
  KEY extract_number (extract_id),           -- what AUTO_INCREMENT asks for
  KEY extracts_of_ward (municipality, ward, state, built_us),
  KEY extracts_by_age (municipality, state, removed_after_us),
  CONSTRAINT extract_end CHECK ((removed_us IS NULL) = (state <> 'removed')),
  CONSTRAINT extract_days CHECK (from_day <= to_day)
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.extract_of_an_approved_spec BEFORE INSERT ON madoguchi.extract FOR EACH ROW
BEGIN
  IF NEW.state <> 'building' OR NOT EXISTS (SELECT 1 FROM madoguchi.extract_spec s WHERE s.municipality = NEW.municipality
      AND s.spec = NEW.spec AND s.version = NEW.version AND s.approved_us IS NOT NULL AND s.withdrawn_us IS NULL
      AND s.by_system = (NEW.extractor_id IS NULL)) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'nothing is extracted without an approved specification';
  END IF;
END;

CREATE TRIGGER madoguchi.extract_stays_as_built BEFORE UPDATE ON madoguchi.extract FOR EACH ROW
BEGIN
  IF NEW.state + 0 <> OLD.state + 1 THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an extract is built, is ready, is removed';
  END IF;
  IF NEW.municipality <> OLD.municipality OR NEW.extract_id <> OLD.extract_id OR NEW.spec <> OLD.spec
     OR NEW.version <> OLD.version OR NEW.ward <> OLD.ward OR NEW.from_day <> OLD.from_day OR NEW.to_day <> OLD.to_day
     OR NEW.reason <> OLD.reason OR NOT NEW.extractor_id <=> OLD.extractor_id OR NEW.extractor_no <> OLD.extractor_no
     OR NEW.built_us <> OLD.built_us OR NEW.log_writer <> OLD.log_writer OR NEW.log_n <> OLD.log_n THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an extract stays that of its specification and its person';
  END IF;
  IF OLD.state = 'ready' AND (NEW.row_count <> OLD.row_count OR NEW.person_count <> OLD.person_count
     OR NEW.persons_sha256 <> OLD.persons_sha256 OR NEW.plain_sha256 <> OLD.plain_sha256
     OR NEW.plain_size <> OLD.plain_size OR NEW.sealed_sha256 <> OLD.sealed_sha256 OR NEW.sealed_size <> OLD.sealed_size
     OR NEW.chunks <> OLD.chunks OR NEW.passphrase <> OLD.passphrase) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what was built is never changed';
  END IF;
  IF NEW.state = 'removed' AND (EXISTS (SELECT 1 FROM madoguchi.extract_chunk c WHERE c.municipality = NEW.municipality
      AND c.extract_id = NEW.extract_id) OR EXISTS (SELECT 1 FROM madoguchi.export_ticket t
      WHERE t.municipality = NEW.municipality AND t.extract_id = NEW.extract_id
      AND t.state IN ('requested', 'approved', 'redeemed', 'unclosed'))) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an extract goes when nobody is to carry it any more, and goes whole';
  END IF;
END;

-- The sealed file in pieces of at most 256 KiB; the first is number 0.
CREATE TABLE madoguchi.extract_chunk (
  municipality CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  extract_id   BIGINT UNSIGNED NOT NULL,
  chunk_no     INT UNSIGNED NOT NULL,
  bytes        MEDIUMBLOB NOT NULL,
  PRIMARY KEY (municipality, extract_id, chunk_no)
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.chunks_belong_to_what_is_being_built BEFORE INSERT ON madoguchi.extract_chunk FOR EACH ROW
BEGIN
  IF NOT EXISTS (SELECT 1 FROM madoguchi.extract e WHERE e.municipality = NEW.municipality
      AND e.extract_id = NEW.extract_id AND e.state = 'building') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'nothing is added to a file that was built';
  END IF;
END;

CREATE TRIGGER madoguchi.chunk_stays BEFORE UPDATE ON madoguchi.extract_chunk FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a sealed file is never changed';
END;

-- Whom the file is about: the log's pseudonyms in the order of its rows (a person with two rows stands twice), 4,096 a part;
-- zeros where a row is nobody's. The entry of the building holds their number and persons_sha256. Kept as long as the log.
CREATE TABLE madoguchi.extract_person (
  municipality CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  extract_id   BIGINT UNSIGNED NOT NULL,
  part         INT UNSIGNED NOT NULL,
  pseudonyms   MEDIUMBLOB NOT NULL,
  PRIMARY KEY (municipality, extract_id, part)
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.extract_person_stays BEFORE UPDATE ON madoguchi.extract_person FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'whom a file was about is never rewritten';
END;

-- A receipt is in one 送付書 only.
CREATE TABLE madoguchi.extract_receipt (
  municipality CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  ward         CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  day          DATE NOT NULL,
  number       INT UNSIGNED NOT NULL,
  extract_id   BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (municipality, ward, day, number),
  KEY receipts_of_extract (municipality, extract_id)
) ENGINE=InnoDB;

-- Which receipts wait for a 送付書 is asked every minute.
ALTER TABLE madoguchi.receipt ADD KEY receipts_of_state (municipality, state, day);

-- ---- the city's sticks ----

CREATE TABLE madoguchi.medium (
  municipality  CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  medium_id     BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  row_version   INT UNSIGNED NOT NULL,
  known_from_us BIGINT NOT NULL,
  log_writer    BIGINT UNSIGNED NOT NULL,
  log_n         BIGINT UNSIGNED NOT NULL,
  label         VARCHAR(40) NOT NULL,        -- 管理番号
  vendor        SMALLINT UNSIGNED NOT NULL,
  product       SMALLINT UNSIGNED NOT NULL,
  serial        VARCHAR(126) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  descriptors_sha256 BINARY(32) NOT NULL,    -- of the raw bytes of sysfs "descriptors"
  owner         VARCHAR(80) NOT NULL,        -- the city's section
  ward          CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state         ENUM('in', 'lent', 'disposed', 'lost') NOT NULL,
  lent_to       BIGINT UNSIGNED NULL,
  lent_to_no    VARCHAR(16) NULL,
  lent_to_name  VARCHAR(40) NULL,
  lent_us       BIGINT NULL,
  due           DATE NULL,
  note          VARCHAR(200) NOT NULL,
  PRIMARY KEY (municipality, medium_id),
  KEY medium_number (medium_id),             -- what AUTO_INCREMENT asks for
  UNIQUE KEY medium_label (municipality, label),
  UNIQUE KEY medium_device (municipality, vendor, product, serial),
  KEY media_of_ward (municipality, ward),
  CONSTRAINT medium_lent CHECK ((state = 'lent') = (lent_to IS NOT NULL) AND (lent_to IS NULL) = (due IS NULL)
    AND (lent_to IS NULL) = (lent_us IS NULL) AND (lent_to IS NULL) = (lent_to_no IS NULL) AND (lent_to IS NULL) = (lent_to_name IS NULL)),
  CONSTRAINT medium_device_given CHECK (vendor > 0 AND product > 0 AND serial <> '')
) ENGINE=InnoDB;

CREATE TABLE madoguchi.medium_history LIKE madoguchi.medium;
ALTER TABLE madoguchi.medium_history
  MODIFY COLUMN medium_id BIGINT UNSIGNED NOT NULL,
  ADD COLUMN known_to_us BIGINT NOT NULL AFTER known_from_us,
  DROP PRIMARY KEY,
  ADD PRIMARY KEY (municipality, medium_id, row_version),
  DROP KEY medium_number,
  DROP KEY medium_label,
  DROP KEY medium_device,
  DROP KEY media_of_ward;

CREATE TRIGGER madoguchi.medium_begins_in BEFORE INSERT ON madoguchi.medium FOR EACH ROW
BEGIN
  IF NEW.row_version <> 1 OR NEW.state <> 'in' THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a stick begins in the cupboard';
  END IF;
END;

CREATE TRIGGER madoguchi.medium_keeps_its_history BEFORE UPDATE ON madoguchi.medium FOR EACH ROW
BEGIN
  IF NEW.municipality <> OLD.municipality OR NEW.medium_id <> OLD.medium_id OR NEW.label <> OLD.label
     OR NEW.vendor <> OLD.vendor OR NEW.product <> OLD.product OR NEW.serial <> OLD.serial
     OR NEW.descriptors_sha256 <> OLD.descriptors_sha256 THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a stick keeps its label and its descriptors';
  END IF;
  IF NEW.row_version <> OLD.row_version + 1 OR NOT EXISTS (SELECT 1 FROM madoguchi.medium_history h
      WHERE h.municipality = OLD.municipality AND h.medium_id = OLD.medium_id AND h.row_version = OLD.row_version) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no change without the image before it';
  END IF;
  IF OLD.state IN ('disposed', 'lost') OR OLD.state = NEW.state OR OLD.state = 'lent' AND NEW.state = 'disposed' THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a stick is in, is lent and comes back; disposed or lost it stays';
  END IF;
END;

CREATE TRIGGER madoguchi.medium_history_stays BEFORE UPDATE ON madoguchi.medium_history FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what was known once is never rewritten';
END;

-- ---- keys that may sign ----

-- The lists as the authority root signed them; the one with the highest epoch is in force.
CREATE TABLE madoguchi.key_list (
  municipality CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  epoch        BIGINT UNSIGNED NOT NULL,
  envelope     VARBINARY(32768) NOT NULL,    -- packed Envelope
  sha256       BINARY(32) NOT NULL,          -- of the envelope
  issued_us    BIGINT NOT NULL,
  loaded_us    BIGINT NOT NULL,
  loaded_by    VARCHAR(40) NOT NULL,
  log_writer   BIGINT UNSIGNED NOT NULL,
  log_n        BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (municipality, epoch)
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.key_list_grows BEFORE INSERT ON madoguchi.key_list FOR EACH ROW
BEGIN
  IF NEW.epoch <= COALESCE((SELECT MAX(k.epoch) FROM madoguchi.key_list k WHERE k.municipality = NEW.municipality), 0) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the epoch of a key list only grows';
  END IF;
END;

CREATE TRIGGER madoguchi.key_list_stays BEFORE UPDATE ON madoguchi.key_list FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a key list is followed by another, never changed';
END;

-- Public keys known here, each once, and the wrapped private half of those that lie with the server as ciphertext only.
CREATE TABLE madoguchi.signing_key (
  municipality CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  key_id       BINARY(8) NOT NULL,           -- proto/wire/envelope.h
  use_of       ENUM('supervisor', 'receipt', 'log', 'agent') NOT NULL,
  algorithm    ENUM('ed25519') NOT NULL,
  public_key   BINARY(32) NOT NULL,
  holder       VARCHAR(80) NOT NULL,         -- as in signed/v1/export.proto, Key.holder
  staff_id     BIGINT UNSIGNED NULL,         -- supervisor
  terminal_id  BIGINT UNSIGNED NULL,         -- agent
  ward         CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- supervisor: whose requests; else empty
  not_before_us BIGINT NOT NULL,
  not_after_us BIGINT NOT NULL,
  state        ENUM('active', 'revoked') NOT NULL,
  revoked_us   BIGINT NULL,
  salt         VARBINARY(16) NULL,           -- Argon2id(PIN): NULL: on a card
  memory_kib   INT UNSIGNED NULL,
  passes       INT UNSIGNED NULL,
  sealed       VARBINARY(128) NULL,          -- XChaCha20-Poly1305, public key as AAD
  made_us      BIGINT NOT NULL,
  made_by      VARCHAR(40) NOT NULL,
  log_writer   BIGINT UNSIGNED NOT NULL,
  log_n        BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (municipality, key_id),
  KEY keys_of_staff (municipality, staff_id),
  CONSTRAINT key_wrapped CHECK ((salt IS NULL) = (sealed IS NULL) AND (salt IS NULL) = (memory_kib IS NULL) AND (salt IS NULL) = (passes IS NULL)),
  CONSTRAINT key_end CHECK ((revoked_us IS NULL) = (state = 'active'))
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.key_stays_its_holders BEFORE UPDATE ON madoguchi.signing_key FOR EACH ROW
BEGIN
  IF NEW.municipality <> OLD.municipality OR NEW.key_id <> OLD.key_id OR NEW.use_of <> OLD.use_of
     OR NEW.algorithm <> OLD.algorithm OR NEW.public_key <> OLD.public_key OR NEW.holder <> OLD.holder
     OR NOT NEW.staff_id <=> OLD.staff_id OR NOT NEW.terminal_id <=> OLD.terminal_id OR NEW.ward <> OLD.ward
     OR OLD.state = 'revoked' THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a key stays that of its holder; revoked it stays revoked';
  END IF;
END;

-- ---- tickets ----

-- This file, by this person, at this terminal, on this stick, once.
CREATE TABLE madoguchi.export_ticket (
  municipality   CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  ticket_id      BINARY(16) NOT NULL,
  direction      ENUM('out') NOT NULL,
  state          ENUM('requested', 'approved', 'redeemed', 'written', 'failed', 'refused', 'withdrawn', 'expired', 'unclosed') NOT NULL,
  ward           CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- with the request; never changed
  extract_id     BIGINT UNSIGNED NOT NULL,
  extractor_id   BIGINT UNSIGNED NULL,       -- NULL: the system
  extractor_no   VARCHAR(16) NOT NULL,
  requester_id   BIGINT UNSIGNED NOT NULL,
  requester_no   VARCHAR(16) NOT NULL,
  requester_name VARCHAR(40) NOT NULL,
  requester_person VARCHAR(40) NOT NULL,     -- person_ref, or "#" and the staff number: filled in here
  terminal_id    BIGINT UNSIGNED NOT NULL,
  terminal_name  VARCHAR(40) NOT NULL,
  medium_id      BIGINT UNSIGNED NOT NULL,
  medium_label   VARCHAR(40) NOT NULL,
  vendor         SMALLINT UNSIGNED NOT NULL,
  product        SMALLINT UNSIGNED NOT NULL,
  serial         VARCHAR(126) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  descriptors_sha256 BINARY(32) NOT NULL,
  plain_sha256   BINARY(32) NOT NULL,
  sealed_sha256  BINARY(32) NOT NULL,
  sealed_size    BIGINT UNSIGNED NOT NULL,
  row_count      BIGINT UNSIGNED NOT NULL,
  file_name      CHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- EXPORT01.ZIP
  purpose        VARCHAR(200) NOT NULL,
  recipient      VARCHAR(100) NOT NULL,
  reason         VARCHAR(200) NOT NULL,
  asked_us       BIGINT NOT NULL,
  -- with the decision; never changed after it
  approver_id    BIGINT UNSIGNED NULL,
  approver_no    VARCHAR(16) NULL,
  approver_name  VARCHAR(40) NULL,
  decided_us     BIGINT NULL,
  words          VARCHAR(200) NULL,          -- of a refusal
  not_before_us  BIGINT NULL,
  not_after_us   BIGINT NULL,
  key_epoch      BIGINT UNSIGNED NULL,
  ticket         VARBINARY(4096) NULL,       -- packed Envelope, as the approver signed it
  -- with the redemption
  nonce          BINARY(32) NULL,
  redeemed_us    BIGINT NULL,
  redeem_writer  BIGINT UNSIGNED NULL,       -- log entry of the redemption
  redeem_n       BIGINT UNSIGNED NULL,
  -- with the close
  closed_us      BIGINT NULL,
  failure        VARCHAR(40) NULL,
  written_sha256 BINARY(32) NULL,
  written_bytes  BIGINT UNSIGNED NULL,
  close_envelope VARBINARY(2048) NULL,       -- packed Envelope, as the agent signed it
  unclosed_us    BIGINT NULL,                -- when the alarm was raised
  passphrase_shown_us BIGINT NULL,
  passphrase_shown_to VARCHAR(16) NULL,
  changed_us     BIGINT NOT NULL,
  log_writer     BIGINT UNSIGNED NOT NULL,   -- log entry of the last change
  log_n          BIGINT UNSIGNED NOT NULL,
  open_person    VARCHAR(40) AS (IF(state IN ('requested', 'approved', 'redeemed', 'unclosed'), requester_person, NULL)) PERSISTENT,
  PRIMARY KEY (municipality, ticket_id),
  UNIQUE KEY one_open_ticket_per_person (municipality, open_person),
  KEY tickets_by_time (municipality, asked_us, ticket_id),
  KEY tickets_of_state (municipality, state, asked_us),
  KEY tickets_of_requester (municipality, requester_id, asked_us),
  KEY tickets_of_extract (municipality, extract_id),
  CONSTRAINT ticket_window CHECK (not_after_us IS NULL OR not_after_us > not_before_us AND not_after_us - not_before_us <= 14400000000),
  CONSTRAINT ticket_file CHECK (file_name REGEXP '^[A-Z0-9]{1,8}[.]ZIP$')
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.ticket_begins_requested BEFORE INSERT ON madoguchi.export_ticket FOR EACH ROW
BEGIN
  IF NEW.state <> 'requested' OR NEW.approver_id IS NOT NULL OR NEW.decided_us IS NOT NULL OR NEW.nonce IS NOT NULL
     OR NEW.redeemed_us IS NOT NULL OR NEW.closed_us IS NOT NULL OR NEW.unclosed_us IS NOT NULL
     OR NEW.passphrase_shown_us IS NOT NULL OR NEW.ticket IS NOT NULL THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a ticket begins as a request';
  END IF;
  SET NEW.requester_person = (SELECT COALESCE(s.person_ref, CONCAT('#', s.staff_no)) FROM madoguchi.staff s
    WHERE s.municipality = NEW.municipality AND s.staff_id = NEW.requester_id);
  IF NEW.requester_id = NEW.extractor_id OR EXISTS (SELECT 1 FROM madoguchi.staff a JOIN madoguchi.staff b
      ON b.municipality = a.municipality AND b.person_ref = a.person_ref
      WHERE a.municipality = NEW.municipality AND a.staff_id = NEW.requester_id AND b.staff_id = NEW.extractor_id) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'another person carries what somebody extracted';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM madoguchi.extract e WHERE e.municipality = NEW.municipality
      AND e.extract_id = NEW.extract_id AND e.state = 'ready' AND e.extractor_id <=> NEW.extractor_id
      AND e.ward = NEW.ward AND e.plain_sha256 = NEW.plain_sha256 AND e.sealed_sha256 = NEW.sealed_sha256
      AND e.sealed_size = NEW.sealed_size AND e.row_count = NEW.row_count) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a ticket names an extract as it was built';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM madoguchi.medium m WHERE m.municipality = NEW.municipality AND m.medium_id = NEW.medium_id
      AND m.state = 'lent' AND m.lent_to = NEW.requester_id AND m.vendor = NEW.vendor AND m.product = NEW.product
      AND m.serial = NEW.serial AND m.descriptors_sha256 = NEW.descriptors_sha256) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a ticket names a stick of the city that is lent to its person';
  END IF;
END;

CREATE TRIGGER madoguchi.ticket_moves_forward BEFORE UPDATE ON madoguchi.export_ticket FOR EACH ROW
BEGIN
  IF NEW.municipality <> OLD.municipality OR NEW.ticket_id <> OLD.ticket_id OR NEW.direction <> OLD.direction
     OR NEW.ward <> OLD.ward OR NEW.extract_id <> OLD.extract_id OR NOT NEW.extractor_id <=> OLD.extractor_id
     OR NEW.extractor_no <> OLD.extractor_no OR NEW.requester_id <> OLD.requester_id OR NEW.requester_no <> OLD.requester_no
     OR NEW.requester_person <> OLD.requester_person OR NEW.terminal_id <> OLD.terminal_id OR NEW.medium_id <> OLD.medium_id
     OR NEW.vendor <> OLD.vendor OR NEW.product <> OLD.product OR NEW.serial <> OLD.serial
     OR NEW.descriptors_sha256 <> OLD.descriptors_sha256 OR NEW.plain_sha256 <> OLD.plain_sha256
     OR NEW.sealed_sha256 <> OLD.sealed_sha256 OR NEW.sealed_size <> OLD.sealed_size OR NEW.row_count <> OLD.row_count
     OR NEW.file_name <> OLD.file_name OR NEW.purpose <> OLD.purpose OR NEW.recipient <> OLD.recipient
     OR NEW.reason <> OLD.reason OR NEW.asked_us <> OLD.asked_us THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a ticket stays what was asked for';
  END IF;
  IF NEW.state <> OLD.state AND NOT (OLD.state = 'requested' AND NEW.state IN ('approved', 'refused', 'withdrawn', 'expired')
     OR OLD.state = 'approved' AND NEW.state IN ('redeemed', 'withdrawn', 'expired')
     OR OLD.state = 'redeemed' AND NEW.state IN ('written', 'failed', 'unclosed')
     OR OLD.state = 'unclosed' AND NEW.state IN ('written', 'failed')) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a ticket only moves forward, and is spent once';
  END IF;
  IF NEW.state = OLD.state AND NOT (NEW.state IN ('written', 'failed') AND OLD.passphrase_shown_us IS NULL) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a ticket that does not move stays as it is';
  END IF;
  IF NOT (OLD.state = 'requested' AND NEW.state IN ('approved', 'refused')) AND (NOT NEW.approver_id <=> OLD.approver_id
     OR NOT NEW.approver_no <=> OLD.approver_no OR NOT NEW.decided_us <=> OLD.decided_us OR NOT NEW.words <=> OLD.words
     OR NOT NEW.not_before_us <=> OLD.not_before_us OR NOT NEW.not_after_us <=> OLD.not_after_us
     OR NOT NEW.key_epoch <=> OLD.key_epoch OR NOT NEW.ticket <=> OLD.ticket) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a decision stays as it was signed';
  END IF;
  IF NEW.state IN ('approved', 'refused') AND OLD.state = 'requested' AND (NEW.approver_id IS NULL OR NEW.decided_us IS NULL
     OR NEW.approver_no IS NULL OR NEW.approver_name IS NULL) OR NEW.state = 'approved' AND (NEW.ticket IS NULL
     OR NEW.not_before_us IS NULL OR NEW.not_after_us IS NULL OR NEW.key_epoch IS NULL) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a decision is made by a person, an approval is signed and ends';
  END IF;
  IF NEW.approver_id = NEW.requester_id OR NEW.approver_id = NEW.extractor_id OR EXISTS (SELECT 1 FROM madoguchi.staff a
      JOIN madoguchi.staff b ON b.municipality = a.municipality AND b.person_ref = a.person_ref
      WHERE a.municipality = NEW.municipality AND a.staff_id = NEW.approver_id
      AND b.staff_id IN (NEW.requester_id, NEW.extractor_id)) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'another person decides than who extracts and who carries';
  END IF;
  IF NEW.state IN ('approved', 'refused') AND OLD.state = 'requested' AND NOT EXISTS (SELECT 1 FROM madoguchi.staff s
      JOIN madoguchi.staff_right r ON r.municipality = s.municipality AND r.staff_id = s.staff_id
      WHERE s.municipality = NEW.municipality AND s.staff_id = NEW.approver_id AND s.ward = NEW.ward
      AND s.role IN ('head', 'supervisor') AND r.name = 'EXPORT_APPROVE' AND r.ended_us IS NULL) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the head of that section or the deputy decides';
  END IF;
  IF OLD.state = 'approved' AND NEW.state = 'redeemed' THEN
    IF NEW.nonce IS NULL OR NEW.redeemed_us IS NULL OR NEW.redeem_writer IS NULL OR NEW.redeem_n IS NULL
       OR NEW.redeemed_us < NEW.not_before_us OR NEW.redeemed_us > NEW.not_after_us THEN
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a ticket is redeemed in its time, with a nonce';
    END IF;
  ELSEIF NOT NEW.nonce <=> OLD.nonce OR NOT NEW.redeemed_us <=> OLD.redeemed_us
     OR NOT NEW.redeem_writer <=> OLD.redeem_writer OR NOT NEW.redeem_n <=> OLD.redeem_n THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a ticket is redeemed once';
  END IF;
  IF NEW.state IN ('written', 'failed') AND NEW.state <> OLD.state THEN
    IF NEW.closed_us IS NULL OR NEW.close_envelope IS NULL OR (NEW.written_sha256 IS NULL) <> (NEW.state = 'failed')
       OR (NEW.failure IS NULL) <> (NEW.state = 'written')
       OR NEW.state = 'written' AND NEW.written_sha256 <> NEW.sealed_sha256 THEN
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a close says what is on the stick, and that is what was approved';
    END IF;
  ELSEIF NOT NEW.closed_us <=> OLD.closed_us OR NOT NEW.failure <=> OLD.failure
     OR NOT NEW.written_sha256 <=> OLD.written_sha256 OR NOT NEW.written_bytes <=> OLD.written_bytes
     OR NOT NEW.close_envelope <=> OLD.close_envelope THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a close stays as it was signed';
  END IF;
  IF NEW.passphrase_shown_us IS NOT NULL AND (OLD.passphrase_shown_us IS NOT NULL
     AND NOT NEW.passphrase_shown_us <=> OLD.passphrase_shown_us OR NEW.state <> 'written'
     OR NOT NEW.passphrase_shown_to <=> NEW.approver_no) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the passphrase is shown to the approver, after the close';
  END IF;
END;
