// SPDX-License-Identifier: Apache-2.0
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { say, type Task, withTask } from '@lava/kit/task-line.ts';

/** What a package is needed for: the demo runs one guest of the host's own architecture, or a virtual board; the tests everything
 * but what whole machines need. */
export type Purpose = 'demo' | 'board' | 'test' | 'hosts' | 'package';

interface DebianPackage {
  name: string;
  for: Purpose[];
  reason: string;
  /** Host architectures (Debian names) on which it is needed; all when absent. */
  hosts?: string[];
}

const BOTH: Purpose[] = ['demo', 'test'];
const BOARD: Purpose[] = ['board', 'test'];

/** Names are the same in Debian 12 and 13. */
export const DEBIAN_PACKAGES: DebianPackage[] = [
  { name: 'qemu-system-x86', for: BOTH, hosts: ['amd64'], reason: 'runs amd64 guests' },
  { name: 'qemu-system-arm', for: BOTH, hosts: ['arm64'], reason: 'runs arm64 guests' },
  { name: 'qemu-system-x86', for: ['test'], reason: 'runs amd64 guests' },
  { name: 'qemu-system-arm', for: BOARD, reason: 'runs arm64 and armhf guests' },
  { name: 'qemu-system-misc', for: ['test'], reason: 'runs riscv64 guests' },
  { name: 'qemu-utils', for: ['test'], reason: 'makes and inspects disk images' },
  {
    name: 'e2fsprogs',
    for: BOTH,
    reason: 'makes the empty ext4 disk of test overlays (mke2fs), repairs root file systems (e2fsck)',
  },
  { name: 'git', for: BOTH, reason: 'fetches test definitions' },
  { name: 'xz-utils', for: BOTH, reason: 'unpacks .xz artefacts' },
  { name: 'zstd', for: BOTH, reason: 'unpacks .zst artefacts' },
  { name: 'bzip2', for: BOTH, reason: 'unpacks .bz2 artefacts' },
  { name: 'unzip', for: BOTH, reason: 'unpacks .zip artefacts' },
  { name: 'tar', for: BOTH, reason: 'unpacks archives' },
  { name: 'zip', for: ['test'], reason: 'makes .zip fixtures' },
  { name: 'cpio', for: ['test'], reason: 'reads our archives back' },
  { name: 'ipxe-qemu', for: ['test'], reason: 'the firmware of virtual PCs' },
  { name: 'ovmf', for: ['test'], reason: 'EDK II, the firmware of virtual PCs' },
  { name: 'qemu-efi-aarch64', for: ['test'], reason: 'EDK II, the firmware of virtual boards' },
  { name: 'grub-common', for: ['test'], reason: 'makes GRUB for virtual boards (grub-mkimage)' },
  { name: 'grub-efi-amd64-bin', for: ['test'], hosts: ['amd64'], reason: 'GRUB of virtual PCs' },
  { name: 'dosfstools', for: ['test'], reason: 'makes the disks of virtual boards (mkfs.vfat)' },
  { name: 'u-boot-qemu', for: BOARD, reason: 'the firmware of virtual boards' },
  { name: 'nfs-ganesha', for: ['test'], reason: 'root file systems over NFS' },
  { name: 'nfs-ganesha-vfs', for: ['test'], reason: 'lets it serve directories' },
  { name: 'nbd-server', for: ['test'], reason: 'root file systems over NBD' },
  { name: 'openocd', for: ['test'], reason: 'a flash tool that runs without a board' },
  { name: 'gdb', for: ['test'], reason: 'debugs microcontrollers' },
  { name: 'gdbserver', for: ['test'], reason: 'a target for gdb' },
  { name: 'schroot', for: ['test'], reason: 'a system inside of a device' },
  { name: 'bmap-tools', for: ['test'], reason: 'writes images (bmaptool)' },
  { name: 'u-boot-tools', for: ['test'], reason: 'reads our legacy images back (mkimage)' },
  { name: 'ser2net', for: BOARD, reason: 'the consoles of virtual boards' },
  { name: 'socat', for: BOARD, reason: 'the UARTs of virtual boards' },
  { name: 'pdudaemon', for: BOARD, reason: 'the power of virtual boards' },
  { name: 'telnet', for: BOARD, reason: 'opens the consoles of virtual boards' },
  { name: 'curl', for: BOARD, reason: 'asks pdudaemon' },
  { name: 'openssh-client', for: ['test'], reason: 'calls ssh devices' },
  { name: 'openssh-server', for: ['test'], reason: 'the system of an ssh device' },
  { name: 'docker.io', for: ['test'], reason: 'containers of jobs' },
  { name: 'fastboot', for: ['test'], reason: 'flashes boards' },
  { name: 'busybox-static', for: ['test'], reason: 'what is in those containers' },
  { name: 'lavacli', for: ['test'], reason: 'the client of LAVA that must work unchanged' },
  { name: 'openssl', for: ['test'], reason: 'makes the certificate of a directory' },
  { name: 'slapd', for: ['test'], reason: 'a directory that people sign in with' },
  { name: 'libfaketime', for: ['test'], reason: 'sets the clock of single processes' },
  { name: 'python3-jinja2', for: ['test'], reason: 'the reference that our Jinja2 is compared with' },
  { name: 'python3-yaml', for: ['test'], reason: 'the reference that our YAML is compared with' },
  { name: 'python3-websocket', for: ['test'], reason: 'the example of a program at a console' },
  { name: 'perl', for: ['test'], reason: 'reads the results that we write as TAP' },
  { name: 'debootstrap', for: ['hosts'], reason: 'makes the hosts that the packages are installed on' },
  { name: 'tcpdump', for: ['hosts'], reason: 'shows that nothing travels in clear text' },
  { name: 'iproute2', for: ['hosts'], reason: 'networks between the hosts' },
  { name: 'iptables', for: ['hosts'], reason: 'a router that translates addresses, between the hosts' },
  { name: 'binutils', for: ['package'], reason: 'strips what the packages carry' },
  { name: 'chromium', for: ['test'], reason: 'the browser of the web tests' },
];

