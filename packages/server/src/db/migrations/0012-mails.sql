-- SPDX-License-Identifier: Apache-2.0

-- To whom a mail went lately, so that many do not follow.
create index deliveries_mailed on deliveries (target, ended) where kind = 'mail' and state = 'delivered';
