-- SPDX-License-Identifier: Apache-2.0

-- How device time is divided between people. No row: as the defaults say.
create table fair_share (
  one boolean primary key default true check (one),
  enabled boolean not null default false,
  -- hours after which what somebody used counts half
  half_life integer not null default 168 check (half_life between 1 and 8760),
  -- hours after which a job is served by its age
  ageing integer not null default 168 check (ageing between 1 and 8760)
);

alter table users add column share_weight integer not null default 1 check (share_weight between 1 and 1000);
alter table groups
  -- null: its members count each for themselves
  add column share_weight integer check (share_weight between 1 and 1000),
  -- devices that its members have at once, at most
  add column device_cap integer check (device_cap > 0);

-- Device time of an account, as it counted at a time; no references, so that nothing of a run waits for accounts.
create table share_usage (
  user_id bigint primary key,
  seconds double precision not null,
  as_of timestamptz not null
);
-- Of runs that ended since; they are added to it now and then.
create table share_charges (
  id bigint generated always as identity primary key,
  user_id bigint not null,
  seconds double precision not null,
  ended timestamptz not null
);

create function charge_run() returns trigger language plpgsql as $$
begin
  insert into share_charges (user_id, seconds, ended)
    select j.submitter, greatest(0, extract(epoch from new.end_time - new.schedule_time)), new.end_time from jobs j
    where j.id = new.job_id and not j.health_check and exists (select from fair_share where enabled);
  return null;
end $$;
create trigger charge_run after update of end_time on runs for each row
  when (old.end_time is null and new.end_time is not null) execute function charge_run();

-- Seconds of device time as they count after some time.
create function decayed(seconds double precision, since timestamptz, half_life integer) returns double precision
  language sql stable as $$
  -- 200 half-lives leave nothing, and more of them no number
  select seconds * power(0.5::float8, least(200, greatest(0, extract(epoch from now() - since)) / 3600 / half_life)::float8)
$$;
