-- SPDX-License-Identifier: Apache-2.0

-- Jobs that run together, each on a device of its own. Apart from `jobs`: nearly all jobs are alone.
create table multinode_groups (
  id bigint generated always as identity primary key,
  -- LAVA's name of it, which its definitions have
  target_group uuid not null unique,
  -- the first of its jobs, by which all are called: `<first_job>.<sub_id>`
  first_job bigint not null,
  size integer not null check (size > 0),
  -- an essential job that did not complete, so the others are to end; `ended`: they were told
  failed_job bigint,
  ended boolean not null default false
);
create index multinode_groups_failed on multinode_groups (id) where failed_job is not null and not ended;

create table multinode_jobs (
  job_id bigint primary key references jobs on delete cascade,
  group_id bigint not null references multinode_groups on delete cascade,
  sub_id integer not null check (sub_id >= 0),
  role text not null,
  essential boolean not null default false,
  unique (group_id, sub_id)
);

-- What they have said to each other. A second message of the same name by the same job takes the place of the first.
create table multinode_messages (
  group_id bigint not null references multinode_groups on delete cascade,
  name text not null,
  job_id bigint not null,
  pairs jsonb not null,
  time timestamptz not null default now(),
  primary key (group_id, name, job_id)
);

-- How many times each job has come to a meeting: the n-th is over when all of the group have come n times.
create table multinode_meetings (
  group_id bigint not null references multinode_groups on delete cascade,
  name text not null,
  job_id bigint not null,
  times integer not null check (times > 0),
  primary key (group_id, name, job_id)
);

-- A demand of a job of a group is not that of a job alone: the scheduler serves them apart.
alter table demands add column grouped boolean not null default false;
do $$
declare
  old text := (select conname from pg_constraint where conrelid = 'demands'::regclass and contype = 'u');
begin
  execute format('alter table demands drop constraint %I', old);
end $$;
alter table demands add constraint demands_once
  unique nulls not distinct (device_type, requested_device, requested_worker, tags, json, grouped);

-- A group whose last job was deleted.
create function delete_empty_groups() returns trigger language plpgsql as $$
begin
  delete from multinode_groups g where id in (select group_id from old_rows)
    and not exists (select from multinode_jobs m where m.group_id = g.id);
  return null;
end $$;
create trigger delete_empty_groups after delete on multinode_jobs referencing old table as old_rows
  for each statement execute function delete_empty_groups();

create function notify_multinode() returns trigger language plpgsql as $$
begin
  perform tell('multinode', array(select json_build_object('group', n.group_id)
    from (select distinct group_id from new_rows limit 21) n));
  return null;
end $$;
create trigger notify_new_messages after insert on multinode_messages referencing new table as new_rows
  for each statement execute function notify_multinode();
create trigger notify_messages after update on multinode_messages referencing new table as new_rows
  for each statement execute function notify_multinode();
create trigger notify_new_meetings after insert on multinode_meetings referencing new table as new_rows
  for each statement execute function notify_multinode();
create trigger notify_meetings after update on multinode_meetings referencing new table as new_rows
  for each statement execute function notify_multinode();
