-- SPDX-License-Identifier: Apache-2.0
-- A health check is a job definition, kept with its versions like templates; its name is the device type that the
-- dictionaries of its devices extend.
alter table text_versions drop constraint text_versions_kind_check;
alter table text_versions add constraint text_versions_kind_check
  check (kind in ('template', 'dictionary', 'health-check'));
