-- SPDX-License-Identifier: Apache-2.0

-- Test cases that may fail. Judged when somebody looks, by the time when the job was submitted.
create table known_failures (
  id bigint generated always as identity primary key,
  -- null: of every type
  device_type text references device_types on delete cascade,
  -- names in which * stands for anything
  suite text not null,
  name text not null,
  reason text not null,
  url text,
  -- the account may be gone
  author text not null,
  created timestamptz not null default now(),
  -- for jobs that are submitted later it does not count
  expires timestamptz
);
create unique index known_failures_case on known_failures (device_type, suite, name) nulls not distinct;
