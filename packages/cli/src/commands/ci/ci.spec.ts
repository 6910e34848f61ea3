// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeServer, fakeServer } from '../../testing/fake-server.ts';
import { runHere } from '../../testing/run-here.ts';

const TIME = '2026-11-22T10:00:00.000Z';
const counts = (pass: number, fail: number) => ({ pass, fail, skip: 0, unknown: 0 });
const job = (id: number, more: object = {}) => ({
  ...{ id, description: 'x', state: 'finished', health: 'complete', priority: 50, submitter: 'ann' },
  ...{
    deviceType: 'qemu',
    device: `qemu-0${id}`,
    worker: 'w',
    submitTime: TIME,
    startTime: TIME,
    endTime: TIME,
  },
  ...{ waiting: [], error: null, tags: [], visibility: 'public', queueTimeout: null, records: 0 },
  ...{
    logComplete: true,
    results: counts(9, 0),
    tests: counts(2, 0),
    metadata: {},
  },
  ...{ resubmittedFrom: null, overhead: null },
  ...more,
});
const LAB = { code: 'download-failed', kind: 'infrastructure', message: 'no route\n::error::x ##[warning]y' };
const stream = (...jobs: object[]) => ({
  headers: { 'content-type': 'text/event-stream' },
  body: [
    ...jobs.map((each) => `event: job\ndata: ${JSON.stringify(each)}\n\n`),
    'event: end\ndata: {}\n\n',
  ].join(''),
});
const CANCELED = { health: 'canceled', error: { code: 'canceled', kind: 'canceled', message: 'c' } };
const VALID = { 'POST /jobs/validate': { problems: [] } };

