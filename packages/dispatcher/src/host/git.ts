// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeTree } from '@lava/kit/fs/remove-tree.ts';
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { quoted } from '../job/path.ts';
import type { JobLog } from '../records/job-log.ts';
import { Allowance, unpackedLimit } from './allowance.ts';
import { Background } from './background.ts';
import { GIT_MEMORY, gitCommand, saysMemoryFull } from './git-command.ts';
import { gitAddress, gitReference, PROTOCOLS } from './git-names.ts';
import { gitFailed, isRefusal } from './git-refusal.ts';
import { takeSubmodules } from './git-submodules.ts';
import { judgeTree } from './git-tree.ts';
import { growWithin } from './grow-within.ts';
import { LocalFiles } from './local-files.ts';
import { runTool, saysDiskFull, type ToolResult } from './tool.ts';

/** Attempts to clone, and the pause between them, milliseconds (LAVA's values). */
const ATTEMPTS = 6;
const PAUSE = 5_000;

export interface Repository {
  url: string;
  branch?: string | undefined;
  revision?: string | undefined;
  /** Only the last commit. Never with a revision. */
  shallow: boolean;
  recursive: boolean;
}

export interface Clone {
  directory: string;
  commit: string;
}

export interface CloneOptions {
  /** Environment of git. */
  env: Record<string, string | undefined>;
  /** Directories of the worker that repositories may be in. */
  fileDirs: readonly string[];
  /** LAVA's dispatcher.yaml. */
  settings: Record<string, unknown>;
  /** What each process of git may hold, bytes; the usual limit if absent. */
  memory?: number;
}

/** Clones test repositories, each once a job however many definitions come from it. */
export class GitClones {
  readonly #directory: string;
  readonly #log: JobLog;
  readonly #started = new Map<string, Promise<Clone>>();
  readonly #background = new Background();

  readonly #env: Record<string, string>;
  readonly #local: LocalFiles;
  readonly #limit: number;
  readonly #memory: number;

  /** @param directory for the clones; made when needed */
  constructor(directory: string, log: JobLog, options: CloneOptions) {
    this.#directory = directory;
    this.#log = log;
    this.#env = gitEnvironment(options.env);
    this.#local = new LocalFiles(options.fileDirs);
    this.#limit = unpackedLimit(options.settings);
    this.#memory = options.memory ?? GIT_MEMORY;
  }

  /** Starts in the background, for the step that will ask later. */
  prefetch(repository: Repository): void {
    const key = JSON.stringify(repository);
    if (this.#started.has(key)) return;
    const clone = this.#clone(this.#background.progress, repository);
    // Whoever asks for it gets the error.
    clone.catch(() => {});
    this.#started.set(key, clone);
  }

  /** @throws LavaError `git-missing`, `git-failed`, `definition-invalid`, `host-tool-missing`, the reason of `progress` */
  async get(progress: Progress, repository: Repository): Promise<Clone> {
    const key = JSON.stringify(repository);
    const clone = this.#started.get(key) ?? this.#clone(progress, repository);
    this.#started.set(key, clone);
    try {
      return await progress.race(clone);
    } catch (error) {
      this.#started.delete(key);
      throw error;
    }
  }

  /** Ends what nobody waits for. Resolves when nothing is running. */
  stop(): Promise<void> {
    return this.#background.stop();
  }

  #clone(progress: Progress, wanted: Repository): Promise<Clone> {
    return this.#background.add(this.#cloneNow(progress, wanted));
  }

