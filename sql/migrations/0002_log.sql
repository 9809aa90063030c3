-- SPDX-License-Identifier: Apache-2.0
-- The audit log: entries by (writer, n), their order, the Merkle tree over them and its signed checkpoints. Rows are only
-- ever added. No account has UPDATE or DELETE here; the triggers are the second net, and what a superuser does behind
-- both is found by madoguchi-witness. Bytes: proto/wire/entry.h, merkle.h, checkpoint.h; docs/adr/0001.

CREATE DATABASE IF NOT EXISTS madoguchi_log CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The numbers of writers: drawn before the row is made, because the signature in the row covers the number. Never given
-- twice, gaps do no harm.
CREATE SEQUENCE madoguchi_log.writer_number CACHE 32 ENGINE=InnoDB;

-- One for each database connection that appends. The anchor is the end of a hash chain of which each entry reveals one
-- step; the receipt key signs it together with the number (server/audit/writer_chain.h).
CREATE TABLE madoguchi_log.writer (
  writer       BIGINT UNSIGNED NOT NULL,     -- of writer_number
  municipality CHAR(6) NOT NULL,
  writer_uid   BINARY(16) NOT NULL,
  boot_id      BINARY(16) NOT NULL,
  chain_len    INT UNSIGNED NOT NULL,        -- entries it may append
  anchor       BINARY(16) NOT NULL,
  signature    BINARY(64) NOT NULL,
  started_us   BIGINT NOT NULL,
  PRIMARY KEY (writer)
) ENGINE=InnoDB;

-- What was done, n = 1, 2, 3 … without a gap for each writer. leaf hash = SHA-256(0x00 || entry).
CREATE TABLE madoguchi_log.leaf (
  writer BIGINT UNSIGNED NOT NULL,
  n      BIGINT UNSIGNED NOT NULL,
  entry  MEDIUMBLOB NOT NULL,
  PRIMARY KEY (writer, n)
) ENGINE=InnoDB;

-- The order: indexes first_index … first_index + (n_to - n_from) of the log are these entries of this writer.
CREATE TABLE madoguchi_log.run (
  first_index BIGINT UNSIGNED NOT NULL,
  writer      BIGINT UNSIGNED NOT NULL,
  n_from      BIGINT UNSIGNED NOT NULL,
  n_to        BIGINT UNSIGNED NOT NULL,
  hashes      MEDIUMBLOB NOT NULL,           -- their leaf hashes, 32 bytes each
  PRIMARY KEY (first_index),
  KEY run_of_writer (writer, n_to)
) ENGINE=InnoDB;

-- Full tiles: 256 hashes of one level of the tree side by side, and the hash above them.
CREATE TABLE madoguchi_log.tile (
  level  TINYINT UNSIGNED NOT NULL,          -- 0: leaf hashes; L: roots of tiles of level L - 1
  idx    BIGINT UNSIGNED NOT NULL,
  hashes BLOB NOT NULL,                      -- 8,192 bytes
  root   BINARY(32) NOT NULL,
  PRIMARY KEY (level, idx)
) ENGINE=InnoDB;

CREATE TABLE madoguchi_log.checkpoint (
  size       BIGINT UNSIGNED NOT NULL,
  note       TEXT NOT NULL,                  -- C2SP tlog-checkpoint, signed by the log key
  root       BINARY(32) NOT NULL,
  created_us BIGINT NOT NULL,
  PRIMARY KEY (size)
) ENGINE=InnoDB;

CREATE TABLE madoguchi_log.cosignature (
  size         BIGINT UNSIGNED NOT NULL,
  witness_name VARCHAR(200) NOT NULL,
  note_line    VARCHAR(512) NOT NULL,        -- C2SP tlog-cosignature
  created_us   BIGINT NOT NULL,
  PRIMARY KEY (size, witness_name)
) ENGINE=InnoDB;

