// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Packages of any Debian release and architecture, without touching what the host's own dpkg and apt know: apt works
 * in a directory of its own, and packages are unpacked, never installed. Works without root.
 */
export interface DebianArchive {
  /** Name of the package that `meta` depends on and that starts with the same words, e.g. the current kernel. */
  currentOf(meta: string): Promise<string>;
  /** A package and the libraries that it needs, and that those need. */
  withLibraries(name: string): Promise<string[]>;
  /** Unpacks packages into one directory; returns their versions. */
  unpack(packages: string[], into: string): Promise<Record<string, string>>;
}

/** @throws Error with apt's words when the archive cannot be reached */
export async function openArchive(suite: string, arch: string, directory: string): Promise<DebianArchive> {
  const options = await aptOptions(suite, arch, directory);
  await runApt('apt-get', [...options, '-q', 'update']);

  async function show(name: string): Promise<string> {
    return runApt('apt-cache', [...options, 'show', '--no-all-versions', name]);
  }

  return {
    async currentOf(meta) {
      const depends = /^Depends: (.*)$/m.exec(await show(meta))?.[1] ?? '';
      const name = /\blinux-image-[a-z0-9][a-z0-9.+-]*/.exec(depends)?.[0];
      if (!name) throw new Error(`package ${meta} of ${suite}/${arch} names no kernel: ${depends}`);
      return name;
    },
    async withLibraries(name) {
      const only = [
        '--recurse',
        '--important',
        '--no-conflicts',
        '--no-breaks',
        '--no-replaces',
        '--no-enhances',
      ];
      const text = await runApt('apt-cache', [...options, 'depends', ...only, name]);
      return [name, ...text.split('\n').filter((line) => /^lib[a-z0-9.+-]+$/.test(line))];
    },
    async unpack(packages, into) {
      const debs = await mkdtemp(join(directory, 'debs-'));
      try {
        await runApt('apt-get', [...options, '-q', 'download', ...packages], debs);
        for (const deb of await readdir(debs)) await run('dpkg-deb', ['-x', join(debs, deb), into]);
        const versions = await Promise.all(
          packages.map(async (name) => [name, /^Version: (.*)$/m.exec(await show(name))?.[1] ?? '']),
        );
        return Object.fromEntries(versions);
      } finally {
        await rm(debs, { recursive: true, force: true });
      }
    },
  };
}

/** Codename of the release that the host runs; `bookworm` where that is not a Debian release. */
export async function hostSuite(): Promise<string> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const debian = /^ID=debian$/m.test(text);
  return (debian && /^VERSION_CODENAME=(\S+)$/m.exec(text)?.[1]) || 'bookworm';
}

async function aptOptions(suite: string, arch: string, directory: string): Promise<string[]> {
  await mkdir(join(directory, 'lists/partial'), { recursive: true });
  await mkdir(join(directory, 'cache/archives/partial'), { recursive: true });
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  await writeFile(join(directory, 'status'), '');
  await writeFile(
    join(directory, 'sources.list'),
    `deb [signed-by=${keyring}] ${await mirror()} ${suite} main\n`,
  );
  const settings = {
    'APT::Architecture': arch,
    'APT::Architectures': arch,
    'Dir::State::Lists': join(directory, 'lists'),
    'Dir::State::status': join(directory, 'status'),
    'Dir::Cache': join(directory, 'cache'),
    'Dir::Etc::SourceList': join(directory, 'sources.list'),
    'Dir::Etc::SourceParts': '/dev/null',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '3',
    // Otherwise an index that cannot be fetched is a warning, and then there are no packages.
    'APT::Update::Error-Mode': 'any',
    // apt run by root downloads as another user, who cannot write here; who is not root has no such choice.
    ...(process.getuid?.() === 0 && { 'APT::Sandbox::User': 'root' }),
  };
  return Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
}

/** The mirror that the host itself uses, so that a lab behind a wall finds its own. */
async function mirror(): Promise<string> {
  const fallback = 'http://deb.debian.org/debian';
  const format = ['$(REPO_URI)', '$(COMPONENT)'].join(' ');
  const targets = await runApt('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']).catch(
    () => '',
  );
  const uris = targets.split('\n').flatMap((line) => /^(https?:\S+\/debian)\/? main$/.exec(line)?.[1] ?? []);
  return uris[0] ?? fallback;
}

async function runApt(program: string, args: string[], cwd?: string): Promise<string> {
  try {
    const env = { ...process.env, LC_ALL: 'C.UTF-8' };
    const { stdout } = await run(program, args, { cwd, env, maxBuffer: 64 << 20 });
    return stdout;
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new Error(`${program}: ${stderr?.trim().split('\n').slice(-3).join('; ') || String(error)}`, {
      cause: error,
    });
  }
}
