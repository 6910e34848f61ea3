-- SPDX-License-Identifier: Apache-2.0

-- Filters of jobs that somebody saved, of an account or of a group.
create table queries (
  id bigint generated always as identity primary key,
  user_id bigint not null references users on delete cascade,
  -- whose it is instead of the user's
  group_id bigint references groups on delete cascade,
  name text not null check (name <> ''),
  filter text not null,
  -- how LAVA writes it, when it was saved as such
  conditions text,
  description text not null,
  published boolean not null,
  changed timestamptz not null default now()
);
create unique index queries_of_user on queries (user_id, name) where group_id is null;
create unique index queries_of_group on queries (group_id, name) where group_id is not null;
create index queries_name on queries (name, id);