-- A writer whose entries the sequencer refuses from n on: a gap, a foreign or a malformed entry. Never an honest state.
CREATE TABLE madoguchi_log.alarm (
  writer     BIGINT UNSIGNED NOT NULL,
  n          BIGINT UNSIGNED NOT NULL,
  fault      VARCHAR(40) NOT NULL,           -- a name of server/audit/leaf_rules.h
  created_us BIGINT NOT NULL,
  PRIMARY KEY (writer, n)
) ENGINE=InnoDB;

-- When the first entries that no run covers were made (8 bytes of each one's head), and nothing else of them: the server may
-- add entries but not read them, and yet tells the terminals how far the log is behind. The newest thousand writers are
-- looked at, and all that the sequencer refuses. No derived table in here: MariaDB 10.11 refuses the second execution of
-- a prepared statement over such a view (1356).
CREATE SQL SECURITY DEFINER VIEW madoguchi_log.uncovered AS
  SELECT SUBSTRING(l.entry, 8, 8) AS utc_us FROM madoguchi_log.writer w JOIN madoguchi_log.leaf l ON l.writer = w.writer
  WHERE w.writer + 1000 > (SELECT MAX(m.writer) FROM madoguchi_log.writer m)
    AND l.n = (SELECT MIN(x.n) FROM madoguchi_log.leaf x WHERE x.writer = w.writer AND x.n >
      COALESCE((SELECT MAX(r.n_to) FROM madoguchi_log.run r WHERE r.writer = w.writer), 0))
  UNION ALL
  SELECT SUBSTRING(l.entry, 8, 8) FROM madoguchi_log.alarm a JOIN madoguchi_log.leaf l ON l.writer = a.writer
  WHERE l.n = (SELECT MIN(x.n) FROM madoguchi_log.leaf x WHERE x.writer = a.writer AND x.n >
      COALESCE((SELECT MAX(r.n_to) FROM madoguchi_log.run r WHERE r.writer = a.writer), 0));

CREATE TRIGGER madoguchi_log.writer_no_update BEFORE UPDATE ON madoguchi_log.writer FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the log is only ever added to';
CREATE TRIGGER madoguchi_log.writer_no_delete BEFORE DELETE ON madoguchi_log.writer FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the log is only ever added to';
CREATE TRIGGER madoguchi_log.leaf_no_update BEFORE UPDATE ON madoguchi_log.leaf FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the log is only ever added to';
CREATE TRIGGER madoguchi_log.leaf_no_delete BEFORE DELETE ON madoguchi_log.leaf FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the log is only ever added to';
CREATE TRIGGER madoguchi_log.run_no_update BEFORE UPDATE ON madoguchi_log.run FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the log is only ever added to';
CREATE TRIGGER madoguchi_log.run_no_delete BEFORE DELETE ON madoguchi_log.run FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the log is only ever added to';
CREATE TRIGGER madoguchi_log.tile_no_update BEFORE UPDATE ON madoguchi_log.tile FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the log is only ever added to';
CREATE TRIGGER madoguchi_log.tile_no_delete BEFORE DELETE ON madoguchi_log.tile FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the log is only ever added to';
CREATE TRIGGER madoguchi_log.checkpoint_no_update BEFORE UPDATE ON madoguchi_log.checkpoint FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the log is only ever added to';
CREATE TRIGGER madoguchi_log.checkpoint_no_delete BEFORE DELETE ON madoguchi_log.checkpoint FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the log is only ever added to';
CREATE TRIGGER madoguchi_log.cosignature_no_update BEFORE UPDATE ON madoguchi_log.cosignature FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the log is only ever added to';
CREATE TRIGGER madoguchi_log.cosignature_no_delete BEFORE DELETE ON madoguchi_log.cosignature FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the log is only ever added to';
CREATE TRIGGER madoguchi_log.alarm_no_update BEFORE UPDATE ON madoguchi_log.alarm FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the log is only ever added to';
CREATE TRIGGER madoguchi_log.alarm_no_delete BEFORE DELETE ON madoguchi_log.alarm FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the log is only ever added to';
