// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Progress } from '@lava/kit/progress.ts';
import { Allowance } from '../host/allowance.ts';
import { loadTar } from '../image/load-tar.ts';
import { OverlayTree } from '../image/tree.ts';
import { header, padded } from './odd-tar.ts';

/** Directories in which archives are made and read, and one outside of them that nothing may get into. */
export class HostileWorkspace {
  readonly root = mkdtempSync(join(tmpdir(), 'lava-hostile-'));
  readonly outside = join(this.root, 'outside');
  readonly warnings: string[] = [];
  readonly warn = (text: string) => void this.warnings.push(text);

  constructor() {
    mkdirSync(this.outside);
  }

  /** A new directory. */
  work(): string {
    return mkdtempSync(join(this.root, 'work-'));
  }

  /** A ustar archive of these entries, whatever their names. */
  tar(entries: OddEntry[]): string {
    const blocks: Buffer[] = [];
    for (const { name, type = '0', link = '', data = '', size = data.length } of entries) {
      const long = Buffer.from(`${name}\0`);
      if (long.length > 100) blocks.push(header('././@LongLink', 'L', '', long.length), padded(long));
      blocks.push(header(name, type, link, size), padded(Buffer.from(data)));
    }
    const path = join(this.work(), 'archive.tar');
    writeFileSync(path, Buffer.concat([...blocks, Buffer.alloc(1024)]));
    return path;
  }

  /** What a tree holds with an archive in it. @throws what the reader of archives throws */
  async load(archive: string, below = '', tree = new OverlayTree(), allowance = new Allowance(this.root)) {
    await loadTar(Progress.root(), tree, {
      what: 'overlay "a"',
      archive,
      below,
      spool: join(this.work(), 'spool'),
      allowance,
      warn: this.warn,
    });
    return tree;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

export interface OddEntry {
  name: string;
  type?: string;
  link?: string;
  data?: string;
  size?: number;
}

export const SMALL_FILE = { kind: 'text', mode: 0o644, uid: 0, gid: 0, text: Buffer.from('x') } as const;
