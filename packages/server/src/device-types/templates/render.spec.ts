// SPDX-License-Identifier: Apache-2.0
import { loadYaml } from '@lava/yaml/load.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../db/database.ts';
import { putText } from '../../db/queries/texts.ts';
import { buildBundle } from '../../jobs/bundle.ts';
import { testDatabase } from '../../testing/database.ts';
import { testLab } from '../../testing/lab.ts';
import { renderDevice, renderDictionary } from './render.ts';
import { shippedTemplates } from './shipped.ts';

let db: Database;
const device = { name: 'qemu-1', deviceType: 'qemu' };
const render = (text: string, context = {}) => db.run((q) => renderDictionary(q, text, device, context));

beforeAll(async () => {
  db = await testDatabase();
});

describe('renderDictionary', () => {
  // tools/device-library.spec.ts renders all of them; here it is the way to them that counts.
  it('renders device types that are shipped', async () => {
    const types = shippedTemplates().filter((each) => !each.startsWith('_'));
    for (const name of types.filter((_, i) => i % 30 === 0)) {
      const text = await render(`{% extends '${name}.jinja2' %}`);
      expect([name, loadYaml(text)]).toEqual([
        name,
        expect.objectContaining({ constants: expect.anything() }),
      ]);
    }
  });

  it('lets the dictionary win over the job, and the job over the template', async () => {
    const of = async (text: string, context = {}) => JSON.stringify(loadYaml(await render(text, context)));
    const plain = "{% extends 'qemu.jinja2' %}\n";
    expect(await of(plain, { memory: 777 })).toContain('-m 777');
    expect(await of(`${plain}{% set memory = 888 %}`, { memory: 777 })).toContain('-m 888');
  });

  it('takes an admin’s template before a shipped one, over several steps', async () => {
    await db.transaction(async (q) => {
      await putText(q, 'template', 'mine', "{% extends 'base-mine.jinja2' %}{% set a = 'A' %}", 'ann');
      await putText(q, 'template', 'base-mine', "x: {{ a }}\n{% include 'part.jinja2' %}", 'ann');
      await putText(q, 'template', 'part', 'y: {{ scheduled_device_name }}', 'ann');
    });
    expect(loadYaml(await render("{% extends 'mine.jinja2' %}"))).toEqual({ x: 'A', y: 'qemu-1' });
    await db.run((q) => putText(q, 'template', 'part', '', 'ann'));
    await expect(render("{% extends 'mine.jinja2' %}")).rejects.toMatchObject({ code: 'template-error' });
  });

  it.each([
    ["{% extends 'none.jinja2' %}", 'template-error'],
    ["{% extends '../../etc/passwd' %}", 'template-error'],
    ['{% if %}', 'template-error'],
    ['a: [', 'device-invalid'],
    ['text', 'device-invalid'],
  ])('refuses %s', async (text, code) => {
    await expect(render(text)).rejects.toMatchObject({ code, kind: 'configuration' });
  });
});

describe('buildBundle', () => {
  it('has the job as submitted and the device as rendered for it', async () => {
    const lab = testLab(db);
    await lab.user();
    await lab.deviceType();
    await lab.worker();
    await lab.device();
    const definition = '# text\njob_name: x\ncontext: {memory: 321}\n';
    const job = await lab.scheduledJob({ definition });
    await expect(buildBundle(db, job, { logBytes: 5 })).rejects.toMatchObject({ code: 'device-invalid' });
    await db.run((q) => putText(q, 'dictionary', 'qemu-1', "{% extends 'qemu.jinja2' %}", 'ann'));
    const bundle = await buildBundle(db, job, { logBytes: 5 });
    expect(bundle).toMatchObject({ job, definition, limits: { logBytes: 5 } });
    expect(bundle.device).toContain('-m 321');
    expect(await db.run((q) => renderDevice(q, device))).not.toContain('-m 321');
  });

  it('prints the numbers of the context as Python does, whatever was rendered before', async () => {
    const lab = testLab(db);
    await lab.device('qemu-2');
    const texts = "x: '{{ memory }} {{ extra_options }}'\n";
    await db.run((q) => putText(q, 'dictionary', 'qemu-2', texts, 'ann'));
    const printed: unknown[] = [];
    for (const context of ['{memory: 1, extra_options: [1]}', '{memory: 1.0, extra_options: [1.0, 2.50]}']) {
      const job = await lab.scheduledJob({ definition: `context: ${context}\n`, device: 'qemu-2' });
      printed.push(loadYaml((await buildBundle(db, job, { logBytes: 5 })).device));
      await db.run((q) => q.deleteFrom('jobs').where('id', '=', job).execute());
    }
    expect(printed).toEqual([{ x: '1 [1]' }, { x: '1.0 [1.0, 2.5]' }]);
  });
});
