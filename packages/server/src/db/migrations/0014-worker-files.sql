-- SPDX-License-Identifier: Apache-2.0

-- Texts of a worker that its jobs get: LAVA's dispatcher.yaml, env.yaml and env-dut.yaml.
alter table text_versions drop constraint text_versions_kind_check;
alter table text_versions add constraint text_versions_kind_check
  check (kind in ('template', 'dictionary', 'health-check', 'worker-config', 'worker-env', 'worker-env-dut')) not valid;
