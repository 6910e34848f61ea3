// SPDX-License-Identifier: Apache-2.0
import { JOB_STATES } from '@lava/protocol/api/jobs.ts';
import { DEVICE_HEALTHS, DEVICE_STATES, WORKER_HEALTHS, WORKER_STATES } from '@lava/protocol/api/lab.ts';
import {
  DEVICE_EVENTS,
  healthAfterInvalidConfiguration,
  healthAfterJob,
  healthAfterWorker,
  nextDeviceState,
} from '@lava/server/domain/device.ts';
import { JOB_EVENTS, nextJob } from '@lava/server/domain/job.ts';
import { nextWorkerState, WORKER_EVENTS, WORKER_TIMEOUT } from '@lava/server/domain/worker.ts';

/** docs/reference/job-states.md */
export function jobStates(): string {
  const job = table('event', JOB_EVENTS, JOB_STATES, (event, state) => {
    const next = nextJob(state, event);
    return next && (next.state === 'finished' ? `finished, ${next.health}` : next.state);
  });
  const device = table('event', DEVICE_EVENTS, DEVICE_STATES, (event, state) =>
    nextDeviceState(state, event),
  );
  const worker = table('event', WORKER_EVENTS, WORKER_STATES, (event, state) =>
    nextWorkerState(state, event),
  );
  return `<!-- Made by ./lava generate from packages/server/src/domain/; do not edit. -->

# States of jobs, devices and workers

An event that is not in a table changes nothing: every event may come twice, or too late.

## Jobs

| state | meaning |
|---|---|
| submitted | shown as queued: waits for a device; the job says why |
| scheduling | LAVA's word for a job that has a device and waits for its MultiNode group; here a group gets its devices together |
| scheduled | has a device; its worker has been asked to start it |
| running | its dispatcher runs |
| canceling | its worker has been asked to end it |
| finished | over: complete, incomplete or canceled |

| event | when |
|---|---|
| reserve, schedule | the scheduler gives it a device |
| start | the worker reports that the dispatcher runs |
| cancel | somebody cancels it |
| expire | its queue timeout is over |
| complete, fail, end-canceled | the worker has reported how it ended and every record is stored; or the server abandons it |
| give-up | the server ends it: its worker lost it, or it cannot be started |
| retry | instead of fail and give-up, after a failure of the lab, while it has [attempts](../how-to/retry-jobs.md) left; the one event that leads back |

${job}

The kind of the error says who can fix an incomplete job: see [errors](errors.md).

## Devices

The state follows the device's job; people and outcomes change its health.

${device}

Only idle devices that are good or unknown run jobs, if their worker is online, enabled and below its job limit. Looping
devices run only health checks.

${healths()}

## Workers

${worker}

\`silent\` is the end of the link, or ${WORKER_TIMEOUT / 1000} s without a message; \`mismatch\`: no version of the protocol in common.
Health is active (shown as enabled), maintenance (shown as disabled: its devices get no new jobs) or retired (it may not link, its devices
are retired, its jobs end), and only people change it.
`;
}

function healths(): string {
  const outcome =
    (
      healthCheck: boolean,
      health: 'complete' | 'incomplete' | 'canceled',
      kind: 'infrastructure' | 'job' | null,
    ) =>
    (before: (typeof DEVICE_HEALTHS)[number]) =>
      healthAfterJob(before, { healthCheck, health, kind });
  const [active, maintenance, retired] = WORKER_HEALTHS;
  const events = {
    'health check complete': outcome(true, 'complete', null),
    'health check incomplete or canceled': outcome(true, 'incomplete', 'job'),
    'other job incomplete: infrastructure, configuration, bug': outcome(
      false,
      'incomplete',
      'infrastructure',
    ),
    'other job ends otherwise': outcome(false, 'incomplete', 'job'),
    'its configuration does not render': healthAfterInvalidConfiguration,
    'worker: maintenance → active': (before: (typeof DEVICE_HEALTHS)[number]) =>
      healthAfterWorker(before, maintenance, active),
    'worker → retired': (before: (typeof DEVICE_HEALTHS)[number]) =>
      healthAfterWorker(before, active, retired),
  };
  return table(
    'what happens to the health',
    Object.keys(events) as (keyof typeof events)[],
    DEVICE_HEALTHS,
    (event, before) => {
      const after = events[event](before);
      return after === before ? undefined : after;
    },
  );
}

function table<E extends string, S extends string>(
  title: string,
  events: readonly E[],
  states: readonly S[],
  next: (event: E, state: S) => string | undefined,
): string {
  const row = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [
    row([title, ...states]),
    row(['---', ...states.map(() => '---')]),
    ...events.map((event) => row([event, ...states.map((state) => next(event, state) ?? '')])),
  ].join('\n');
}
