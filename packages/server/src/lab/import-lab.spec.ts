// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../db/database.ts';
import { auditOf } from '../db/queries/audit.ts';
import { getDevice } from '../db/queries/devices.ts';
import { getText } from '../db/queries/texts.ts';
import { testDatabase } from '../testing/database.ts';
import { importLab } from './import-lab.ts';
import { planLab } from './lab-plan.ts';

let db: Database;
const root = mkdtempSync(join(tmpdir(), 'lava-import-'));
beforeAll(async () => {
  db = await testDatabase();
  const config = 'etc/lava-server/dispatcher-config';
  write(`${config}/device-types/own.jinja2`, "{% extends 'old-base.jinja2' %}\n");
  write('usr/share/lava-server/device-types/old-base.jinja2', "{% extends 'base.jinja2' %}\n");
  write('usr/share/lava-server/device-types/not-needed.jinja2', "{% extends 'base.jinja2' %}\n");
  write(`${config}/health-checks/own.yaml`, 'job_name: health check\n');
  write(
    `${config}/devices/own-01.jinja2`,
    `{% extends 'own.jinja2' %}
{% set sync_to_lava = {'device_type': 'own-type', 'worker': 'rack-1', 'tags': ['usb', 'hdmi'],
                       'aliases': ['own-alias'], 'physical_owner': 'ann'} %}
{% set connection_command = 'telnet ser2net 7001' %}
`,
  );
  write(
    `${config}/devices/own-02.jinja2`,
    "{% extends 'own.jinja2' %}\n{% set connection_list = ['uart0'] %}\n",
  );
  write(`${config}/devices/broken.jinja2`, '{% extends %}\n');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const options = { health: 'maintenance' as const, dryRun: false };
const roots = () => [join(root, 'etc/lava-server'), join(root, 'usr/share/lava-server')];

describe("a LAVA server's files", () => {
  it('are planned with what their dictionaries need, and remarks on the rest', () => {
    const { templates, devices, healthChecks, remarks } = planLab(roots());
    expect([...templates.keys()].sort()).toEqual(['old-base', 'own']);
    expect([...healthChecks.keys()]).toEqual(['own']);
    expect(devices.map(({ name, deviceType }) => [name, deviceType])).toEqual([
      ['own-01', 'own-type'],
      ['own-02', 'own'],
    ]);
    expect(remarks.map(({ where, message }) => `${where?.file}: ${message}`)).toEqual([
      expect.stringMatching(/^broken.jinja2: left out: /),
      'own-01.jinja2: sync_to_lava: physical_owner not taken over',
      expect.stringMatching(/^base.jinja2: own-02: .*connection_commands/),
    ]);
    expect([...planLab(roots(), true).templates.keys()]).toContain('not-needed');
  });

  it('show what would happen without doing it', async () => {
    const { added } = await importLab(db, planLab(roots()), { ...options, dryRun: true });
    expect(added).toContain('device own-01');
    expect(await db.run((q) => getDevice(q, 'own-01'))).toBeUndefined();
  });

  it('are entered, and a second time change nothing', async () => {
    const first = await importLab(db, planLab(roots()), options);
    expect(first.added.sort()).toEqual([
      'device own-01',
      'device own-02',
      'device type own',
      'device type own-type',
      'dictionary own-01',
      'dictionary own-02',
      'health check own',
      'template old-base',
      'template own',
      'worker rack-1',
    ]);
    expect(await db.run((q) => getDevice(q, 'own-01'))).toMatchObject({
      device_type: 'own-type',
      worker: 'rack-1',
      health: 'maintenance',
      tags: ['hdmi', 'usb'],
    });
    const again = await importLab(db, planLab(roots()), options);
    expect(again).toMatchObject({ added: [], changed: [], unchanged: 5 });
    const history = await db.run((q) => auditOf(q, 'device-type', 'own-type'));
    expect(history.filter(({ action }) => action === 'alias')).toMatchObject([{ new: 'own-alias' }]);
  });

  it('that changed make a new version', async () => {
    write('etc/lava-server/dispatcher-config/health-checks/own.yaml', 'job_name: better\n');
    const { changed } = await importLab(db, planLab(roots()), options);
    expect(changed).toEqual(['health check own']);
    expect(await db.run((q) => getText(q, 'health-check', 'own'))).toMatchObject({ version: 2 });
  });
});
