-- SPDX-License-Identifier: Apache-2.0

-- How often the job is tried again after an infrastructure failure: by its definition, its type, or the lab.
alter table job_requests add column retries integer not null default 0;
alter table device_types add column retries integer check (retries between 0 and 5);

-- Why an attempt that was not the last has ended, as errors are everywhere.
alter table runs add column failure jsonb;

-- Devices on which it failed before, sorted: others are preferred. What is tried again has a demand of its own.
alter table demands add column avoid text[] not null default '{}';
alter table demands drop constraint demands_once;
alter table demands add constraint demands_once
  unique nulls not distinct (device_type, requested_device, requested_worker, tags, json, grouped, avoid);
