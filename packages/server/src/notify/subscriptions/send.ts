// SPDX-License-Identifier: Apache-2.0
import { JobQuery } from '@lava/protocol/api/jobs.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Database } from '../../db/database.ts';
import type { DeliveryRow } from '../../db/queries/deliveries.ts';
import { jobsAmong } from '../../db/queries/job-lists.ts';
import { getSubscription, type SubscriptionRow } from '../../db/queries/subscriptions.ts';
import { getUser } from '../../db/queries/users.ts';
import { toPlainJob } from '../../jobs/view.ts';
import type { MailTemplates } from '../mail/templates.ts';
import type { Mailer } from '../mail/transport.ts';
import { subscriptionValues } from '../mail/values.ts';
import { type Outcome, outcomeOf } from '../outcome.ts';
import type { Allowed } from '../send/addresses.ts';
import { send } from '../send/request.ts';
import { requestOf } from './forms.ts';
import { type Message, mailOf } from './message.ts';
import { ownersOf, viewpointOf } from './viewpoint.ts';

interface From {
  db: Database;
  allowed: Allowed;
  mailer: Mailer;
  templates: MailTemplates | undefined;
  /** Address of the server's pages. */
  pages: string | undefined;
}

/** One attempt at a message of a subscription. @throws Error when there was no answer; LavaError when another attempt is pointless */
export async function sendMessage(
  from: From,
  row: DeliveryRow & { subscription: number },
  stop: AbortSignal,
): Promise<Outcome> {
  const subscription = await from.db.run((q) => getSubscription(q, row.subscription));
  if (!subscription) throw new LavaError('not-found', 'the subscription is gone');
  const message = await messageOf(from, subscription, row);
  const { kind } = subscription;
  if (kind === 'mail') return sendMail(from, row.target, message);
  return outcomeOf(await send(requestOf(kind, subscription, message), from.allowed, stop), row.attempts);
}

/** What of its jobs its owner may see now. */
async function messageOf(
  { db, pages }: From,
  subscription: SubscriptionRow,
  { id, created, jobs }: DeliveryRow,
): Promise<Message> {
  const rows = await db.run(async (q) => {
    const reader = viewpointOf(subscription, await ownersOf(q, [subscription]));
    return reader ? jobsAmong(q, reader, JobQuery.parse({}), jobs) : [];
  });
  if (rows.length === 0)
    throw new LavaError('not-found', 'its jobs are gone, or its owner may not see them any more');
  const base = pages?.replace(/\/+$/, '');
  return {
    ...{ id, created },
    subscription: { id: subscription.id, name: subscription.name, filter: subscription.filter },
    jobs: rows.map((row) => ({
      ...toPlainJob(row),
      url: base === undefined ? null : `${base}/jobs/${row.id}`,
    })),
  };
}

async function sendMail(
  { db, mailer, templates }: From,
  username: string,
  message: Message,
): Promise<Outcome> {
  if (!mailer)
    throw new LavaError('request-invalid', 'this server sends no mail: its setting smtp_host is not set');
  const user = await db.run((q) => getUser(q, username));
  if (!user?.active || !user.email.includes('@'))
    throw new LavaError('request-invalid', `the account ${username} has no mail address`);
  const builtIn = () => mailOf(message);
  const words = templates?.words('subscription', () => subscriptionValues(message), builtIn) ?? builtIn();
  const answer = await mailer({ to: user.email, ...words });
  return { delivered: true, status: null, answer: answer.slice(0, 1_024), error: null };
}
