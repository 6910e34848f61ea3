-- SPDX-License-Identifier: Apache-2.0
-- What the ingest and the gateway need.

-- Which of the job's files a chunk lies in: 0 the one that grows while the job runs, n what the n-th compaction made.
alter table log_chunks add column file smallint not null default 0 check (file >= 0);
create index log_chunks_growing on log_chunks (job_id) where file = 0;

-- Keys that knocked and were not let in, for the admin who waits for a new worker; the oldest are dropped.
create table unknown_keys (
  public_key text primary key,
  address text not null,
  -- known when it is the key of a retired worker or of a join token that expired
  worker text,
  first_seen timestamptz not null default now(),
  last_seen timestamptz not null default now(),
  attempts integer not null default 1
);
create index unknown_keys_last_seen on unknown_keys (last_seen);
