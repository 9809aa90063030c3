-- SPDX-License-Identifier: Apache-2.0
-- The life of an account: asked for by the head of a section, decided by the authority, never by the same person; yearly
-- confirmation; the list of personnel that accounts are held against. Conventions as in 0001.

-- ---- accounts ----

-- A vendor's account ends on a day and sees nothing of residents but for a span that was asked for and allowed.
ALTER TABLE madoguchi.staff
  ADD COLUMN vendor BOOLEAN NOT NULL DEFAULT FALSE,
  ADD COLUMN assigned_us BIGINT NULL,         -- when the assignment in force was registered or changed through a request
  ADD CONSTRAINT staff_vendor_ends CHECK (NOT vendor OR valid_to IS NOT NULL);

CREATE TRIGGER madoguchi.vendor_begins_with_an_end BEFORE INSERT ON madoguchi.staff FOR EACH ROW
BEGIN
  IF NEW.vendor AND NEW.valid_to IS NULL THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the account of a vendor has an end';
  END IF;
END;

CREATE TRIGGER madoguchi.vendor_keeps_an_end BEFORE UPDATE ON madoguchi.staff FOR EACH ROW
BEGIN
  IF NEW.vendor AND NEW.valid_to IS NULL THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the account of a vendor has an end';
  END IF;
  IF NEW.vendor <> OLD.vendor THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an account stays the city''s or a vendor''s';
  END IF;
END;

-- What an account was before each change, whoever made it. Written by the trigger below and by nobody else.
CREATE TABLE madoguchi.staff_history (
  municipality CHAR(6) NOT NULL,
  history_no   BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  staff_id     BIGINT UNSIGNED NOT NULL,
  until_us     BIGINT NOT NULL,               -- by the database's clock
  changed_by   VARCHAR(80) NOT NULL,          -- database account
  name         VARCHAR(40) NOT NULL,
  kana         VARCHAR(60) NOT NULL,
  ward         CHAR(3) NOT NULL,
  section      VARCHAR(80) NOT NULL,
  role         VARCHAR(12) NOT NULL,
  state        VARCHAR(12) NOT NULL,
  valid_from   DATE NOT NULL,
  valid_to     DATE NULL,
  person_ref   VARCHAR(20) NULL,
  PRIMARY KEY (municipality, history_no),
  KEY staff_history_auto (history_no),
  KEY staff_history_of (municipality, staff_id)
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.staff_keeps_its_history AFTER UPDATE ON madoguchi.staff FOR EACH ROW
BEGIN
  IF NOT (NEW.name = OLD.name AND NEW.kana = OLD.kana AND NEW.ward = OLD.ward AND NEW.section = OLD.section
      AND NEW.role = OLD.role AND NEW.state = OLD.state AND NEW.valid_from = OLD.valid_from
      AND NEW.valid_to <=> OLD.valid_to AND NEW.person_ref <=> OLD.person_ref) THEN
    INSERT INTO madoguchi.staff_history (municipality, staff_id, until_us, changed_by, name, kana, ward, section, role, state,
        valid_from, valid_to, person_ref)
      VALUES (OLD.municipality, OLD.staff_id, CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS SIGNED), USER(), OLD.name, OLD.kana,
        OLD.ward, OLD.section, OLD.role, OLD.state, OLD.valid_from, OLD.valid_to, OLD.person_ref);
  END IF;
END;

CREATE TRIGGER madoguchi.staff_history_stays BEFORE UPDATE ON madoguchi.staff_history FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what an account was is never rewritten';

-- ---- requests ----

