-- SPDX-License-Identifier: Apache-2.0
-- Core: cities, terminals, staff with their factors, logins, sessions, idempotency, and the schema of data keys.
-- `municipality` (全国地方公共団体コード, 6 digits) stands first in every key. Instants (_us) are microseconds since 1970
-- UTC; days (valid_from, valid_to) are civil days in Japan, both inclusive.
-- What protects one person from another is a trigger besides the code: a session can switch CHECKs off, a trigger not.

CREATE DATABASE IF NOT EXISTS madoguchi CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE DATABASE IF NOT EXISTS madoguchi_keys CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE madoguchi.schema_version (
  version    INT UNSIGNED NOT NULL,
  name       VARCHAR(80) NOT NULL,
  sha256     BINARY(32) NOT NULL,            -- of the script as it was applied
  applied_us BIGINT NOT NULL,
  PRIMARY KEY (version)
) ENGINE=InnoDB;

CREATE TABLE madoguchi.municipality (
  municipality CHAR(6) NOT NULL,
  name         VARCHAR(40) NOT NULL,
  spiffe_name  VARCHAR(40) NOT NULL,         -- trust domain: spiffe://<spiffe_name>/terminal/<id>
  made_us      BIGINT NOT NULL,
  PRIMARY KEY (municipality),
  CONSTRAINT municipality_digits CHECK (municipality REGEXP '^[0-9]{6}$')
) ENGINE=InnoDB;

-- ---- terminals ----

