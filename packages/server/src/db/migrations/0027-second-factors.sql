-- SPDX-License-Identifier: Apache-2.0

-- Second factors of accounts: codes that an app makes of a secret and the time (TOTP). The server makes the same codes, so the
-- secret cannot be a hash.
create table second_factors (
  user_id bigint primary key references users on delete cascade,
  -- null: none was confirmed yet
  secret bytea,
  since timestamptz,
  -- of the last code that was taken: neither that code nor one before it counts again
  step bigint not null default 0,
  -- what a set-up has shown, and until when a code of it confirms it
  pending bytea,
  pending_until timestamptz,
  -- wrong codes since the last right one, and when the next may be tried
  wrong integer not null default 0,
  next_try timestamptz not null default now(),
  check ((secret is null) = (since is null)),
  check ((pending is null) = (pending_until is null))
);

-- For somebody who has lost the app; each counts once.
create table recovery_codes (
  user_id bigint not null references second_factors on delete cascade,
  hash bytea not null,
  primary key (user_id, hash)
);
