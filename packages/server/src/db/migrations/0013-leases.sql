-- SPDX-License-Identifier: Apache-2.0

-- Boards that people have for a time. A lease is a job that holds its board; here is what jobs have not.
create table leases (
  job_id bigint primary key references jobs on delete cascade,
  -- who has it; its submitter at first
  holder bigint not null references users,
  state text not null default 'waiting' check (state in ('waiting', 'held', 'ending', 'ended')),
  -- seconds: how long, at most how long, and how long nobody need type
  asked integer not null check (asked > 0),
  longest integer not null check (longest >= asked),
  idle integer check (idle > 0),
  -- the device that was asked for by name, for its calendar
  device text,
  not_before timestamptz,
  begin_time timestamptz,
  until timestamptz,
  end_time timestamptz,
  end_reason text,
  -- who shares it, by ids
  users bigint[] not null default '{}',
  groups bigint[] not null default '{}',
  -- what is wanted of the hold: counts its changes, and the switches of the power
  number integer not null default 0,
  power text check (power in ('on', 'off', 'reset')),
  power_number integer not null default 0
);
create index leases_holder on leases (holder, begin_time);
create index leases_open on leases (job_id) where state <> 'ended';
create index leases_booked on leases (not_before) where state = 'waiting';

-- Whoever has to know of a change of a lease knows of those of its job.
create function notify_leases() returns trigger language plpgsql as $$
begin
  perform tell('job', array(select json_build_object('id', j.id, 'state', j.state, 'was', j.state, 'worker', r.worker)
    from new_rows n join jobs j on j.id = n.job_id left join runs r on r.id = j.run_id limit 21));
  return null;
end $$;
create trigger leases_updated after update on leases referencing new table as new_rows
  for each statement execute function notify_leases();

-- The job's own time limit, seconds: whether it is over before a device is booked.
alter table job_requests add column time_limit integer;
