// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '@lava/kit/fs/replace-file.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import * as z from 'zod';
import { ACCELERATORS, BOARD_ARCHES, FIRMWARES, usualFirmware } from './firmware.ts';
import type { Place } from './place.ts';

const Port = z.int().min(1).max(65_535);

export const Board = z
  .object({
    name: z.string(),
    arch: z.enum(BOARD_ARCHES),
    /** Labs of earlier versions had the usual one only. */
    firmware: z.enum(FIRMWARES).optional(),
    accel: z.enum(ACCELERATORS).default('tcg'),
    /** How many times longer its timeouts are than those of its type. */
    timeScale: z.int().positive().default(1),
    /** Of the PDU. */
    outlet: z.int().positive(),
    /** Where ser2net has its console, on the loopback. */
    port: Port,
  })
  .transform((board) => ({ ...board, firmware: board.firmware ?? usualFirmware(board.arch) }));
export type Board = z.infer<typeof Board>;

/** What is known of a lab between two commands. What runs is looked up, not remembered. */
export const LabFile = z.object({
  /** First word of the names of new boards. */
  prefix: z.string(),
  /** Directory that the boards get by TFTP. */
  tftp: z.string(),
  pduPort: Port,
  boards: z.array(Board),
  /** Of consoles, by outlet; kept so that a board that comes back has the same one. */
  ports: z.record(z.string(), Port),
  /** Address of the server on which the boards are devices. */
  server: z.string().optional(),
});
export type LabFile = z.infer<typeof LabFile>;

const pathOf = ({ directory }: Place) => join(directory, 'lab.json');

/** Undefined where no lab was made. @throws LavaError `config-invalid` for a damaged file */
export function readLab(place: Place): LabFile | undefined {
  const path = pathOf(place);
  if (!existsSync(path)) return undefined;
  try {
    return LabFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new LavaError('config-invalid', `${path} is damaged`, {
      hint: 'end the lab with `lava lab down`, remove the file, and make the lab again',
      cause,
    });
  }
}

export function writeLab(place: Place, lab: LabFile): void {
  replaceFile(pathOf(place), `${JSON.stringify(lab, null, 2)}\n`);
}

/** @throws LavaError `not-found` when there is no such board, or no lab */
export function findBoard(place: Place, name: string | undefined): { lab: LabFile; board: Board } {
  const lab = readLab(place);
  const boards = lab?.boards ?? [];
  if (!lab || boards.length === 0)
    throw new LavaError('not-found', `no lab is up in ${place.directory}`, { hint: 'make one: lava lab up' });
  const found = name === undefined && boards.length === 1 ? boards[0] : boards.find((b) => b.name === name);
  if (found) return { lab, board: found };
  const names = boards.map((board) => board.name).join(', ');
  throw new LavaError('not-found', name === undefined ? 'say which board' : `there is no board ${name}`, {
    hint: `the boards of this lab: ${names}`,
  });
}
