// SPDX-License-Identifier: Apache-2.0
import type { Problem } from '@lava/protocol/error/error.ts';
import { listed } from '@lava/protocol/error/problems.ts';
import { UNWRITTEN_METHODS } from '../generated/unwritten-methods.ts';
import { at, listOf } from '../job/read.ts';
import { isEmptyValue } from '../job/refusal.ts';
import { artefactsOf } from '../rules/artefact-rules.ts';
import type { PlacedBlock } from '../rules/placed-block.ts';

const HINT = 'docs/reference/coverage.md says what runs';

/**
 * A warning for a block that is planned, and that no worker of this version runs.
 * @param methods names of the methods that may take the block; it is warned of when none of them runs
 * @param where the key that chooses the method
 */
export function notRunnable(
  { section, block, path }: PlacedBlock,
  methods: readonly string[],
  where: Problem['where'],
): Problem[] {
  const found = methods.map((name) => stepsOf(section, name, block));
  const best = found.reduce((a, b) => (b.steps.length < a.steps.length ? b : a), found[0] ?? { steps: [] });
  return [
    ...methodWarning(`${section} method ${methods[0]}`, best, path, where),
    ...keysOf(section, block).map(([key, value]) =>
      warning(`\`${key.at(-1)}${value}\``, 'its step is planned only', { path: [...path, ...key] }),
    ),
    ...artefactsOf(section, block, path)
      .filter(({ step }) => step?.runs === false)
      .map(({ step, where }) =>
        warning('`url`', `this address is fetched by ${step?.name}, which is planned only`, where),
      ),
  ];
}

function methodWarning(
  name: string,
  { steps, key }: Unwritten,
  path: PlacedBlock['path'],
  where: Problem['where'],
): Problem[] {
  if (steps.length === 0) return [];
  const some = `${listed(steps.slice(0, 3))}${steps.length > 3 ? ', …' : ''}`;
  const why = `its steps are planned only (${some})`;
  if (key === undefined) return [warning(name, why, where)];
  return [warning(`\`${key}\``, why, { path: [...path, key] })];
}

/** Keys of an interactive command that are calls to other devices. */
const CALLS = ['lava-send', 'lava-sync', 'lava-wait', 'lava-wait-all'];

/** Keys of `to: tftp` that ask for a step which is not written. */
function tftpKeys(block: unknown): string[] {
  const overlaid = at(block, 'persistent_nfs', 'install_overlay') !== false;
  return at(block, 'to') === 'tftp' ? ['preseed', ...(overlaid ? ['persistent_nfs'] : [])] : [];
}

/** Keys of a block, whatever its method, that ask for what is not written; with the value, where others run. */
function keysOf(section: string, block: unknown): [key: (string | number)[], value: string][] {
  const given = (value: unknown) => !isEmptyValue(value ?? null);
  switch (section) {
    case 'deploy':
      return tftpKeys(block)
        .filter((key) => given(at(block, key)))
        .map((key): [string[], string] => [[key], '']);
    case 'boot': {
      const transfer = at(block, 'transfer_overlay', 'transfer_method');
      return [
        ...['boot_finished', 'use_bootscript']
          .filter((key) => given(at(block, key)))
          .map((key): [string[], string] => [[key], '']),
        ...(given(transfer) && transfer !== 'http'
          ? [[['transfer_overlay', 'transfer_method'], `: ${transfer}`] as [string[], string]]
          : []),
      ];
    }
    default:
      return listOf(at(block, 'interactive')).flatMap((each, i) =>
        listOf(at(each, 'script')).flatMap((command, j) =>
          CALLS.filter((key) => given(at(command, key))).map((key): [(string | number)[], string] => [
            ['interactive', i, 'script', j, key],
            '',
          ]),
        ),
      );
  }
}

function warning(what: string, why: string, where: Problem['where']): Problem {
  return {
    severity: 'warning',
    message: `${what} does not run yet: ${why}, and a worker refuses the job`,
    hint: HINT,
    where,
  };
}

interface Unwritten {
  steps: string[];
  key?: string;
}

/** What of the block's plan is not written; `key` when a single key asks for all of it. */
function stepsOf(section: string, method: string, block: unknown): Unwritten {
  const id = `${section} ${method}`;
  const all = Object.hasOwn(UNWRITTEN_METHODS, id) ? (UNWRITTEN_METHODS[id] ?? []) : [];
  const asked = all.filter(({ key }) => key === undefined || !isEmptyValue(at(block, key) ?? null));
  const [first] = asked;
  const key = asked.every((each) => each.key === first?.key) ? first?.key : undefined;
  return { steps: asked.map(({ step }) => step), ...(key !== undefined && { key }) };
}
