// SPDX-License-Identifier: Apache-2.0
import { debianLinux } from '@lava/lab/boards/debian-linux.ts';
import { dictionaryOf } from '@lava/lab/boards/dictionary.ts';
import { ACCELERATORS, BOARD_ARCHES, deviceTypeOf, FIRMWARES } from '@lava/lab/boards/firmware.ts';
import { defaultDirectory } from '@lava/lab/boards/place.ts';
import { powerUrl } from '@lava/lab/boards/power.ts';
import { labUp } from '@lava/lab/boards/up.ts';
import {
  FileName,
  flag,
  integer,
  oneOf,
  option,
  optionalArgument,
  optionWithDefault,
} from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';
import { enterBoards, findServer } from './enter.ts';
import { explain } from './explain.ts';
import { stateDir } from './state-dir.ts';

/** Most boards of one kind: each is an emulator with 512 MiB of memory. */
const MOST = 64;
/** Longest timeouts, as a multiple of the usual ones. */
const SLOWEST = 100;

export const up = defineVerb({
  summary: 'make virtual boards on this machine, and enter them on the server that you are signed in to',
  arguments: { count: optionalArgument('how many boards there are to be; 1 if not given', integer(1, MOST)) },
  options: {
    arch: optionWithDefault('architecture of the boards', 'arm64', {
      value: 'arch',
      schema: oneOf(BOARD_ARCHES),
    }),
    firmware: option('what the boards start with; the usual one of the architecture if not given', {
      value: 'firmware',
      schema: oneOf(FIRMWARES),
    }),
    accel: option(
      'what runs the instructions of these boards: tcg (QEMU itself) or kvm, which must boot a Linux first; as before, or tcg, if not given',
      { value: 'accelerator', schema: oneOf(ACCELERATORS) },
    ),
    timeScale: option(
      'how many times longer the timeouts of these boards are than those of their type; as before, or 1, if not given',
      { value: 'factor', schema: integer(1, SLOWEST) },
    ),
    worker: option('worker of this machine; the one with its host name, or the only one, if not given', {
      value: 'name',
      complete: 'workers',
    }),
    local: flag('only make the boards; print what to enter'),
    prefix: option('first word of the names of new boards; virtual if not given', {
      value: 'word',
      schema: ObjectName,
    }),
    tftpDir: option(
      'directory that the boards get by TFTP, the one that the worker writes to; one of the lab if not given',
      { value: 'directory', schema: FileName, complete: 'directory' },
    ),
    stateDir: stateDir(),
  },
  async run(context, { count = 1 }, { worker, local, accel, tftpDir, stateDir: directory, ...kind }) {
    // What is wrong with the server is said before anything is started.
    const server = local ? undefined : await findServer(context, worker);
    const { place, lab } = await labUp({
      ...{ directory: directory ?? defaultDirectory(), count, tftp: tftpDir, ...kind },
      accel: accel === 'kvm' ? { kvm: debianLinux } : accel,
    });
    if (server) await enterBoards({ ...server, place, lab });
    const boards = lab.boards.map((board) => ({
      name: board.name,
      arch: board.arch,
      firmware: board.firmware,
      accel: board.accel,
      timeScale: board.timeScale,
      type: deviceTypeOf(board),
      console: `127.0.0.1:${board.port}`,
      power: { on: powerUrl(lab, board, 'on'), off: powerUrl(lab, board, 'off') },
      dictionary: dictionaryOf(place, lab, board),
    }));
    const entered = server ? { url: server.url, worker: server.worker } : null;
    const made = { directory: place.directory, tftp: lab.tftp, boards, entered };
    context.output.say(made, () => explain(made));
  },
});
