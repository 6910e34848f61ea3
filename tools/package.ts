// SPDX-License-Identifier: Apache-2.0
import { chmodSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureDebianPackages } from './debian-packages.ts';
import { strip } from './package/bundle.ts';
import { buildDeb } from './package/deb.ts';
import { writeCompletions, writeGzip } from './package/documents.ts';
import { makeHome } from './package/home.ts';
import { thirdPartyLicenses } from './package/licenses.ts';
import { PACKAGES, type PackageSpec } from './package/packages.ts';
import { buildWeb } from './web-build.ts';

const root = join(import.meta.dirname, '..');

const ARCHITECTURES = { x64: 'amd64', arm64: 'arm64' } as const;

/** `./lava package [--out DIR] [--version V] [--uncompressed] [NAME…]`: builds the Debian packages; prints their paths. */
export async function buildPackages(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      out: { type: 'string', default: join(root, 'dist') },
      version: { type: 'string' },
      uncompressed: { type: 'boolean', default: false },
    },
  });
  const { version: own } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const version = values.version ?? own;
  await ensureDebianPackages(['package']);
  mkdirSync(values.out, { recursive: true });
  const chosen = PACKAGES.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  if (chosen.some(({ data }) => data?.['packages/web/dist'])) await buildWeb();
  for (const { name } of chosen) {
    // Another version next to it would be installed by the same `./NAME_*.deb`.
    for (const old of globSync(`${name}_*.deb`, { cwd: values.out })) rmSync(join(values.out, old));
  }
  for (const spec of chosen)
    process.stdout.write(`${await buildPackage(spec, values.out, version, !values.uncompressed)}\n`);
  return 0;
}

async function buildPackage(
  spec: PackageSpec,
  out: string,
  version: string,
  compress: boolean,
): Promise<string> {
  const arch = process.arch as keyof typeof ARCHITECTURES;
  const stage = mkdtempSync(join(out, `${spec.name}-`));
  try {
    const home = join(stage, 'usr/lib', spec.name);
    const inputs = await makeHome(spec, home, version);
    strip(home);
    if (inputs.length > 0) {
      const file = join(stage, 'usr/share/doc', spec.name, 'third-party-licenses.gz');
      writeGzip(file, thirdPartyLicenses(inputs, spec.runtime === true));
    }
    await writeCompletions(stage, spec.completions);
    for (const [command, program] of Object.entries(spec.commands ?? {}))
      writeCommand(stage, spec, command, program);
    return await buildDeb(
      join(root, 'packaging/debian', spec.name),
      stage,
      out,
      version,
      ARCHITECTURES[arch],
      compress,
    );
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** A start script: the runtime that comes with the package, and the bundled program. */
function writeCommand(stage: string, spec: PackageSpec, command: string, program: string): void {
  const [file, ...first] = program.split(' ');
  const runtime = spec.runtime ? spec.name : 'lava-cli';
  const lines = [
    '#!/bin/sh',
    `exec /usr/lib/${runtime}/bin/node --max-semi-space-size=8 /usr/lib/${spec.name}/lib/${file}.js ${[...first, '"$@"'].join(' ')}`,
  ];
  const path = join(stage, 'usr/bin', command);
  mkdirSync(join(stage, 'usr/bin'), { recursive: true });
  writeFileSync(path, `${lines.join('\n')}\n`);
  chmodSync(path, 0o755);
}
