-- SPDX-License-Identifier: Apache-2.0
-- The dated parameters of the law (sql/codes/law.csv) as the rules take them. A load that changes anything is a new edition;
-- rows are never changed and never deleted, so that it can be told by which figures somebody was judged. The newest edition
-- is in force. madoguchi-admin loads them (init, migrate). Conventions as in 0001.

CREATE TABLE madoguchi.law_edition (
  municipality CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  edition      INT UNSIGNED NOT NULL,        -- 1, 2, 3 …
  file_sha256  BINARY(32) NOT NULL,          -- of the whole file
  loaded_us    BIGINT NOT NULL,
  PRIMARY KEY (municipality, edition),
  CONSTRAINT law_editions_begin_at_one CHECK (edition >= 1)
) ENGINE=InnoDB;

CREATE TABLE madoguchi.law_param (
  municipality CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  edition      INT UNSIGNED NOT NULL,
  param_key    VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- server/base/law.def
  valid_from   DATE NOT NULL,
  valid_to     DATE NULL,                    -- inclusive; NULL: open
  value        BIGINT NOT NULL,
  unit         VARCHAR(40) NOT NULL,
  source       VARCHAR(200) NOT NULL,        -- article
  verify       TINYINT UNSIGNED NOT NULL,    -- 1: to be verified against the official text before go-live
  PRIMARY KEY (municipality, edition, param_key, valid_from),
  CONSTRAINT law_param_of_edition FOREIGN KEY (municipality, edition) REFERENCES madoguchi.law_edition (municipality, edition),
  CONSTRAINT law_param_days CHECK (valid_to IS NULL OR valid_to >= valid_from),
  CONSTRAINT law_param_mark CHECK (verify IN (0, 1))
) ENGINE=InnoDB;
