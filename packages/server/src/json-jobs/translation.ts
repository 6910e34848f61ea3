// SPDX-License-Identifier: Apache-2.0
import type { Problem } from '@lava/protocol/error/error.ts';
import type { DeviceFacts } from './device-facts.ts';
import type { JsonJob } from './schema.ts';

/** Why a command has no equivalent; one an action. */
export class Refusal extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** @throws Refusal always */
export function refuse(message: string, hint?: string): never {
  throw new Refusal(message, hint);
}

type Block = Record<string, unknown>;
export type PipelineAction = { deploy: Block } | { boot: Block } | { test: Block };

export interface Login {
  login_prompt?: string;
  password_prompt?: string;
  username?: string;
  password?: string;
  login_commands?: string[];
}

/** The state of one translation: what is known so far, what was made, what is wrong. */
export class Translation {
  readonly job: JsonJob;
  readonly facts: DeviceFacts;
  readonly actions: PipelineAction[] = [];
  readonly problems: Problem[] = [];
  /** Keys that were left out because they mean nothing any more. */
  readonly warnings: string[] = [];
  /** From the last deploy command. */
  login: Login = {};
  os = 'debian';
  /** `bootloadertype` of the last deploy command. */
  bootloader: string | undefined;
  /** Gives the kernel that QEMU boots other arguments. */
  setKernelArguments: ((text: string) => void) | undefined;
  /** Command set of the bootloader that suits what was deployed. */
  commandSet: string | undefined;
  /** Roles whose devices are up; the only device of a job without roles is ''. */
  readonly booted = new Set<string>();
  tests = 0;
  context: Record<string, unknown> = {};

  constructor(job: JsonJob, facts: DeviceFacts) {
    this.job = job;
    this.facts = facts;
  }

  get isQemu(): boolean {
    return this.facts.bootMethods.has('qemu');
  }

  /** The role that an action names, else all there are. */
  rolesOf(role: string | undefined): string[] {
    if (role !== undefined) return [role];
    return this.job.device_group?.map((entry) => entry.role) ?? [''];
  }

  /** `role` of a block; none in a job without roles. */
  roleKey(roles: readonly string[]): { role?: readonly string[] } {
    return this.job.device_group ? { role: roles } : {};
  }
}

/**
 * What a block with `repeat` may take. The first dispatcher made a command of each repetition, every one with the whole
 * time; a pipeline block shares its time among them.
 */
export function repeated(seconds: number, repeat: number | undefined): { seconds: number } {
  return timeout(seconds * Math.max(1, repeat ?? 1));
}

/** Seconds as a pipeline timeout. */
export function timeout(seconds: number): { seconds: number } {
  return { seconds };
}

const SUFFIXES: Readonly<Record<string, string>> = {
  gz: 'gz',
  tgz: 'gz',
  bz2: 'bz2',
  xz: 'xz',
  zst: 'zstd',
  zip: 'zip',
};

/** An artefact; the suffix tells the compression, as the first dispatcher did. */
export function artefact(url: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  if (/^scp:/i.test(url)) refuse(`${url}: scp has no equivalent`, 'serve the file by http or https');
  const compression = SUFFIXES[/\.([a-z0-9]+)$/.exec(url.split(/[?#]/)[0] ?? '')?.[1] ?? ''];
  return { url, ...(compression && { compression }), ...more };
}
