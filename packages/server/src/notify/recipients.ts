// SPDX-License-Identifier: Apache-2.0
import type { Notify } from '@lava/protocol/job/notify.ts';
import type { Queries } from '../db/database.ts';
import { ownerOf } from '../db/queries/devices.ts';
import type { NotifyingJob } from '../db/queries/notices.ts';
import { getUser } from '../db/queries/users.ts';
import { callbacksOf } from './read-notify.ts';

/** As LAVA calls the account that the device belongs to; nobody where it has no owner, or a group. */
const DEVICE_OWNER = '{LAVA_DEVICE_OWNER}';

/** Who gets a mail: addresses, each once; of an account without one, its name, which nothing can be sent to. */
export async function mailRecipients(q: Queries, job: NotifyingJob, notify: Notify): Promise<string[]> {
  const { recipients = [] } = notify;
  if (recipients.length === 0 && callbacksOf(notify).length === 0) return job.email === '' ? [] : [job.email];
  const found = new Set<string>();
  for (const { to } of recipients) {
    if (to.method !== 'email') continue;
    if (to.email !== undefined) found.add(to.email);
    else if (to.user === DEVICE_OWNER) {
      const owner = job.device === null ? undefined : await ownerOf(q, job.device);
      if (owner !== undefined) found.add((await emailOf(q, owner)) || owner);
    } else if (to.user !== undefined) found.add((await emailOf(q, to.user)) || to.user);
  }
  return [...found];
}

async function emailOf(q: Queries, username: string): Promise<string> {
  const user = await getUser(q, username);
  return user?.active ? user.email : '';
}
