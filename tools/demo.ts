// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { hostGuest } from '@lava/guest/guest.ts';
import { getPayload } from '@lava/guest/payload.ts';
import { stateDirectory } from '@lava/kit/fs/state-directory.ts';
import { say, task, withTask } from '@lava/kit/task-line.ts';
import type { Lab } from '@lava/lab/lab.ts';
import { ensureDebianPackages } from './debian-packages.ts';
import { boardsPlace, endBoards } from './demo/board.ts';
import { startBoardLab, startDemoLab } from './demo/demo-lab.ts';
import { boardJob, type DemoJob, guestJob } from './demo/first-job.ts';
import type { DemoHostsOptions } from './demo/hosts/main.ts';
import { runFirstJob } from './demo/run-job.ts';
import { buildWeb } from './web-build.ts';

const HELP = `usage: ./lava demo [--board | --hosts] [--once] [--json] [--state-dir DIR] [--port PORT] [--fresh]

A whole lab on this machine: server, database, worker, a QEMU device, and a first job in it. Stays until Ctrl-C.

  --board          a virtual board instead of a QEMU device: real U-Boot behind a serial console (ser2net) and a PDU (pdudaemon),
                   which gets kernel and ramdisk by TFTP
  --hosts          as root: a master and two workers instead, each a fresh Debian with a network of its own, where the packages
                   of this checkout are installed; a job on each at the same time, every daemon restarted meanwhile
  --once           end after the job; status 0 only if it is Complete and every test case is as expected
  --json           one summary for programs on stdout; text for people on stderr
  --state-dir DIR  where the lab lives; default ${stateDirectory('demo')}
  --port PORT      port of the web pages, if free (8000)
  --fresh          forget the lab of earlier runs
`;

/** Exit status after Ctrl-C before the job had ended. */
const INTERRUPTED = 130;

export async function demo(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      board: { type: 'boolean', default: false },
      hosts: { type: 'boolean', default: false },
      once: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      fresh: { type: 'boolean', default: false },
      'state-dir': { type: 'string', default: stateDirectory('demo') },
      port: { type: 'string', default: '8000' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const interrupted = interrupt();
  if (values.hosts) return hosts({ ...values, port: Number(values.port), signal: interrupted });
  const started = performance.now();
  const directory = values['state-dir'];
  say(`A lab in ${directory}`);
  await ensureDebianPackages(values.board ? ['demo', 'board'] : ['demo']);
  const arch = values.board ? 'arm64' : hostGuest();
  await withTask(`payload: kernel and ramdisk for ${arch}`, (line) => getPayload(arch, line));
  await withTask('web pages', buildWeb);
  await endBoards(directory);
  if (values.fresh) rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true, mode: 0o711 });
  let lab: Lab | undefined;
  try {
    lab = await start(directory, Number(values.port), values.board);
    const prepared = (performance.now() - started) / 1000;
    say(
      `\nReady after ${prepared.toFixed(1)} s: ${lab.url}, user ${lab.username}, password ${lab.password}\n`,
    );
    const example = values.board ? boardJob() : guestJob(arch);
    const summary = await runFirstJob({ lab, example, signal: interrupted });
    if (values.json) {
      const { url, username, password } = lab;
      const report = { ...summary, prepareSeconds: round(prepared), url, username, password };
      process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    }
    if (!values.once && !interrupted.aborted)
      await stay(lab, {
        example,
        signal: interrupted,
        boards: values.board && boardsPlace(directory).directory,
      });
    return summary.ok ? 0 : 1;
  } catch (error) {
    if (interrupted.aborted) return INTERRUPTED;
    throw error;
  } finally {
    say('');
    await withTask('stop', async () => {
      await lab?.stop();
      await endBoards(directory);
    });
  }
}

async function hosts(options: DemoHostsOptions): Promise<number> {
  const { demoHosts } = await import('./demo/hosts/main.ts');
  try {
    return (await demoHosts(options)) ? 0 : 1;
  } catch (error) {
    if (options.signal.aborted) return INTERRUPTED;
    throw error;
  }
}

async function start(directory: string, httpPort: number, board: boolean): Promise<Lab> {
  const line = task(`server, database, worker and a ${board ? 'virtual board' : 'QEMU device'}`);
  try {
    const lab = await (board ? startBoardLab : startDemoLab)({
      directory,
      httpPort,
      progress: (text) => line.update(text),
    });
    line.done(lab.url);
    return lab;
  } catch (error) {
    line.failed('');
    throw error;
  }
}

/** Until Ctrl-C, or until one of the lab's programs dies. */
async function stay(
  { url, username, password, token, server, worker }: Lab,
  { example, signal, boards }: { example: DemoJob; signal: AbortSignal; boards: string | false },
): Promise<void> {
  say(`\nThe lab keeps running until Ctrl-C:`);
  say(`  web pages     ${url}   user ${username}, password ${password}`);
  say(`  command line  export LAVA_URL=${url} LAVA_TOKEN=${token}`);
  say(`                ./lava jobs submit --follow ${example.file}; ./lava devices list`);
  if (boards) say(`                ./lava lab status|console|power … --state-dir ${boards}`);
  const ctrlC = new Promise<string>((resolve) =>
    signal.addEventListener('abort', () => resolve(''), { once: true }),
  );
  const dead = [server, worker].map(
    async (program) => `the ${program.name} ended with ${await program.ended}`,
  );
  const news = await Promise.race([ctrlC, ...dead]);
  if (news) throw new Error(news);
}

/** Aborted by the first Ctrl-C (or SIGTERM); the next one ends immediately, and the next start cleans up. */
function interrupt(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(INTERRUPTED);
      controller.abort(new Error('interrupted'));
    });
  }
  return controller.signal;
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