CREATE TABLE madoguchi.staff_request (
  municipality   CHAR(6) NOT NULL,
  request_no     BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  kind           ENUM('register', 'change', 'remove', 'personal') NOT NULL, -- personal: a vendor may see residents for a span
  state          ENUM('requested', 'approved', 'done', 'refused', 'withdrawn') NOT NULL, -- approved: its day is to come
  staff_id       BIGINT UNSIGNED NULL,        -- whose account; NULL: one that is to be
  staff_no       VARCHAR(16) NOT NULL,
  person_ref     VARCHAR(20) NOT NULL,        -- personnel number of that person
  need           VARCHAR(200) NOT NULL,       -- why the work wants it
  effective      DATE NOT NULL,               -- from this day on; remove: the first day without the account
  -- as it is to be
  name           VARCHAR(40) NOT NULL,
  kana           VARCHAR(60) NOT NULL,
  ward           CHAR(3) NOT NULL,
  section        VARCHAR(80) NOT NULL,
  role           ENUM('clerk', 'supervisor', 'head', 'authority', 'it', 'auditor') NOT NULL,
  vendor         BOOLEAN NOT NULL,
  valid_to       DATE NULL,                   -- last day; personal: of the span
  -- as it was when it was asked for; NULL: there was none
  was_name       VARCHAR(40) NULL,
  was_kana       VARCHAR(60) NULL,
  was_ward       CHAR(3) NULL,
  was_section    VARCHAR(80) NULL,
  was_role       VARCHAR(12) NULL,
  was_valid_to   DATE NULL,
  -- who asked, who decided
  requester_id   BIGINT UNSIGNED NOT NULL,
  requester_no   VARCHAR(16) NOT NULL,
  requester_name VARCHAR(40) NOT NULL,
  asked_ward     CHAR(3) NOT NULL,            -- of the section that asked
  asked_section  VARCHAR(80) NOT NULL,
  asked_us       BIGINT NOT NULL,
  decider_id     BIGINT UNSIGNED NULL,
  decider_no     VARCHAR(16) NULL,
  decider_name   VARCHAR(40) NULL,
  decided_us     BIGINT NULL,
  words          VARCHAR(200) NOT NULL DEFAULT '', -- of a refusal
  done_us        BIGINT NULL,                 -- when the account was made, changed or disabled
  log_writer     BIGINT UNSIGNED NOT NULL,    -- of the request; later steps: staff_request_step
  log_n          BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (municipality, request_no),
  KEY request_auto (request_no),
  KEY request_state (municipality, state, effective),
  KEY request_section (municipality, asked_ward, asked_us),
  KEY request_of_staff (municipality, staff_no),
  CONSTRAINT request_staff FOREIGN KEY (municipality, staff_id) REFERENCES madoguchi.staff (municipality, staff_id),
  CONSTRAINT request_requester FOREIGN KEY (municipality, requester_id) REFERENCES madoguchi.staff (municipality, staff_id),
  CONSTRAINT request_decider FOREIGN KEY (municipality, decider_id) REFERENCES madoguchi.staff (municipality, staff_id),
  CONSTRAINT request_decision CHECK ((decider_id IS NULL) = (decided_us IS NULL) AND (decider_id IS NULL) = (decider_no IS NULL)),
  CONSTRAINT request_dates CHECK (valid_to IS NULL OR kind = 'remove' OR valid_to >= effective)
) ENGINE=InnoDB;

-- Its steps, each with the log entry that it was taken with.
CREATE TABLE madoguchi.staff_request_step (
  municipality CHAR(6) NOT NULL,
  request_no   BIGINT UNSIGNED NOT NULL,
  state        ENUM('requested', 'approved', 'done', 'refused', 'withdrawn') NOT NULL,
  at_us        BIGINT NOT NULL,
  by_no        VARCHAR(16) NOT NULL,          -- staff number, or system
  log_writer   BIGINT UNSIGNED NOT NULL,
  log_n        BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (municipality, request_no, state),
  CONSTRAINT step_of_request FOREIGN KEY (municipality, request_no) REFERENCES madoguchi.staff_request (municipality, request_no)
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.request_step_stays BEFORE UPDATE ON madoguchi.staff_request_step FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a step of a request is never rewritten';

CREATE TRIGGER madoguchi.request_comes_from_the_head BEFORE INSERT ON madoguchi.staff_request FOR EACH ROW
BEGIN
  IF NEW.state <> 'requested' OR NEW.decider_id IS NOT NULL OR NEW.done_us IS NOT NULL THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a request begins undecided';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM madoguchi.staff s WHERE s.municipality = NEW.municipality AND s.staff_id = NEW.requester_id
      AND s.staff_no = NEW.requester_no AND s.role = 'head' AND s.state = 'active' AND s.person_ref IS NOT NULL
      AND s.ward = NEW.asked_ward AND s.section = NEW.asked_section
      AND (NEW.kind = 'remove' OR s.person_ref <> NEW.person_ref)) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the head of a section asks, for others, under a known personnel number';
  END IF;
  IF NEW.kind = 'register' AND (NEW.ward <> NEW.asked_ward OR NEW.section <> NEW.asked_section)
     OR NEW.kind <> 'register' AND NOT EXISTS (SELECT 1 FROM madoguchi.staff s WHERE s.municipality = NEW.municipality
       AND s.staff_id = NEW.staff_id AND s.staff_no = NEW.staff_no AND s.person_ref = NEW.person_ref
       AND s.vendor = NEW.vendor AND s.ward = NEW.asked_ward AND s.section = NEW.asked_section) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a head asks for the own section only';
  END IF;
  IF NEW.vendor AND NEW.valid_to IS NULL OR NEW.kind = 'personal' AND NOT NEW.vendor THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the account of a vendor has an end';
  END IF;
  IF CHAR_LENGTH(NEW.need) < 1 THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a request says why';
  END IF;
