// SPDX-License-Identifier: Apache-2.0
import { open, rm } from 'node:fs/promises';
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { consolesOf } from '../board/consoles.ts';
import type { Connection } from '../console/connection.ts';
import { container as leaving } from '../console/leave.ts';
import type { JobRun } from '../engine/job-run.ts';
import type { Run } from '../engine/step.ts';
import { runTool, type ToolResult } from '../host/tool.ts';

/** How long an engine may still work on the container of a client that is gone, seconds. */
export const MAKING = 5;

export interface ContainerSpec {
  image: string;
  /** Options of `create`, of the lab or checked. */
  options: readonly string[];
  command: readonly string[];
  /** With a terminal. */
  terminal: boolean;
}

/** Containers of a job by namespace, and by the name that the job gave. */
const known = new WeakMap<JobRun, Map<string, string>>();

/**
 * A container of the job. Files come in and out by `cp`, so that nothing of the worker is mounted, and the engine may be on
 * another machine. Removed, whatever it does, when the attempt fails or the job ends, and by the worker's daemon when this
 * process dies.
 */
export class Container {
  readonly #engine: readonly string[];
  readonly #run: Run;
  readonly #id: string;
  readonly name: string;
  #removed: Promise<void> | undefined;

  private constructor(run: Run, engine: readonly string[], name: string, id: string) {
    this.#run = run;
    this.#engine = engine;
    this.name = name;
    this.#id = id;
  }

  /**
   * @param name no other job has it
   * @param engine the program and its own options
   * @throws LavaError `host-tool-failed`
   */
  static async create(
    run: Run,
    engine: readonly string[],
    name: string,
    { image, options, command, terminal }: ContainerSpec,
  ): Promise<Container> {
    const { leases, env } = run.job.host;
    const key = `container ${name}`;
    const undo = { run: [...engine, 'rm', '--force', '--volumes', name], env };
    const lease = { kind: 'container', what: `remove the container ${name}` } as const;
    leases.take(key, { ...lease, undo: [undo] });
    // An engine continues to make the container of a client that was killed; it is there a little later.
    const making = `the making of ${key}`;
    leases.take(making, { ...lease, undo: [{ run: ['sleep', String(MAKING)] }, undo] });
    const words = [
      ...[...engine, 'create', '--name', name],
      ...(terminal ? ['--interactive', '--tty'] : []),
      ...[...options, image, ...command],
    ];
    let id: string;
    try {
      id = (await runTool(run.progress, words, { env })).stdout.trim().split('\n').at(-1) ?? '';
    } catch (error) {
      // One that was made all the same is removed by the daemon; one of that name that is not the job's is not touched.
      if (!run.progress.signal.aborted) for (const held of [making, key]) leases.release(held);
      throw error;
    }
    leases.release(making);
    const made = new Container(run, engine, name, id);
    run.cleanup.add(`remove the container ${name}`, async (progress) => {
      await made.remove(progress);
      leases.release(key);
    });
    return made;
  }

  /** Puts the content of a gzip-compressed tar archive at its root. */
  async unpack(archive: string): Promise<void> {
    const file = await open(archive);
    try {
      await this.#tool(['cp', '-', `${this.#id}:/`], { stdin: file.fd });
    } finally {
      await file.close();
      await rm(archive);
    }
  }

  /** Copies the content of a directory of the worker into one of the container, or back. */
  async copyIn(directory: string, to: string): Promise<void> {
    await this.#tool(['cp', `${directory}/.`, `${this.#id}:${to}`]);
  }

  async copyOut(from: string, directory: string): Promise<void> {
    await this.#tool(['cp', `${this.#id}:${from}/.`, directory]);
  }

  /** Lets it run to its end. */
  async runToEnd(): Promise<ToolResult> {
    const { progress, job } = this.#run;
    const words = [...this.#engine, 'start', '--attach', this.#id];
    return await runTool(progress, words, { env: job.host.env, allowFailure: true });
  }

  /** Starts it, with its terminal as a console of the namespace. */
  async attach(namespace: string): Promise<Connection> {
    const { progress, job, cleanup } = this.#run;
    const consoles = consolesOf(job);
    const words = [...this.#engine, 'start', '--attach', '--interactive', this.#id];
    const connection = await consoles.open(progress, words, {
      name: this.name,
      tags: ['primary'],
      namespace,
      env: job.host.env,
      leave: leaving((ending) => this.remove(ending)),
    });
    cleanup.add(`leave the container ${this.name}`, () => consoles.close(namespace, this.name));
    return connection;
  }

  /** Runs a program next to it, on a console of its own, until the container ends. */
  async exec(
    command: readonly string[],
    options: { namespace: string; name: string; tags?: readonly string[] },
  ): Promise<Connection> {
    const { progress, job, cleanup } = this.#run;
    const consoles = consolesOf(job);
    const words = [...this.#engine, 'exec', '--interactive', '--tty', this.#id, ...command];
    const connection = await consoles.open(progress, words, { ...options, env: job.host.env });
    cleanup.add(`leave ${options.name}`, () => consoles.close(options.namespace, options.name));
    return connection;
  }

  /** Ends and removes it; safe to call again. */
  async remove(progress: Progress): Promise<void> {
    const { env } = this.#run.job.host;
    this.#removed ??= runTool(progress, [...this.#engine, 'rm', '--force', '--volumes', this.#id], {
      env,
    }).then(() => undefined);
    try {
      await this.#removed;
    } catch (error) {
      this.#removed = undefined;
      throw error;
    }
  }

  async #tool(words: readonly string[], options: { stdin?: number } = {}): Promise<void> {
    const { progress, job } = this.#run;
    await runTool(progress, [...this.#engine, ...words], { env: job.host.env, ...options });
  }
}

/**
 * The name of a container of this step, which no other job has, whatever name the job gives.
 * @param kind for the name where the job gives none
 */
export function containerName({ job, step }: Run, kind: string, own: string | undefined): string {
  const prefix = String(job.host.settings.prefix ?? '').replace(/[^\w.-]/g, '');
  const name = [kind, `${prefix}${job.id}`, own ?? step.level].join('-');
  const names = known.get(job) ?? new Map<string, string>();
  known.set(job, names);
  names.set(step.namespace, name);
  if (own !== undefined) names.set(own, name);
  return name;
}

/**
 * Options for the network of another container of the job.
 * @param from its namespace, or the name that the job gave it
 * @throws LavaError `job-invalid`
 */
export function networkOf({ job }: Run, from: string | undefined): string[] {
  if (from === undefined || from === '') return [];
  const name = known.get(job)?.get(from);
  if (name !== undefined) return ['--network', `container:${name}`];
  throw new LavaError('job-invalid', `network_from: no container of this job is called ${from}`, {
    hint: 'it is the namespace of an earlier block with a container, or its container_name',
  });
}
