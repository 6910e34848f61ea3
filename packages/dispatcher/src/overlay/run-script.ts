// SPDX-License-Identifier: Apache-2.0
import { toPython } from '@lava/jinja/values/convert.ts';
import { str } from '@lava/jinja/values/text.ts';
import { shellQuote } from '../host/shell-quote.ts';

export interface ScriptSource {
  /** `<index>_<name>` of the definition. */
  run: string;
  /** Directory of the definition on the device. */
  directory: string;
  /** Directory of the helpers there. */
  bin: string;
  /** Values from the definition, and from the job, which win. */
  defaults: Record<string, unknown>;
  parameters: Record<string, unknown>;
  steps: string[];
  /** Signals go through the kernel's log. */
  kmsg: boolean;
  /** Seconds before each signal, for slow consoles. */
  characterDelay: number;
}

/** `run.sh`: what the runner starts for one definition. */
export function runScript(source: ScriptSource): string {
  const { run, directory, bin, steps, characterDelay } = source;
  const signal = (name: string) => `${shellQuote(`${bin}/lava-signal`)} ${name} "$TESTRUN_ID" "$UUID"`;
  return lines([
    ...parameterHeader(source),
    'set -e',
    'set -x',
    `export TESTRUN_ID=${shellQuote(run)}`,
    `cd ${shellQuote(directory)}`,
    'UUID="$(cat uuid)"',
    'set +x',
    ...(characterDelay > 0 ? [`export CHARACTER_DELAY=${characterDelay}`] : []),
    ...(source.kmsg ? ['# USE_KMSG', 'export KMSG=true'] : []),
    signal('STARTRUN'),
    'set -x',
    ...steps.map(escapePositional),
    'set +x',
    signal('ENDRUN'),
  ]);
}

/** Arguments of a command that a helper evaluates later, not of this script. */
function escapePositional(step: string): string {
  return /--cmd|--shell/.test(step) ? step.replace(/(?<!\\)\$(\d)/g, '\\$$$1') : step;
}

export interface InstallSource {
  directory: string;
  defaults: Record<string, unknown>;
  parameters: Record<string, unknown>;
  keys: string[];
  sources: string[];
  packages: string[];
  steps: string[];
}

/** `install.sh`: what prepares the device for one definition. */
export function installScript(source: InstallSource): string {
  const { directory, keys, sources, packages, steps } = source;
  return lines([
    ...parameterHeader(source),
    ...keys.map((key) => `lava-add-keys ${shellQuote(key)}`),
    ...sources.map((item) => `lava-add-sources ${shellQuote(item)}`),
    ...(packages.length > 0 ? [`lava-install-packages ${packages.join(' ')}`] : []),
    ...(steps.length > 0 ? [`cd ${shellQuote(directory)}`, 'pwd', ...steps] : []),
  ]);
}

/** Values that are not texts as Python prints them, which is what tests have always been given: `True`, `1.0`, `None`. */
function parameterHeader({ defaults, parameters }: Pick<ScriptSource, 'defaults' | 'parameters'>): string[] {
  const assign = (values: Record<string, unknown>) =>
    Object.entries(values).map(([key, value]) => `${key}='${str(toPython(value)).replaceAll("'", "'\\''")}'`);
  return [
    '###default parameters from test definition###',
    ...assign(defaults),
    '######',
    '###test parameters from job submission###',
    ...assign(parameters),
    '######',
  ];
}

function lines(all: string[]): string {
  return all.map((line) => `${line}\n`).join('');
}
