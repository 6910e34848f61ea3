// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { endForsakenLabs, type PagesLab, startPagesLab } from './pages-lab.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where spec files ask for the lab that they share; the first that does waits for its start. */
    sharedLab: string;
  }
}

/** What a spec file gets to know about it. */
export interface SharedLab {
  url: string;
  username: string;
  password: string;
  token: string;
  workerName: string;
}

/** Global set-up of the lane `web`: one lab for all spec files that do not need one to themselves, and its end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await endForsakenLabs();
  let started: Promise<PagesLab> | undefined;
  const server = createServer((_, response) => {
    started ??= startPagesLab();
    started.then(
      ({ lab: { url, username, password, token, workerName } }) =>
        response.end(JSON.stringify({ url, username, password, token, workerName } satisfies SharedLab)),
      (error: Error) => response.writeHead(500).end(error.stack),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  project.provide('sharedLab', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return async () => {
    server.closeAllConnections();
    server.close();
    // One that did not start has left nothing, and those who asked for it have failed.
    await (await started?.catch(() => undefined))?.close();
  };
}
