// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { jobOnBoard } from '../../testing/board/job-on-board.ts';
import { servedFiles } from '../../testing/board/served-job.ts';

const directory = mkdtempSync(join(tmpdir(), 'lava-services-'));
const path = process.env.PATH;
afterAll(() => {
  process.env.PATH = path;
  rmSync(directory, { recursive: true, force: true });
});

/** A stand-in for docker with its compose plug-in, which this machine has not: notes its words, and what is where it runs. */
function standIn(up = 'cat .env compose.yaml | grep .'): () => string[] {
  const heard = join(directory, 'heard');
  const script = `#!/bin/sh\n[ "$2" = version ] && exit\necho "$@" >>${heard}\ncase "$*" in *" up "*) ${up} >>${heard};; esac\n`;
  mkdirSync(join(directory, 'bin'), { recursive: true });
  writeFileSync(join(directory, 'bin/docker'), script, { mode: 0o755 });
  process.env.PATH = `${join(directory, 'bin')}:${path}`;
  rmSync(heard, { force: true });
  return () =>
    readFileSync(heard, 'utf8')
      .trim()
      .replace(/\/\S*(?=\/files\/)/g, 'WORK')
      .split('\n');
}

interface RunOptions {
  allowed?: boolean;
  more?: object[];
  /** Done to its files. */
  odd?: string;
  timeout?: object;
}

async function run(service: object, { allowed = true, more = [], odd, timeout }: RunOptions = {}) {
  const files = join(directory, 'files');
  mkdirSync(files, { recursive: true });
  writeFileSync(join(files, 'compose.yaml'), 'services: {}\n');
  rmSync(join(files, '.env'), { recursive: true, force: true });
  if (odd !== undefined) execFileSync('sh', ['-c', odd], { cwd: files });
  const archive = execFileSync('tar', ['-C', files, '-cf', '-', '.']).toString('latin1');
  using served = servedFiles({ 'a.tar': archive });
  const services = [
    { name: 'web', from: 'url', repository: served.url('a.tar'), path: 'compose.yaml', ...service },
  ];
  return await jobOnBoard(
    { connect: '' },
    {
      job: { environment: { COLOUR: 'blue' } },
      device: { commands: { connect: undefined }, parameters: { allow_test_services: allowed } },
      actions: [{ test: { services, ...(timeout && { timeout }) } }, ...more],
    },
  );
}

describe('services of tests', () => {
  it('are started with the environment of the job, and stopped at its end', async () => {
    const heard = standIn();
    const { status, text } = await run({ service: 'front' });
    expect(status, text()).toMatchObject({ health: 'complete' });
    const project = 'compose --project-name lava-1-1-1-1-test-service-web --file WORK/files/compose.yaml';
    expect(heard()).toEqual([
      `${project} up --detach front`,
      'COLOUR=blue',
      'services: {}',
      `${project} down --volumes --remove-orphans`,
    ]);
  });

  it('are stopped earlier by a command, and then not again', async () => {
    const heard = standIn();
    const { status, text } = await run({}, { more: [{ command: { name: 'stop_test_services' } }] });
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(heard().filter((line) => line.includes(' down '))).toHaveLength(1);
  });

  it('are not started where a later command is one that the device does not have', async () => {
    const heard = standIn();
    const { status, text } = await run({}, { more: [{ command: { name: 'lamp' } }] });
    expect(status, text()).toMatchObject({ code: 'job-invalid' });
    expect(text()).toContain('the device has no command lamp');
    expect(heard).toThrow('ENOENT');
  });

  it('that do not start end the job, and are taken down', async () => {
    const heard = standIn('echo no such service >&2; exit 1');
    expect((await run({})).status).toMatchObject({ code: 'host-tool-failed' });
    expect(heard().at(-1)).toContain(' down ');
  });

  it('are taken down after what the engine still does for a start that ran out of time', async () => {
    const made = join(directory, 'made');
    const heard = standIn(
      `env -i PATH=${path} setsid sh -c 'sleep 3; touch ${made}' >/dev/null 2>&1 & sleep 60`,
    );
    const { status, text } = await run({}, { timeout: { seconds: 1 } });
    expect(status, text()).toMatchObject({ code: 'test-timeout' });
    expect(heard().at(-1)).toContain(' down ');
    expect(existsSync(made)).toBe(true);
  });

  it('whose variables cannot be written are the fault of the job', async () => {
    standIn();
    const { status, text } = await run({}, { odd: 'mkdir .env' });
    expect(status).toMatchObject({ code: 'artefact-invalid' });
    expect(text()).toContain('.env next to compose.yaml must be a file');
  });

  it.each([
    [{ path: '../compose.yaml' }, true, '..'],
    [{ path: '-f' }, true, 'begins with -'],
    [{ service: '--privileged' }, true, 'begins with -'],
    [{}, false, 'allow_test_services'],
  ])('%o, allowed: %s, are refused before anything is touched', async (service, allowed, message) => {
    standIn();
    const { status, text } = await run(service, { allowed });
    expect(status).toMatchObject({ health: 'incomplete' });
    expect(text()).toContain(message);
    expect(text()).not.toContain('start: 1 ');
  });
});
