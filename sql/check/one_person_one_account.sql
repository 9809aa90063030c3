-- SPDX-License-Identifier: Apache-2.0
-- A person has one active account. A row that comes back is one with more: disable all but one.
SELECT 'a person with two active accounts' AS what, CONCAT(GROUP_CONCAT(s.staff_no ORDER BY s.staff_no SEPARATOR ' ')) AS where_
FROM madoguchi.staff s WHERE s.state = 'active' AND s.person_ref IS NOT NULL
GROUP BY s.municipality, s.person_ref HAVING COUNT(*) > 1
