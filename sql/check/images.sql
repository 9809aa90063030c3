-- SPDX-License-Identifier: Apache-2.0
-- Events and states of version n left n - 1 images; the events of a person are 1, 2, 3 …
SELECT 'a state without all of its images' AS what, s.shori_no AS where_ FROM madoguchi.pension_state s
WHERE (SELECT COUNT(*) FROM madoguchi.pension_state_history h WHERE h.municipality = s.municipality
  AND h.shori_no = s.shori_no AND h.row_version < s.row_version) <> s.row_version - 1
UNION ALL
SELECT 'an event without all of its images', CONCAT(q.shori_no, ' ', q.event_no) FROM madoguchi.pension_qualification q
WHERE (SELECT COUNT(*) FROM madoguchi.pension_qualification_history h WHERE h.municipality = q.municipality
  AND h.shori_no = q.shori_no AND h.event_no = q.event_no AND h.row_version < q.row_version) <> q.row_version - 1
UNION ALL
SELECT 'events of a person with a gap', shori_no FROM madoguchi.pension_qualification
GROUP BY municipality, shori_no HAVING MIN(event_no) <> 1 OR MAX(event_no) <> COUNT(*)
UNION ALL
SELECT 'memos of a person with a gap', shori_no FROM madoguchi.memo
GROUP BY municipality, shori_no HAVING MIN(memo_no) <> 1 OR MAX(memo_no) <> COUNT(*)
