-- SPDX-License-Identifier: Apache-2.0
-- Clients of LAVA name tags by numbers.
alter table tags add column id bigint generated always as identity unique;
