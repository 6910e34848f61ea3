// SPDX-License-Identifier: Apache-2.0
import type { Device } from '@lava/protocol/api/lab.ts';
import type { Column } from '../../output/columns.ts';
import type { FieldValue } from '../../output/output.ts';
import type { Style } from '../../output/terminal.ts';
import { when } from '../../output/time.ts';

const HEALTH_STYLE: Partial<Record<Device['health'], Style>> = {
  good: 'green',
  bad: 'red',
  looping: 'yellow',
};

export const DEVICE_COLUMNS: readonly Column<Device>[] = [
  { key: 'name', value: ({ name }) => name },
  { key: 'type', value: ({ deviceType }) => deviceType },
  { key: 'state', value: ({ state }) => state },
  { key: 'health', value: ({ health }) => health, style: ({ health }) => HEALTH_STYLE[health] },
  { key: 'worker', value: ({ worker }) => worker },
  { key: 'job', value: ({ currentJob }) => currentJob },
  { key: 'tags', value: ({ tags }) => tags.join(' ') },
  { key: 'description', value: ({ description }) => description, wide: true },
];

export function describeDevice(device: Device): [string, FieldValue][] {
  return [
    ['name', device.name],
    ['type', device.deviceType],
    ['state', device.state],
    ['health', device.health],
    ['worker', device.worker ?? 'none'],
    ['description', device.description],
    ['tags', device.tags.join(' ')],
    ['revision', device.revision],
    ['owner', [device.owner, device.ownerGroup].filter((each) => each !== null).join(', ') || null],
    ['running job', device.currentJob],
    ['health check', healthCheck(device)],
    ['last health check', lastHealthCheck(device)],
    ['quarantine', quarantineText(device.quarantine)],
    ['dictionary', device.hasDictionary ? 'yes' : 'none yet: lava devices dictionary set'],
  ];
}

export function quarantineText(quarantine: Device['quarantine']): string | null {
  if (quarantine === null) return null;
  const { since, reason, passed, rounds } = quarantine;
  return `since ${when(since)}: ${reason}; passed ${passed} of ${rounds} health checks`;
}

function healthCheck({ healthCheck: of, disableHealthCheck }: Device): string | null {
  if (of === null) return null;
  return disableHealthCheck ? `disabled (that of ${of})` : `that of ${of}`;
}

function lastHealthCheck({ lastHealthCheck: last }: Device): string | null {
  return last === null ? null : `job ${last.job}, ${when(last.time)}`;
}