CREATE TABLE madoguchi.terminal (
  municipality      CHAR(6) NOT NULL,
  terminal_id       BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  name              VARCHAR(40) NOT NULL,    -- as the clerks call it: 中央-03
  section           VARCHAR(80) NOT NULL,    -- where it stands
  ward              CHAR(3) NOT NULL,
  cert_sha256       BINARY(32) NOT NULL,     -- of the certificate in DER: the terminal's identity
  cert_not_after_us BIGINT NOT NULL,
  assertion_key     BINARY(32) NOT NULL,     -- Ed25519, public: signs captures
  state             ENUM('enrolled', 'revoked') NOT NULL,
  enrolled_us       BIGINT NOT NULL,
  revoked_us        BIGINT NULL,
  last_seen_us      BIGINT NULL,
  PRIMARY KEY (municipality, terminal_id),
  UNIQUE KEY terminal_cert (municipality, cert_sha256),
  UNIQUE KEY terminal_name (municipality, name),
  KEY terminal_number (terminal_id),         -- what AUTO_INCREMENT asks for
  CONSTRAINT terminal_city FOREIGN KEY (municipality) REFERENCES madoguchi.municipality (municipality),
  CONSTRAINT terminal_lengths CHECK (OCTET_LENGTH(name) <= 60 AND OCTET_LENGTH(section) <= 120)
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.terminal_revoked_for_good BEFORE UPDATE ON madoguchi.terminal FOR EACH ROW
BEGIN
  IF OLD.state = 'revoked' AND NEW.state <> 'revoked' THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a revoked terminal is enrolled anew, never revived';
  END IF;
  IF NEW.municipality <> OLD.municipality OR NEW.terminal_id <> OLD.terminal_id THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the number of a terminal never changes';
  END IF;
END;

-- ---- staff and their factors ----

CREATE TABLE madoguchi.staff (
  municipality         CHAR(6) NOT NULL,
  staff_id             BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  staff_no             VARCHAR(16) NOT NULL, -- what the person types
  name                 VARCHAR(40) NOT NULL,
  kana                 VARCHAR(60) NOT NULL,
  ward                 CHAR(3) NOT NULL,
  section              VARCHAR(80) NOT NULL,
  role                 ENUM('clerk', 'supervisor', 'head', 'authority', 'it', 'auditor') NOT NULL,
  state                ENUM('active', 'disabled') NOT NULL,
  must_change_password BOOLEAN NOT NULL,
  valid_from           DATE NOT NULL,
  valid_to             DATE NULL,
  person_ref           VARCHAR(20) NULL,     -- personnel number: two accounts of one person are seen to be one
  made_us              BIGINT NOT NULL,
  disabled_us          BIGINT NULL,
  last_login_us        BIGINT NULL,
  last_login_terminal  VARCHAR(40) NULL,
  PRIMARY KEY (municipality, staff_id),
  UNIQUE KEY staff_number (municipality, staff_no),
  KEY staff_auto (staff_id),
  KEY staff_person (municipality, person_ref),
  CONSTRAINT staff_city FOREIGN KEY (municipality) REFERENCES madoguchi.municipality (municipality),
  CONSTRAINT staff_lengths CHECK (OCTET_LENGTH(name) <= 120 AND OCTET_LENGTH(staff_no) BETWEEN 1 AND 16),
  CONSTRAINT staff_dates CHECK (valid_to IS NULL OR valid_to >= valid_from)
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.staff_is_one_person BEFORE UPDATE ON madoguchi.staff FOR EACH ROW
BEGIN
  IF NEW.municipality <> OLD.municipality OR NEW.staff_id <> OLD.staff_id OR NEW.staff_no <> OLD.staff_no THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a staff number is never given to another person';
  END IF;
END;

CREATE TABLE madoguchi.staff_password (
  municipality CHAR(6) NOT NULL,
  staff_id     BIGINT UNSIGNED NOT NULL,
  generation   INT UNSIGNED NOT NULL,        -- 1, 2, 3 …; the newest is in force, older ones must not be used again
  hash         VARCHAR(128) NOT NULL,        -- libsodium's text form, over HMAC(pepper, NFC password)
  pepper_id    INT UNSIGNED NOT NULL,
  changed_us   BIGINT NOT NULL,
  set_by       VARCHAR(40) NOT NULL,         -- staff number, or admin:<user>
  PRIMARY KEY (municipality, staff_id, generation),
  CONSTRAINT password_of_staff FOREIGN KEY (municipality, staff_id) REFERENCES madoguchi.staff (municipality, staff_id)
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.password_is_hashed BEFORE INSERT ON madoguchi.staff_password FOR EACH ROW
BEGIN
  IF LEFT(NEW.hash, 10) <> '$argon2id$' THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a password is kept as an Argon2id hash only';
  END IF;
END;

CREATE TABLE madoguchi.finger (
  municipality CHAR(6) NOT NULL,
  staff_id     BIGINT UNSIGNED NOT NULL,
  finger       TINYINT UNSIGNED NOT NULL,    -- 1..10, the numbers of libfprint's FpFinger
  version      INT UNSIGNED NOT NULL,        -- grows with each enrolment; bound into the seal
  template     BLOB NOT NULL,                -- sealed under the key below
  wrapped      VARBINARY(128) NOT NULL,      -- that key, wrapped for this person and finger
  driver       VARCHAR(40) NOT NULL,
  device_id    VARCHAR(80) NOT NULL,
  enrolled_us  BIGINT NOT NULL,
  enrolled_by  VARCHAR(40) NOT NULL,
  PRIMARY KEY (municipality, staff_id, finger),
  CONSTRAINT finger_of_staff FOREIGN KEY (municipality, staff_id) REFERENCES madoguchi.staff (municipality, staff_id),
  CONSTRAINT finger_number CHECK (finger BETWEEN 1 AND 10)
) ENGINE=InnoDB;

-- ---- logins ----

CREATE TABLE madoguchi.login_challenge (
  municipality CHAR(6) NOT NULL,
  login_id     BINARY(16) NOT NULL,
  nonce        BINARY(32) NOT NULL,
  terminal_id  BIGINT UNSIGNED NOT NULL,
  kind         ENUM('login', 'resume') NOT NULL,
  session_no   BIGINT UNSIGNED NULL,         -- resume: the one session that it may reopen
  staff_id     BIGINT UNSIGNED NULL,         -- known once submitted
  state        ENUM('open', 'submitted', 'done') NOT NULL,
  created_us   BIGINT NOT NULL,
  expires_us   BIGINT NOT NULL,
  PRIMARY KEY (municipality, login_id),
  KEY challenge_age (municipality, expires_us)
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.challenge_is_used_once BEFORE UPDATE ON madoguchi.login_challenge FOR EACH ROW
BEGIN
  IF NEW.state + 0 <= OLD.state + 0 THEN          -- the order of the ENUM, not of its letters
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a challenge is used once';
  END IF;
  IF NEW.nonce <> OLD.nonce OR NEW.terminal_id <> OLD.terminal_id OR NEW.expires_us <> OLD.expires_us THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a challenge stays bound as it was given';
  END IF;
END;

-- Failures in a row of one person at one terminal: growing delay, shut at 10 (server/auth/auth_rules.h).
CREATE TABLE madoguchi.login_failure_pair (
  municipality CHAR(6) NOT NULL,
  staff_id     BIGINT UNSIGNED NOT NULL,
  terminal_id  BIGINT UNSIGNED NOT NULL,
  failures     INT UNSIGNED NOT NULL,
  next_try_us  BIGINT NOT NULL,              -- before that instant no verdict counts
  last_us      BIGINT NOT NULL,
  PRIMARY KEY (municipality, staff_id, terminal_id)
) ENGINE=InnoDB;

-- Failures in a row of one person at all terminals together.
CREATE TABLE madoguchi.login_failure_staff (
  municipality  CHAR(6) NOT NULL,
  staff_id      BIGINT UNSIGNED NOT NULL,
  failures      INT UNSIGNED NOT NULL,
  refused_since INT UNSIGNED NOT NULL,       -- all refusals since the last login: shown at the next one
  PRIMARY KEY (municipality, staff_id)
) ENGINE=InnoDB;

-- A leaky bucket for each terminal, for unknown numbers too.
CREATE TABLE madoguchi.login_failure_terminal (
  municipality CHAR(6) NOT NULL,
  terminal_id  BIGINT UNSIGNED NOT NULL,
  empty_us     BIGINT NOT NULL,              -- the instant at which the bucket will have run dry
  PRIMARY KEY (municipality, terminal_id)
) ENGINE=InnoDB;

-- SHA-256 of pictures that came with a valid signature: the same picture never opens a session twice. Kept 90 days.
CREATE TABLE madoguchi.seen_image (
  municipality CHAR(6) NOT NULL,
  image_sha256 BINARY(32) NOT NULL,
  terminal_id  BIGINT UNSIGNED NOT NULL,
  seen_us      BIGINT NOT NULL,
  PRIMARY KEY (municipality, image_sha256),
  KEY seen_age (municipality, seen_us)
) ENGINE=InnoDB;

-- ---- sessions ----

CREATE TABLE madoguchi.session (
  municipality     CHAR(6) NOT NULL,
  token_sha256     BINARY(32) NOT NULL,
  session_no       BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  staff_id         BIGINT UNSIGNED NOT NULL,
  terminal_id      BIGINT UNSIGNED NOT NULL,
  cert_sha256      BINARY(32) NOT NULL,
  created_us       BIGINT NOT NULL,
  last_seen_us     BIGINT NOT NULL,
  locked_us        BIGINT NULL,
  resume_tries     TINYINT UNSIGNED NOT NULL,
  ended_us         BIGINT NULL,
  end_reason       ENUM('logged_off', 'idle', 'absolute', 'revoked', 'elsewhere', 'tries') NULL,
  version          INT UNSIGNED NOT NULL DEFAULT 1, -- grows with every change but last_seen_us, of person and terminal too
  live_staff_id    BIGINT UNSIGNED AS (IF(ended_us IS NULL, staff_id, NULL)) PERSISTENT,
  live_terminal_id BIGINT UNSIGNED AS (IF(ended_us IS NULL, terminal_id, NULL)) PERSISTENT,
  PRIMARY KEY (municipality, token_sha256),
  UNIQUE KEY one_session_per_person (municipality, live_staff_id),
  UNIQUE KEY one_session_per_terminal (municipality, live_terminal_id),
  UNIQUE KEY session_number (session_no),
  KEY session_history (municipality, staff_id, created_us),
  CONSTRAINT session_of_staff FOREIGN KEY (municipality, staff_id) REFERENCES madoguchi.staff (municipality, staff_id),
  CONSTRAINT session_on_terminal FOREIGN KEY (municipality, terminal_id)
    REFERENCES madoguchi.terminal (municipality, terminal_id),
  CONSTRAINT session_end CHECK ((ended_us IS NULL) = (end_reason IS NULL))
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.session_ends_for_good BEFORE UPDATE ON madoguchi.session FOR EACH ROW
BEGIN
  IF OLD.ended_us IS NOT NULL THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a session that is over stays as it is';
  END IF;
  IF NEW.token_sha256 <> OLD.token_sha256 OR NEW.staff_id <> OLD.staff_id OR NEW.terminal_id <> OLD.terminal_id
     OR NEW.cert_sha256 <> OLD.cert_sha256 OR NEW.created_us <> OLD.created_us OR NEW.session_no <> OLD.session_no THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a session never changes its person, terminal or beginning';
  END IF;
  SET NEW.version = GREATEST(NEW.version, OLD.version + IF(NEW.locked_us <=> OLD.locked_us
    AND NEW.resume_tries = OLD.resume_tries AND NEW.ended_us <=> OLD.ended_us AND NEW.end_reason <=> OLD.end_reason, 0, 1));
END;

-- Whatever changes for a person or a terminal changes their live sessions: who remembers one finds it changed.
CREATE TRIGGER madoguchi.staff_changes_sessions AFTER UPDATE ON madoguchi.staff FOR EACH ROW
BEGIN
  IF NOT (NEW.name = OLD.name AND NEW.ward = OLD.ward AND NEW.section = OLD.section AND NEW.role = OLD.role
      AND NEW.state = OLD.state AND NEW.must_change_password = OLD.must_change_password
      AND NEW.valid_from = OLD.valid_from AND NEW.valid_to <=> OLD.valid_to) THEN
    UPDATE madoguchi.session SET version = version + 1
      WHERE municipality = NEW.municipality AND live_staff_id = NEW.staff_id;
  END IF;
END;

CREATE TRIGGER madoguchi.terminal_changes_sessions AFTER UPDATE ON madoguchi.terminal FOR EACH ROW
BEGIN
  IF NOT (NEW.name = OLD.name AND NEW.section = OLD.section AND NEW.ward = OLD.ward AND NEW.cert_sha256 = OLD.cert_sha256
      AND NEW.cert_not_after_us = OLD.cert_not_after_us AND NEW.assertion_key = OLD.assertion_key
      AND NEW.state = OLD.state) THEN
    UPDATE madoguchi.session SET version = version + 1
      WHERE municipality = NEW.municipality AND live_terminal_id = NEW.terminal_id;
  END IF;
END;

-- ---- replay of writes ----

-- What a write answered, in the transaction of the write. Ids and versions only, never personal data. Kept 7 days.
CREATE TABLE madoguchi.idempotency (
  municipality   CHAR(6) NOT NULL,
  terminal_id    BIGINT UNSIGNED NOT NULL,
  key16          BINARY(16) NOT NULL,
  request_sha256 BINARY(32) NOT NULL,        -- of method and message, keyed: nobody tries out what a form said
  reply          VARBINARY(2048) NOT NULL,
  created_us     BIGINT NOT NULL,
  PRIMARY KEY (municipality, terminal_id, key16),
  KEY idempotency_age (municipality, created_us)
) ENGINE=InnoDB;

-- ---- data keys: a schema of its own, with backups of its own ----

CREATE TABLE madoguchi_keys.month_key (
  municipality CHAR(6) NOT NULL,
  yyyymm       CHAR(6) NOT NULL,
  wrapped      VARBINARY(128) NOT NULL,
  PRIMARY KEY (municipality, yyyymm)
) ENGINE=InnoDB;
