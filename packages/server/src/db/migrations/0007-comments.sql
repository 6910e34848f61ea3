-- SPDX-License-Identifier: Apache-2.0

-- What people say about jobs that ended: texts, and words by which failures of a kind are found again.
create table job_comments (
  id bigint generated always as identity primary key,
  job_id bigint not null references jobs on delete cascade,
  -- the account may be gone
  author text not null,
  text text not null,
  time timestamptz not null default now()
);
create index job_comments_job on job_comments (job_id, id);

create table failure_tags (
  id bigint generated always as identity primary key,
  name text not null unique,
  description text not null default ''
);

create table job_failure_tags (
  job_id bigint not null references jobs on delete cascade,
  tag_id bigint not null references failure_tags on delete cascade,
  primary key (job_id, tag_id)
);
create index job_failure_tags_tag on job_failure_tags (tag_id, job_id);
