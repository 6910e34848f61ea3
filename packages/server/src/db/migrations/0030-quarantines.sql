-- SPDX-License-Identifier: Apache-2.0

-- Runs before count no more against a board: it was repaired, or has come back from quarantine.
alter table devices add column ledger_since timestamptz;

-- Boards that run health checks, and nothing else, until they have passed enough of them; the device is looping meanwhile.
create table quarantines (
  device text primary key references devices on delete cascade,
  since timestamptz not null default now(),
  reason text not null,
  passed integer not null default 0,
  -- health checks in a row that it must pass
  rounds integer not null check (rounds > 0)
);

-- Workers on which many boards fail at the same time.
create table suspect_workers (
  worker text primary key references workers on delete cascade,
  since timestamptz not null default now(),
  reason text not null
);
