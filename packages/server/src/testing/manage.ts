// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Database } from '../db/database.ts';
import { manageProgram } from '../manage/program.ts';
import { readSettings, type ServerSettings } from '../settings.ts';
import { testDatabase } from './database.ts';
import { testLab } from './lab.ts';

export interface TestManage {
  db: Database;
  lab: ReturnType<typeof testLab>;
  settings: ServerSettings;
  /** State directory; it goes with the spec file. */
  state: string;
  /** What a command answers. @param input what it reads */
  manage(args: string[], input?: string): Promise<string>;
  /** The same with `--json`, as a value. */
  answer(...args: string[]): Promise<ReturnType<typeof JSON.parse>>;
}

/** `lava-server manage` on a database and state directory of its own, with a user, a device type and a worker. */
export async function testManage(settingsText = '{}\n'): Promise<TestManage> {
  const db = await testDatabase();
  const lab = testLab(db);
  const state = mkdtempSync(join(tmpdir(), 'lava-manage-'));
  afterAll(() => rmSync(state, { recursive: true, force: true }));
  const file = join(state, 'settings.yaml');
  writeFileSync(file, settingsText);
  const { settings } = readSettings(['--state-dir', state], { LAVA_SETTINGS: file });
  await lab.user('ann');
  await lab.deviceType();
  await lab.worker();

  async function manage(args: string[], input = ''): Promise<string> {
    let output = '';
    const program = manageProgram(
      (_options, _schema, work) => work({ db, settings, input: async () => input }),
      (text) => {
        output += text;
      },
    );
    await program.parseAsync(args, { from: 'user' });
    return output.trimEnd();
  }
  const answer = async (...args: string[]) => JSON.parse(await manage([...args, '--json']));
  return { db, lab, settings, state, manage, answer };
}
