-- SPDX-License-Identifier: Apache-2.0

-- A group whose last job was deleted. Two that delete the last jobs at the same time come here one after the other: the second
-- sees what the first deleted, since each statement sees what was committed before it.
create or replace function delete_empty_groups() returns trigger language plpgsql as $$
begin
  perform from multinode_groups where id in (select group_id from old_rows) order by id for update;
  delete from multinode_groups g where id in (select group_id from old_rows)
    and not exists (select from multinode_jobs m where m.group_id = g.id);
  return null;
end $$;
