-- SPDX-License-Identifier: Apache-2.0
-- The entries of a writer are 1, 2, 3 …, and each writer is registered.
SELECT 'entries of a writer with a gap' AS what, CAST(l.writer AS CHAR) AS where_ FROM madoguchi_log.leaf l
GROUP BY l.writer HAVING MIN(l.n) <> 1 OR MAX(l.n) <> COUNT(*)
UNION ALL
SELECT 'entries of a stranger', CAST(l.writer AS CHAR) FROM madoguchi_log.leaf l
LEFT JOIN madoguchi_log.writer w ON w.writer = l.writer WHERE w.writer IS NULL GROUP BY l.writer
