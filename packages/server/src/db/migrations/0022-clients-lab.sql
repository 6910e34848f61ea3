-- SPDX-License-Identifier: Apache-2.0

-- LAVA's clients tell a description that was never given from an empty one, and have the tags of a device in the order in
-- which it got them.
alter table device_types alter column description drop not null;
alter table devices alter column description drop not null;
alter table workers alter column description drop not null;
alter table tags alter column description drop not null;
alter table device_tags add column place bigint generated always as identity;
