-- SPDX-License-Identifier: Apache-2.0

-- SHA-256 of the token by which LAVA's lava-worker speaks over HTTP; null: the worker has a key, and the link of ours.
alter table workers add column token_hash bytea;

-- By which the dispatcher of such a worker sends what this run says. It is given to its worker again and again, and opens
-- nothing but this run.
alter table runs add column link_token text;
