-- SPDX-License-Identifier: Apache-2.0
-- The first schema. Texts that people edit are in text_versions with their history. Enumerations are text with a CHECK; a
-- test compares each with the list of the protocol. From the first installation on, migrations only go forward: see
-- docs/contributing/add-a-migration.md.

-- For the search in descriptions.
create extension if not exists pg_trgm;

-- People ----------------------------------------------------------------------------------------------------------

create table users (
  id bigint generated always as identity primary key,
  username text not null unique check (username <> ''),
  email text not null default '',
  -- scrypt, see accounts/password.ts; null: no sign-in by password
  password text,
  admin boolean not null default false,
  active boolean not null default true,
  -- from then on it can neither sign in nor use its tokens; null: never
  expires timestamptz,
  created timestamptz not null default now(),
  last_login timestamptz
);

-- A group that is deleted and made again has another id: what the old one was given stays lost.
create table groups (
  id bigint generated always as identity primary key,
  name text not null unique check (name <> '')
);

create table group_members (
  group_id bigint not null references groups on delete cascade,
  user_id bigint not null references users on delete cascade,
  primary key (group_id, user_id)
);
create index group_members_user on group_members (user_id);

-- hash: SHA-256 of the token; the token itself is shown once and kept nowhere
create table api_tokens (
  id bigint generated always as identity primary key,
  user_id bigint not null references users on delete cascade,
  hash bytea not null unique,
  description text not null default '',
  -- what of the account's rights it has; see rights/scope.ts
  scope text not null default 'all' check (scope in ('read', 'submit', 'all')),
  created timestamptz not null default now(),
  expires timestamptz not null,
  last_used timestamptz
);
create index api_tokens_user on api_tokens (user_id);

create table sessions (
  hash bytea primary key,
  id bigint generated always as identity unique,
  user_id bigint not null references users on delete cascade,
  agent text not null default '',
  created timestamptz not null default now(),
  last_used timestamptz not null default now(),
  expires timestamptz not null
);
create index sessions_expires on sessions (expires);
create index sessions_user on sessions (user_id);

-- The lab ---------------------------------------------------------------------------------------------------------

create table device_types (
  name text primary key check (name <> ''),
  description text not null default '',
  display boolean not null default true,
  created timestamptz not null default now()
);

create table aliases (
  name text primary key check (name <> ''),
  device_type text not null references device_types on delete cascade
);
create index aliases_type on aliases (device_type);

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
) with (fillfactor = 70);

-- Processes that came with a worker's key, so that two at a time are noticed, also when they link to different masters.
create table worker_instances (
  worker text not null references workers on delete cascade,
  -- chosen by the process, by chance
  instance text not null,
  host text not null,
  first_seen timestamptz not null default now(),
  last_seen timestamptz not null default now(),
  -- when it was heard first after a later one had come; a process that ended never is
  back_since timestamptz,
  -- an admin was told that this one and an earlier one have the same key
  told boolean not null default false,
  primary key (worker, instance)
) with (fillfactor = 70);

-- Whether it is free, reserved or running is not here: see holds.
create table devices (
  name text primary key check (name <> ''),
  device_type text not null references device_types,
  worker text references workers on delete set null,
  health text not null default 'maintenance'
    check (health in ('good', 'unknown', 'looping', 'bad', 'maintenance', 'retired')),
  -- Health before all devices of its worker, or of the lab, were taken offline in one action, or before its file vanished:
  -- the way back. Any other change of its health, or a move, forgets this.
  health_before text check (health_before in ('good', 'unknown', 'looping', 'bad', 'maintenance')),
  -- takes no JSON jobs; a fact of its dictionary
  exclusive boolean not null default false,
  -- `lava-server manage sync` keeps it as its file says; the others were added by hand and are left alone
  synced boolean not null default false,
  description text not null default '',
  created timestamptz not null default now()
);
create index devices_type on devices (device_type, name);
create index devices_worker on devices (worker);

create table device_tags (
  device text not null references devices on delete cascade,
  tag text not null references tags,
  primary key (device, tag)
);
create index device_tags_tag on device_tags (tag);

