-- SPDX-License-Identifier: Apache-2.0

-- Who may type at a console of a running job now. Whoever has it says again and again that he is there; after `until`
-- anybody may have it.
create table console_keyboards (
  job_id bigint not null references jobs on delete cascade,
  console text not null check (length(console) <= 200),
  -- the connection that has it
  holder uuid not null,
  user_id bigint not null references users on delete cascade,
  until timestamptz not null,
  primary key (job_id, console)
);
create index on console_keyboards (user_id);
create index on console_keyboards (until);
