// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';

/** A user or a group of this machine. */
export interface Entry {
  name: string;
  /** Of a user; in a list of groups the same as `gid`. */
  id: number;
  gid: number;
  /** Empty for a group. */
  home: string;
}

/** Entries of /etc/passwd or /etc/group; none when it cannot be read. */
export function readDatabase(path: '/etc/passwd' | '/etc/group'): Entry[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    const [name = '', , id = '', gid = '', , home = ''] = line.split(':');
    if (!/^\d+$/.test(id)) return [];
    const group = path === '/etc/group';
    return [{ name, id: Number(id), gid: Number(group ? id : gid), home: group ? '' : home }];
  });
}
