// SPDX-License-Identifier: Apache-2.0
import type { Worker } from '@lava/protocol/api/lab.ts';
import type { Column } from '../../output/columns.ts';
import type { FieldValue } from '../../output/output.ts';
import { when } from '../../output/time.ts';
import { workerHealthWord } from '../../output/words.ts';

export const WORKER_COLUMNS: readonly Column<Worker>[] = [
  { key: 'name', value: ({ name }) => name },
  { key: 'state', value: ({ state }) => state, style: ({ state }) => (state === 'online' ? 'green' : 'red') },
  { key: 'health', value: ({ health }) => health, text: ({ health }) => workerHealthWord(health) },
  { key: 'version', value: ({ version }) => version },
  { key: 'devices', value: ({ devices }) => devices.length },
  { key: 'jobs', value: ({ runningJobs }) => runningJobs.length },
  { key: 'last-seen', value: ({ lastSeen }) => lastSeen, text: ({ lastSeen }) => when(lastSeen), wide: true },
  { key: 'job-limit', value: ({ jobLimit }) => jobLimit, wide: true },
  { key: 'description', value: ({ description }) => description, wide: true },
];

const PROTOCOL_WORDS = { zmq: 'zmq (lava-slave)', http: 'http (lava-worker of LAVA)' };

/** Why a worker does not work as it should, for admins. */
export function conflictText({ hosts, since }: NonNullable<Worker['conflict']>): string {
  const where = new Set(hosts).size === 1 ? `both on ${hosts[0]}` : `on ${hosts.join(' and on ')}`;
  return `two processes have its key, ${where}, since ${when(since)}; the second is not let in`;
}

export function describeWorker(worker: Worker): [string, FieldValue][] {
  return [
    ['name', worker.name],
    ['state', worker.state],
    ['health', workerHealthWord(worker.health)],
    ['description', worker.description],
    ['version', worker.version],
    ['last seen', worker.lastSeen && when(worker.lastSeen)],
    ['job limit', worker.jobLimit || 'none'],
    ['devices', worker.devices.join(' ')],
    ['running jobs', worker.runningJobs.join(' ')],
    ['protocol', PROTOCOL_WORDS[worker.protocol]],
    ...(worker.protocol === 'zmq'
      ? [['key', worker.keyFingerprint ?? 'has not joined yet'] as [string, FieldValue]]
      : []),
    ...(worker.suspect
      ? [['suspect', `since ${when(worker.suspect.since)}: ${worker.suspect.reason}`] as [string, FieldValue]]
      : []),
    ...(worker.conflict ? [['problem', conflictText(worker.conflict)] as [string, FieldValue]] : []),
  ];
}