END;

CREATE TRIGGER madoguchi.request_is_decided_by_another BEFORE UPDATE ON madoguchi.staff_request FOR EACH ROW
BEGIN
  IF NEW.municipality <> OLD.municipality OR NEW.request_no <> OLD.request_no OR NEW.kind <> OLD.kind
     OR NEW.staff_no <> OLD.staff_no OR NEW.person_ref <> OLD.person_ref OR NEW.need <> OLD.need
     OR NEW.effective <> OLD.effective OR NEW.name <> OLD.name OR NEW.kana <> OLD.kana OR NEW.ward <> OLD.ward
     OR NEW.section <> OLD.section OR NEW.role <> OLD.role OR NEW.vendor <> OLD.vendor OR NOT NEW.valid_to <=> OLD.valid_to
     OR NOT NEW.was_name <=> OLD.was_name OR NOT NEW.was_kana <=> OLD.was_kana OR NOT NEW.was_ward <=> OLD.was_ward
     OR NOT NEW.was_section <=> OLD.was_section OR NOT NEW.was_role <=> OLD.was_role
     OR NOT NEW.was_valid_to <=> OLD.was_valid_to OR NEW.requester_id <> OLD.requester_id
     OR NEW.requester_no <> OLD.requester_no OR NEW.requester_name <> OLD.requester_name
     OR NEW.asked_ward <> OLD.asked_ward OR NEW.asked_section <> OLD.asked_section OR NEW.asked_us <> OLD.asked_us
     OR NEW.log_writer <> OLD.log_writer OR NEW.log_n <> OLD.log_n
     OR OLD.staff_id IS NOT NULL AND NOT NEW.staff_id <=> OLD.staff_id THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a request is never rewritten';
  END IF;
  IF NOT (OLD.state = 'requested' AND NEW.state IN ('approved', 'refused', 'withdrawn')
      OR OLD.state = 'approved' AND NEW.state = 'done') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a request goes its way once';
  END IF;
  IF (NEW.state = 'withdrawn') <> (NEW.decider_id IS NULL)
     OR OLD.decider_id IS NOT NULL AND (NOT NEW.decider_id <=> OLD.decider_id OR NOT NEW.decider_no <=> OLD.decider_no
       OR NOT NEW.decider_name <=> OLD.decider_name OR NOT NEW.decided_us <=> OLD.decided_us OR NEW.words <> OLD.words) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a decision stays as it was made';
  END IF;
  IF NEW.state IN ('approved', 'refused') AND NOT EXISTS (SELECT 1 FROM madoguchi.staff d
      JOIN madoguchi.staff r ON r.municipality = d.municipality AND r.staff_id = NEW.requester_id
      WHERE d.municipality = NEW.municipality AND d.staff_id = NEW.decider_id AND d.staff_no = NEW.decider_no
      AND d.role = 'authority' AND d.state = 'active' AND d.staff_id <> r.staff_id AND d.person_ref <> r.person_ref
      AND d.person_ref <> NEW.person_ref
      AND (NEW.state = 'refused' OR r.state = 'active' AND r.role = 'head')) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the authority decides: another person than who asked and than whose account it is';
  END IF;
  IF (NEW.state = 'refused') <> (CHAR_LENGTH(NEW.words) > 0) OR (NEW.state = 'done') <> (NEW.done_us IS NOT NULL)
     OR NEW.state = 'done' AND NEW.staff_id IS NULL THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a refusal says why, and what is done has its day and its account';
  END IF;
END;

