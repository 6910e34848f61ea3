// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Bench } from '@lava/dispatcher/testing/board/bench.ts';
import { type ScriptedBoard, scriptedBoard } from '@lava/dispatcher/testing/board/board.ts';
import {
  type ContainerEngine,
  containerEngine,
  IMAGE,
  whyNoContainers,
} from '@lava/dispatcher/testing/container-engine.ts';
import { SSH_PROMPT, type SshServer, sshServer } from '@lava/dispatcher/testing/ssh-server.ts';
import { canMount } from '@lava/kit/testing/small-disk.ts';
import type { Work } from './materials.ts';

const PROMPT = 'root@box:~# ';
/** How long a board is away, milliseconds: the dispatcher must see that, the new drive may have the number of the old one. */
const AWAY = 500;
/** A drive of a board is a directory here: the kernel of a test machine may lack FAT. */
const MOUNT = '[ "$1 $2" = "-t vfat" ] && exec /bin/mount --bind "$5" "$6"; exec /bin/mount "$@"';

/** What jobs use that is not of the worker: a system behind ssh, an engine of containers, a drive, file servers. */
export class Outside implements AsyncDisposable {
  readonly #bench = new Bench();
  readonly #board: ScriptedBoard = scriptedBoard([
    { say: `Linux version 6\r\n${PROMPT}` },
    { wait: 300, say: '\r\nBEGIN\r\none: pass\r\nEND\r\n' },
  ]);
  readonly #drive: NodeJS.Timeout;
  readonly #ssh: SshServer;
  readonly #engine: ContainerEngine | undefined;
  readonly nfs: string;

  private constructor(ssh: SshServer, engine: ContainerEngine | undefined) {
    const at = (name: string) => this.#bench.at(name);
    this.#ssh = ssh;
    this.#engine = engine;
    this.nfs = at('nfs');
    for (const name of ['nfs', 'root/etc', 'drive']) mkdirSync(at(name), { recursive: true });
    mkdirSync(join(ssh.home, 'results'));
    writeFileSync(at('root/etc/hostname'), 'box\n');
    execFileSync('tar', ['-C', at('root'), '-cf', at('root.tar'), '.']);
    this.#bench.tool('mount', MOUNT);
    this.#bench.tool('umount', `/bin/umount "$@" || exit; touch ${at('unmounted')}`);
    this.#bench.plug('1-1', { serial: '0240' }, 'cdc_acm');
    this.#drive = setInterval(() => this.#comesBack(), 20);
  }

  static async start(): Promise<Outside> {
    return new Outside(await sshServer(), whyNoContainers() ? undefined : await containerEngine());
  }

  /** By name; each says what is there of a job that is over. */
  get kinds(): Record<string, () => Work & { left(): string[] }> {
    const { nfs } = this;
    return {
      'system behind ssh': () => this.#onSystem(),
      ...(this.#engine && { container: () => this.#inContainer(this.#engine as ContainerEngine) }),
      ...(canMount && { drive: () => this.#onDrive() }),
      'root file system by NFS': () => ({
        ...this.#served({ to: 'nfs', nfsrootfs: this.#url('root.tar') }),
        left: () => readdirSync(nfs),
      }),
      'disk by NBD': () => ({
        ...this.#served({
          to: 'nbd',
          initrd: this.#file('initrd'),
          kernel: { ...this.#file('Image'), type: 'image' },
          nbdroot: this.#file('disk.img'),
        }),
        left: () => [],
      }),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#drive);
    this.#board[Symbol.dispose]();
    await this.#ssh[Symbol.asyncDispose]();
    await this.#engine?.[Symbol.asyncDispose]();
    this.#bench[Symbol.dispose]();
  }

  #url(name: string) {
    return { url: `file://${this.#bench.at(name)}` };
  }

  #file(name: string) {
    return { url: this.#bench.file(name, Buffer.alloc(65_536, name)) };
  }

  /** A board that has taken its file restarts: its drive goes, and comes back. */
  #comesBack(): void {
    const [told, drive, next] = ['unmounted', 'drive', 'next'].map((name) => this.#bench.at(name));
    if (!told || !drive || !next || !existsSync(told)) return;
    rmSync(told);
    rmSync(drive, { recursive: true, force: true });
    setTimeout(() => {
      mkdirSync(next);
      writeFileSync(join(next, 'DETAILS.TXT'), '');
      renameSync(next, drive);
    }, AWAY);
  }

  #onSystem() {
    const results = join(this.#ssh.home, 'results');
    return {
      ...work(
        [
          { deploy: { to: 'ssh' } },
          { boot: { method: 'ssh', prompts: [SSH_PROMPT] } },
          tests('sleep 0.3', 'lava-test-case x --result pass'),
        ],
        {
          constants: { posix: { lava_test_sh_cmd: '/bin/sh', lava_test_results_dir: `${results}/lava-%s` } },
          actions: {
            deploy: { methods: { ssh: this.#ssh.device } },
            boot: { methods: { ssh: null } },
          },
        },
      ),
      left: () => [
        ...readdirSync(results),
        ...readdirSync(this.#ssh.home).filter((name) => name !== 'results'),
      ],
    };
  }

  #inContainer(engine: ContainerEngine) {
    const actions = {
      deploy: { methods: { docker: null } },
      boot: { methods: { docker: { options: { networks: ['none'] } } } },
    };
    return {
      ...work(
        [
          { deploy: { to: 'docker', image: { name: IMAGE, local: true } } },
          { boot: { method: 'docker', command: 'sh', prompts: ['/ # '] } },
          tests('lava-test-case x --result pass'),
        ],
        { actions },
      ),
      left: () => engine.containers(),
    };
  }

  #onDrive() {
    const settings = { usb_mass_device: this.#bench.at('drive'), post_unmount_delay: 0.1 };
    return {
      ...work(
        [
          { deploy: { to: 'tmpfs', images: { zephyr: this.#file('zephyr.bin') } } },
          { boot: { method: 'cmsis-dap' } },
        ],
        {
          board_id: '0240',
          commands: { connect: this.#board.connect },
          actions: {
            deploy: { methods: { image: null } },
            boot: { methods: { 'cmsis-dap': { parameters: settings } } },
          },
        },
      ),
      // The mounts of jobs are looked at for all kinds.
      left: () => [],
    };
  }

  #served(deploy: object): Work {
    return work(
      [
        { deploy: { os: 'oe', ...deploy } },
        { boot: { method: 'minimal', prompts: [PROMPT] } },
        {
          test: {
            monitors: [
              { name: 'm', start: 'BEGIN', end: 'END', pattern: '(?P<test_case_id>\\w+): (?P<result>pass)' },
            ],
          },
        },
      ],
      {
        commands: { connect: this.#board.connect },
        actions: {
          deploy: { methods: { nfs: null, nbd: null, tftp: null } },
          boot: { methods: { minimal: null } },
        },
      },
    );
  }
}

function work(actions: object[], device: Work['device']): Work {
  return {
    definition: {
      ...{ job_name: 'outside', visibility: 'public', actions },
      timeouts: { job: { minutes: 4 }, action: { minutes: 2 }, connection: { minutes: 1 } },
    },
    device: {
      ...{ hostname: 'box', devicetype: 'box', parameters: {}, timeouts: { actions: {}, connections: {} } },
      constants: { posix: { lava_test_sh_cmd: '/bin/sh', lava_test_results_dir: '/lava-%s' } },
      ...device,
    },
    dispatcher: { dispatcher_ip: '127.0.0.1' },
  };
}

function tests(...steps: string[]) {
  const metadata = { format: 'Lava-Test Test Definition 1.0', name: 'a', description: 'a' };
  const repository = { metadata, run: { steps } };
  return { test: { definitions: [{ from: 'inline', name: 'a', path: 'a.yaml', repository }] } };
}
