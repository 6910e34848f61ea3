// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { preparedRoot } from '../../../tools/hosts/prepared.ts';
import { SUITES } from '../../../tools/hosts/root.ts';
import { field, NAMES, type PackageLab, PROGRAMS, VERSION } from './lab.ts';

/**
 * Largest size, MB: of the package, and installed. The stripped runtime is 108 and packs to 39; what is ours packs to 1 to 6.
 * A tenth above what was measured, so that a second copy of a library or the sources of the web pages do not slip in.
 */
const LIMITS: Record<string, [packed: number, installed: number]> = {
  'lava-dispatcher': [46, 123],
  'lava-cli': [45, 120],
  'lava-server': [6.8, 19],
  lava: [0.02, 0.05],
};

/** What is in the packages, and how large they are. */
export function contents(lab: () => PackageLab): void {
  describe('hold what they should', () => {
    it.each(NAMES)('%s is as small as it should be, and root owns its files', (name) => {
      const [packed, installed] = LIMITS[name] ?? [0, 0];
      expect(readFileSync(lab().debOf(name)).length / 1e6).toBeLessThan(packed);
      expect(Number(field(lab().debOf(name), 'Installed-Size')) / 1e3).toBeLessThan(installed);
      const files = lab().filesOf(name);
      expect(files.filter(({ owner }) => owner !== 'root/root')).toEqual([]);
      expect(files.filter(({ mode }) => /^.....w|^........w|s/.test(mode) && !mode.startsWith('l'))).toEqual(
        [],
      );
      const paths = files.map(({ path }) => path);
      for (const doc of ['copyright', 'changelog.gz'])
        expect(paths).toContain(`/usr/share/doc/${name}/${doc}`);
      expect(field(lab().debOf(name), 'Version')).toBe(`1:${VERSION}`);
    });

    it('the worker has no server, no pages and no database', () => {
      const paths = lab()
        .filesOf('lava-dispatcher')
        .map(({ path }) => path);
      expect(
        paths.filter((path) =>
          /server\.js|lava-server|lava-master|\.html|\.sql|migrations|postgres/.test(path),
        ),
      ).toEqual([]);
      expect(paths).toContain('/usr/lib/lava-dispatcher/bin/node');
      for (const name of ['Depends', 'Recommends', 'Suggests'])
        expect(field(lab().debOf('lava-dispatcher'), name)).not.toMatch(/postgres|lava-server|nodejs/);
    });

    it('the server has pages, roles, migrations; every program has a man page and a completion', () => {
      const server = lab()
        .filesOf('lava-server')
        .map(({ path }) => path);
      for (const path of [
        '/usr/lib/lava-server/web/index.html',
        '/usr/bin/lava-server',
        '/usr/bin/lava-master',
        '/etc/init.d/lava-master',
      ])
        expect(server).toContain(path);
      expect(field(lab().debOf('lava-server'), 'Depends')).toMatch(/\bpostgresql\b/);
      const all = NAMES.flatMap((name) => lab().filesOf(name)).map(({ path }) => path);
      const commands = all.filter((path) => /^\/usr\/bin\/./.test(path)).map((path) => basename(path));
      expect(commands.sort()).toEqual([...PROGRAMS, 'lava-make-guest'].sort());
      for (const name of commands)
        expect(
          all.some((path) => new RegExp(`^/usr/share/man/man[18]/${name}\\.[18]\\.gz$`).test(path)),
          name,
        ).toBe(true);
      for (const name of PROGRAMS) expect(all).toContain(`/usr/share/bash-completion/completions/${name}`);
      expect(all).toContain('/usr/share/zsh/vendor-completions/_lava');
      expect(all).toContain('/usr/share/fish/vendor_completions.d/lava.fish');
    });

    it.each(SUITES)('what they depend on and recommend is in %s', (suite) => {
      const wanted = lab()
        .debs.flatMap((deb) => ['Depends', 'Recommends', 'Suggests'].map((name) => field(deb, name)))
        .flatMap((text) => text.split(','))
        // One of several is enough: each architecture has its own.
        .map((text) => text.split('|').map((name) => name.replace(/\(.*/, '').trim()))
        .filter(([name = '']) => name !== '' && !NAMES.includes(name));
      const args = [preparedRoot(suite), 'apt-cache', 'show', '--no-all-versions', ...new Set(wanted.flat())];
      const shown = spawnSync('chroot', args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
      const known = [...shown.stdout.matchAll(/^Package: (\S+)$/gm)].map(([, name]) => name);
      expect(wanted.filter((names) => !names.some((name) => known.includes(name)))).toEqual([]);
    });
  });
}
