-- SPDX-License-Identifier: Apache-2.0

-- Counts changes, so that a writer who saw an older one learns of it; that of fair share counts those of weights and caps too.
alter table queries add column version integer not null default 1 check (version > 0);
alter table fair_share add column version integer not null default 0 check (version >= 0);
