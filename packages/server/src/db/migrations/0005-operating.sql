-- SPDX-License-Identifier: Apache-2.0
-- Health of a device before all devices of its worker, or of the lab, were taken offline at once, or before its file vanished:
-- the way back. Whatever else changes its health, or moves it, forgets this.
alter table devices add column health_before text
  check (health_before in ('good', 'unknown', 'looping', 'bad', 'maintenance'));
-- Devices that `lava-server manage sync` keeps as their files say; those entered by hand it leaves alone.
alter table devices add column synced boolean not null default false;
