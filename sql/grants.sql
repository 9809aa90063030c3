-- SPDX-License-Identifier: Apache-2.0
-- What each database account may do, and nothing else: one line a GRANT, in the words of SHOW GRANTS. The server compares
-- its own account with these lines when it starts and refuses when it may do more. madoguchi-admin makes the accounts
-- and runs these lines. Nobody has UPDATE or DELETE in madoguchi_log, and mg_app has DELETE nowhere.

-- mg_app: madoguchi-server
GRANT USAGE ON *.* TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi`.`schema_version` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi`.`municipality` TO `mg_app`@`localhost`;
GRANT SELECT, UPDATE (`cert_sha256`, `cert_not_after_us`, `state`, `revoked_us`, `last_seen_us`, `suspended_us`, `changed_by`, `change_note`, `next_cert_sha256`, `next_not_after_us`, `program`) ON `madoguchi`.`terminal` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT, UPDATE (`state`, `reviewer_id`, `reviewer_no`, `reviewed_us`, `words`, `log_writer`, `log_n`) ON `madoguchi`.`terminal_request` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT, UPDATE (`name`, `kana`, `ward`, `section`, `role`, `state`, `valid_from`, `valid_to`, `disabled_us`, `assigned_us`, `last_login_us`, `last_login_terminal`, `must_change_password`, `password_locked_us`) ON `madoguchi`.`staff` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT, UPDATE (`hash`) ON `madoguchi`.`staff_password` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT, UPDATE (`version`, `template`, `wrapped`, `driver`, `device_id`, `enrolled_us`, `enrolled_by`, `enrolment_id`, `removed_us`) ON `madoguchi`.`finger` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT, UPDATE (`state`, `witness_id`, `witnessed_us`, `ended_us`, `log_writer`, `log_n`) ON `madoguchi`.`finger_enrolment` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT, UPDATE ON `madoguchi`.`finger_capture` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi`.`finger_city` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT, UPDATE (`state`, `staff_id`, `charged`, `outcome`) ON `madoguchi`.`login_challenge` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT, UPDATE ON `madoguchi`.`login_failure_pair` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT, UPDATE ON `madoguchi`.`login_failure_staff` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT, UPDATE ON `madoguchi`.`login_failure_terminal` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi`.`seen_image` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT, UPDATE (`used_us`) ON `madoguchi`.`fresh_token` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi`.`redeemed_entry` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT, UPDATE (`last_seen_us`, `locked_us`, `resume_tries`, `ended_us`, `end_reason`) ON `madoguchi`.`session` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT, UPDATE (`settled_us`, `settled_by`) ON `madoguchi`.`incident` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi`.`idempotency` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi_log`.`writer_number` TO `mg_app`@`localhost`;
GRANT INSERT ON `madoguchi_log`.`writer` TO `mg_app`@`localhost`;
GRANT INSERT ON `madoguchi_log`.`leaf` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi_log`.`run` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi_log`.`tile` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi_log`.`checkpoint` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi_log`.`uncovered` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi_keys`.`month_key` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi_keys`.`kek` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi_keys`.`derived_secret` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi`.`printer` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi`.`ward_contact` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT, UPDATE (`state`, `trouble`, `tries`, `next_try_us`, `ipp_job`, `changed_us`, `log_writer`, `log_n`) ON `madoguchi`.`print_job` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi`.`juki_person` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi`.`juki_person_history` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi`.`juki_person_ext` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi`.`juki_person_ext_history` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi`.`atena` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi`.`atena_history` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi`.`person_removal` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi`.`person_search` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi`.`protected_person` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi`.`import_run` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi`.`import_error` TO `mg_app`@`localhost`;
GRANT SELECT (`municipality`, `number_hash`, `shori_no`) ON `madoguchi`.`my_number` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi`.`law_edition` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi`.`law_param` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi_keys`.`person_key` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT, UPDATE ON `madoguchi`.`person_turn` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT, UPDATE ON `madoguchi`.`receipt_number` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT, UPDATE ON `madoguchi`.`receipt` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi`.`receipt_history` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi`.`receipt_step` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi`.`receipt_form` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT, UPDATE ON `madoguchi`.`pension_qualification` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi`.`pension_qualification_history` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT, UPDATE ON `madoguchi`.`pension_state` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi`.`pension_state_history` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT, UPDATE ON `madoguchi`.`draft` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT, UPDATE (`struck_us`, `struck_by`, `struck_by_name`, `struck_writer`, `struck_n`) ON `madoguchi`.`memo` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT, UPDATE ON `madoguchi`.`number_check` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi`.`code_word` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi`.`staff_right` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi`.`extract_spec` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi`.`extract_field` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT, UPDATE ON `madoguchi`.`export_quota` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT, UPDATE (`state`, `row_count`, `person_count`, `persons_sha256`, `plain_sha256`, `plain_size`, `sealed_sha256`, `sealed_size`, `chunks`, `passphrase`, `replaced_chars`) ON `madoguchi`.`extract` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi`.`extract_chunk` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi`.`extract_person` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi`.`extract_receipt` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT, UPDATE ON `madoguchi`.`medium` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi`.`medium_history` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi`.`key_list` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi`.`signing_key` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT, UPDATE ON `madoguchi`.`export_ticket` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT (`municipality`, `version`, `envelope`, `sha256`, `proposed_us`, `proposed_by`, `proposed_staff_id`, `proposed_writer`, `proposed_n`), UPDATE (`applied_us`, `applied_by`, `applied_staff_id`, `applied_writer`, `applied_n`) ON `madoguchi`.`rights_matrix` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT, UPDATE (`state`, `staff_id`, `decider_id`, `decider_no`, `decider_name`, `decided_us`, `words`, `done_us`) ON `madoguchi`.`staff_request` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi`.`staff_request_step` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi`.`vendor_access` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi`.`staff_signoff` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi`.`staff_confirmation` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi`.`personnel_run` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi`.`personnel` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi`.`staff_day` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi`.`training` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi`.`city_service` TO `mg_app`@`localhost`;
GRANT SELECT, UPDATE (`ended_us`, `ended_by`, `end_writer`, `end_n`) ON `madoguchi`.`break_glass` TO `mg_app`@`localhost`;
GRANT SELECT ON `madoguchi`.`glass_act` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi`.`glass_acknowledgement` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT (`municipality`, `text`, `ward`, `urgent`, `posted_us`, `until_us`, `staff_id`, `staff_no`, `staff_name`, `section`, `log_writer`, `log_n`), UPDATE (`withdrawn_us`, `withdrawn_by`, `withdrawn_no`, `withdrawn_name`, `withdrawn_why`, `withdrawn_writer`, `withdrawn_n`) ON `madoguchi`.`notice` TO `mg_app`@`localhost`;
GRANT SELECT, INSERT, UPDATE ON `madoguchi`.`terminal_display` TO `mg_app`@`localhost`;

-- mg_seq: madoguchi-sequencer
GRANT USAGE ON *.* TO `mg_seq`@`localhost`;
GRANT SELECT ON `madoguchi_log`.`writer` TO `mg_seq`@`localhost`;
GRANT SELECT ON `madoguchi_log`.`leaf` TO `mg_seq`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi_log`.`run` TO `mg_seq`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi_log`.`tile` TO `mg_seq`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi_log`.`checkpoint` TO `mg_seq`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi_log`.`alarm` TO `mg_seq`@`localhost`;

-- mg_verify: madoguchi-witness
GRANT USAGE ON *.* TO `mg_verify`@`localhost`;
GRANT SELECT ON `madoguchi_log`.* TO `mg_verify`@`localhost`;
GRANT INSERT ON `madoguchi_log`.`cosignature` TO `mg_verify`@`localhost`;

-- mg_import: the import job
GRANT USAGE ON *.* TO `mg_import`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi_log`.`writer_number` TO `mg_import`@`localhost`;
GRANT INSERT ON `madoguchi_log`.`writer` TO `mg_import`@`localhost`;
GRANT INSERT ON `madoguchi_log`.`leaf` TO `mg_import`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi_keys`.`month_key` TO `mg_import`@`localhost`;
GRANT SELECT, INSERT, UPDATE, DELETE ON `madoguchi`.`juki_person` TO `mg_import`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi`.`juki_person_history` TO `mg_import`@`localhost`;
GRANT SELECT, INSERT, UPDATE, DELETE ON `madoguchi`.`juki_person_ext` TO `mg_import`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi`.`juki_person_ext_history` TO `mg_import`@`localhost`;
GRANT SELECT, INSERT, UPDATE, DELETE ON `madoguchi`.`atena` TO `mg_import`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi`.`atena_history` TO `mg_import`@`localhost`;
GRANT SELECT, INSERT, UPDATE, DELETE ON `madoguchi`.`my_number` TO `mg_import`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi`.`my_number_history` TO `mg_import`@`localhost`;
GRANT SELECT, INSERT, DELETE ON `madoguchi`.`person_search` TO `mg_import`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi`.`person_removal` TO `mg_import`@`localhost`;
GRANT SELECT, UPDATE (`setai_no`) ON `madoguchi`.`protected_person` TO `mg_import`@`localhost`;
GRANT SELECT ON `madoguchi`.`municipality` TO `mg_import`@`localhost`;
GRANT SELECT, INSERT, UPDATE ON `madoguchi`.`import_run` TO `mg_import`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi`.`import_error` TO `mg_import`@`localhost`;
GRANT SELECT, INSERT, DELETE ON `madoguchi`.`import_stage_j01` TO `mg_import`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi_keys`.`person_key` TO `mg_import`@`localhost`;
GRANT SELECT, INSERT, DELETE ON `madoguchi_keys`.`import_key` TO `mg_import`@`localhost`;
GRANT SELECT (`municipality`, `draft_id`, `state`, `shori_no`, `parked_us`), DELETE ON `madoguchi`.`draft` TO `mg_import`@`localhost`;
GRANT SELECT (`municipality`, `extract_id`, `state`, `ward`, `spec`, `removed_after_us`), UPDATE (`state`, `removed_us`) ON `madoguchi`.`extract` TO `mg_import`@`localhost`;
GRANT SELECT (`municipality`, `extract_id`, `chunk_no`), DELETE ON `madoguchi`.`extract_chunk` TO `mg_import`@`localhost`;
GRANT SELECT (`municipality`, `extract_id`, `state`) ON `madoguchi`.`export_ticket` TO `mg_import`@`localhost`;
GRANT SELECT (`municipality`, `login_id`, `expires_us`), DELETE ON `madoguchi`.`login_challenge` TO `mg_import`@`localhost`;
GRANT SELECT (`municipality`, `image_sha256`, `seen_us`), DELETE ON `madoguchi`.`seen_image` TO `mg_import`@`localhost`;
GRANT SELECT (`municipality`, `token_sha256`, `expires_us`), DELETE ON `madoguchi`.`fresh_token` TO `mg_import`@`localhost`;
GRANT SELECT (`municipality`, `terminal_id`, `key16`, `created_us`), DELETE ON `madoguchi`.`idempotency` TO `mg_import`@`localhost`;
GRANT SELECT (`municipality`, `token_sha256`, `ended_us`), DELETE ON `madoguchi`.`session` TO `mg_import`@`localhost`;
GRANT SELECT (`municipality`, `notice_no`, `until_us`), DELETE ON `madoguchi`.`notice` TO `mg_import`@`localhost`;

