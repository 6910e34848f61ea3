// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { JobLog } from '../records/job-log.ts';
import { runTool, type ToolResult } from './tool.ts';

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

/** Clones test repositories, each once a job however many definitions come from it. */
export class GitClones {
  readonly #directory: string;
  readonly #log: JobLog;
  readonly #started = new Map<string, Promise<Clone>>();
  readonly #background = Progress.root();

  constructor(directory: string, log: JobLog) {
    this.#directory = directory;
    this.#log = log;
  }

  /** Starts in the background, for the step that will ask later. */
  prefetch(repository: Repository): void {
    const key = JSON.stringify(repository);
    if (this.#started.has(key)) return;
    const clone = this.#clone(this.#background, repository);
    // Whoever asks for it gets the error.
    clone.catch(() => {});
    this.#started.set(key, clone);
  }

  /** @throws LavaError `git-failed`, `host-tool-missing`, the reason of `progress` */
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

  stop(): void {
    this.#background.cancel(new LavaError('canceled', 'the job has ended'));
  }

  async #clone(progress: Progress, repository: Repository): Promise<Clone> {
    const name = createHash('sha256').update(JSON.stringify(repository)).digest('hex').slice(0, 16);
    const directory = join(this.#directory, name);
    mkdirSync(this.#directory, { recursive: true });
    let shallow = repository.shallow && repository.revision === undefined;
    for (let attempt = 1; ; attempt++) {
      await rm(directory, { recursive: true, force: true });
      const result = await runTool(progress, cloneCommand(repository, shallow, directory), {
        allowFailure: true,
        env: gitEnvironment(),
      });
      if (result.status === 0) break;
      if (shallow && /does not support shallow/.test(result.stderr)) {
        shallow = false;
        continue;
      }
      if (attempt >= ATTEMPTS) throw gitFailed(`${repository.url} cannot be cloned`, result);
      this.#log.warning(
        `cloning ${repository.url} failed: ${result.stderr.trim()}; next attempt in ${PAUSE / 1000} s`,
      );
      await progress.sleep(PAUSE);
    }
    if (repository.revision !== undefined) {
      const result = await this.#git(progress, directory, ['checkout', '--quiet', repository.revision]);
      if (result.status !== 0)
        throw gitFailed(`${repository.url} has no revision ${repository.revision}`, result);
    }
    const head = await this.#git(progress, directory, ['rev-parse', 'HEAD']);
    if (head.status !== 0) throw gitFailed(`${repository.url} has no commit`, head);
    return { directory, commit: head.stdout.trim() };
  }

  #git(progress: Progress, directory: string, args: string[]): Promise<ToolResult> {
    return runTool(progress, ['git', '-C', directory, ...args], {
      allowFailure: true,
      env: gitEnvironment(),
    });
  }
}

function cloneCommand({ url, branch, recursive }: Repository, shallow: boolean, directory: string): string[] {
  return [
    'git',
    'clone',
    '--quiet',
    ...(recursive ? ['--recurse-submodules'] : []),
    ...(branch === undefined ? [] : ['--branch', branch]),
    ...(shallow ? ['--depth=1'] : []),
    '--',
    url,
    directory,
  ];
}

/** Nobody is there to type a password. */
function gitEnvironment(): Record<string, string> {
  return { ...(process.env as Record<string, string>), GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: 'true' };
}

function gitFailed(what: string, { stderr }: ToolResult): LavaError {
  return new LavaError('git-failed', `${what}: ${stderr.trim().slice(-2000)}`);
}
