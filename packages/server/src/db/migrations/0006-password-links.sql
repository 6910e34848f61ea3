-- SPDX-License-Identifier: Apache-2.0

-- A link by which the owner of an account sets a password, once. A new one replaces it.
create table password_links (
  user_id bigint primary key references users on delete cascade,
  -- SHA-256 of the secret in the link
  hash bytea not null unique,
  expires timestamptz not null
);
