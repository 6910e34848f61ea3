-- SPDX-License-Identifier: Apache-2.0

alter table deliveries validate constraint deliveries_kind_check, validate constraint deliveries_owner;
