// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FileServer, serveFiles } from './file-server.ts';

describe('serveFiles', () => {
  let directory: string;
  let server: FileServer;
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'files-'));
    writeFileSync(join(directory, 'kernel'), '0123456789');
    server = await serveFiles(directory);
  });
  afterEach(async () => {
    await server.close();
    rmSync(directory, { recursive: true });
  });

  async function get(path: string, range?: string) {
    const response = await fetch(server.url + path, { headers: range ? { range } : {} });
    return [response.status, await response.text(), response.headers.get('content-range')];
  }

  it('serves whole files and ranges', async () => {
    expect(await get('/kernel')).toEqual([200, '0123456789', null]);
    expect(await get('/kernel', 'bytes=7-')).toEqual([206, '789', 'bytes 7-9/10']);
    expect(await get('/kernel', 'bytes=2-3')).toEqual([206, '23', 'bytes 2-3/10']);
    expect(await get('/kernel', 'bytes=-1')).toEqual([206, '9', 'bytes 9-9/10']);
    expect(await get('/kernel', 'bytes=10-')).toEqual([416, '', 'bytes */10']);
  });

  it('does not send again what a cache holds, nor a part of what has changed', async () => {
    const etag = (await fetch(`${server.url}/kernel`)).headers.get('etag') ?? '';
    const again = await fetch(`${server.url}/kernel`, { headers: { 'if-none-match': etag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    const headers = { range: 'bytes=8-', 'if-range': etag };
    expect(await (await fetch(`${server.url}/kernel`, { headers })).text()).toBe('89');
    const changed = { range: 'bytes=8-', 'if-range': '"other"' };
    expect(await (await fetch(`${server.url}/kernel`, { headers: changed })).text()).toBe('0123456789');
  });

  it('serves nothing outside, and no directories', async () => {
    expect((await get('/..%2f..%2fetc/passwd'))[0]).toBe(404);
    expect((await get('/'))[0]).toBe(404);
    expect((await get('/none'))[0]).toBe(404);
  });
});
