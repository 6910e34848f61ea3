// SPDX-License-Identifier: Apache-2.0
import { chmodSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { renderFile } from '@lava/cli/commands/devices/render-file.ts';
import { labDown } from '@lava/lab/boards/down.ts';
import type { Kind } from '@lava/lab/boards/firmware.ts';
import { hasPower, type PowerAction, powerUrl } from '@lava/lab/boards/power.ts';
import { labUp } from '@lava/lab/boards/up.ts';
import { loadYaml } from '@lava/yaml/load.ts';

/** A board of `lava lab`. */
export interface VirtualBoard {
  name: string;
  /** The command on the worker that opens its console, behind ser2net. */
  connect: string;
  /** Commands on the worker that ask pdudaemon. */
  power: Record<PowerAction, string>;
  /** Its configuration, as the device type that comes with LAVA gives it. */
  device: unknown;
  /** The same with variables that a job or dictionary could set, as `NAME=VALUE`. */
  deviceWith(...variables: string[]): unknown;
  isOn(): boolean;
}

export interface VirtualBoards {
  boards: VirtualBoard[];
  /** What the boards get by TFTP. */
  tftp: string;
  /** The worker's address for the boards. */
  address: string;
  close(): Promise<void>;
}

/** A lab like that of `lava lab up`, with so many boards of each kind. @param directory a new one */
export async function startBoards(
  directory: string,
  count: number,
  kinds: readonly Kind[] = [{ arch: 'arm64', firmware: 'u-boot' }],
): Promise<VirtualBoards> {
  // Root's boards run as nobody, who must be able to pass.
  chmodSync(dirname(directory), 0o755);
  let up: Awaited<ReturnType<typeof labUp>> | undefined;
  for (const kind of kinds) up = await labUp({ directory, ...kind, count });
  if (!up) throw new Error('no kind');
  const { place, lab } = up;
  return {
    boards: lab.boards.map((board) => {
      const deviceWith = (...variables: string[]) =>
        loadYaml(renderFile(join(place.directory, `${board.name}.jinja2`), variables, []));
      const ask = (action: PowerAction) => `curl -sSf --max-time 30 ${powerUrl(lab, board, action)}`;
      return {
        name: board.name,
        connect: `telnet 127.0.0.1 ${board.port}`,
        power: { on: ask('on'), off: ask('off'), reset: ask('reset') },
        ...{ device: deviceWith(), deviceWith },
        isOn: () => hasPower(place, board),
      };
    }),
    tftp: lab.tftp,
    address: '10.0.2.2',
    async close() {
      await labDown(place);
    },
  };
}
