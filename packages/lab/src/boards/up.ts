// SPDX-License-Identifier: Apache-2.0
import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import { freePort } from '../port.ts';
import { dictionaryOf } from './dictionary.ts';
import { makeDisk } from './disk.ts';
import {
  type Accelerator,
  type BoardArch,
  type FirmwareName,
  type Kind,
  nameWords,
  usualFirmware,
} from './firmware.ts';
import { type LinuxOf, proveKvm } from './kvm.ts';
import { type Board, type LabFile, readLab, writeLab } from './lab-file.ts';
import { checkPrograms, emulator } from './machines.ts';
import { endPart, isRunning, listens, startPart, untilReady } from './parts.ts';
import { makePlace, type Place, withLab } from './place.ts';
import { cutPower } from './power.ts';
import { scriptOf, writeScript } from './power-script.ts';
import { consoleOf, PDU, readerOf, uartOf } from './status.ts';

export interface UpOptions {
  directory: string;
  arch: BoardArch;
  /** What they start with; the usual of the architecture where nothing is said. */
  firmware?: FirmwareName | undefined;
  /** How many boards of this kind there are to be. */
  count: number;
  /** For all boards of the kind, from their next power on; those that are there keep theirs where nothing is said. */
  accel?: 'tcg' | { kvm: LinuxOf } | undefined;
  timeScale?: number | undefined;
  /** First word of names; that of the lab, else `virtual`. */
  prefix?: string | undefined;
  /** Directory that the boards get by TFTP; that of the lab, else one of its own. */
  tftp?: string | undefined;
}

/**
 * Makes the boards that are missing, and starts again what has ended. Boards that are there stay as they are, but for settings
 * that are given.
 * @throws LavaError `host-tool-missing`, `host-tool-failed`, `conflict`, `config-invalid`
 */
export async function labUp(options: UpOptions): Promise<{ place: Place; lab: LabFile }> {
  const kind: Kind = { arch: options.arch, firmware: options.firmware ?? usualFirmware(options.arch) };
  checkPrograms([kind]);
  const place = makePlace(options.directory);
  return withLab(place, async () => {
    const known = readLab(place);
    checkPrograms(known?.boards ?? []);
    const { count, accel, timeScale } = options;
    if (typeof accel === 'object') await proveKvm(place, { arch: kind.arch, linux: accel.kvm });
    const settings = { accel: typeof accel === 'object' ? ('kvm' as const) : accel, timeScale };
    const lab = await addBoards(
      { ...kind, ...settings, count },
      {
        prefix: options.prefix ?? known?.prefix ?? 'virtual',
        tftp: tftpDirectory(place, options.tftp ?? known?.tftp),
        // A PDU that runs keeps its port.
        pduPort: isRunning(place, PDU) && known ? known.pduPort : await freePort(known?.pduPort),
        boards: known?.boards ?? [],
        ports: known?.ports ?? {},
        ...(known?.server !== undefined && { server: known.server }),
      },
    );
    writeScript(place);
    writeLab(place, lab);
    await startPdu(place, lab);
    for (const board of lab.boards) {
      await startBoard(place, lab, board);
      writeFileSync(join(place.directory, `${board.name}.jinja2`), dictionaryOf(place, lab, board));
    }
    return { place, lab };
  });
}

function tftpDirectory(place: Place, wanted = place.tftp): string {
  const path = resolve(wanted);
  if (!/^[\w./+@-]+$/.test(path))
    throw new LavaError('config-invalid', `QEMU serves no directory with such a name by TFTP: ${path}`);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path;
  throw new LavaError('config-invalid', `${path}, for TFTP, is not a directory`);
}

/** Boards of a kind, as many as there are to be, all with the settings that are given. */
interface Wanted extends Kind {
  count: number;
  accel: Accelerator | undefined;
  timeScale: number | undefined;
}

