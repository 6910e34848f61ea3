// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import { type Account, canReach } from './account.ts';

/** Where the files of one embedded cluster are. */
export interface Place {
  /** Owned by the account, mode 0700; `data` and `log` lie in it. */
  base: string;
  data: string;
  log: string;
  /** Directory of the UNIX socket. */
  socket: string;
}

/** For state directories that the database's user cannot enter, such as those below /root. */
const ELSEWHERE = '/var/lib/lava-embedded';
/** Longest path of a UNIX socket on Linux is 107 bytes; `/.s.PGSQL.5432` and a lock suffix must fit. */
const LONGEST_SOCKET_DIRECTORY = 85;

/** `STATE/postgres`, or a directory of its own that `STATE/postgres` then links to. */
export function findPlace(stateDir: string, account: Account): Place {
  const inside = join(stateDir, 'postgres');
  const hash = createHash('sha256').update(realpathSync(stateDir)).digest('hex').slice(0, 12);
  let base = inside;
  if (!canReach(account, stateDir)) {
    base = join(ELSEWHERE, hash);
    mkdirSync(ELSEWHERE, { recursive: true, mode: 0o755 });
    pointTo(base, inside);
  }
  own(base, account);
  // For the admin who finds it without its state directory.
  if (base !== inside) writeFileSync(join(base, 'state-directory'), `${stateDir}\n`);
  let socket = base;
  if (Buffer.byteLength(base) > LONGEST_SOCKET_DIRECTORY) {
    socket = `/tmp/lava-postgres-${hash}`;
    own(socket, account);
  }
  return { base, data: join(base, 'data'), log: join(base, 'postgres.log'), socket };
}

function pointTo(base: string, link: string): void {
  const stat = lstatSync(link, { throwIfNoEntry: false });
  if (stat?.isSymbolicLink() && existsSync(link) && realpathSync(link) === base) return;
  if (stat?.isDirectory()) throw unreachable(link);
  rmSync(link, { force: true });
  symlinkSync(base, link);
}

function unreachable(path: string): LavaError {
  return new LavaError('config-invalid', `the database's user cannot enter ${path}`, {
    hint: 'move the state directory to a place that other users may enter (mode x), e.g. /var/lib/lava-server',
  });
}

function own(path: string, { uid, gid }: Account): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const stat = lstatSync(path);
  const trusted = stat.isDirectory() && (stat.uid === uid || stat.uid === process.getuid?.());
  if (!trusted)
    throw new LavaError('config-invalid', `${path} belongs to somebody else (user id ${stat.uid})`);
  if (stat.uid !== uid) chownSync(path, uid, gid);
  chmodSync(path, 0o700);
}
