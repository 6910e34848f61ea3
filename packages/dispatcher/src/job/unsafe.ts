// SPDX-License-Identifier: Apache-2.0
import { LavaError, type Problem } from '@lava/protocol/error/error.ts';
import { contextProblems } from '@lava/protocol/job/context-text.ts';

/** Variables that decide which programs run, or what a shell does; refused for the device's shell too. */
const SHELL = [
  /^LD_/,
  /^DYLD_/,
  /^GIT_/,
  /^NODE_/,
  /^BASH_FUNC_/,
  /^(PATH|IFS|ENV|BASH_ENV|BASHOPTS|SHELLOPTS|PS4|PROMPT_COMMAND|CDPATH|GLOBIGNORE|GLIBC_TUNABLES)$/,
];

/** More that steers programs on the worker: interpreters, the C library, and tools that take options from variables. */
const WORKER = [
  ...SHELL,
  /^(PYTHON|PERL|RUBY|LUA_|JAVA_|_JAVA|JDK_|TCL|PHP|GUILE_|npm_)/,
  /^(XDG_|LAVA_WORKER_|LAVA_JOB_|LAVA_CACHE_|MALLOC_|OPENSSL_|CURL_|QEMU_|SUDO_|SYSTEMD_|DBUS_|LIBGUESTFS_|GUESTFISH_)/,
  /^(HOME|SHELL|TMPDIR|TMP|TEMP|EDITOR|VISUAL|PAGER|BROWSER|CLASSPATH|MAKEFLAGS|TERMINFO|TERMCAP)$/,
  /^(LOCPATH|NLSPATH|GCONV_PATH|HOSTALIASES|LOCALDOMAIN|RES_OPTIONS|TZ|TZDIR|WGETRC|NOTIFY_SOCKET)$/,
  /^(SSH_ASKPASS|SSH_AUTH_SOCK|SSL_CERT_FILE|SSL_CERT_DIR|TAR_OPTIONS|GZIP|BZIP2?|XZ_OPT|XZ_DEFAULTS|ZSTD_.*|UNZIP.*|ZIPOPT)$/,
  /^(DOCKER|CONTAINER|PODMAN)_(HOST|CONFIG|CONTEXT|CERT_PATH|TLS_VERIFY|TLS|API_VERSION|CONNECTION)$/,
  /^(HTTP|HTTPS|FTP|ALL|NO|RSYNC|SOCKS)_PROXY$/i,
];

/**
 * What a job may not say, as it makes programs of the worker do something else than the lab's configuration: names of
 * variables, and texts of its context that could be more than one value.
 */
export function unsafeProblems(job: unknown): Problem[] {
  const roles = field(field(field(job, 'protocols'), 'lava-multinode'), 'roles');
  const own = (part: unknown, path: string[]) => [
    ...mappingProblems(field(part, 'environment'), [...path, 'environment'], SHELL),
    ...contextProblems(field(part, 'context'), [...path, 'context']),
    ...reservedProblems(field(part, 'context'), [...path, 'context']),
  ];
  return [
    ...mappingProblems(field(job, 'secrets'), ['secrets'], WORKER),
    ...own(job, []),
    ...Object.entries(typeof roles === 'object' && roles !== null ? roles : {}).flatMap(([name, role]) =>
      own(role, ['protocols', 'lava-multinode', 'roles', name]),
    ),
  ];
}

/** Variables of templates by which an admin says what jobs may do. */
const RESERVED = ['qemu_allow'];

function reservedProblems(context: unknown, path: string[]): Problem[] {
  return RESERVED.filter((name) => field(context, name) !== undefined).map((name) => ({
    message: `only the dictionary of a device may set ${name}`,
    where: { path: [...path, name] },
  }));
}

/** @throws LavaError `job-invalid` with every such variable and text */
export function refuseUnsafe(job: unknown): void {
  const problems = unsafeProblems(job);
  const [first] = problems;
  if (first) throw new LavaError('job-invalid', first.message, { problems });
}

function mappingProblems(variables: unknown, path: string[], refused: RegExp[]): Problem[] {
  if (typeof variables !== 'object' || variables === null || Array.isArray(variables)) return [];
  return Object.entries(variables).flatMap(([name, value]): Problem[] => {
    const where = { path: [...path, name] };
    if (name === '' || /[=\p{Cc}]/u.test(name))
      return [{ message: `${JSON.stringify(name)} cannot be the name of a variable`, where }];
    if (refused.some((pattern) => pattern.test(name)))
      return [
        {
          message: `a job may not set the variable ${name}: it decides which programs run, or how`,
          where,
          hint: 'choose another name, e.g. with your own prefix',
        },
      ];
    if (typeof value === 'string' && value.includes('\0'))
      return [{ message: `the value of ${name} must not contain a NUL character`, where }];
    return [];
  });
}

function field(job: unknown, key: string): unknown {
  return typeof job === 'object' && job !== null ? (job as Record<string, unknown>)[key] : undefined;
}
