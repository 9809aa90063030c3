-- SPDX-License-Identifier: Apache-2.0
-- The numbers of a ward and day are 1, 2, 3 … up to the last one given. A row that comes back has a gap or a double.
SELECT 'receipt numbers with a gap' AS what, CONCAT(c.ward, ' ', c.day, ': ', COUNT(r.number), ' of ', c.last_number) AS where_
FROM madoguchi.receipt_number c
LEFT JOIN madoguchi.receipt r ON r.municipality = c.municipality AND r.ward = c.ward AND r.day = c.day
GROUP BY c.municipality, c.ward, c.day, c.last_number
HAVING COUNT(r.number) <> c.last_number OR MIN(r.number) <> 1 OR MAX(r.number) <> c.last_number
UNION ALL
SELECT 'receipts of a day that gave no number', CONCAT(r.ward, ' ', r.day) FROM madoguchi.receipt r
LEFT JOIN madoguchi.receipt_number c ON c.municipality = r.municipality AND c.ward = r.ward AND c.day = r.day
WHERE c.ward IS NULL
GROUP BY r.municipality, r.ward, r.day