-- mg_purge: forgetting people, enabled only while it runs
GRANT USAGE ON *.* TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi`.`login_challenge` TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi`.`seen_image` TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi`.`fresh_token` TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi`.`finger_enrolment` TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi`.`finger_capture` TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi`.`session` TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi`.`idempotency` TO `mg_purge`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi_log`.`writer_number` TO `mg_purge`@`localhost`;
GRANT INSERT ON `madoguchi_log`.`writer` TO `mg_purge`@`localhost`;
GRANT INSERT ON `madoguchi_log`.`leaf` TO `mg_purge`@`localhost`;
GRANT SELECT, INSERT ON `madoguchi_keys`.`month_key` TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi`.`juki_person` TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi`.`juki_person_history` TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi`.`juki_person_ext` TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi`.`juki_person_ext_history` TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi`.`atena` TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi`.`atena_history` TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi`.`person_removal` TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi`.`person_search` TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi`.`protected_person` TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi`.`my_number` TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi`.`my_number_history` TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi`.`import_stage_j01` TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi`.`print_job` TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi_keys`.`person_key` TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi`.`person_turn` TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi`.`receipt` TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi`.`receipt_history` TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi`.`receipt_step` TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi`.`receipt_form` TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi`.`pension_qualification` TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi`.`pension_qualification_history` TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi`.`pension_state` TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi`.`pension_state_history` TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi`.`memo` TO `mg_purge`@`localhost`;
GRANT SELECT, DELETE ON `madoguchi`.`number_check` TO `mg_purge`@`localhost`;

