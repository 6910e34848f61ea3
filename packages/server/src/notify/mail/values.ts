// SPDX-License-Identifier: Apache-2.0
import type { Message } from '../subscriptions/message.ts';
import { statusOf, type Told } from '../told.ts';
import type { MailFacts } from './text.ts';

/** Names in each list, so that a template has a bounded amount to go through. */
const MOST = 200;

/** What the template of a mail about one job knows; docs/how-to/notifications.md lists it. */
export function jobValues(facts: MailFacts, pages: string | undefined): Record<string, unknown> {
  const { verbosity, suites, failed, compared } = facts;
  return {
    job: jobOf(facts.job, pages),
    verbosity,
    suites: suites.slice(0, MOST).map(({ name, tests }) => ({ name, ...tests })),
    failed: failed.slice(0, MOST),
    compared: compared && {
      job: compared.previous.id,
      health: compared.previous.health,
      counts: compared.counts,
      changes: compared.items
        .filter(({ change }) => change !== 'same')
        .slice(0, MOST)
        .map(({ change, suite, set, name }) => ({
          change,
          case: [suite, set, name].filter(Boolean).join('/'),
        })),
    },
  };
}

/** About several jobs at a time. */
export function jobsValues(facts: readonly MailFacts[], pages: string | undefined): Record<string, unknown> {
  return { jobs: facts.map(({ job }) => jobOf(job, pages)) };
}

export function subscriptionValues({ subscription, jobs }: Message): Record<string, unknown> {
  return {
    subscription,
    jobs: jobs.map((job) => ({
      ...{ id: job.id, description: job.description, status: job.health, health: job.health, url: job.url },
      ...{
        submitter: job.submitter,
        device_type: job.deviceType,
        device: job.device,
        error: job.error?.message,
      },
      ...{ submitted: job.submitTime, started: job.startTime, ended: job.endTime },
    })),
  };
}

function jobOf(job: Told, pages: string | undefined) {
  return {
    ...{ id: job.id, description: job.description, status: statusOf(job).word, health: job.health },
    url: pages === undefined ? null : `${pages}/jobs/${job.id}`,
    ...{ submitter: job.username, device_type: job.device_type, device: job.device, error: job.error },
    ...{ submitted: timeOf(job.submit_time), started: timeOf(job.start_time), ended: timeOf(job.end_time) },
    metadata: job.metadata,
  };
}

const timeOf = (time: Date | null) => time?.toISOString() ?? null;
