-- SPDX-License-Identifier: Apache-2.0
-- A receipt of version n took n steps, left n - 1 images, has the form that is in force and an event of its person.
SELECT 'a receipt whose steps, images, form or event do not fit' AS what, CONCAT(r.ward, ' ', r.day, ' ', r.number) AS where_
FROM madoguchi.receipt r
WHERE (SELECT COUNT(*) FROM madoguchi.receipt_step s WHERE s.municipality = r.municipality AND s.ward = r.ward
    AND s.day = r.day AND s.number = r.number AND s.step BETWEEN 1 AND r.row_version) <> r.row_version
  OR (SELECT COUNT(*) FROM madoguchi.receipt_history h WHERE h.municipality = r.municipality AND h.ward = r.ward
    AND h.day = r.day AND h.number = r.number AND h.row_version < r.row_version) <> r.row_version - 1
  OR NOT EXISTS (SELECT 1 FROM madoguchi.receipt_step s WHERE s.municipality = r.municipality AND s.ward = r.ward
    AND s.day = r.day AND s.number = r.number AND s.step = r.row_version AND s.log_writer = r.log_writer AND s.log_n = r.log_n)
  OR NOT EXISTS (SELECT 1 FROM madoguchi.receipt_form f WHERE f.municipality = r.municipality AND f.ward = r.ward
    AND f.day = r.day AND f.number = r.number AND f.version = r.form_version)
  OR NOT EXISTS (SELECT 1 FROM madoguchi.pension_qualification q WHERE q.municipality = r.municipality
    AND q.receipt_ward = r.ward AND q.receipt_day = r.day AND q.receipt_no = r.number AND q.shori_no = r.shori_no
    AND q.undone = (r.state IN ('returned', 'withdrawn', 'rejected')))
UNION ALL
SELECT 'a receipt that is sent, and no list that took it in was carried out', CONCAT(r.ward, ' ', r.day, ' ', r.number)
FROM madoguchi.receipt r
WHERE r.state = 'sent' AND NOT EXISTS (SELECT 1 FROM madoguchi.extract_receipt x JOIN madoguchi.export_ticket t
  ON t.municipality = x.municipality AND t.extract_id = x.extract_id AND t.state = 'written'
  WHERE x.municipality = r.municipality AND x.ward = r.ward AND x.day = r.day AND x.number = r.number
  AND x.row_version < r.row_version)
UNION ALL
SELECT 'a step or an image without its receipt', CONCAT(x.ward, ' ', x.day, ' ', x.number)
FROM (SELECT municipality, ward, day, number FROM madoguchi.receipt_step
  UNION SELECT municipality, ward, day, number FROM madoguchi.receipt_history
  UNION SELECT municipality, ward, day, number FROM madoguchi.receipt_form) x
LEFT JOIN madoguchi.receipt r ON r.municipality = x.municipality AND r.ward = x.ward AND r.day = x.day AND r.number = x.number
WHERE r.number IS NULL
