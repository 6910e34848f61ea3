-- SPDX-License-Identifier: Apache-2.0

-- Where a master publishes LAVA's events over ZeroMQ; null: nowhere.
alter table processes
  add column events_port integer,
  add column events_curve boolean not null default false;