describe('lava ci', () => {
  let home: string;
  let server: FakeServer | undefined;
  let file: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'lava-ci-'));
    file = join(home, 'job.yaml');
    writeFileSync(file, "job_name: x\ncontext: {arch: '{{ arch }}'}\nkernel: '{{ kernel }}'\n");
  });
  afterEach(async () => {
    await server?.close();
    server = undefined;
    rmSync(home, { recursive: true });
  });

  async function ci(answers: Record<string, unknown>, args: string[], env: Record<string, string> = {}) {
    await server?.close();
    server = await fakeServer({ ...VALID, ...answers });
    const access = { XDG_CONFIG_HOME: '/nonexistent', LAVA_URL: server.url, LAVA_TOKEN: 't' };
    return runHere(['ci', ...args], { ...access, ...env });
  }
  const asked = (path: string) =>
    (server?.asked ?? []).filter((each) => `${each.method} ${each.path}` === path);

  it('runs a job for each combination, and ends as the worst, where a test counts more than the lab', async () => {
    let last = 0;
    const ran = await ci(
      {
        'POST /jobs': () => ({ id: ++last }),
        'GET /jobs/1/stream?from=0': stream(
          job(1, { state: 'submitted', waiting: ['2 jobs before it'] }),
          job(1),
        ),
        'GET /jobs/2/stream?from=0': stream(job(2, { health: 'incomplete', error: LAB })),
        'GET /jobs/3/stream?from=0': stream(job(3, { results: counts(8, 1), tests: counts(1, 1) })),
        'GET /jobs/4/stream?from=0': stream(job(4)),
        'GET /jobs/3/results?result=fail&notSuite=lava&limit=9': {
          items: [
            {
              ...{
                id: 1,
                suite: '0_ltp',
                set: null,
                name: 'fork01',
                result: 'fail',
                measurement: null,
                units: null,
              },
              ...{
                reference: null,
                record: 1,
                startRecord: null,
                endRecord: null,
                logged: null,
                metadata: {},
              },
            },
          ],
          next: null,
        },
        ...Object.fromEntries([1, 2, 3, 4].map((id) => [`GET /jobs/${id}/export/junit`, `<x id="${id}"/>`])),
      },
      [
        ...[
          file,
          '--set',
          'kernel=http://h/a=b',
          '--matrix',
          'arch=arm64,x86',
          '--matrix',
          'arch2=a,b',
        ].slice(0, 5),
        ...[file, '--junit', join(home, 'junit'), '--summary', join(home, 'summary.md')],
        ...['--annotations', join(home, 'links.json'), '--columns', 'id,outcome,pass,fail', '-o', 'csv'],
      ],
      { GITHUB_ACTIONS: 'true' },
    );
    expect(ran.stdout).toBe('id,outcome,pass,fail\n1,ok,2,0\n2,infrastructure,2,0\n3,failed,1,1\n4,ok,2,0\n');
    expect(ran.code).toBe(1);
    const sent = asked('POST /jobs').map(({ body }) => (body as { definition: string }).definition);
    expect(sent[0]).toBe("job_name: x\ncontext: {arch: 'arm64'}\nkernel: 'http://h/a=b'\n");
    expect(sent[1]).toContain("arch: 'x86'");
    const commands = ran.stderr.split('\n').filter((line) => line.trimStart().startsWith('::'));
    expect(commands).toHaveLength(2);
    expect(commands[0]).toMatch(/^::warning file=.*,title=LAVA job 2%3A the lab failed::no route /);
    expect(commands[1]).toMatch(/^::error file=.*,title=LAVA job 3 failed::0_ltp\/fork01 failed%0Ahttp/);
    expect(ran.stderr).not.toContain('##[');
    expect(readFileSync(join(home, 'junit/lava-2.xml'), 'utf8')).toBe('<x id="2"/>');
    const summary = readFileSync(join(home, 'summary.md'), 'utf8');
    expect(summary).toMatch(
      /^\| .*arch=x86 \| \[2\]\(http.*\/jobs\/2\) \| qemu-02 \| ⚠️ infrastructure \| 2 \| 0 \| 0 \|$/m,
    );
    expect(summary).toContain(
      '- no route ::error::x &#35; &#35;&#91;warning&#93;y &#40;download-failed, infrastructure&#41;',
    );
    const links = JSON.parse(readFileSync(join(home, 'links.json'), 'utf8'));
    expect(links.LAVA.map((link: { external_link: { url: string } }) => link.external_link.url)).toEqual(
      [1, 2, 3, 4].map((id) => `${server?.url}/jobs/${id}`),
    );
  });

  it('submits again what the lab failed, and says why a job waits', async () => {
    writeFileSync(file, 'job_name: x\n');
    const ran = await ci(
      {
        'POST /jobs': { id: 1 },
        'GET /jobs/1/stream?from=0': stream(
          job(1, { state: 'submitted', device: null, waiting: ['2 jobs before it'] }),
          job(1, { state: 'running' }),
          job(1, { health: 'incomplete', error: LAB }),
        ),
        'POST /jobs/1/resubmit': { id: 2 },
        'GET /jobs/2/stream?from=0': stream(job(2)),
      },
      [file, '--retries', '2', '--columns', 'id,outcome,tries'],
    );
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/^2 +ok +2$/m);
    expect(ran.stderr.split('\n').map((line) => line.replace(` (${file})`, ''))).toEqual([
      'job 1: submitted',
      'job 1: waits: 2 jobs before it',
      'job 1: running on qemu-01',
      'job 1: incomplete: no route ::error::x # #[warning]y (download-failed)',
      'job 2: submitted again, since the lab failed',
      'job 2: complete',
      '',
    ]);
  });

  it('names the places that stay as they are, where nothing is to be filled in', async () => {
    const ran = await ci({ 'POST /jobs': { id: 1 }, 'GET /jobs/1/stream?from=0': stream(job(1)) }, [
      file,
      '-o',
      'name',
    ]);
    expect(ran).toMatchObject({ code: 0, stdout: '1\n', stderr: '' });
    expect(JSON.stringify(asked('POST /jobs')[0]?.body)).toContain('{{ arch }}');
    const seen = await ci({ 'POST /jobs': { id: 1 }, 'GET /jobs/1/stream?from=0': stream(job(1)) }, [file]);
    expect(seen.stderr).toContain(`${file}: {{ arch }} has no value and stays as it is`);
  });

  it('submits nothing when one definition is wrong, and shows all problems', async () => {
    const problem = (line: number) => ({ message: `unknown key ${line}`, where: { line, column: 1 } });
    const ran = await ci({ 'POST /jobs/validate': { problems: [problem(1), problem(2)] } }, [
      file,
      '--set',
      'arch=x',
      '--matrix',
      'kernel=a',
    ]);
    expect(ran.code).toBe(8);
    expect(ran.stderr).toContain(`${file}:1:1: unknown key 1`);
    expect(ran.stderr).toContain(`${file}:2:1: unknown key 2`);
    expect(asked('POST /jobs')).toEqual([]);
  });

  it('names every variable that is missing, used nowhere or given twice', async () => {
    const ran = await ci({}, [file, '--set', 'a=1', '--set', 'kernel=1', '--matrix', 'kernel=2']);
    expect(ran.code).toBe(2);
    expect(ran.stderr.replaceAll(file, 'F')).toBe(
      'error: the variable kernel must be given once\n' +
        'error: no definition has a place {{ a }}\n' +
        'error: F: {{ arch }} has no value; give it with --set or --matrix\n',
    );
  });

  it.each(["x'}, secrets: {a: 'b", "x'\ny: '1", 'x: y'])('a value stays a value: %j', async (value) => {
    writeFileSync(file, "job_name: {{ name }}\ncontext: {arch: '{{ name }}'}\n");
    const ran = await ci({}, [file, '--set', `name=${value}`]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('must not change the structure');
    expect(server?.asked).toEqual([]);
  });

  it('cancels what was submitted when a later one is refused', async () => {
    const other = join(home, 'other.yaml');
    writeFileSync(file, 'job_name: x\n');
    writeFileSync(other, 'job_name: y\n');
    let given = 0;
    const refused = { status: 403, body: { code: 'forbidden', kind: 'job', message: 'not allowed' } };
    const ran = await ci(
      {
        'POST /jobs': () => (++given === 1 ? { id: 1 } : refused),
        'POST /jobs/1/cancel': job(1, { state: 'canceling' }),
      },
      [file, other],
    );
    expect(ran.code).toBe(7);
    expect(asked('POST /jobs/1/cancel')).toHaveLength(1);
    expect(ran.stderr).toContain('job 1: cancel requested');
  });

  it('cancels what has not ended within its time, and still reports', async () => {
    writeFileSync(file, 'job_name: x\n');
    let canceled = false;
    const running = stream(job(1, { state: 'running' }));
    const cut = { ...running, body: running.body.replace('event: end\ndata: {}\n\n', '') };
    const next = () => (canceled ? stream(job(1, CANCELED)) : cut);
    const ran = await ci(
      {
        'POST /jobs': { id: 1 },
        'GET /jobs/1/stream?from=0': next,
        'GET /jobs/1/stream?from=0&attempt=1': next,
        'POST /jobs/1/cancel': () => {
          canceled = true;
          return job(1, { state: 'canceling' });
        },
      },
      [file, '--timeout', '1s', '--retries', '3', '-o', 'json'],
    );
    expect(ran.code).toBe(4);
    expect(JSON.parse(ran.stdout).items[0]).toMatchObject({ outcome: 'canceled', tries: 1 });
  });
});
