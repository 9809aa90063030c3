-- SPDX-License-Identifier: Apache-2.0
-- A password is set anew by two people at the kiosks: the head asks, the authority approves and draws the first one. Conventions
-- as in 0001. The triggers of 0017 and 0034 hold for it as for every request of an account that is there.
ALTER TABLE madoguchi.staff_request
  MODIFY kind ENUM('register', 'change', 'remove', 'personal', 'password') NOT NULL;
-- personal: a vendor may see residents for a span; password: a first password once more
