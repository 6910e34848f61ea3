-- SPDX-License-Identifier: Apache-2.0
-- online

-- Filters of jobs by their results, newest run first. A hash of the name: names may be long, and each case has an entry.
create index if not exists results_case on only results (hashtext(name), run_id, result);
create index concurrently if not exists {partition of results}_case on {partition of results} (hashtext(name), run_id, result);
alter index results_case attach partition {partition of results}_case;
-- What did not pass is little of all.
create index if not exists results_bad on only results (result, run_id) where result <> 'pass';
create index concurrently if not exists {partition of results}_bad on {partition of results} (result, run_id) where result <> 'pass';
alter index results_bad attach partition {partition of results}_bad;
-- Without the number in front that LAVA gives to each definition of a job; an entry of an index has room for 2,700 bytes.
create index if not exists suites_name on only suites (left(regexp_replace(name, '^\d+_', ''), 100), run_id);
create index concurrently if not exists {partition of suites}_name on {partition of suites} (left(regexp_replace(name, '^\d+_', ''), 100), run_id);
alter index suites_name attach partition {partition of suites}_name;
-- A run of a job that was submitted after a time was scheduled after it.
create index concurrently if not exists runs_scheduled on runs (schedule_time);
-- By error, newest first.
create index concurrently if not exists jobs_error_code on jobs (error_code, (-id)) where error_code is not null;
create index concurrently if not exists jobs_error_kind on jobs (error_kind, (-id)) where error_kind is not null;
