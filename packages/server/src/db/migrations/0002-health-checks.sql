-- SPDX-License-Identifier: Apache-2.0
-- Health checks: a job of a type's own that decides whether a board is good.

alter table device_types
  -- how often: hours, or other jobs of the device, between two of them
  add column health_frequency integer not null default 24 check (health_frequency > 0),
  add column health_denominator text not null default 'hours' check (health_denominator in ('hours', 'jobs')),
  add column disable_health_check boolean not null default false;

alter table devices
  add column disable_health_check boolean not null default false,
  -- The template that its dictionary extends; null: the dictionary extends none, or was written before this was kept. It is
  -- the name of its health check, unless only its device type has one.
  add column base_template text,
  -- Its last one: number of the job, which may have been deleted since, and when it was submitted.
  add column health_check_job bigint,
  add column health_check_time timestamptz;
