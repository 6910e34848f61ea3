// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { listens } from '@lava/lab/boards/parts.ts';
import { freePort } from '@lava/lab/port.ts';

/** An NFS server that runs as a program (nfs-ganesha), as root only. */
export interface NfsServer {
  /** What it exports, with everything below. */
  directory: string;
  port: number;
  close(): Promise<void>;
}

/** How long it may take to listen, milliseconds. */
const PATIENCE = 30_000;

/** Version 4 only: it needs one port, and no port mapper. @param directory a new one */
export async function startNfs(directory: string): Promise<NfsServer> {
  const exported = join(directory, 'exported');
  for (const path of [directory, exported, join(directory, 'state')]) mkdirSync(path, { recursive: true });
  chmodSync(exported, 0o1777);
  const port = await freePort();
  const [file, log] = ['ganesha.conf', 'log'].map((name) => join(directory, name)) as [string, string];
  writeFileSync(
    file,
    `NFS_CORE_PARAM { NFS_Protocols = 4; NFS_Port = ${port}; Bind_addr = 127.0.0.1; Enable_UDP = false; Enable_NLM = false; Enable_RQUOTA = false; }
NFSV4 { Graceless = true; Lease_Lifetime = 10; RecoveryRoot = ${join(directory, 'state')}; }
EXPORT { Export_Id = 1; Path = ${exported}; Pseudo = ${exported}; Access_Type = RW; Squash = No_Root_Squash; Protocols = 4; Transports = TCP; SecType = sys; FSAL { Name = VFS; } }
`,
  );
  const child = spawn('ganesha.nfsd', ['-F', '-L', log, '-f', file, '-p', join(directory, 'pid')], {
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  for (const end = performance.now() + PATIENCE; !(await listens(port)); await sleep(50))
    if (child.exitCode !== null || performance.now() > end)
      throw new Error(`ganesha.nfsd does not listen:\n${readFileSync(log, 'utf8')}`);
  return {
    ...{ directory: exported, port },
    async close() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
