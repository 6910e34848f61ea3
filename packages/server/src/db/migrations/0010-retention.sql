-- SPDX-License-Identifier: Apache-2.0

-- Jobs that no rule of the setting `retention` touches.
create table kept_jobs (
  job_id bigint primary key references jobs on delete cascade,
  kept_by text not null,
  reason text not null default '',
  time timestamptz not null default now()
);
