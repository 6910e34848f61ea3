-- SPDX-License-Identifier: Apache-2.0

-- Files that people and programs add to jobs.
create table attachments (
  id bigint generated always as identity primary key,
  job_id bigint not null references jobs on delete cascade,
  name text not null,
  size bigint not null,
  sha256 bytea not null,
  -- the account may be gone
  added_by text not null,
  added timestamptz not null default now(),
  unique (job_id, name)
);

-- In pieces, so that nobody who reads a file holds all of it in memory.
create table attachment_parts (
  attachment_id bigint not null references attachments on delete cascade,
  part integer not null,
  data bytea not null,
  primary key (attachment_id, part)
);