-- What users and groups were given: on one device type, device or worker, or with none of these on all of a kind. An object
-- on which nobody was given `view` is everybody's to see, and one without `submit` everybody's to use; see rights/grants.ts.
create table grants (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('device-type', 'device', 'worker')),
  device_type text references device_types on delete cascade,
  device text references devices on delete cascade,
  worker text references workers on delete cascade,
  permission text not null check (permission in ('view', 'submit', 'change', 'add', 'remove')),
  user_id bigint references users on delete cascade,
  -- A group that has something is not deleted: what only it could see would be open to everybody.
  group_id bigint references groups,
  created timestamptz not null default now(),
  constraint grants_holder check (num_nonnulls(user_id, group_id) = 1),
  constraint grants_object check (num_nonnulls(device_type, device, worker) <= 1
    and (device_type is null or kind = 'device-type') and (device is null or kind = 'device')
    and (worker is null or kind = 'worker')),
  constraint grants_of_all check (permission not in ('add', 'remove') or num_nonnulls(device_type, device, worker) = 0),
  constraint grants_submit check (permission <> 'submit' or kind <> 'worker'),
  constraint grants_once unique nulls not distinct (device_type, device, worker, kind, permission, user_id, group_id)
);
create index grants_device on grants (device) where device is not null;
create index grants_worker on grants (worker) where worker is not null;
create index grants_user on grants (user_id) where user_id is not null;
create index grants_group on grants (group_id) where group_id is not null;

-- Every version; an empty text means that it was removed. `name`: the device type of a template; the device of a
-- dictionary; the device type, or the base template that dictionaries extend, of a health check. Texts may exist before
-- what they are for, so there is no foreign key.
create table text_versions (
  kind text not null check (kind in ('template', 'dictionary', 'health-check')),
  name text not null,
  version integer not null check (version > 0),
  text text not null,
  author text not null,
  time timestamptz not null default now(),
  primary key (kind, name, version)
);

-- Keys that asked to join and were not let in, for the admin who waits for a new worker; the oldest are dropped.
create table unknown_keys (
  public_key text primary key,
  address text not null,
  -- known when it is the key of a retired worker or of a join token that expired
  worker text,
  first_seen timestamptz not null default now(),
  last_seen timestamptz not null default now(),
  attempts integer not null default 1
);
create index unknown_keys_last_seen on unknown_keys (last_seen);

-- Jobs: what was asked --------------------------------------------------------------------------------------------

-- A text is stored once, however many jobs have it. hash: SHA-256 of its UTF-8
create table job_definitions (
  hash bytea primary key,
  text text not null
);

-- What a job needs of a device. Jobs that need the same have the same number, so the scheduler looks at each need once.
create table demands (
  id bigint generated always as identity primary key,
  device_type text,
  requested_device text,
  requested_worker text,
  -- sorted
  tags text[] not null default '{}',
  -- written for the first dispatcher
  json boolean not null default false,
  unique nulls not distinct (device_type, requested_device, requested_worker, tags, json)
);

create table jobs (
  id bigint generated always as identity primary key,
  state text not null default 'submitted'
    check (state in ('submitted', 'scheduling', 'scheduled', 'running', 'canceling', 'finished')),
  health text not null default 'unknown' check (health in ('unknown', 'complete', 'incomplete', 'canceled')),
  priority integer not null default 50 check (priority between 0 and 100),
  submitter bigint not null references users,
  visibility text not null check (visibility in ('public', 'personal', 'group')),
  -- ids; one must be member of all of them. A group that is gone has no members.
  viewing_groups bigint[] not null default '{}',
  device_type text references device_types,
  demand_id bigint not null references demands,
  health_check boolean not null default false,
  -- seconds
  queue_timeout integer check (queue_timeout > 0),
  submit_time timestamptz not null default now(),
  -- when the queue timeout is over
  expires timestamptz,
  end_time timestamptz,
  -- the newest of its runs; null while it waits
  run_id bigint,
  cancel_reason text,
  error_code text,
  error_kind text,
  error_message text,
  constraint jobs_assigned check (state in ('submitted', 'finished') or run_id is not null),
  constraint jobs_finished check ((state = 'finished') = (health <> 'unknown')),
  constraint jobs_ended check ((state = 'finished') = (end_time is not null)),
  constraint jobs_viewers check (visibility <> 'group' or cardinality(viewing_groups) > 0)
) with (fillfactor = 80);
-- The queue, in the order in which it is served.
create index jobs_queue on jobs (demand_id, priority desc, submit_time, id) where state = 'submitted';
-- Each submitter's part of it, for devices that only some may use; an expression, so that lists keep to their own.
create index jobs_queue_of on jobs (demand_id, (0 + submitter), priority desc, submit_time, id) where state = 'submitted';
create index jobs_served on jobs ((-priority), submit_time, id) where state = 'submitted';
create index jobs_waiting on jobs (device_type, priority desc, submit_time, id) where state = 'submitted';
create index jobs_expires on jobs (expires) where state in ('submitted', 'scheduling');
-- Lists and counts, newest first; db/queries/job-lists.ts says why they differ from the primary key.
create index jobs_state on jobs (state, (-id));
create index jobs_health on jobs (health, (-id)) where state = 'finished';
create index jobs_type on jobs (device_type, (-id));
create index jobs_submitter on jobs (submitter, (-id));
create index jobs_submitter_active on jobs (submitter, state, (0 - id)) where state <> 'finished';
create index jobs_submitter_health on jobs (submitter, health, (0 - id)) where state = 'finished';
create index jobs_submit_time on jobs (submit_time);
-- Deletion by age.
create index jobs_ended on jobs (end_time, id) where state = 'finished';

