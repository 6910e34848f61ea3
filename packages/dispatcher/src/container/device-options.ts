// SPDX-License-Identifier: Apache-2.0
import type { Device } from '@lava/protocol/device/device.ts';
import { LavaError } from '@lava/protocol/error/error.ts';

/** What any job may use: none of them leads to what belongs to somebody else. */
const FOR_ALL = ['/dev/kvm', '/dev/net/tun', '/dev/fuse'];

/**
 * Options for the nodes that a job asks for. A node of the worker may be its disk, so it is one that the
 * device's configuration names, in `device_info`, `static_info` or `storage_info`.
 * @throws LavaError `job-invalid`
 */
export function deviceOptions(device: Device, nodes: readonly string[] | undefined): string[] {
  const known = new Set([
    ...FOR_ALL,
    ...textsOf([device.device_info, device.static_info, device.storage_info]),
  ]);
  return (nodes ?? []).flatMap((node) => {
    if (known.has(node.split(':')[0] ?? '')) return ['--device', node];
    throw new LavaError('job-invalid', `a container may not have the node ${node}`, {
      hint: `the device's configuration must name it, in static_info; for all jobs: ${FOR_ALL.join(', ')}`,
    });
  });
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
