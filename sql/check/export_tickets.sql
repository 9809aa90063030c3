-- SPDX-License-Identifier: Apache-2.0
-- Tickets name what is there, by three different people, with the entry of each step; extracts are whole or gone.
SELECT 'a ticket without an entry of its last change or its redemption' AS what, HEX(t.ticket_id) AS where_
FROM madoguchi.export_ticket t
WHERE NOT EXISTS (SELECT 1 FROM madoguchi_log.leaf l WHERE l.writer = t.log_writer AND l.n = t.log_n)
  OR (t.redeemed_us IS NOT NULL AND NOT EXISTS (SELECT 1 FROM madoguchi_log.leaf l WHERE l.writer = t.redeem_writer AND l.n = t.redeem_n))
UNION ALL
SELECT 'a ticket whose columns do not fit its state', HEX(t.ticket_id) FROM madoguchi.export_ticket t
WHERE (t.state IN ('approved', 'redeemed', 'written', 'failed', 'unclosed')) <> (t.ticket IS NOT NULL) AND t.state NOT IN ('expired', 'withdrawn')
  OR (t.state IN ('redeemed', 'written', 'failed', 'unclosed')) <> (t.nonce IS NOT NULL)
  OR (t.state IN ('written', 'failed')) <> (t.closed_us IS NOT NULL)
  OR (t.state = 'written') <> (t.written_sha256 IS NOT NULL)
  OR (t.state = 'refused' AND t.words IS NULL)
UNION ALL
SELECT 'a ticket of fewer than three people', HEX(t.ticket_id) FROM madoguchi.export_ticket t
LEFT JOIN madoguchi.staff a ON a.municipality = t.municipality AND a.staff_id = t.approver_id
LEFT JOIN madoguchi.staff r ON r.municipality = t.municipality AND r.staff_id = t.requester_id
LEFT JOIN madoguchi.staff e ON e.municipality = t.municipality AND e.staff_id = t.extractor_id
WHERE t.approver_id IN (t.requester_id, t.extractor_id) OR t.requester_id = t.extractor_id
  OR a.person_ref IN (r.person_ref, e.person_ref) OR r.person_ref = e.person_ref
UNION ALL
SELECT 'an extract that is not whole, or has no entry', CAST(e.extract_id AS CHAR) FROM madoguchi.extract e
WHERE e.state = 'building'
  OR NOT EXISTS (SELECT 1 FROM madoguchi_log.leaf l WHERE l.writer = e.log_writer AND l.n = e.log_n)
  OR (e.state = 'ready') <> (e.chunks = (SELECT COUNT(*) FROM madoguchi.extract_chunk c WHERE c.municipality = e.municipality
    AND c.extract_id = e.extract_id AND OCTET_LENGTH(c.bytes) > 0) AND e.sealed_size = (SELECT SUM(OCTET_LENGTH(c.bytes))
    FROM madoguchi.extract_chunk c WHERE c.municipality = e.municipality AND c.extract_id = e.extract_id))
  OR e.row_count * 16 <> COALESCE((SELECT SUM(OCTET_LENGTH(p.pseudonyms)) FROM madoguchi.extract_person p
    WHERE p.municipality = e.municipality AND p.extract_id = e.extract_id), 0)
UNION ALL
SELECT 'pieces, persons or receipts of no extract', CAST(x.extract_id AS CHAR)
FROM (SELECT municipality, extract_id FROM madoguchi.extract_chunk
  UNION SELECT municipality, extract_id FROM madoguchi.extract_person
  UNION SELECT municipality, extract_id FROM madoguchi.extract_receipt) x
LEFT JOIN madoguchi.extract e ON e.municipality = x.municipality AND e.extract_id = x.extract_id
WHERE e.extract_id IS NULL
UNION ALL
SELECT 'a stick without all of its images, or without its entry', m.label FROM madoguchi.medium m
WHERE (SELECT COUNT(*) FROM madoguchi.medium_history h WHERE h.municipality = m.municipality AND h.medium_id = m.medium_id
    AND h.row_version < m.row_version) <> m.row_version - 1
  OR NOT EXISTS (SELECT 1 FROM madoguchi_log.leaf l WHERE l.writer = m.log_writer AND l.n = m.log_n)
