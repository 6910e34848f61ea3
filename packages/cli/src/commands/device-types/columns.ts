// SPDX-License-Identifier: Apache-2.0
import type { DeviceType } from '@lava/protocol/api/lab.ts';
import type { Column } from '../../output/columns.ts';
import type { FieldValue } from '../../output/output.ts';

export const DEVICE_TYPE_COLUMNS: readonly Column<DeviceType>[] = [
  { key: 'name', value: ({ name }) => name },
  { key: 'idle', value: ({ devices }) => devices.idle },
  { key: 'busy', value: ({ devices }) => devices.busy },
  { key: 'offline', value: ({ devices }) => devices.offline },
  { key: 'queued', value: ({ queued }) => queued },
  { key: 'template', value: ({ template }) => template },
  { key: 'description', value: ({ description }) => description, wide: true },
];

export function describeDeviceType(type: DeviceType): [string, FieldValue][] {
  return [
    ['name', type.name],
    ['description', type.description],
    ['template', type.template],
    ['shown in lists', type.display ? 'yes' : 'no'],
    ['devices', `${type.devices.idle} idle, ${type.devices.busy} busy, ${type.devices.offline} offline`],
    ['queued jobs', type.queued],
    ['health check', healthCheck(type)],
    ['retries', type.retries ?? 'as the lab says'],
    ['hardware', hardware(type)],
  ];
}

function hardware({ hardware: { architecture, processor, cpuModel, bits, cores, coreCount } }: DeviceType) {
  const width = bits === null ? null : `${bits} bits`;
  const parts = [coreCount === null ? null : `${coreCount} cores`, ...cores];
  return (
    [architecture, processor, cpuModel, width, ...parts].filter((part) => part !== null).join(', ') || null
  );
}

function healthCheck({
  healthCheck,
  healthFrequency,
  healthDenominator,
  disableHealthCheck,
}: DeviceType): string {
  if (disableHealthCheck) return 'disabled';
  return `${healthCheck ? '' : 'none of its own, '}every ${healthFrequency} ${healthDenominator}`;
}
