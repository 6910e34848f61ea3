// SPDX-License-Identifier: Apache-2.0
import type { Problem } from '@lava/protocol/error/error.ts';
import { listed } from '@lava/protocol/error/problems.ts';
import { MAX_GROUP } from '@lava/protocol/job/limits.ts';
import { at, listOf, textOf } from '../job/read.ts';
import type { PlacedBlock } from './placed-block.ts';

type Path = (string | number)[];

/** Roles are words of what devices say to each other over their consoles, and keys: neither an option nor `__proto__`. */
const ROLE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/;
const ROLES = ['protocols', 'lava-multinode', 'roles'];

/** What lets a MultiNode job be split into the jobs of its devices. One that was split has a `target_group`. */
export function multinodeRules(job: unknown, blocks: readonly PlacedBlock[]): Problem[] {
  const roles = at(job, ...ROLES);
  if (typeof roles !== 'object' || roles === null || Array.isArray(roles)) return [];
  if (at(job, 'protocols', 'lava-multinode', 'target_group') !== undefined) return [];
  const names = Object.keys(roles);
  return [
    ...names.flatMap((name) => roleProblems(name, at(roles, name), blocks)),
    ...sizeProblems(names.map((name) => at(roles, name, 'count'))),
    ...blocks.flatMap((placed) => blockProblems(placed, names)),
  ];
}

function roleProblems(name: string, role: unknown, blocks: readonly PlacedBlock[]): Problem[] {
  const path: Path = [...ROLES, name];
  const problems: Problem[] = [];
  const refuse = (message: string, key: Path = [], hint?: string) =>
    problems.push({ message, where: { path: [...path, ...key] }, ...(hint && { hint }) });
  if (!ROLE.test(name))
    refuse(
      `role \`${name}\`: must begin with a letter or digit and have at most 100 letters, digits, \`-\`, \`_\` and \`.\``,
    );
  if (at(role, 'connection') !== undefined)
    refuse(
      'roles with a `connection` to a device of another role are not supported yet',
      ['connection'],
      'give the role a `device_type` of its own',
    );
  else
    for (const key of ['host_role', 'expect_role'])
      if (at(role, key) !== undefined) refuse(`\`${key}\` goes with a \`connection\``, [key]);
  if (at(role, 'device') !== undefined && at(role, 'count') !== 1)
    refuse('`device` names one device, so `count` must be 1', ['count']);
  if (!blocks.some(({ block }) => rolesOf(block).includes(name)))
    refuse(`no action has the role \`${name}\``);
  return problems;
}

function sizeProblems(counts: unknown[]): Problem[] {
  const size = counts.reduce<number>((sum, count) => sum + (typeof count === 'number' ? count : 0), 0);
  if (size >= 1 && size <= MAX_GROUP) return [];
  const expected = `1 to ${MAX_GROUP} devices`;
  const message = `a group must have ${expected}, found ${size}`;
  return [{ message, expected, found: String(size), where: { path: ROLES } }];
}

function blockProblems({ block, path }: PlacedBlock, names: string[]): Problem[] {
  const roles = rolesOf(block);
  if (roles.length === 0) {
    const expected = `one or more of ${listed(names)}`;
    return [
      { message: '`role` is missing: whose action it is', expected, found: 'nothing', where: { path } },
    ];
  }
  return roles
    .filter((role) => !names.includes(role))
    .map((role) => ({
      severity: 'warning',
      message: `the job has no role \`${role}\``,
      expected: `one of ${listed(names)}`,
      found: role,
      where: { path: [...path, 'role'] },
    }));
}

function rolesOf(block: unknown): string[] {
  return listOf(at(block, 'role') ?? []).map(textOf);
}
