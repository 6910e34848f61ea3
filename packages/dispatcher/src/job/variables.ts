// SPDX-License-Identifier: Apache-2.0
import { LavaError, type Problem } from '@lava/protocol/error/error.ts';

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
 * Names of variables that a job may not set, as they make programs do something else than the lab's configuration says.
 * @param path of the mapping in the job
 */
export function variableProblems(job: unknown): Problem[] {
  return [
    ...mappingProblems(field(job, 'secrets'), ['secrets'], WORKER),
    ...mappingProblems(field(job, 'environment'), ['environment'], SHELL),
  ];
}

/** @throws LavaError `job-invalid` with every such variable */
export function refuseVariables(job: unknown): void {
  const problems = variableProblems(job);
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
          hint: 'choose another name, e.g. with a prefix of your own',
        },
      ];
    if (typeof value === 'string' && value.includes('\0'))
      return [{ message: `the value of ${name} must not hold a NUL character`, where }];
    return [];
  });
}

function field(job: unknown, key: string): unknown {
  return typeof job === 'object' && job !== null ? (job as Record<string, unknown>)[key] : undefined;
}
