-- SPDX-License-Identifier: Apache-2.0
-- The first schema. Names of things are their keys; texts that people edit live in text_versions with history.

create table users (
  id bigint generated always as identity primary key,
  username text not null unique check (username <> ''),
  email text not null default '',
  -- scrypt, see accounts/password.ts; null: no login by password
  password text,
  admin boolean not null default false,
  active boolean not null default true,
  created timestamptz not null default now(),
  last_login timestamptz
);

create table groups (
  name text primary key check (name <> '')
);

create table group_members (
  group_name text not null references groups on update cascade on delete cascade,
  user_id bigint not null references users on delete cascade,
  primary key (group_name, user_id)
);
create index group_members_user on group_members (user_id);

-- hash: SHA-256 of the token; the token itself is shown once and kept nowhere
create table api_tokens (
  id bigint generated always as identity primary key,
  user_id bigint not null references users on delete cascade,
  hash bytea not null unique,
  description text not null default '',
  created timestamptz not null default now(),
  last_used timestamptz
);
create index api_tokens_user on api_tokens (user_id);

create table sessions (
  hash bytea primary key,
  user_id bigint not null references users on delete cascade,
  created timestamptz not null default now(),
  expires timestamptz not null
);
create index sessions_expires on sessions (expires);

create table device_types (
  name text primary key check (name <> ''),
  description text not null default '',
  display boolean not null default true,
  created timestamptz not null default now()
);

create table aliases (
  name text primary key check (name <> ''),
  device_type text not null references device_types on update cascade on delete cascade
);

create table tags (
  name text primary key check (name <> ''),
  description text not null default ''
);

create table workers (
  name text primary key check (name <> ''),
  description text not null default '',
  state text not null default 'offline' check (state in ('online', 'offline')),
  health text not null default 'active' check (health in ('active', 'maintenance', 'retired')),
  -- most jobs at once, 0: unlimited
  job_limit integer not null default 0 check (job_limit >= 0),
  version text,
  arch text,
  last_seen timestamptz,
  -- CURVE public keys in z85: the permanent one, and that of the join token while it is valid
  public_key text unique,
  join_key text unique,
  join_expires timestamptz,
  created timestamptz not null default now()
);

create table devices (
  name text primary key check (name <> ''),
  device_type text not null references device_types on update cascade,
  worker text references workers on update cascade on delete set null,
  state text not null default 'idle' check (state in ('idle', 'reserved', 'running')),
  health text not null default 'maintenance'
    check (health in ('good', 'unknown', 'looping', 'bad', 'maintenance', 'retired')),
  description text not null default '',
  created timestamptz not null default now()
);
create index devices_type on devices (device_type);
create index devices_worker on devices (worker);

create table device_tags (
  device text not null references devices on update cascade on delete cascade,
  tag text not null references tags on update cascade,
  primary key (device, tag)
);

-- Templates and dictionaries, every version; an empty text means that it was removed.
create table text_versions (
  kind text not null check (kind in ('template', 'dictionary')),
  name text not null,
  version integer not null check (version > 0),
  text text not null,
  author text not null,
  time timestamptz not null default now(),
  primary key (kind, name, version)
);

create table jobs (
  id bigint generated always as identity primary key,
  -- made by the submitting process, so that a submit whose commit was not confirmed can be repeated
  submission uuid not null unique,
  description text not null,
  state text not null default 'submitted'
    check (state in ('submitted', 'scheduling', 'scheduled', 'running', 'canceling', 'finished')),
  health text not null default 'unknown' check (health in ('unknown', 'complete', 'incomplete', 'canceled')),
  priority integer not null default 50 check (priority between 0 and 100),
  submitter bigint not null references users,
  visibility text not null check (visibility in ('public', 'personal', 'group')),
  -- must be member of all of them
  viewing_groups text[] not null default '{}',
  device_type text references device_types on update cascade,
  requested_device text references devices on update cascade,
  requested_worker text references workers on update cascade on delete set null,
  tags text[] not null default '{}',
  health_check boolean not null default false,
  definition text not null,
  original_definition text not null,
  metadata jsonb not null default '{}',
  -- seconds
  queue_timeout integer check (queue_timeout > 0),
  -- reasons why it waits, most important first
  waiting text[] not null default '{}',
  device text references devices on update cascade,
  worker text references workers on update cascade on delete set null,
  submit_time timestamptz not null default now(),
  schedule_time timestamptz,
  start_time timestamptz,
  end_time timestamptz,
  cancel_reason text,
  error_code text,
  error_kind text,
  error_message text,
  resubmitted_from bigint references jobs,
  -- records stored so far = number of the next one
  next_seq bigint not null default 0,
  -- from the worker's exit message: how many records there are, and how the job ended
  exit_records bigint,
  exit_status jsonb,
  constraint jobs_assigned check (state in ('submitted', 'finished') or device is not null),
  constraint jobs_finished check ((state = 'finished') = (health <> 'unknown')),
  constraint jobs_ended check ((state = 'finished') = (end_time is not null))
);
create unique index jobs_one_per_device on jobs (device) where state <> 'finished' and device is not null;
create index jobs_queue on jobs (device_type, priority desc, submit_time, id) where state = 'submitted';
create index jobs_worker_active on jobs (worker) where state in ('scheduled', 'running', 'canceling');
create index jobs_device on jobs (device, id desc);
create index jobs_type on jobs (device_type, id desc);
create index jobs_submitter on jobs (submitter, id desc);
create index jobs_state on jobs (state, id desc) where state <> 'finished';

