// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Device } from '@lava/protocol/device/device.ts';
import type { Job } from '@lava/protocol/job/job.ts';
import { shellQuote } from '../host/shell-quote.ts';
import type { OverlayTree } from '../image/tree.ts';
import { textOf } from '../job/read.ts';

const SCRIPTS = join(import.meta.dirname, 'device');

const MULTINODE = ['lava-network', 'lava-send', 'lava-sync', 'lava-wait', 'lava-wait-all'];

export interface HelperSource {
  jobId: string;
  job: Job;
  device: Device;
  shell: string;
}

/** Puts the programs that tests call into `<directory>/bin`. */
export function addHelpers(tree: OverlayTree, directory: string, source: HelperSource): void {
  const injected = injectedVariables(source, `${directory}/bin`);
  for (const name of readdirSync(SCRIPTS)) {
    const variables = Object.entries(injected[name] ?? {}).map(
      ([key, value]) => `${key}=${shellQuote(value)}\n`,
    );
    const text = `#!${source.shell}\n\n${variables.join('')}${readFileSync(join(SCRIPTS, name), 'utf8')}`;
    tree.text(`${directory}/bin/${name}`, text, 0o755);
  }
}

/** Facts of the job and the board that single helpers print. */
function injectedVariables(
  { jobId, job, device }: HelperSource,
  bin: string,
): Record<string, Record<string, string>> {
  const interfaces = device.parameters?.interfaces as
    | { target?: { ip?: unknown; mac?: unknown } }
    | undefined;
  const probe = device.static_info?.find((info) => 'probe_ip' in info && 'probe_channel' in info);
  const storage = (device.storage_info ?? []).flatMap((info) => Object.entries(info));
  const multinode = job.protocols?.['lava-multinode'] as
    | { roles?: Record<string, string>; role?: string }
    | undefined;
  const group = Object.entries(multinode?.roles ?? {})
    .map(([id, role]) => `${id}\\t${role}\\n`)
    .join('');
  const common = {
    LAVA_TEST_BIN: bin,
    LAVA_MULTI_NODE_CACHE: '/tmp/lava_multi_node_cache.txt',
    LAVA_MULTI_NODE_DEBUG: 'yes',
  };
  return {
    'lava-target-ip': { TARGET_DEVICE_IP: textOf(interfaces?.target?.ip ?? '') },
    'lava-target-mac': { TARGET_DEVICE_MAC: textOf(interfaces?.target?.mac ?? '') },
    'lava-probe-ip': { PROBE_DEVICE_IP: textOf(probe?.probe_ip ?? '') },
    'lava-probe-channel': { PROBE_DEVICE_CHANNEL: textOf(probe?.probe_channel ?? '') },
    'lava-target-storage': {
      LAVA_STORAGE: storage.map(([method, path]) => `\\t${method}\\t${path}\\n`).join(''),
    },
    'lava-self': { LAVA_HOSTNAME: jobId },
    ...(multinode && {
      'lava-group': { LAVA_GROUP: group },
      'lava-role': { TARGET_ROLE: multinode.role ?? '', LAVA_GROUP: group },
      ...Object.fromEntries(MULTINODE.map((name) => [name, common])),
    }),
  };
}