-- mg_backup: reads everything; the keys it sees are wrapped
GRANT RELOAD, BINLOG MONITOR ON *.* TO `mg_backup`@`localhost`;
GRANT SELECT, LOCK TABLES, SHOW VIEW, TRIGGER ON `madoguchi`.* TO `mg_backup`@`localhost`;
GRANT SELECT, LOCK TABLES, SHOW VIEW, TRIGGER ON `madoguchi_log`.* TO `mg_backup`@`localhost`;
GRANT SELECT, LOCK TABLES, SHOW VIEW, TRIGGER ON `madoguchi_keys`.* TO `mg_backup`@`localhost`;

-- mg_migrate: schema changes, enabled only while they run. Nothing but reading in madoguchi_log: with ALTER, INDEX or
-- TRIGGER there the account could destroy the log. Migrations of the log are run by the superuser in front of the auditor.
GRANT USAGE ON *.* TO `mg_migrate`@`localhost`;
GRANT SELECT, INSERT, UPDATE, CREATE, DROP, REFERENCES, INDEX, ALTER, CREATE VIEW, SHOW VIEW, TRIGGER ON `madoguchi`.* TO `mg_migrate`@`localhost`;
GRANT SELECT, SHOW VIEW ON `madoguchi_log`.* TO `mg_migrate`@`localhost`;
GRANT SELECT, CREATE, REFERENCES, INDEX, ALTER, CREATE VIEW, SHOW VIEW, TRIGGER ON `madoguchi_keys`.* TO `mg_migrate`@`localhost`;
