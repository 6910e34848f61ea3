-- SPDX-License-Identifier: Apache-2.0

-- Jobs whose boards are held for people if they fail: as their definitions say, or as somebody asked while they ran.
create table failure_holds (
  job_id bigint primary key references jobs on delete cascade,
  -- 0: not held, whatever the definition says
  seconds integer not null check (seconds >= 0),
  -- who gets the board
  holder bigint not null references users,
  -- counts what was asked while the job ran; 0: as its definition says, which its dispatcher knows
  number integer not null default 0
);
create index failure_holds_holder on failure_holds (holder);

-- The worker of the job is to know.
create function notify_failure_holds() returns trigger language plpgsql as $$
begin
  perform tell('job', array(select json_build_object('id', j.id, 'state', j.state, 'was', j.state, 'worker', r.worker)
    from new_rows n join jobs j on j.id = n.job_id join runs r on r.id = j.run_id limit 21));
  return null;
end $$;
create trigger failure_holds_asked after insert on failure_holds referencing new table as new_rows
  for each statement execute function notify_failure_holds();
create trigger failure_holds_changed after update on failure_holds referencing new table as new_rows
  for each statement execute function notify_failure_holds();
