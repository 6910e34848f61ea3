// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runHere } from '@lava/cli/testing/run-here.ts';
import { accountNamed } from '@lava/server/accounts/accounts.ts';
import { addToken } from '@lava/server/accounts/tokens.ts';
import { type TestApi, testApi } from '@lava/server/testing/api.ts';
import { atEnd } from '@lava/server/testing/at-end.ts';
import { type Sql, seedLab } from '@lava/server/testing/corpus-lab.ts';
import type { Seed } from '@lava/server/testing/corpus-seed.ts';
import { testDatabase } from '@lava/server/testing/database.ts';
import { CompiledQuery } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';

/** The lab of the recorded answers of a real LAVA, next to the checkout where the project is developed. */
const SEED = join(import.meta.dirname, '../../shared/corpus/api/seed.json');

type Item = Record<string, unknown>;

/** Of a device; the last two are numbers of accounts, whose names no interface of this server says. */
const MOMENTARY = ['state', 'last_health_report_job', 'is_synced', 'physical_owner', 'physical_group'];

describe.skipIf(!existsSync(SEED))('lava import from a server that speaks as LAVA does', () => {
  let there: Server;
  let here: Server;
  let home: string;
  beforeAll(async () => {
    const seed = JSON.parse(readFileSync(SEED, 'utf8')) as Seed;
    const db = await testDatabase();
    const sql: Sql = (text, values = []) => db.run((q) => q.executeQuery(CompiledQuery.raw(text, values)));
    await seedLab(sql, seed);
    there = await listen(await testApi('{}\n', { db }));
    here = await listen(await testApi());
    home = mkdtempSync(join(tmpdir(), 'lava-import-'));
    atEnd(async () => rmSync(home, { recursive: true }));
    writeFileSync(join(home, 'token'), there.token);
  });

  function importLab(...flags: string[]) {
    const env = { XDG_CONFIG_HOME: home, LAVA_URL: here.url, LAVA_TOKEN: here.token };
    return runHere(['import', there.url, '--source-token-file', join(home, 'token'), ...flags], env);
  }

  it('shows what it would do, and then does it', { timeout: 120_000 }, async () => {
    const empty = await labOf(here);
    const shown = await importLab('--dry-run', '--keep-health');
    expect(shown.stdout).toContain('device board-01: would be added');
    expect(await labOf(here)).toEqual(empty);

    const { code, stdout } = await importLab('--keep-health');
    // The seed has one dictionary that no server can read.
    expect(stdout.split('\n').filter((line) => line.includes('not taken: '))).toEqual([
      expect.stringContaining('list of users and groups: not taken'),
      expect.stringMatching(/^device board-03: not taken: dictionary: /),
    ]);
    expect(code).toBe(8);
    const [theirs, ours] = [await labOf(there), await labOf(here)];
    // Without its dictionary it is for nobody.
    (theirs.devices?.['board-03'] as Item).health = 'Maintenance';
    delete theirs.dictionaries?.['board-03'];
    expect(ours).toEqual(theirs);
  });

  it('changes nothing a second time, and takes what is missing', { timeout: 120_000 }, async () => {
    const before = await changesIn(here);
    expect((await importLab()).stdout).toMatch(/\b0 added, 0 changed, \d+ equal, 0 different, /);
    expect(await changesIn(here)).toBe(before);

    const { admin } = here;
    await admin('DELETE', '/devices/qemu-01');
    await admin('PATCH', '/devices/board-01', { description: 'ours' });
    const { stdout } = await importLab();
    expect(stdout).toContain('device qemu-01: added');
    expect(stdout).toContain('device board-01: differs: description: "ours" here, "first board" there');
    const { devices } = await labOf(here);
    // Two servers must not control one board.
    expect(devices).toMatchObject({
      'qemu-01': { health: 'Maintenance' },
      'board-01': { description: 'ours' },
    });
    await importLab('--overwrite');
    expect((await labOf(here)).devices).toMatchObject({
      'board-01': { description: 'first board', health: 'Good' },
    });
  });
});

interface Server {
  url: string;
  token: string;
  admin: Awaited<ReturnType<TestApi['as']>>;
}

async function listen({ app, db, as }: TestApi): Promise<Server> {
  const admin = await as('admin');
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { token } = await addToken(db, await accountNamed(db, 'admin'), 'import');
  return { url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`, token, admin };
}

/** As REST v0.2 shows it, without what is of one server: numbers, and what happens at the moment. */
async function labOf(server: Server): Promise<Record<string, Record<string, unknown>>> {
  const list = async (path: string, name: string, without: string[] = []) => {
    const { results } = (await ask(server, `${path}limit=1000`).then((answer) => answer.json())) as {
      results: Item[];
    };
    return Object.fromEntries(
      results.map((item) => [
        item[name],
        Object.fromEntries(
          Object.entries(item).map(([key, value]) => [key, without.includes(key) ? 0 : (value ?? '')]),
        ),
      ]),
    );
  };
  const texts = async (names: string[], path: (name: string) => string) => {
    const found: Record<string, string> = {};
    for (const name of names) {
      const answer = await ask(server, path(name));
      if (answer.status === 200) found[name] = await answer.text();
    }
    return found;
  };
  const tags = await list('tags/?', 'id', ['id']);
  const devices = await list('devices/?all=true&', 'hostname', MOMENTARY);
  for (const device of Object.values(devices) as Item[])
    device.tags = (device.tags as number[]).map((id) => (tags[id] as Item).name).sort();
  const types = await list('devicetypes/?', 'name');
  const workers = await list('workers/?', 'hostname', ['last_ping', 'version', 'state']);
  const grants = async (kind: string) =>
    Object.values(await list(`permissions/${kind}/?`, 'id', ['id'])).map((grant) => JSON.stringify(grant));
  return {
    types,
    workers,
    devices,
    tags: Object.fromEntries(Object.values(tags).map((tag) => [(tag as Item).name, tag])),
    aliases: await list('aliases/?', 'name'),
    grants: { types: (await grants('devicetypes')).sort(), devices: (await grants('devices')).sort() },
    dictionaries: await texts(Object.keys(devices), (name) => `devices/${name}/dictionary/`),
    templates: await texts(Object.keys(types), (name) => `devicetypes/${name}/template/`),
    checks: await texts(Object.keys(types), (name) => `devicetypes/${name}/health_check/`),
    config: await texts(Object.keys(workers), (name) => `workers/${name}/config/`),
    env: await texts(Object.keys(workers), (name) => `workers/${name}/env/`),
  };
}

function ask({ url, token }: Server, path: string): Promise<Response> {
  return fetch(`${url}/api/v0.2/${path}`, { headers: { authorization: `Token ${token}` } });
}

/** Number of the newest entry of the history. */
async function changesIn(server: Server): Promise<number> {
  const { body } = await server.admin('GET', '/history?limit=1');
  return (body as { items: { id: number }[] }).items[0]?.id ?? 0;
}