/** Oldest package index that is used as it is, days. */
const INDEX_AGE = 14;

/** Packages of the list that are not installed. One call of dpkg-query, about 20 ms. */
export function missingPackages(purposes: Purpose[]): DebianPackage[] {
  const arch = debianArch();
  const wanted = new Map<string, DebianPackage>();
  for (const entry of DEBIAN_PACKAGES) {
    if (!entry.for.some((purpose) => purposes.includes(purpose))) continue;
    if (!entry.hosts || entry.hosts.includes(arch)) wanted.set(entry.name, entry);
  }
  // biome-ignore lint/suspicious/noTemplateCurlyInString: placeholders of dpkg-query
  const format = '${Package} ${db:Status-Status}\n';
  const query = spawnSync('dpkg-query', ['-W', '-f', format, ...wanted.keys()], { encoding: 'utf8' });
  if (query.error) {
    throw new Error(
      `this needs a Debian machine (no dpkg-query); its packages: ${[...wanted.keys()].join(' ')}`,
    );
  }
  for (const line of query.stdout.split('\n')) {
    const [name, status] = line.split(' ');
    if (status === 'installed') wanted.delete(name ?? '');
  }
  return [...wanted.values()];
}

/**
 * Installs what is missing: as root, or by sudo when that asks for no password.
 *
 * @throws Error with the one command to run, when neither is possible
 */
export async function ensureDebianPackages(purposes: Purpose[]): Promise<void> {
  const missing = missingPackages(purposes);
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name);
  const install = ['install', '-y', '--no-install-recommends', ...names];
  const root = process.getuid?.() === 0;
  if (!root && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status !== 0) {
    const command = `sudo sh -c 'apt-get update && apt-get ${install.join(' ')}'`;
    throw new Error(`Debian packages are missing. Run this once, then start again:\n\n  ${command}\n`);
  }
  say('Debian packages:');
  for (const { name, reason } of missing) say(`    ${name.padEnd(20)} ${reason}`);
  const apt = (args: string[], line: Task) =>
    runApt(root ? [] : ['sudo', '-n', '--preserve-env=DEBIAN_FRONTEND'], args, line);
  if (indexIsOld()) await withTask('package index', (line) => apt(['update'], line));
  await withTask(`install ${names.length} Debian packages`, async (line) => {
    try {
      await apt(install, line);
    } catch (error) {
      // An index older than the mirror names files that are gone from it.
      if (!/404|Unable to locate|no installation candidate/.test(String(error))) throw error;
      await apt(['update'], line);
      await apt(install, line);
    }
  });
}

export function debianArch(): string {
  const names: Record<string, string> = { x64: 'amd64', arm64: 'arm64' };
  return names[process.arch] ?? process.arch;
}

function indexIsOld(): boolean {
  const directory = '/var/lib/apt/lists';
  try {
    const lists = readdirSync(directory).filter((name) => name.includes('_Packages'));
    const newest = Math.max(0, ...lists.map((name) => statSync(`${directory}/${name}`).ctimeMs));
    return Date.now() - newest > INDEX_AGE * 86_400_000;
  } catch {
    return true; // never updated, or not readable: an update answers both
  }
}

function runApt(prefix: string[], args: string[], line: Task): Promise<void> {
  const options = ['-q', '-o', 'APT::Status-Fd=3', '-o', 'Dpkg::Use-Pty=0', '-o', 'DPkg::Lock::Timeout=600'];
  // sudo closes descriptors above 2, so progress comes on stdout there; under a number of its own, since apt closes the
  // one that it is given for dpkg, and package scripts that say something would fail.
  const program = prefix.length > 0 ? [...prefix, 'sh', '-c', 'exec apt-get "$@" 3>&1', 'sh'] : ['apt-get'];
  const [command = '', ...rest] = [...program, ...options, ...args];
  const child = spawn(command, rest, {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  for (const stream of [child.stdio[1], child.stdio[2], child.stdio[3]] as Readable[]) {
    createInterface({ input: stream }).on('line', (text) => {
      const status = /^(dl|pm)status:[^:]*:([\d.]+):(.*)$/.exec(text);
      if (status) {
        // Download and installation are half of the bar each.
        const half = Number(status[2]) / 200;
        line.update(status[3] ?? '', status[1] === 'dl' ? half : 0.5 + half);
      } else if (text.trim() && !/^(dl|pm)\w+:/.test(text)) {
        output.push(text);
      }
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) return resolve();
      reject(new Error(`apt-get ${args[0]} ended with ${code}:\n    ${cause(output).join('\n    ')}`));
    });
  });
}

/** What apt and dpkg said around the first thing that went wrong; what comes after are mostly its consequences. */
function cause(output: string[]): string[] {
  const first = output.findIndex((text) => /^(dpkg: error|E: |Err:)/.test(text));
  return first < 0 ? output.slice(-15) : output.slice(Math.max(0, first - 5), first + 10);
}