-- The server itself makes and changes accounts only as an approved request says: an account that nobody asked for cannot be
-- made through it. madoguchi-admin, on the server, is another door with its own entry in the log.
CREATE TRIGGER madoguchi.account_comes_from_a_request BEFORE INSERT ON madoguchi.staff FOR EACH ROW
BEGIN
  IF SUBSTRING_INDEX(USER(), '@', 1) = 'mg_app' AND NOT EXISTS (SELECT 1 FROM madoguchi.staff_request r
      WHERE r.municipality = NEW.municipality AND r.kind = 'register' AND r.state = 'approved' AND r.staff_no = NEW.staff_no
      AND r.person_ref = NEW.person_ref AND r.name = NEW.name AND r.kana = NEW.kana AND r.ward = NEW.ward
      AND r.section = NEW.section AND r.role = NEW.role AND r.vendor = NEW.vendor AND r.effective = NEW.valid_from
      AND r.valid_to <=> NEW.valid_to AND NEW.must_change_password) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an account is made as an approved request says';
  END IF;
END;

CREATE TRIGGER madoguchi.account_changes_by_a_request BEFORE UPDATE ON madoguchi.staff FOR EACH ROW
BEGIN
  IF SUBSTRING_INDEX(USER(), '@', 1) = 'mg_app' THEN
    IF NEW.state = 'active' AND OLD.state = 'disabled' OR NEW.valid_from <> OLD.valid_from THEN
      IF NOT EXISTS (SELECT 1 FROM madoguchi.staff_request r WHERE r.municipality = NEW.municipality AND r.kind = 'register'
          AND r.state = 'approved' AND r.staff_no = NEW.staff_no AND r.person_ref = NEW.person_ref AND r.name = NEW.name
          AND r.kana = NEW.kana AND r.ward = NEW.ward AND r.section = NEW.section AND r.role = NEW.role
          AND r.effective = NEW.valid_from AND r.valid_to <=> NEW.valid_to AND NEW.must_change_password) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an account begins anew as an approved request says';
      END IF;
    ELSEIF NOT (NEW.name = OLD.name AND NEW.kana = OLD.kana AND NEW.ward = OLD.ward AND NEW.section = OLD.section
        AND NEW.role = OLD.role AND NEW.person_ref <=> OLD.person_ref)
        AND NOT EXISTS (SELECT 1 FROM madoguchi.staff_request r WHERE r.municipality = NEW.municipality
          AND r.kind = 'change' AND r.state = 'approved' AND r.staff_id = NEW.staff_id AND r.person_ref = NEW.person_ref
          AND r.name = NEW.name AND r.kana = NEW.kana AND r.ward = NEW.ward AND r.section = NEW.section AND r.role = NEW.role
          AND r.valid_to <=> NEW.valid_to) THEN
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an account changes as an approved request says';
    ELSEIF NOT NEW.valid_to <=> OLD.valid_to AND NOT EXISTS (SELECT 1 FROM madoguchi.staff_request r
        WHERE r.municipality = NEW.municipality AND r.state = 'approved' AND r.staff_id = NEW.staff_id
        AND (r.kind = 'change' AND r.valid_to <=> NEW.valid_to
          OR r.kind = 'remove' AND NEW.valid_to = GREATEST(r.effective - INTERVAL 1 DAY, NEW.valid_from))) THEN
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the end of an account moves as an approved request says';
    END IF;
    -- disabled: its last day is over, or a removal says from that day on
    IF NEW.state = 'disabled' AND OLD.state = 'active' AND NOT (NEW.disabled_us IS NOT NULL
        AND (IFNULL(NEW.valid_to, '9999-12-31') < DATE_ADD('1970-01-01', INTERVAL FLOOR((NEW.disabled_us + 32400000000) / 86400000000) DAY)
          OR EXISTS (SELECT 1 FROM madoguchi.staff_request r WHERE r.municipality = NEW.municipality AND r.kind = 'remove'
            AND r.state = 'approved' AND r.staff_id = NEW.staff_id
            AND r.effective <= DATE_ADD('1970-01-01', INTERVAL FLOOR((NEW.disabled_us + 32400000000) / 86400000000) DAY)))) THEN
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an account is disabled on its day';
    END IF;
  END IF;
END;

-- ---- vendors and residents' data ----

