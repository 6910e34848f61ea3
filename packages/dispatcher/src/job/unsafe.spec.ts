// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { errors, job } from '../testing/job-text.ts';

/** Refused wherever a job sets variables: each decides which programs run, in any shell. */
const EVERYWHERE = [
  'LD_PRELOAD',
  'LD_LIBRARY_PATH',
  'DYLD_INSERT_LIBRARIES',
  'GIT_SSH_COMMAND',
  'GIT_DIR',
].concat([
  'NODE_OPTIONS',
  'PATH',
  'IFS',
  'ENV',
  'BASH_ENV',
  'SHELLOPTS',
  'PROMPT_COMMAND',
  'BASH_FUNC_ls%%',
  'GLIBC_TUNABLES',
]);
/** Refused where programs of the worker would get them. */
const ON_WORKER = [
  'PYTHONPATH',
  'PERL5OPT',
  'RUBYOPT',
  'JAVA_TOOL_OPTIONS',
  'HOME',
  'TMPDIR',
  'XDG_CONFIG_HOME',
].concat(
  [
    'LAVA_JOB_ID',
    'QEMU_AUDIO_DRV',
    'SSH_AUTH_SOCK',
    'SSL_CERT_FILE',
    'TAR_OPTIONS',
    'XZ_DEFAULTS',
    'UNZIP',
    'DOCKER_HOST',
  ],
  ['CONTAINER_HOST', 'https_proxy', 'ALL_PROXY', 'OPENSSL_CONF', 'LIBGUESTFS_BACKEND', 'GCONV_PATH', 'PAGER'],
);

const errorsOf = (key: string, name: string) =>
  errors(job({ more: `${key}:\n  ${JSON.stringify(name)}: x\n` }));

describe('variables that a job sets', () => {
  it.each(['environment', 'secrets'])('of %s may not decide which programs run', (key) => {
    const names = key === 'environment' ? EVERYWHERE : [...EVERYWHERE, ...ON_WORKER];
    for (const name of names)
      expect(errorsOf(key, name)).toEqual([
        expect.objectContaining({
          message: expect.stringContaining(`may not set the variable ${name}:`),
          where: expect.objectContaining({ path: [key, name] }),
        }),
      ]);
  });

  it('of a role may not do so either', () => {
    const role = 'count: 1\n        device_type: qemu\n        environment: {LD_PRELOAD: /x.so}';
    const found = errors(
      job({ more: `protocols:\n  lava-multinode:\n    roles:\n      a:\n        ${role}\n` }),
    );
    expect(found.map(({ message }) => message)).toContainEqual(expect.stringContaining('LD_PRELOAD'));
  });

  it.each(['', 'a=b', 'a\nb', 'a\0b'])('may not be named %j', (name) => {
    expect(errorsOf('environment', name).map(({ message }) => message)).toContainEqual(
      expect.stringContaining('cannot be the name of a variable'),
    );
  });

  it.each(['environment', 'secrets'])('of %s may have any other name', (key) => {
    for (const name of [
      'API_TOKEN',
      'PATHS',
      'MY_PATH',
      'OLD_LD_PRELOAD',
      'GITHUB_TOKEN',
      'NODES',
      'ENVIRONMENT',
    ])
      expect(errorsOf(key, name)).toEqual([]);
  });
});