  async #cloneNow(progress: Progress, wanted: Repository): Promise<Clone> {
    const { url, branch, revision } = wanted;
    await gitAddress(url, this.#local);
    if (branch !== undefined) gitReference(branch, 'branch');
    if (revision !== undefined) gitReference(revision, 'revision');
    const name = createHash('sha256').update(JSON.stringify(wanted)).digest('hex').slice(0, 16);
    const directory = join(this.#directory, name);
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
    // Its files, and as much again for what git keeps of them.
    const allowance = new Allowance(this.#directory, 2 * this.#limit);
    return growWithin(progress, { directory, allowance, what: url }, (bounded) =>
      this.#take(bounded, wanted, directory),
    );
  }

  async #take(progress: Progress, wanted: Repository, directory: string): Promise<Clone> {
    const { url, revision } = wanted;
    await this.#fetch(progress, wanted, directory);
    const commit = await this.#commitOf(progress, wanted, directory);
    const room = { allowance: new Allowance(this.#directory, this.#limit), entries: 0 };
    const links = await judgeTree(progress, { directory, commit, what: url, env: this.#env, room });
    const take =
      revision === undefined
        ? ['reset', '--quiet', '--hard']
        : ['checkout', '--quiet', '--detach', commit, '--'];
    const taken = await this.#git(progress, directory, take);
    if (taken.status !== 0) throw gitFailed(`${url} cannot be checked out`, taken);
    if (wanted.recursive) {
      const git = (at: string, args: string[]) => this.#git(progress, at, args);
      await takeSubmodules(progress, { directory, url, links, room, env: this.#env, git });
    }
    return { directory, commit };
  }

  async #fetch(progress: Progress, repository: Repository, directory: string): Promise<void> {
    const { url, branch, revision } = repository;
    let shallow = repository.shallow && revision === undefined;
    const env = isLocal(url) ? this.#localEnv() : this.#env;
    for (let attempt = 1; ; attempt++) {
      await removeTree(directory);
      const command = gitCommand(cloneCommand(url, branch, shallow, directory), this.#memory);
      const result = await runTool(progress, command, { allowFailure: true, env });
      if (result.status === 0) return;
      if (shallow && /does not support shallow/.test(result.stderr)) {
        shallow = false;
        continue;
      }
      if (saysMemoryFull(result.stderr)) {
        const message = `${url} cannot be cloned: git would need more than ${this.#memory} bytes of memory`;
        throw new LavaError('artefact-invalid', message);
      }
      if (saysDiskFull(result)) throw gitFailed(`${url} cannot be cloned`, result, 'disk-full');
      if (/Remote branch .* not found/.test(result.stderr))
        throw new LavaError('definition-invalid', `${url} has no branch ${quoted(branch ?? '')}`);
      if (await isRefusal(result.stderr)) throw gitFailed(`${url} cannot be cloned`, result, 'git-missing');
      if (attempt >= ATTEMPTS) throw gitFailed(`${url} cannot be cloned`, result);
      this.#log.warning(`cloning ${url} failed: ${result.stderr.trim()}; next attempt in ${PAUSE / 1000} s`);
      await progress.sleep(PAUSE);
    }
  }

  /** Repositories of this machine are somebody else's, e.g. root's; the setting of the worker says which may be read. */
  #localEnv(): Record<string, string> {
    const config = join(this.#directory, 'local.gitconfig');
    writeFileSync(config, '[safe]\n\tdirectory = *\n[include]\n\tpath = ~/.gitconfig\n');
    return { ...this.#env, GIT_ALLOW_PROTOCOL: 'file', GIT_CONFIG_GLOBAL: config };
  }

  /** The commit that a revision means, also where it is the name of a branch that was not checked out. */
  async #commitOf(progress: Progress, { url, revision }: Repository, directory: string): Promise<string> {
    const names = revision === undefined ? ['HEAD'] : [revision, `refs/remotes/origin/${revision}`];
    for (const name of names) {
      const result = await this.#git(progress, directory, [
        'rev-parse',
        '--verify',
        '--quiet',
        `${name}^{commit}`,
      ]);
      if (result.status === 0) return result.stdout.trim();
    }
    if (revision === undefined) throw new LavaError('git-missing', `${url} has no commit`);
    throw new LavaError('definition-invalid', `${url} has no revision ${quoted(revision)}`);
  }

  #git(progress: Progress, directory: string, args: string[]): Promise<ToolResult> {
    const command = gitCommand(['-C', directory, ...args], this.#memory);
    return runTool(progress, command, { allowFailure: true, env: this.#env });
  }
}

function cloneCommand(
  url: string,
  branch: string | undefined,
  shallow: boolean,
  directory: string,
): string[] {
  return [
    'clone',
    '--quiet',
    '--no-checkout',
    '--template=',
    ...(branch === undefined ? [] : [`--branch=${branch}`]),
    ...(shallow ? ['--depth=1'] : []),
    '--',
    url,
    directory,
  ];
}

function isLocal(url: string): boolean {
  return url.startsWith('/') || /^file:/i.test(url);
}

/**
 * The job's environment for git: what says where a repository is comes from us, nobody is there to type a password, and
 * submodules come over the network.
 */
function gitEnvironment(env: Record<string, string | undefined>): Record<string, string> {
  const kept = Object.entries(env).filter(
    ([name, value]) =>
      value !== undefined && !(name.startsWith('GIT_') && !/^GIT_(SSL|HTTP|SSH|PROXY)/.test(name)),
  );
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    // What git says is read; see git-refusal.ts.
    LC_ALL: 'C.UTF-8',
    LANGUAGE: '',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: 'true',
    GIT_ALLOW_PROTOCOL: PROTOCOLS.join(':'),
  };
}
