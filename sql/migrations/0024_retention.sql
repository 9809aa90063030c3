-- SPDX-License-Identifier: Apache-2.0
-- The job that removes what has outlived its use (server/retention) finds sessions that are over by when they ended.
ALTER TABLE madoguchi.session ADD KEY session_over (municipality, ended_us);
