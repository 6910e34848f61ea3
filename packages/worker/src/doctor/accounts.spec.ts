// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { examineAccounts } from './accounts.ts';

it.each([
  ['no daemon runs', undefined, []],
  ['an older daemon runs', {}, []],
  ['jobs have no accounts', { why: 'it is not root' }, [['warning', /since it is not root.*key/]]],
  ['no account has a name', { count: 5, named: 0 }, [['warning', /of 5; none has a name, so ssh refuses/]]],
  ['some accounts have names', { count: 5, named: 2 }, [['ok', /of 5, 2 of them with a name$/]]],
  ['all accounts have names', { count: 5, named: 5 }, [['ok', /of 5$/]]],
] as const)('lava-slave doctor reports the accounts of jobs when %s', (_, accounts, expected) => {
  const status = accounts && ('why' in accounts || 'count' in accounts ? { accounts } : {});
  const findings = examineAccounts(status as Parameters<typeof examineAccounts>[0]);
  expect(findings.map(({ state }) => state)).toEqual(expected.map(([state]) => state));
  for (const [i, [, text]] of expected.entries()) expect(findings[i]?.message).toMatch(text);
  for (const { state, hint } of findings) expect(hint !== undefined).toBe(state === 'warning');
});
