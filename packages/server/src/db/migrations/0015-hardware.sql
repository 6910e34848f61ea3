-- SPDX-License-Identifier: Apache-2.0

-- What a board is, for people and for programs that list boards; nothing is decided by it.
alter table device_types
  add column architecture text,
  add column processor text,
  add column cpu_model text,
  add column bits integer,
  add column cores text[] not null default '{}',
  add column core_count integer;
alter table devices
  add column revision text,
  add column owner bigint references users on delete set null,
  add column owner_group bigint references groups on delete set null;
create index devices_owner on devices (owner);
create index devices_owner_group on devices (owner_group);
