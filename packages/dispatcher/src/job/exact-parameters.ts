// SPDX-License-Identifier: Apache-2.0

/**
 * Puts the floats, and lists that may hold some, among the parameters of test definitions back into a job that was made
 * plain: `1.0` is not `1` to a test that reads it as text.
 *
 * @param plain the job, changed in place
 * @param exact the same as `loadYamlExact` gives it
 */
export function restoreJobParameters(plain: unknown, exact: unknown): void {
  for (const [action, exactAction] of pairs(at(plain, 'actions'), at(exact, 'actions'))) {
    const [test, exactTest] = [at(action, 'test'), at(exactAction, 'test')];
    for (const [block, exactBlock] of pairs(at(test, 'definitions'), at(exactTest, 'definitions'))) {
      restoreParameters(block, exactBlock);
      restoreParameters(at(block, 'repository'), at(exactBlock, 'repository'));
    }
  }
}

/** The same for one test definition. */
export function restoreParameters(plain: unknown, exact: unknown): void {
  for (const key of ['parameters', 'params']) {
    const [values, exactValues] = [at(plain, key), at(exact, key)];
    if (typeof values !== 'object' || values === null || !(exactValues instanceof Map)) continue;
    for (const [name, value] of exactValues) {
      if (typeof value === 'object') (values as Record<string, unknown>)[String(name)] = value;
    }
  }
}

function at(value: unknown, key: string): unknown {
  if (value instanceof Map) return value.get(key);
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}

function pairs(plain: unknown, exact: unknown): [unknown, unknown][] {
  return Array.isArray(plain) && Array.isArray(exact) ? plain.map((item, i) => [item, exact[i]]) : [];
}
