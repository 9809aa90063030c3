-- SPDX-License-Identifier: Apache-2.0
-- The date of birth in the list of personnel, where the city's list has it: nobody's password may hold their own.

ALTER TABLE madoguchi.personnel
  ADD COLUMN birth_on DATE NULL;
