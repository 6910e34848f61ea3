-- SPDX-License-Identifier: Apache-2.0

-- Who is told of jobs that end and fit a filter. Secrets are sent, or sign what is sent, so they cannot be hashes.
create table subscriptions (
  id bigint generated always as identity primary key,
  user_id bigint not null references users on delete cascade,
  -- whose it is instead of the user's
  group_id bigint references groups on delete cascade,
  name text not null check (name <> ''),
  filter text not null,
  kind text not null check (kind in ('mail', 'webhook', 'slack', 'mattermost', 'teams', 'matrix')),
  url text,
  room text,
  secret text,
  -- least time between two messages, seconds
  every integer not null check (every >= 0),
  created timestamptz not null default now()
);
create index subscriptions_user on subscriptions (user_id);
create index subscriptions_group on subscriptions (group_id);

-- Jobs that ended, and of which subscriptions were not told yet. No foreign key: a job that is removed waits for nobody here.
create table ended_jobs (job_id bigint primary key);

create or replace function note_jobs() returns trigger language plpgsql as $$
begin
  insert into notices (job_id, event) select n.id, n.state from new_rows n join old_rows o on o.id = n.id
    where n.notifies and n.state in ('running', 'finished') and n.state <> o.state
    order by n.id on conflict do nothing;
  insert into ended_jobs (job_id) select n.id from new_rows n join old_rows o on o.id = n.id
    where n.state = 'finished' and o.state <> 'finished' and exists (select from subscriptions)
    order by n.id on conflict do nothing;
  return null;
end $$;

-- A message of a subscription is about many jobs, which may be gone when somebody looks.
alter table deliveries
  alter column job_id drop not null,
  add column subscription bigint references subscriptions on delete cascade,
  add column jobs bigint[] not null default '{}',
  drop constraint deliveries_kind_check,
  add constraint deliveries_kind_check
    check (kind in ('callback', 'mail', 'webhook', 'slack', 'mattermost', 'teams', 'matrix')) not valid,
  add constraint deliveries_owner check (num_nonnulls(job_id, subscription) = 1) not valid;
create index deliveries_subscription on deliveries (subscription, id) where subscription is not null;
create index deliveries_due on deliveries (next_try, id)
  where state = 'waiting' and (kind <> 'mail' or subscription is not null);