-- What of a job never changes. Apart from what does: a job changes its state several times, and each change writes the row
-- anew, with an entry in nearly every index of the table.
create table job_requests (
  job_id bigint primary key references jobs on delete cascade,
  -- made by the submitting process, so that a submit whose commit was not confirmed can be repeated
  submission uuid not null unique,
  description text not null,
  -- what runs, and what was submitted; they differ for JSON jobs
  definition bytea not null references job_definitions,
  original_definition bytea not null references job_definitions,
  metadata jsonb not null default '{}',
  resubmitted_from bigint references jobs on delete set null
);
create index job_requests_description on job_requests using gin (description gin_trgm_ops);
-- Deletion: what refers to what is deleted.
create index job_requests_resubmitted_from on job_requests (resubmitted_from) where resubmitted_from is not null;
create index job_requests_definition on job_requests (definition);
create index job_requests_original_definition on job_requests (original_definition);

-- Runs: what was done ---------------------------------------------------------------------------------------------

-- One attempt at a job, on one device. Log, suites and results belong to the run.
create table runs (
  id bigint generated always as identity primary key,
  job_id bigint not null references jobs on delete cascade,
  attempt integer not null default 1 check (attempt > 0),
  device text not null references devices,
  worker text references workers on delete set null,
  -- not the start of the transaction, which may be before the end of the run that had the device
  schedule_time timestamptz not null default clock_timestamp(),
  start_time timestamptz,
  -- A worker that has not ended the run by then never will; its own limits come long before. Null until it is told to start.
  deadline timestamptz,
  -- By the server's clock: the device's first power on, and the last signal of the tests. With the other times they are the
  -- phases of the run.
  powered_time timestamptz,
  last_signal_time timestamptz,
  end_time timestamptz,
  -- records stored so far = number of the next one
  next_seq bigint not null default 0,
  -- from the worker's exit message: how many records there are, and how the job ended
  exit_records bigint,
  exit_status jsonb,
  unique (job_id, attempt)
) with (fillfactor = 50);
create index runs_active on runs (worker) where end_time is null;
create index runs_device on runs (device, job_id desc);
create index runs_worker on runs (worker);

-- Who has a device. Nothing has a device without a row here, and the key allows one row a device.
create table holds (
  device text primary key references devices on delete cascade,
  run_id bigint not null unique references runs on delete cascade,
  state text not null default 'reserved' check (state in ('reserved', 'running')),
  since timestamptz not null default clock_timestamp()
) with (fillfactor = 50);

-- Where the records from_seq … from_seq + count - 1 are in the files of the log.
create table log_chunks (
  run_id bigint not null references runs on delete cascade,
  from_seq bigint not null check (from_seq >= 0),
  count integer not null check (count > 0),
  file_offset bigint not null,
  -- bytes in the file, and of the lines in it
  length integer not null,
  raw_length integer not null,
  -- Which of the files, by names that no two processes can choose alike. file > 0: made by a compaction; file <= 0: grows, each
  -- writer has its own, so that one that stood still in the middle of a write cannot overwrite what another wrote since.
  file bigint not null default 0,
  primary key (run_id, from_seq)
) partition by range (run_id);
create index log_chunks_growing on log_chunks (run_id) where file <= 0;

