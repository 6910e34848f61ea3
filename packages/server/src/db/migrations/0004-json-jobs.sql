-- SPDX-License-Identifier: Apache-2.0
-- Jobs that were submitted as JSON of the first dispatcher, and devices that take none: `exclusive` in the dictionary.
alter table jobs add column json boolean not null default false;
alter table devices add column exclusive boolean not null default false;
update devices d set exclusive = true where (
  select v.text from text_versions v where v.kind = 'dictionary' and v.name = d.name order by v.version desc limit 1
) ~ '\{%[-+]?\s*set\s+exclusive\s*=\s*(''True''|"True")\s*[-+]?%\}';
