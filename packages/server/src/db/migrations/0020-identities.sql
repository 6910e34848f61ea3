-- SPDX-License-Identifier: Apache-2.0

-- Who an account is where its owner signs in besides here.
create table identities (
  user_id bigint not null references users on delete cascade,
  provider text not null check (provider in ('ldap', 'oidc')),
  -- what never changes there and is given to nobody else
  subject text not null,
  primary key (user_id, provider),
  unique (provider, subject)
);
