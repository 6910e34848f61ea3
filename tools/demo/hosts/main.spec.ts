// SPDX-License-Identifier: Apache-2.0
import { afterEach, expect, it, vi } from 'vitest';
import { demoHosts } from './main.ts';

afterEach(() => void vi.restoreAllMocks());

it('says in one message that it needs root', async () => {
  vi.spyOn(process, 'getuid').mockReturnValue(1000);
  const { signal } = new AbortController();
  await expect(demoHosts({ once: true, json: false, port: 0, signal })).rejects.toThrow(
    /^--hosts needs root, .*: sudo \.\/lava demo --hosts$/,
  );
});
