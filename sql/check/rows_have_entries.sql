-- SPDX-License-Identifier: Apache-2.0
-- Every row that names the log entry of its change has it. A row that comes back is one that has not.
SELECT 'a row without its log entry' AS what, CONCAT(x.place, ' ', x.w, '/', x.n) AS where_
FROM (SELECT 'receipt' AS place, log_writer AS w, log_n AS n FROM madoguchi.receipt
  UNION ALL SELECT 'receipt_history', log_writer, log_n FROM madoguchi.receipt_history
  UNION ALL SELECT 'receipt_step', log_writer, log_n FROM madoguchi.receipt_step
  UNION ALL SELECT 'pension_qualification', log_writer, log_n FROM madoguchi.pension_qualification
  UNION ALL SELECT 'pension_qualification_history', log_writer, log_n FROM madoguchi.pension_qualification_history
  UNION ALL SELECT 'pension_state', log_writer, log_n FROM madoguchi.pension_state
  UNION ALL SELECT 'pension_state_history', log_writer, log_n FROM madoguchi.pension_state_history
  UNION ALL SELECT 'draft', log_writer, log_n FROM madoguchi.draft
  UNION ALL SELECT 'memo', log_writer, log_n FROM madoguchi.memo
  UNION ALL SELECT 'memo struck', struck_writer, struck_n FROM madoguchi.memo WHERE struck_us IS NOT NULL
  UNION ALL SELECT 'incident', log_writer, log_n FROM madoguchi.incident
  UNION ALL SELECT 'rights_matrix', proposed_writer, proposed_n FROM madoguchi.rights_matrix
  UNION ALL SELECT 'rights_matrix applied', applied_writer, applied_n FROM madoguchi.rights_matrix WHERE applied_us IS NOT NULL
  UNION ALL SELECT 'staff_request', log_writer, log_n FROM madoguchi.staff_request
  UNION ALL SELECT 'staff_request_step', log_writer, log_n FROM madoguchi.staff_request_step
  UNION ALL SELECT 'staff_signoff', log_writer, log_n FROM madoguchi.staff_signoff
  UNION ALL SELECT 'personnel_run', log_writer, log_n FROM madoguchi.personnel_run
  UNION ALL SELECT 'notice', log_writer, log_n FROM madoguchi.notice
  UNION ALL SELECT 'notice withdrawn', withdrawn_writer, withdrawn_n FROM madoguchi.notice WHERE withdrawn_us IS NOT NULL
  UNION ALL SELECT 'terminal_display', log_writer, log_n FROM madoguchi.terminal_display
  UNION ALL SELECT 'terminal_request', log_writer, log_n FROM madoguchi.terminal_request
  UNION ALL SELECT 'staff_day', log_writer, log_n FROM madoguchi.staff_day
  UNION ALL SELECT 'city_service', log_writer, log_n FROM madoguchi.city_service
  UNION ALL SELECT 'break_glass', log_writer, log_n FROM madoguchi.break_glass
  UNION ALL SELECT 'break_glass ended', end_writer, end_n FROM madoguchi.break_glass WHERE ended_us IS NOT NULL
  UNION ALL SELECT 'glass_act', log_writer, log_n FROM madoguchi.glass_act
  UNION ALL SELECT 'glass_acknowledgement', log_writer, log_n FROM madoguchi.glass_acknowledgement
  UNION ALL SELECT 'juki_person', log_writer, log_n FROM madoguchi.juki_person) x
LEFT JOIN madoguchi_log.leaf l ON l.writer = x.w AND l.n = x.n
WHERE l.writer IS NULL
