// SPDX-License-Identifier: Apache-2.0

/**
 * Groups here to which groups of the directory are mapped.
 * @param theirs DNs
 * @param map by DN, or only by the name: `cn=kernel,ou=groups,dc=example,dc=org` is also `kernel`
 */
export function groupsOf(theirs: readonly string[], map: Readonly<Record<string, string>>): string[] {
  const known = new Set(theirs.flatMap((dn) => [plain(dn), nameOf(dn)]));
  return Object.entries(map)
    .filter(([group]) => known.has(plain(group)))
    .map(([, here]) => here);
}

/** DNs are written with and without spaces, in any case. */
function plain(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/\s*([,=])\s*/g, '$1');
}

function nameOf(dn: string): string {
  return /^[^=,]+=((?:[^,\\]|\\.)*)/.exec(plain(dn))?.[1] ?? plain(dn);
}
