// SPDX-License-Identifier: Apache-2.0
import { MAINS } from '@lava/kit/process/mains.ts';
import type { Quick } from './quick.ts';

/** What goes into a Debian package in addition to the files of `packaging/debian/NAME/`. */
export interface PackageSpec {
  name: string;
  /** Bundled programs: name in /usr/lib/NAME/lib → main source. */
  programs?: Record<string, string>;
  /** Those of them that start from the compile cache of their user. */
  quick?: Record<string, Quick>;
  /** Commands in /usr/bin → program, with fixed first arguments. */
  commands?: Record<string, string>;
  /** Carries the Node runtime; otherwise that of the package it depends on. */
  runtime?: boolean;
  zeromq?: boolean;
  /** Opens terminals. */
  pty?: boolean;
  /** Directories of the repository → place in /usr/lib/NAME. */
  data?: Record<string, string>;
  /** Bash completions: program → names it is completed under. */
  completions?: Record<string, string[]>;
  /** Symbolic links in /usr/lib/NAME → target. */
  links?: Record<string, string>;
}

export const PACKAGES: PackageSpec[] = [
  {
    name: 'lava-dispatcher',
    programs: {
      'lava-run': MAINS['lava-run'],
      'lava-slave': MAINS['lava-slave'],
      'lava-make-guest': 'packages/guest/src/main.ts',
    },
    quick: {
      'lava-run': {
        option: '--describe',
        loads: /(^\.\/(front\/(parse-once|describe-files)|[a-z]+\/[a-z-]+\/index)|yaml\/positions)\.ts$/,
      },
    },
    // lava-slave has a start script of its own, which reads the settings of the host.
    commands: { 'lava-run': 'lava-run', 'lava-make-guest': 'lava-make-guest' },
    completions: { 'lava-run': ['lava-run'], 'lava-slave': ['lava-slave', 'lava-worker'] },
    runtime: true,
    zeromq: true,
    pty: true,
  },
  {
    name: 'lava-cli',
    programs: { lava: MAINS.lava },
    commands: { lava: 'lava' },
    completions: { lava: ['lava'] },
    runtime: true,
    // Parents of the templates that `lava devices render` and `lava device-types check` work on.
    data: { 'device-types': 'device-types', examples: '../../share/doc/lava-cli/examples' },
  },
  {
    name: 'lava-server',
    programs: {
      'lava-server': MAINS['lava-server'],
      'compute-thread': 'packages/server/src/compute-thread.ts',
      'ldap-thread': 'packages/server/src/ldap-thread.ts',
    },
    completions: { 'lava-server': ['lava-server'], 'lava-master': ['lava-master'] },
    zeromq: true,
    data: {
      'device-types': 'device-types',
      'packages/server/src/db/migrations': 'lib/migrations',
      'packages/web/dist': 'web',
      'node_modules/@fastify/swagger-ui/static': 'static',
    },
    // The pages of the API's reference are looked for next to the bundle and above it.
    links: { 'lib/static': '../static' },
  },
  { name: 'lava' },
];
