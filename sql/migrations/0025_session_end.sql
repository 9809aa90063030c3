-- SPDX-License-Identifier: Apache-2.0
-- A session that an administrator ended (Session.End). Conventions as in 0001.
ALTER TABLE madoguchi.session
  MODIFY end_reason ENUM('logged_off', 'idle', 'absolute', 'revoked', 'elsewhere', 'tries', 'administrator') NULL;