create sequence suites_id_seq;
create table suites (
  run_id bigint not null references runs on delete cascade,
  id bigint not null default nextval('suites_id_seq'),
  name text not null,
  primary key (run_id, id),
  unique (run_id, name)
) partition by range (run_id);
alter sequence suites_id_seq owned by suites.id;
create index suites_id on suites (id);

-- One row a test case. record: number of the result line in the log, which makes a second insert of it harmless
create sequence results_id_seq;
create table results (
  run_id bigint not null references runs on delete cascade,
  record bigint not null,
  id bigint not null default nextval('results_id_seq'),
  suite_id bigint not null,
  set_name text,
  name text not null,
  result text not null check (result in ('pass', 'fail', 'skip', 'unknown')),
  measurement numeric,
  units text,
  reference text,
  start_record bigint,
  end_record bigint,
  -- by the worker's clock; null when its record gives no time
  logged timestamptz,
  metadata jsonb not null default '{}',
  primary key (run_id, record),
  foreign key (run_id, suite_id) references suites on delete cascade
) partition by range (run_id);
alter sequence results_id_seq owned by results.id;
create index results_id on results (id);
create index results_suite on results (run_id, suite_id);

-- History and processes -------------------------------------------------------------------------------------------

create sequence audit_log_id_seq;
create table audit_log (
  id bigint not null default nextval('audit_log_id_seq'),
  time timestamptz not null default now(),
  -- a user name, or the part of the server that acted by itself, in angle brackets
  actor text not null,
  object_kind text not null,
  object text not null,
  action text not null,
  old text,
  new text,
  reason text not null default '',
  primary key (id, time)
) partition by range (time);
alter sequence audit_log_id_seq owned by audit_log.id;
create index audit_log_kind on audit_log (object_kind, id desc);
create index audit_log_object on audit_log (object_kind, object, id desc);
create index audit_log_actor on audit_log (actor, id desc);
create index audit_log_time on audit_log (time);

-- Server processes, each with what it serves and what is wrong with it; a row whose `seen` is old is of one that died.
create table processes (
  id uuid primary key,
  host text not null,
  pid integer not null,
  roles text[] not null,
  version text not null,
  started timestamptz not null default now(),
  seen timestamptz not null default now(),
  http_port integer,
  control_port integer,
  log_port integer,
  -- [{code, message, since}]
  problems jsonb not null default '[]'
) with (fillfactor = 50);

-- The key pair of the worker link, the same for each process.
create table server_keys (
  kind text primary key check (kind in ('curve')),
  public_key text not null,
  secret_key text not null,
  created timestamptz not null default now()
);

-- Partitions ------------------------------------------------------------------------------------------------------

-- 100,000 runs, or a month of history, a partition: old ones are dropped, not searched. What fits none of them is in a
-- default partition. Called when the schema is made, and by the master, long before a partition is needed.
create table log_chunks_rest partition of log_chunks default;
create table suites_rest partition of suites default;
create table results_rest partition of results default;
create table audit_log_rest partition of audit_log default;

create function make_partition(parent text, suffix text, first text, next text) returns void language plpgsql as $$
begin
  if to_regclass(parent || '_' || suffix) is null then
    execute format('create table %I partition of %I for values from (%L) to (%L)', parent || '_' || suffix, parent, first,
      next);
  end if;
exception when check_violation then
  null; -- the default partition has rows of this range, which stay there
end $$;

create function make_partitions() returns void language plpgsql as $$
declare
  size constant bigint := 100000;
  newest bigint := (select coalesce(max(id), 0) from runs) / size;
  month timestamp;
  parent text;
begin
  for n in newest .. newest + 1 loop
    foreach parent in array array['log_chunks', 'suites', 'results'] loop
      perform make_partition(parent, n::text, (n * size)::text, ((n + 1) * size)::text);
    end loop;
  end loop;
  for n in 0 .. 2 loop
    month := date_trunc('month', now() at time zone 'utc') + make_interval(months => n);
    perform make_partition('audit_log', to_char(month, 'YYYYMM'), month::text || '+00',
      (month + interval '1 month')::text || '+00');
  end loop;
