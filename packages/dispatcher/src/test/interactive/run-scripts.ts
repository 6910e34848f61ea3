// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Verdict } from '@lava/protocol/record/verdict.ts';
import { testConnection } from '../../board/test-connection.ts';
import type { Connection } from '../../console/connection.ts';
import type { Match } from '../../console/console.ts';
import { literalPattern, type Pattern, pattern } from '../../console/pattern.ts';
import type { PlanContext } from '../../engine/method.ts';
import type { Run } from '../../engine/step.ts';
import { waitTime } from '../../engine/waits.ts';
import { CaseReporter } from '../../results/case-reporter.ts';
import type { Command, InteractiveBlock, Script } from './schema.ts';
import { suiteOf } from './suite.ts';

const MULTINODE = ['lava-send', 'lava-sync', 'lava-wait', 'lava-wait-all'] as const;

const CODES = {
  InfrastructureError: 'script-infrastructure',
  JobError: 'script-failed',
  TestError: 'test-raised',
} as const;

/** @throws LavaError `step-unavailable` for what this version cannot do, `test-pattern` for bad patterns */
export function validateScripts({ block }: PlanContext<InteractiveBlock>): void {
  for (const { script, prompts } of block.interactive) {
    for (const each of prompts) pattern(each);
    for (const command of script) {
      for (const { message } of [...(command.successes ?? []), ...(command.failures ?? [])]) pattern(message);
      const used = MULTINODE.find((key) => command[key] !== undefined);
      if (used)
        throw new LavaError('step-unavailable', `${used} in an interactive test is not supported yet`);
    }
  }
}

/** Types the commands of each script and judges the answers. */
export async function runScripts(run: Run, context: PlanContext<InteractiveBlock>): Promise<void> {
  const connection = testConnection(context);
  const runners = context.block.interactive.map(
    (script) => new ScriptRunner(run, connection, script, suiteOf(context, script)),
  );
  for (let next = runners.shift(); next; next = runners.shift()) {
    try {
      await next.run();
    } catch (error) {
      for (const left of runners) left.missed();
      throw error;
    }
  }
}

class ScriptRunner {
  readonly #run: Run;
  readonly #connection: Connection;
  readonly #script: Script;
  readonly #suite: string;
  readonly #prompts: Pattern[];
  readonly #cases: CaseReporter;
  /** What `{name}` in a command stands for. */
  readonly #values: Record<string, string>;

  constructor(run: Run, connection: Connection, script: Script, suite: string) {
    this.#run = run;
    this.#connection = connection;
    this.#script = script;
    this.#suite = suite;
    this.#prompts = script.prompts.map(pattern);
    const { namespace, level } = run.step;
    this.#cases = new CaseReporter(run.log, { definition: suite, namespace, level }, script.expected);
    this.#values = { SERVER_IP: run.job.host.dispatcherIp(), JOB_ID: run.job.id };
  }

  /** Its turn does not come. */
  missed(): void {
    this.#cases.reportMissing();
  }

  async run(): Promise<void> {
    const started = performance.now();
    let result: Verdict = 'fail';
    try {
      for (const command of this.#script.script) await this.#command(command);
      result = 'pass';
    } finally {
      this.#cases.reportMissing();
      this.#run.log.result({
        definition: 'lava',
        case: this.#suite,
        result,
        namespace: this.#run.step.namespace,
        duration: ((performance.now() - started) / 1000).toFixed(2),
      });
    }
  }

  async #command(command: Command): Promise<void> {
    const { progress, log } = this.#run;
    if (command.delay) await progress.sleep(command.delay * 1000);
    if (typeof command.command === 'string') await this.#type(this.#substitute(command.command));
    const failures = command.failures ?? [];
    const successes = command.successes ?? [];
    const waits = command.wait_for_prompt !== false;
    if (!waits && failures.length + successes.length === 0) return this.#judge(command, 'pass');
    const patterns = [
      ...this.#prompts,
      ...failures.map(({ message }) => pattern(message)),
      ...successes.map(({ message }) => pattern(message)),
    ];
    const match = await this.#expect(patterns, { byLine: true });
    const failure = failures[match.index - this.#prompts.length];
    const isPrompt = match.index < this.#prompts.length;
    if (isPrompt && successes.length > 0) log.error('the prompt came before any of the successes');
    const good = isPrompt ? successes.length === 0 : !failure;
    if (failure) log.error(`an answer that means failure: ${match.parts[0]}`);
    if (good && !isPrompt) this.#keep(match);
    this.#judge(command, good ? 'pass' : 'fail', failure?.exception === undefined);
    if (failure?.exception)
      throw new LavaError(
        CODES[failure.exception],
        failure.error ?? `the device answered: ${match.parts[0]}`,
      );
    if (!isPrompt && waits) await this.#expect(this.#prompts);
  }

  async #expect(patterns: readonly Pattern[], options = {}): Promise<Match> {
    using limit = waitTime(this.#run);
    return await this.#connection.expect(limit, patterns, options);
  }

  async #type(text: string): Promise<void> {
    const { progress } = this.#run;
    await this.#connection.sendLine(progress, text);
    if (this.#script.echo === 'discard' && text !== '') await this.#expect([literalPattern(text)]);
  }

  #substitute(text: string): string {
    return text.replace(/\{(\w+)\}/g, (all, name: string) => this.#values[name] ?? all);
  }

  #keep({ groups }: Match): void {
    for (const [name, value] of Object.entries(groups)) if (value !== undefined) this.#values[name] = value;
  }

  /** @param mayThrow a failure of a command without a name fails the test */
  #judge({ name, command }: Command, verdict: Verdict, mayThrow = true): void {
    if (name !== undefined) {
      this.#cases.report(name, verdict);
    } else if (verdict === 'fail' && mayThrow) {
      throw new LavaError('test-raised', `a command without a name has failed: ${command ?? 'waiting'}`);
    }
  }
}
