// SPDX-License-Identifier: Apache-2.0
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dumpYaml } from '@lava/yaml/dump.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { HttpClient } from './http-get.ts';

const MAIN = join(import.meta.dirname, '../main.ts');

const dir = mkdtempSync(join(tmpdir(), 'lava-proxy-'));
const at = (name: string) => join(dir, name);
let server: Server;
let address: string;
/** What was asked for, as it was asked for. */
let asked: string[] = [];

beforeAll(async () => {
  mkdirSync(at('web'));
  writeFileSync(at('web/data'), 'content');
  mkdirSync(at('tests'));
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', at('tests'), '-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args]);
  const metadata = { format: 'Lava-Test Test Definition 1.0', name: 'cloned' };
  writeFileSync(at('tests/test.yaml'), JSON.stringify({ metadata, run: { steps: ['true'] } }));
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'first');
  execFileSync('git', ['clone', '-q', '--bare', at('tests'), at('web/tests.git')]);
  execFileSync('git', ['-C', at('web/tests.git'), 'update-server-info']);

  // A proxy is asked for whole addresses; it knows one host of each name that ends in .invalid.
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const file = join(at('web'), new URL(request.url ?? '', 'http://direct').pathname);
    const found = existsSync(file) && statSync(file).isFile();
    response.writeHead(found ? 200 : 404);
    if (found) createReadStream(file).pipe(response);
    else response.end();
  });
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(dir, { recursive: true });
});
beforeEach(() => {
  asked = [];
});

it('the proxy of env.yaml fetches artefacts and clones repositories, whatever the environment of lava-run says', async () => {
  const definitions = [
    { from: 'git', name: 'cloned', repository: 'http://git.invalid/tests.git', path: 'test.yaml' },
  ];
  const job = {
    ...{ job_name: 'a', device_type: 'any', visibility: 'public' },
    timeouts: { job: { minutes: 5 }, action: { minutes: 2 } },
    actions: [
      { deploy: { to: 'downloads', images: { data: { url: 'http://files.invalid/data' } } } },
      { deploy: { to: 'overlay', os: 'debian' } },
      { boot: { method: 'minimal', reset: false, prompts: ['#'], failure_retry: 1 } },
      { test: { definitions } },
    ],
  };
  const device = {
    ...{ constants: {}, timeouts: {}, commands: { connect: 'false' } },
    actions: { deploy: { methods: { overlay: null } }, boot: { methods: { minimal: null } } },
  };
  writeFileSync(at('job.yaml'), JSON.stringify(job));
  writeFileSync(at('device.yaml'), JSON.stringify(device));
  writeFileSync(at('env.yaml'), dumpYaml({ overrides: { http_proxy: address }, removes: ['no_proxy'] }));
  const files = ['--device', at('device.yaml'), '--env', at('env.yaml'), '--output-dir', at('out')];
  const args = [MAIN, ...files, '--cache-dir', at('cache'), '--job-id', '1', at('job.yaml')];
  const dead = 'http://127.0.0.1:9';
  const env = { ...process.env, http_proxy: dead, HTTP_PROXY: dead, no_proxy: '*', NO_PROXY: '' };
  await once(spawn(process.execPath, args, { stdio: 'ignore', env }), 'exit');
  const log = loadYaml(readFileSync(at('out/logs.yaml'), 'utf8')) as {
    msg: { case?: string; result?: string };
  }[];
  const steps = log.flatMap(({ msg }) => (msg?.case ? [`${msg.case} ${msg.result}`] : []));
  expect(steps).toEqual(expect.arrayContaining(['http-download pass', 'git-repo-action pass']));
  expect(asked).toContain('http://files.invalid/data');
  expect(asked.some((url) => url.startsWith('http://git.invalid/tests.git/info/refs'))).toBe(true);
});

it('the proxy is asked for a tunnel to servers with TLS', async () => {
  const client = new HttpClient({ https_proxy: address });
  await expect(client.get('https://secure.invalid/x', {}, AbortSignal.timeout(30_000))).rejects.toThrow();
  expect(asked).toEqual(['CONNECT secure.invalid:443']);
});

it('hosts of no_proxy are asked directly', async () => {
  const client = new HttpClient({ http_proxy: 'http://127.0.0.1:9', no_proxy: 'example.com,127.0.0.1' });
  const response = await client.get(`${address}/data`, {}, AbortSignal.timeout(30_000));
  response.resume();
  expect(response.statusCode).toBe(200);
  expect(asked).toEqual(['/data']);
});