end $$;
select make_partitions();

-- Notifications ---------------------------------------------------------------------------------------------------

-- One channel, `lava`, tells every process what changed: one notification a statement, {"on", "of": [...]}, or
-- {"on": "many", "of": kind} when it is about more than 20 objects. Only a hint: the truth is in the tables.
create function tell(kind text, items json[]) returns void language plpgsql as $$
declare
  message text := json_build_object('on', kind, 'of', to_json(items))::text;
begin
  if coalesce(cardinality(items), 0) = 0 then return; end if;
  if cardinality(items) > 20 or octet_length(message) > 7000 then
    message := json_build_object('on', 'many', 'of', kind)::text;
  end if;
  perform pg_notify('lava', message);
end $$;

create function notify_new_jobs() returns trigger language plpgsql as $$
begin
  perform tell('job', array(select json_build_object('id', n.id, 'state', n.state, 'was', null, 'worker', null)
    from new_rows n limit 21));
  return null;
end $$;
create trigger jobs_inserted after insert on jobs referencing new table as new_rows
  for each statement execute function notify_new_jobs();

create function notify_jobs() returns trigger language plpgsql as $$
begin
  perform tell('job', array(select json_build_object('id', n.id, 'state', n.state, 'was', o.state, 'worker', r.worker)
    from new_rows n join old_rows o on o.id = n.id left join runs r on r.id = n.run_id
    where (n.state, n.health, n.priority, n.cancel_reason, n.run_id)
      is distinct from (o.state, o.health, o.priority, o.cancel_reason, o.run_id) limit 21));
  return null;
end $$;
create trigger jobs_updated after update on jobs referencing old table as old_rows new table as new_rows
  for each statement execute function notify_jobs();

create function notify_runs() returns trigger language plpgsql as $$
begin
  -- Of records all are told, 200 jobs a notification: a page that follows a log must not read it again for others.
  perform pg_notify('lava', json_build_object('on', 'records', 'of', json_agg(json_build_array(p.job_id, p.next_seq)))::text)
    from (select n.job_id, n.next_seq, (row_number() over () - 1) / 200 as part
      from new_rows n join old_rows o on o.id = n.id where n.next_seq <> o.next_seq) p group by p.part;
  perform tell('job', array(select json_build_object('id', j.id, 'state', j.state, 'was', j.state, 'worker', n.worker)
    from new_rows n join old_rows o on o.id = n.id join jobs j on j.run_id = n.id and j.id = n.job_id
    where (n.start_time, n.exit_records, n.worker) is distinct from (o.start_time, o.exit_records, o.worker) limit 21));
  return null;
end $$;
create trigger runs_updated after update on runs referencing old table as old_rows new table as new_rows
  for each statement execute function notify_runs();

create function notify_new_holds() returns trigger language plpgsql as $$
begin
  perform tell('device', array(select json_build_object('name', device, 'state', state) from new_rows limit 21));
  return null;
end $$;
create trigger holds_inserted after insert on holds referencing new table as new_rows
  for each statement execute function notify_new_holds();
create trigger holds_updated after update on holds referencing new table as new_rows
  for each statement execute function notify_new_holds();

create function notify_old_holds() returns trigger language plpgsql as $$
begin
  perform tell('device', array(select json_build_object('name', device, 'state', 'idle') from old_rows limit 21));
  return null;
end $$;
create trigger holds_deleted after delete on holds referencing old table as old_rows
  for each statement execute function notify_old_holds();

create function notify_new_devices() returns trigger language plpgsql as $$
begin
  perform tell('device', array(select json_build_object('name', n.name, 'state', coalesce(h.state, 'idle'))
    from new_rows n left join holds h on h.device = n.name limit 21));
  return null;
end $$;
create trigger devices_inserted after insert on devices referencing new table as new_rows
  for each statement execute function notify_new_devices();

create function notify_devices() returns trigger language plpgsql as $$
begin
  perform tell('device', array(select json_build_object('name', n.name, 'state', coalesce(h.state, 'idle'))
    from new_rows n join old_rows o on o.name = n.name left join holds h on h.device = n.name
    where n is distinct from o limit 21));
  return null;