-- Where the records from_seq … from_seq + count - 1 lie in the job's log file.
create table log_chunks (
  job_id bigint not null references jobs on delete cascade,
  from_seq bigint not null check (from_seq >= 0),
  count integer not null check (count > 0),
  file_offset bigint not null,
  -- bytes in the file, and of the lines in it
  length integer not null,
  raw_length integer not null,
  primary key (job_id, from_seq)
);

-- record: number of the result line in the job's log, which makes a second insert of it harmless
create table results (
  job_id bigint not null references jobs on delete cascade,
  record bigint not null,
  suite text not null,
  set_name text,
  name text not null,
  result text not null check (result in ('pass', 'fail', 'skip', 'unknown')),
  measurement double precision,
  units text,
  reference text,
  start_record bigint,
  end_record bigint,
  metadata jsonb not null default '{}',
  primary key (job_id, record)
);

create table audit_log (
  id bigint generated always as identity primary key,
  time timestamptz not null default now(),
  -- who: a user name, or the part of the server that acted by itself, in angle brackets
  actor text not null,
  object_kind text not null,
  object text not null,
  action text not null,
  old text,
  new text,
  reason text not null default ''
);
create index audit_log_object on audit_log (object_kind, object, id desc);

-- One channel, `lava`, tells every process what changed. Only a hint: whoever needs the truth reads the tables.
create function notify_job() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.next_seq is distinct from old.next_seq then
    perform pg_notify('lava', json_build_object('on', 'records', 'id', new.id, 'next', new.next_seq)::text);
  end if;
  if tg_op = 'INSERT' or new.state is distinct from old.state or new.health is distinct from old.health
     or new.priority is distinct from old.priority or new.waiting is distinct from old.waiting
     or new.exit_records is distinct from old.exit_records or new.cancel_reason is distinct from old.cancel_reason then
    perform pg_notify('lava', json_build_object('on', 'job', 'id', new.id, 'state', new.state,
      'was', case when tg_op = 'UPDATE' then old.state end, 'worker', new.worker)::text);
  end if;
  return null;
end $$;
create trigger jobs_notify after insert or update on jobs for each row execute function notify_job();

create function notify_device() returns trigger language plpgsql as $$
begin
  if tg_op <> 'UPDATE' or new is distinct from old then
    perform pg_notify('lava', json_build_object('on', 'device', 'name', coalesce(new.name, old.name),
      'state', new.state)::text);
  end if;
  return null;
end $$;
create trigger devices_notify after insert or update or delete on devices
  for each row execute function notify_device();

create function notify_worker() returns trigger language plpgsql as $$
begin
  if tg_op <> 'UPDATE' or (new.state, new.health, new.job_limit, new.description, new.version)
     is distinct from (old.state, old.health, old.job_limit, old.description, old.version) then
    perform pg_notify('lava', json_build_object('on', 'worker', 'name', coalesce(new.name, old.name),
      'keys', false)::text);
  end if;
  if tg_op <> 'UPDATE' or (new.public_key, new.join_key, new.join_expires, new.health)
     is distinct from (old.public_key, old.join_key, old.join_expires, old.health) then
    perform pg_notify('lava', json_build_object('on', 'worker', 'name', coalesce(new.name, old.name),
      'keys', true)::text);
  end if;
  return null;
end $$;
create trigger workers_notify after insert or update or delete on workers
  for each row execute function notify_worker();

create function notify_device_type() returns trigger language plpgsql as $$
begin
  perform pg_notify('lava', json_build_object('on', 'device-type', 'name', coalesce(new.name, old.name))::text);
  return null;
end $$;
create trigger device_types_notify after insert or update or delete on device_types
  for each row execute function notify_device_type();