CREATE TABLE madoguchi.vendor_access (
  municipality CHAR(6) NOT NULL,
  request_no   BIGINT UNSIGNED NOT NULL,
  staff_id     BIGINT UNSIGNED NOT NULL,
  from_day     DATE NOT NULL,
  to_day       DATE NOT NULL,                 -- inclusive
  PRIMARY KEY (municipality, request_no),
  KEY vendor_access_of (municipality, staff_id, to_day),
  CONSTRAINT vendor_access_request FOREIGN KEY (municipality, request_no)
    REFERENCES madoguchi.staff_request (municipality, request_no)
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.vendor_access_was_allowed BEFORE INSERT ON madoguchi.vendor_access FOR EACH ROW
BEGIN
  IF NOT EXISTS (SELECT 1 FROM madoguchi.staff_request r WHERE r.municipality = NEW.municipality
      AND r.request_no = NEW.request_no AND r.kind = 'personal' AND r.state = 'approved' AND r.staff_id = NEW.staff_id
      AND r.effective = NEW.from_day AND r.valid_to = NEW.to_day) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a vendor sees residents for the span that was allowed';
  END IF;
END;

CREATE TRIGGER madoguchi.vendor_access_stays BEFORE UPDATE ON madoguchi.vendor_access FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a vendor sees residents for the span that was allowed';

CREATE TRIGGER madoguchi.vendor_access_changes_sessions AFTER INSERT ON madoguchi.vendor_access FOR EACH ROW
  UPDATE madoguchi.session SET version = version + 1
    WHERE municipality = NEW.municipality AND live_staff_id = NEW.staff_id;

-- ---- the yearly confirmation ----

CREATE TABLE madoguchi.staff_signoff (
  municipality CHAR(6) NOT NULL,
  signoff_no   BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  fiscal_year  SMALLINT UNSIGNED NOT NULL,
  ward         CHAR(3) NOT NULL,              -- of who signed
  section      VARCHAR(80) NOT NULL,
  signer_id    BIGINT UNSIGNED NOT NULL,
  signer_no    VARCHAR(16) NOT NULL,
  signer_name  VARCHAR(40) NOT NULL,
  line_count   INT UNSIGNED NOT NULL,
  digest       BINARY(32) NOT NULL,           -- of the list as it was shown
  signed_us    BIGINT NOT NULL,
  log_writer   BIGINT UNSIGNED NOT NULL,
  log_n        BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (municipality, signoff_no),
  KEY signoff_auto (signoff_no),
  CONSTRAINT signoff_signer FOREIGN KEY (municipality, signer_id) REFERENCES madoguchi.staff (municipality, staff_id)
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.signoff_is_of_the_head BEFORE INSERT ON madoguchi.staff_signoff FOR EACH ROW
BEGIN
  IF NOT EXISTS (SELECT 1 FROM madoguchi.staff s WHERE s.municipality = NEW.municipality AND s.staff_id = NEW.signer_id
      AND s.staff_no = NEW.signer_no AND s.ward = NEW.ward AND s.section = NEW.section AND s.role IN ('head', 'authority')
      AND s.state = 'active' AND s.person_ref IS NOT NULL) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the head of a section confirms, or the authority';
  END IF;
END;

CREATE TRIGGER madoguchi.signoff_stays BEFORE UPDATE ON madoguchi.staff_signoff FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what was confirmed is never rewritten';

-- One line: the assignment as it was confirmed. It holds for that fiscal year while the assignment is the same.
CREATE TABLE madoguchi.staff_confirmation (
  municipality CHAR(6) NOT NULL,
  signoff_no   BIGINT UNSIGNED NOT NULL,
  staff_id     BIGINT UNSIGNED NOT NULL,
  fiscal_year  SMALLINT UNSIGNED NOT NULL,
  ward         CHAR(3) NOT NULL,
  section      VARCHAR(80) NOT NULL,
  role         VARCHAR(12) NOT NULL,
  answer       ENUM('keep', 'end') NOT NULL,  -- end: no longer needed; its removal is to be asked for
  PRIMARY KEY (municipality, signoff_no, staff_id),
  KEY confirmation_of (municipality, staff_id, fiscal_year),
  CONSTRAINT confirmation_signoff FOREIGN KEY (municipality, signoff_no)
    REFERENCES madoguchi.staff_signoff (municipality, signoff_no)
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.nobody_confirms_themselves BEFORE INSERT ON madoguchi.staff_confirmation FOR EACH ROW
BEGIN
  IF NOT EXISTS (SELECT 1 FROM madoguchi.staff_signoff o
      JOIN madoguchi.staff h ON h.municipality = o.municipality AND h.staff_id = o.signer_id
      JOIN madoguchi.staff s ON s.municipality = o.municipality AND s.staff_id = NEW.staff_id
      WHERE o.municipality = NEW.municipality AND o.signoff_no = NEW.signoff_no AND o.fiscal_year = NEW.fiscal_year
      AND s.staff_id <> h.staff_id AND NOT s.person_ref <=> h.person_ref
      AND s.ward = NEW.ward AND s.section = NEW.section AND s.role = NEW.role
      AND (h.role = 'authority' OR s.ward = h.ward AND s.section = h.section)) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a head confirms others of the own section';
  END IF;
END;

CREATE TRIGGER madoguchi.confirmation_stays BEFORE UPDATE ON madoguchi.staff_confirmation FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what was confirmed is never rewritten';

-- ---- the list of personnel (H01) ----

CREATE TABLE madoguchi.personnel_run (
  municipality CHAR(6) NOT NULL,
  run_no       BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  source       VARCHAR(20) NOT NULL,
  seq          INT UNSIGNED NOT NULL,
  file_created CHAR(14) NOT NULL,
  line_count   INT UNSIGNED NOT NULL,
  sha256       BINARY(32) NOT NULL,
  imported_us  BIGINT NOT NULL,
  imported_by  VARCHAR(40) NOT NULL,          -- admin:<user>
  log_writer   BIGINT UNSIGNED NOT NULL,
  log_n        BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (municipality, run_no),
  KEY personnel_run_auto (run_no),
  UNIQUE KEY personnel_seq (municipality, seq),
  UNIQUE KEY personnel_file (municipality, sha256)
) ENGINE=InnoDB;

-- Of the newest run only.
CREATE TABLE madoguchi.personnel (
  municipality CHAR(6) NOT NULL,
  run_no       BIGINT UNSIGNED NOT NULL,
  person_ref   VARCHAR(20) NOT NULL,
  name         VARCHAR(40) NOT NULL,
  kana         VARCHAR(60) NOT NULL,
  section      VARCHAR(80) NOT NULL,
  state        ENUM('working', 'leave', 'left') NOT NULL,
  left_on      DATE NULL,                     -- last day of service
  PRIMARY KEY (municipality, person_ref),
  CONSTRAINT personnel_of_run FOREIGN KEY (municipality, run_no) REFERENCES madoguchi.personnel_run (municipality, run_no)
) ENGINE=InnoDB;

-- ---- each day's look ----

-- What the job found at the day's beginning; the alarms of that day stand in its log entry.
CREATE TABLE madoguchi.staff_day (
  municipality  CHAR(6) NOT NULL,
  day           DATE NOT NULL,
  open_requests INT UNSIGNED NOT NULL,        -- older than a week and undecided
  past_end      INT UNSIGNED NOT NULL,        -- accounts that were still active behind their last day
  unconfirmed   INT UNSIGNED NOT NULL,        -- assignments of this fiscal year that nobody confirmed, from May on
  log_writer    BIGINT UNSIGNED NOT NULL,
  log_n         BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (municipality, day)
) ENGINE=InnoDB;

-- ---- training ----

-- A row: the city is one for training, on invented data. Only when it is made; nothing turns it on or off afterwards.
CREATE TABLE madoguchi.training (
  municipality CHAR(6) NOT NULL,
  made_us      BIGINT NOT NULL,
  PRIMARY KEY (municipality),
  CONSTRAINT training_city FOREIGN KEY (municipality) REFERENCES madoguchi.municipality (municipality)
) ENGINE=InnoDB;

CREATE TRIGGER madoguchi.training_begins_empty BEFORE INSERT ON madoguchi.training FOR EACH ROW
BEGIN
  IF EXISTS (SELECT 1 FROM madoguchi.import_run r WHERE r.municipality = NEW.municipality)
     OR EXISTS (SELECT 1 FROM madoguchi.juki_person p WHERE p.municipality = NEW.municipality)
     OR EXISTS (SELECT 1 FROM madoguchi.staff s WHERE s.municipality = NEW.municipality) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a city is made for training, never turned into one';
  END IF;
END;
