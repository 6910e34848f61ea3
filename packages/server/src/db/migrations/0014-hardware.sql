create index devices_owner on devices (owner);
create index devices_owner_group on devices (owner_group);
