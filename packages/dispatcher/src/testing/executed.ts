// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';

/** What is at the far end when a test executes a method; the page of what runs shows the first that applies. */
export type How = 'real' | 'stand-in' | 'scripted';

const executed = new Set<string>();

/** Called by whatever runs whole jobs in tests, for those that were complete. */
export function noteExecuted(actions: unknown): void {
  for (const action of Array.isArray(actions) ? actions : [])
    for (const [section, block] of Object.entries(Object(action)))
      executed.add(`${section} ${wordOf(block)}`);
}

function wordOf(block: unknown): string {
  const { to, method, role, docker, ...keys } = Object(block);
  if (typeof (to ?? method) === 'string') return to ?? method;
  if (docker) return 'docker';
  const kind = ['definitions', 'interactive', 'monitors', 'services'].find((key) => key in keys);
  return role && kind === 'definitions' ? 'multinode' : (kind ?? '');
}

/**
 * The last test of a spec file: jobs of the file have executed these methods. The page of what runs is made from these calls.
 * @param methods e.g. `boot openocd`; with the word of the job where that is another one: `deploy removable: usb`
 */
export function executes(how: How, ...methods: string[]): void {
  it(`executes ${methods.join(', ')} (${how})`, () => {
    const missing = methods.filter((method) => {
      const [name = '', word] = method.split(': ');
      return !executed.has(word === undefined ? name : `${name.split(' ')[0]} ${word}`);
    });
    expect(missing).toEqual([]);
  });
}
