-- SPDX-License-Identifier: Apache-2.0

-- Whether the job's definition says who is notified about it.
alter table jobs add column notifies boolean not null default false;

-- A job that started or ended, and whose notifications are not decided yet. Written by the transaction of the change itself.
create table notices (
  id bigint generated always as identity primary key,
  job_id bigint not null references jobs on delete cascade,
  event text not null check (event in ('running', 'finished')),
  unique (job_id, event)
);

create function note_jobs() returns trigger language plpgsql as $$
begin
  insert into notices (job_id, event) select n.id, n.state from new_rows n join old_rows o on o.id = n.id
    where n.notifies and n.state in ('running', 'finished') and n.state <> o.state
    order by n.id on conflict do nothing;
  return null;
end $$;
create trigger jobs_noted after update on jobs referencing old table as old_rows new table as new_rows
  for each statement execute function note_jobs();

-- What is sent, and what became of it. What it says and its secrets are not here: they are read from the job when it is sent.
create table deliveries (
  id bigint generated always as identity primary key,
  job_id bigint not null references jobs on delete cascade,
  event text not null check (event in ('running', 'finished')),
  kind text not null check (kind in ('callback', 'mail')),
  -- its number in the list that the job has of this kind
  place integer not null check (place >= 0),
  -- where to, as its owner may see it; `host` is who must not be asked too much at a time
  target text not null,
  host text not null,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
  attempts integer not null default 0 check (attempts >= 0),
  -- While it is being sent: when another process may take it to be forgotten.
  next_try timestamptz not null default now(),
  created timestamptz not null default now(),
  ended timestamptz,
  -- of the last attempt: HTTP status, the beginning of the answer, what went wrong
  status integer,
  answer text not null default '',
  error text,
  unique (job_id, event, kind, place),
  check ((state = 'waiting') = (ended is null))
) with (fillfactor = 70);
create index deliveries_waiting on deliveries (kind, next_try, id) where state = 'waiting';

-- Secrets of a user by name, for callbacks and downloads of the user's jobs. Sent as they are, so they cannot be hashes.
create table artifact_tokens (
  user_id bigint not null references users on delete cascade,
  name text not null check (name <> ''),
  token text not null,
  created timestamptz not null default now(),
  primary key (user_id, name)
);
