-- SPDX-License-Identifier: Apache-2.0
-- Names of log files that no two processes can choose alike. file > 0: made by a compaction; file <= 0: grows, each writer
-- has its own, so that one that stood still in the middle of a write cannot overwrite what another has written since.
drop index log_chunks_growing;
alter table log_chunks drop constraint log_chunks_file_check;
alter table log_chunks alter column file type bigint;
create index log_chunks_growing on log_chunks (job_id) where file <= 0;