end $$;
create trigger devices_updated after update on devices referencing old table as old_rows new table as new_rows
  for each statement execute function notify_devices();

create function notify_old_devices() returns trigger language plpgsql as $$
begin
  perform tell('device', array(select json_build_object('name', name, 'state', null) from old_rows limit 21));
  return null;
end $$;
create trigger devices_deleted after delete on devices referencing old table as old_rows
  for each statement execute function notify_old_devices();

create function notify_tags() returns trigger language plpgsql as $$
begin
  perform tell('device', array(select distinct on (t.device) json_build_object('name', d.name,
    'state', coalesce(h.state, 'idle')) from changed t join devices d on d.name = t.device
    left join holds h on h.device = d.name limit 21));
  return null;
end $$;
create trigger device_tags_inserted after insert on device_tags referencing new table as changed
  for each statement execute function notify_tags();
create trigger device_tags_deleted after delete on device_tags referencing old table as changed
  for each statement execute function notify_tags();

-- keys: whether it concerns whom the gateway lets in
create function notify_new_workers() returns trigger language plpgsql as $$
begin
  perform tell('worker', array(select json_build_object('name', name, 'keys', keys)
    from changed, (values (false), (true)) k (keys) limit 21));
  return null;
end $$;
create trigger workers_inserted after insert on workers referencing new table as changed
  for each statement execute function notify_new_workers();
create trigger workers_deleted after delete on workers referencing old table as changed
  for each statement execute function notify_new_workers();

create function notify_workers() returns trigger language plpgsql as $$
begin
  perform tell('worker', array(select json_build_object('name', n.name, 'keys', k.keys)
    from new_rows n join old_rows o on o.name = n.name, lateral (
      select false as keys where (n.state, n.health, n.job_limit, n.description, n.version)
        is distinct from (o.state, o.health, o.job_limit, o.description, o.version)
      union all select true where (n.public_key, n.join_key, n.join_expires, n.health)
        is distinct from (o.public_key, o.join_key, o.join_expires, o.health)) k limit 21));
  return null;
end $$;
create trigger workers_updated after update on workers referencing old table as old_rows new table as new_rows
  for each statement execute function notify_workers();

create function notify_device_types() returns trigger language plpgsql as $$
begin
  perform tell('device-type', array(select json_build_object('name', name) from changed limit 21));
  return null;
end $$;
create trigger device_types_inserted after insert on device_types referencing new table as changed
  for each statement execute function notify_device_types();
create trigger device_types_updated after update on device_types referencing new table as changed
  for each statement execute function notify_device_types();
create trigger device_types_deleted after delete on device_types referencing old table as changed
  for each statement execute function notify_device_types();

-- Who may see and use what: lists and the queue look different afterwards.
create function notify_grants() returns trigger language plpgsql as $$
begin
  if exists (select from changed where kind = 'device-type') then
    perform tell('device-type', array(select json_build_object('name', coalesce(device_type, ''))
      from changed where kind = 'device-type' limit 21));
  end if;
  if exists (select from changed where kind = 'device') then
    perform tell('device', array(select json_build_object('name', coalesce(c.device, ''), 'state', coalesce(h.state, 'idle'))
      from changed c left join holds h on h.device = c.device where c.kind = 'device' limit 21));
  end if;
  if exists (select from changed where kind = 'worker') then
    perform tell('worker', array(select json_build_object('name', coalesce(worker, ''), 'keys', false)
      from changed where kind = 'worker' limit 21));
  end if;
  return null;
end $$;
create trigger grants_inserted after insert on grants referencing new table as changed
  for each statement execute function notify_grants();
create trigger grants_deleted after delete on grants referencing old table as changed
  for each statement execute function notify_grants();

-- Members of a group that was given something may see and use more, or less, than before.
create function notify_members() returns trigger language plpgsql as $$
begin
  if exists (select from changed c join grants g on g.group_id = c.group_id) then
    perform tell(kind, array[json_build_object('name', '', 'state', 'idle', 'keys', false)])
      from unnest(array['device-type', 'device', 'worker']) kind;
  end if;
  return null;
end $$;
create trigger group_members_inserted after insert on group_members referencing new table as changed
  for each statement execute function notify_members();
create trigger group_members_deleted after delete on group_members referencing old table as changed
  for each statement execute function notify_members();
