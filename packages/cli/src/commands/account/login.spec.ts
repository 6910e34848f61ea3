// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type Asked, fakeServer, runLava } from '../../testing/fake-server.ts';

const home = mkdtempSync(join(tmpdir(), 'lava-login-'));
afterAll(() => rmSync(home, { recursive: true }));

const TIME = '2026-11-22T10:00:00.000Z';

it('signs in with a code where the server needs one, and says how to give it without a terminal', async () => {
  const session = { user: { username: 'ann', email: '', admin: false, groups: [] }, version: '1' };
  const needed = { code: 'second-factor-needed', kind: 'job', message: 'send its code too' };
  const server = await fakeServer({
    'POST /session': ({ body }: Asked) =>
      (body as { code?: string }).code === '123456'
        ? { headers: { 'set-cookie': 'sid=1; HttpOnly' }, body: session }
        : { status: 401, body: needed },
    'GET /session': session,
    'POST /tokens': { id: 1, description: '', created: TIME, expires: TIME, lastUsed: null, token: 'tkn' },
    'DELETE /session': '',
  });
  try {
    const env = { XDG_CONFIG_HOME: home };
    const args = ['login', server.url, '--username', 'ann', '--password-file', '-'];
    const without = await runLava(args, env, 'swordfish\n');
    expect(without.code).toBe(2);
    expect(without.stderr).toContain('Code of your second factor');
    writeFileSync(join(home, 'code'), '123456\n');
    const ran = await runLava([...args, '--code-file', join(home, 'code')], env, 'swordfish\n');
    expect(ran).toMatchObject({ code: 0, stdout: `signed in to ${server.url} as ann\n` });
    const sent = server.asked.filter(({ method, path }) => `${method} ${path}` === 'POST /session');
    expect(sent.at(-1)?.body).toEqual({ username: 'ann', password: 'swordfish', code: '123456' });
  } finally {
    await server.close();
  }
});
