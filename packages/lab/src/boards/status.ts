// SPDX-License-Identifier: Apache-2.0

import { type BoardArch, deviceTypeOf, type FirmwareName } from './firmware.ts';
import { type Board, readLab } from './lab-file.ts';
import { isRunning } from './parts.ts';
import type { Place } from './place.ts';
import { hasPower } from './power.ts';

/** Parts of a lab by what they are for: the PDU, and for each board its UART, the console on it and who always reads that. */
export const PDU = 'pdudaemon';
export const uartOf = ({ outlet }: Board): string => `socat-${outlet}`;
export const consoleOf = ({ outlet }: Board): string => `ser2net-${outlet}`;
export const readerOf = ({ outlet }: Board): string => `reader-${outlet}`;

export interface BoardStatus {
  name: string;
  arch: BoardArch;
  firmware: FirmwareName;
  type: string;
  power: 'on' | 'off';
  /** HOST:PORT of the console. */
  console: string;
  /** Programs that have ended though they should run. */
  dead: string[];
}

/** Of each board; empty when the lab is down. @throws LavaError `config-invalid` for a damaged file */
export function labStatus(place: Place): BoardStatus[] {
  const boards = readLab(place)?.boards ?? [];
  const pdu = boards.length > 0 && !isRunning(place, PDU) ? [PDU] : [];
  return boards.map((board) => ({
    name: board.name,
    arch: board.arch,
    firmware: board.firmware,
    type: deviceTypeOf(board),
    power: hasPower(place, board) ? 'on' : 'off',
    console: `127.0.0.1:${board.port}`,
    dead: [
      ...pdu,
      ...[uartOf(board), consoleOf(board), readerOf(board)].filter((part) => !isRunning(place, part)),
    ],
  }));
}