async function addBoards(kind: Wanted, lab: LabFile): Promise<LabFile> {
  const { arch, firmware, count, accel, timeScale } = kind;
  const same = (board: Board) => board.arch === arch && board.firmware === firmware;
  const like = lab.boards.find(same);
  const settings = {
    accel: accel ?? like?.accel ?? ('tcg' as const),
    timeScale: timeScale ?? like?.timeScale ?? 1,
  };
  const boards = lab.boards.map((board) => (same(board) ? { ...board, ...settings } : board));
  const ports = { ...lab.ports };
  for (let n = boards.filter(same).length; n < count; n++) {
    const outlet = firstFree((i) => boards.every((board) => board.outlet !== i));
    const nameOf = (i: number) => `${lab.prefix}-${nameWords(kind)}-${i}`;
    const name = nameOf(firstFree((i) => boards.every((board) => board.name !== nameOf(i))));
    const port = await freePort(ports[outlet]);
    ports[outlet] = port;
    boards.push({ name, arch, firmware, ...settings, outlet, port });
  }
  return { ...lab, boards, ports };
}

function firstFree(isFree: (n: number) => boolean): number {
  let n = 1;
  while (!isFree(n)) n++;
  return n;
}

async function startPdu(place: Place, { pduPort }: LabFile): Promise<void> {
  if (isRunning(place, PDU)) return;
  const outlet = (action: string) => `${scriptOf(place)} ${action} %s`;
  const file = join(place.directory, 'pdudaemon.conf');
  const settings = {
    daemon: {
      ...{ hostname: '127.0.0.1', port: pduPort, listener: 'http' },
      dbname: join(place.run, 'pdudaemon.db'),
    },
    pdus: { lab: { driver: 'localcmdline', cmd_on: outlet('on'), cmd_off: outlet('off') } },
  };
  writeFileSync(file, `${JSON.stringify(settings, null, 2)}\n`);
  startPart(place, PDU, ['pdudaemon', `--conf=${file}`]);
  await untilReady(place, PDU, () => listens(pduPort));
}

/** The board, a UART whose other end stays when the power goes, and ser2net on that. */
async function startBoard(place: Place, { tftp }: LabFile, board: Board): Promise<void> {
  const { outlet, port } = board;
  const uart = join(place.run, `${outlet}.uart`);
  const line = join(place.run, `${outlet}.console`);
  const disk = await makeDisk(place, board, `${outlet}.disk`);
  const command = emulator(board, { uart, tftp, disk });
  writeFileSync(join(place.directory, `${outlet}.command`), `${command.join('\n')}\n`);
  if (!isRunning(place, uartOf(board))) {
    // Whoever had the old line open would wait on it without end.
    cutPower(place, board);
    for (const part of [readerOf(board), consoleOf(board)]) await endPart(place, part);
    for (const link of [uart, line]) rmSync(link, { force: true });
    startPart(place, uartOf(board), ['socat', `PTY,link=${uart},rawer`, `PTY,link=${line},rawer`]);
    await untilReady(place, uartOf(board), () => existsSync(line) && existsSync(uart));
  }
  if (!isRunning(place, consoleOf(board))) {
    const settings = `connection: &board
  accepter: telnet(rfc2217),tcp,127.0.0.1,${port}
  connector: serialdev,${line},115200n81,local
  options:
    max-connections: 10
`;
    const file = join(place.directory, `${outlet}.ser2net.yaml`);
    writeFileSync(file, settings);
    await endPart(place, readerOf(board));
    startPart(place, consoleOf(board), ['ser2net', '-n', '-d', '-u', '-c', file]);
    await untilReady(place, consoleOf(board), () => listens(port));
  }
  if (isRunning(place, readerOf(board))) return;
  // An emulator stops when nobody reads its UART.
  startPart(place, readerOf(board), ['socat', '-u', `TCP:127.0.0.1:${port},keepalive`, 'OPEN:/dev/null']);
  await untilReady(place, readerOf(board), () => isRunning(place, readerOf(board)));
}
