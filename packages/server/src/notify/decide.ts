// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@lava/kit/log/logger.ts';
import type { DeliveryEvent } from '@lava/protocol/api/notifications.ts';
import type { Database, Queries } from '../db/database.ts';
import { fromNow } from '../db/now.ts';
import { dropOvertaken, insertDeliveries, type NewDelivery } from '../db/queries/deliveries.ts';
import { deleteNotice, type NotifyingJob, notifyingJob, takeNotice } from '../db/queries/notices.ts';
import { filledIn, hostOf, shownAddress } from './callback/address.ts';
import { isMet } from './criteria.ts';
import { callbacksOf, notifyOf } from './read-notify.ts';
import { mailRecipients } from './recipients.ts';
import { toldOf } from './told.ts';

/**
 * Makes what is to be sent out of each notice, and removes the notice, in one transaction: whichever process dies, each is
 * decided once. Returns how many there were.
 */
export async function decideAll(db: Database, log: Logger): Promise<number> {
  let count = 0;
  for (let after = 0; ; count++) {
    const taken: { id?: number } = {};
    try {
      await db.transaction(async (q) => {
        const notice = await takeNotice(q, after);
        taken.id = notice?.id;
        if (!notice) return;
        await decide(q, notice.job_id, notice.event);
        await deleteNotice(q, notice.id);
      });
    } catch (thrown) {
      if (taken.id === undefined) throw thrown;
      // It stays for the next time, and does not keep the others waiting.
      log.warn({ notice: taken.id, error: (thrown as Error).message }, 'a notification could not be decided');
    }
    if (taken.id === undefined) return count;
    after = taken.id;
  }
}

async function decide(q: Queries, id: number, event: DeliveryEvent): Promise<void> {
  const job = await notifyingJob(q, id);
  if (!job) return;
  if (event === 'finished') await dropOvertaken(q, id);
  await insertDeliveries(q, await deliveriesOf(q, job, event));
}

/** What the definition of the job asks for when this happens. */
async function deliveriesOf(q: Queries, job: NotifyingJob, event: DeliveryEvent): Promise<NewDelivery[]> {
  const notify = await notifyOf(job.definition);
  if (!notify || !(await isMet(q, job, notify, event))) return [];
  const told = toldOf(job, event);
  const callbacks = callbacksOf(notify).map(({ url }, place): NewDelivery => {
    const address = filledIn(url, told);
    const [target, host] = [shownAddress(address), hostOf(address)];
    return { job_id: job.id, event, kind: 'callback', place, target, host };
  });
  const mails = (await mailRecipients(q, job, notify)).map(
    (target, place): NewDelivery => ({
      ...{ job_id: job.id, event, kind: 'mail', place, target, host: '' },
      next_try: fromNow(TOGETHER),
    }),
  );
  return [...callbacks, ...mails];
}

/** Mails wait for others to the same address that come at the same time. Milliseconds. */
const TOGETHER = 3_000;
