// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GUESTS } from '@lava/guest/guest.ts';
import { freePort } from '../port.ts';

const POWER = join(import.meta.dirname, 'power.sh');

/** U-Boot of Debian's u-boot-qemu. */
const FIRMWARE = '/usr/lib/u-boot/qemu_arm64/u-boot.bin';

/** How long a daemon may take to listen, milliseconds. */
const PATIENCE = 30_000;

/** A board that a worker uses like any other: QEMU with real firmware behind a UART that stays, and an outlet. */
export interface VirtualBoard {
  name: string;
  /** The command on the worker that opens its console, behind ser2net. */
  connect: string;
  /** Commands on the worker that ask pdudaemon. */
  power: { on: string; off: string; reset: string };
}

export interface VirtualBoards {
  boards: VirtualBoard[];
  /** What the boards get by TFTP. */
  tftp: string;
  /** The worker's address for the boards. */
  address: string;
  close(): Promise<void>;
}

/**
 * Boards with U-Boot for arm64, a real ser2net and a real pdudaemon. Each is on a network of its emulator, which has DHCP and
 * TFTP, so it needs no rights. Needs socat, ser2net, pdudaemon, u-boot-qemu and qemu-system-arm.
 * @param directory an empty one
 * @throws Error when a daemon does not start
 */
export async function startBoards(directory: string, count: number): Promise<VirtualBoards> {
  const tftp = join(directory, 'tftp');
  mkdirSync(tftp);
  const daemons: ChildProcess[] = [];
  const start = (name: string, ...args: string[]) => {
    const log = openSync(join(directory, `${name}.log`), 'a');
    const child = spawn(name, args, { stdio: ['ignore', log, log], detached: true });
    daemons.push(child);
    child.on('error', () => undefined); // whoever waits for its port says so
  };
  const names = Array.from({ length: count }, (_, i) => `board${i + 1}`);
  const places = names.map((name) => join(directory, name));
  async function close(): Promise<void> {
    for (const place of places) execFileSync(POWER, ['off', place]);
    for (const daemon of daemons.reverse()) {
      if (daemon.exitCode !== null || daemon.pid === undefined) continue;
      daemon.kill();
      await once(daemon, 'exit');
    }
  }
  try {
    for (const place of places) await wire(place, tftp, start);
    const ports = await serveConsoles(directory, places, start);
    const pdu = await startPdu(directory, start);
    const outlet = (action: string, i: number) =>
      `curl -sf http://127.0.0.1:${pdu}/power/control/${action}?hostname=lab&port=${i}&delay=1`;
    const boards = names.map((name, i) => ({
      name,
      connect: `telnet 127.0.0.1 ${ports[i]}`,
      power: { on: outlet('on', i + 1), off: outlet('off', i + 1), reset: outlet('reboot', i + 1) },
    }));
    return { boards, tftp, address: '10.0.2.2', close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Start = (name: string, ...args: string[]) => void;

/** The board, and a UART whose other end stays when the power goes. */
async function wire(place: string, tftp: string, start: Start): Promise<void> {
  mkdirSync(place);
  const { qemu, machine } = GUESTS.arm64;
  const uart = join(place, 'uart');
  const command = [
    ...[qemu, ...machine, '-m', '512', '-display', 'none', '-monitor', 'none'],
    ...['-chardev', `serial,id=uart,path=${uart}`, '-serial', 'chardev:uart', '-bios', FIRMWARE],
    ...['-netdev', `user,id=net,tftp=${tftp}`, '-device', 'virtio-net-pci,netdev=net,romfile='],
  ];
  writeFileSync(join(place, 'command'), `${command.join('\n')}\n`);
  start('socat', `PTY,link=${uart},rawer`, `PTY,link=${join(place, 'console')},rawer`);
  await until('socat makes a UART', () => existsSync(join(place, 'console')) && existsSync(uart));
}

async function serveConsoles(directory: string, places: string[], start: Start): Promise<number[]> {
  const ports: number[] = [];
  for (const _ of places) ports.push(await freePort());
  const lines = places.map(
    (place, i) => `connection: &board${i}
  accepter: telnet(rfc2217),tcp,127.0.0.1,${ports[i]}
  connector: serialdev,${join(place, 'console')},115200n81,local
  options:
    max-connections: 10
`,
  );
  writeFileSync(join(directory, 'ser2net.yaml'), lines.join(''));
  start('ser2net', '-n', '-d', '-u', '-c', join(directory, 'ser2net.yaml'));
  for (const port of ports) await until('ser2net listens', () => listens(port));
  return ports;
}

async function startPdu(directory: string, start: Start): Promise<number> {
  const port = await freePort();
  const outlet = (action: string) => `${POWER} ${action} ${directory}/board%s`;
  const settings = {
    daemon: { hostname: '127.0.0.1', port, listener: 'http', dbname: join(directory, 'pdu.db') },
    pdus: { lab: { driver: 'localcmdline', cmd_on: outlet('on'), cmd_off: outlet('off') } },
  };
  writeFileSync(join(directory, 'pdudaemon.conf'), JSON.stringify(settings));
  start('pdudaemon', `--conf=${join(directory, 'pdudaemon.conf')}`);
  await until('pdudaemon listens', () => listens(port));
  return port;
}

async function until(what: string, test: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE;
  while (!(await test())) {
    if (performance.now() > deadline) throw new Error(`not within ${PATIENCE / 1000} s: ${what}`);
    await sleep(50);
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
