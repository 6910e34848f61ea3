// SPDX-License-Identifier: Apache-2.0
import type { Kind } from './kind.ts';

/**
 * Every error code there is, with its kind, the HTTP status it becomes at the API and one sentence for the docs
 * (docs/reference/errors.md is generated from this). Codes are stable: never rename one, never reuse one.
 */
export const CODES = {
  bug: entry('bug', 500, 'An error in this software; please report it with the log.'),

  // What the submitter wrote
  'yaml-syntax': entry('job', 400, 'The text is not valid YAML.'),
  'job-invalid': entry('job', 400, 'The job definition has problems; each is listed with its place.'),
  'job-unschedulable': entry('job', 400, 'No device of the lab could ever run this job.'),
  'method-none': entry('job', 400, 'No deploy, boot or test method fits; each one says why.'),
  'job-timeout': entry('job', 500, 'The job, or a step that the submitter configured, used up its time.'),
  'git-missing': entry('job', 400, 'A test repository is not where the job says, or not for everybody.'),
  'download-missing': entry('job', 500, 'An artefact is not there (HTTP 404, no such file).'),
  'download-checksum': entry(
    'job',
    500,
    'An artefact is not the file that the checksum in the job describes.',
  ),
  'decompress-failed': entry('job', 500, 'An artefact is not what its `compression` says.'),
  'artefact-invalid': entry('job', 500, 'An artefact does not have the form that the step needs.'),
  'login-failed': entry('job', 500, 'The device refused the login, or its prompt never appeared.'),
  'kernel-failure': entry('job', 500, 'The kernel under test panicked or reset before the prompt came.'),
  'kexec-failed': entry('job', 500, 'The running system could not load the kernel that kexec boots.'),
  'qemu-failed': entry('job', 500, 'QEMU refused its command line, or ended by itself.'),
  'overlay-failed': entry('job', 500, 'The test overlay could not be put on the device.'),
  'path-invalid': entry('job', 400, 'A path or name in the job, or in a file that it uses, is not allowed.'),
  'definition-invalid': entry('test', 400, 'A test definition is not usable.'),
  'script-failed': entry('job', 500, 'An interactive test got an answer that the job calls its own fault.'),
  'log-limit': entry('job', 500, 'The job wrote more log than the lab allows.'),

  // What the tests did
  'test-raised': entry('test', 500, 'The test script asked for the job to fail (lava-test-raise).'),
  'install-failed': entry('test', 500, 'The installation steps of a test definition failed on the device.'),
  'test-timeout': entry('test', 500, 'The tests did not end in time.'),
  'multinode-timeout': entry(
    'test',
    500,
    'The other devices of a MultiNode group did not do in time what this one waited for.',
  ),
  'test-protocol': entry('test', 500, 'The tests sent signals in an impossible order.'),
  'test-pattern': entry(
    'test',
    500,
    'A pattern in a test is not a valid regular expression, or never finishes.',
  ),

  // What the lab did
  'step-timeout': entry('infrastructure', 500, 'A step that depends only on the lab used up its time.'),
  'bootloader-failed': entry(
    'infrastructure',
    500,
    'The bootloader of the device answered a command with an error.',
  ),
  'connection-closed': entry('infrastructure', 500, 'The connection to the device closed unexpectedly.'),
  'root-lost': entry(
    'infrastructure',
    500,
    'The root file system that the device has by NFS stopped answering.',
  ),
  'download-failed': entry(
    'infrastructure',
    500,
    'An artefact could not be fetched, though it may be there.',
  ),
  'script-infrastructure': entry(
    'infrastructure',
    500,
    "An interactive test got an answer that the job calls the lab's fault.",
  ),
  'git-failed': entry('infrastructure', 500, 'A test repository could not be cloned.'),
  'host-tool-missing': entry(
    'infrastructure',
    500,
    'A program that the step needs is not installed on the worker.',
  ),
  'host-tool-failed': entry('infrastructure', 500, 'A program on the worker failed.'),
  'disk-full': entry('infrastructure', 507, 'No space is left on the disk.'),
  'disk-failed': entry('infrastructure', 500, 'The disk or its file system cannot be read or written.'),
  'dispatcher-died': entry('infrastructure', 500, 'The process that ran the job died without a result.'),
  'lava-error': entry(
    'job',
    500,
    "LAVA's own dispatcher ended the job so; the kind is what it said, the message what it wrote.",
  ),
  'worker-lost': entry('infrastructure', 500, 'The worker no longer has the job.'),
  'queue-timeout': entry('canceled', 500, 'No device came free within the queue timeout.'),
  'database-down': entry('infrastructure', 503, 'The database does not answer.'),
  'server-unreachable': entry(
    'infrastructure',
    502,
    'The server does not answer, or is not a LAVA server of this version.',
  ),

  // What the admin configured
  'config-invalid': entry('configuration', 400, 'A setting of the program is wrong.'),
  'device-invalid': entry('configuration', 400, 'The device configuration has problems; each is listed.'),
  'template-error': entry('configuration', 400, 'A device type template or dictionary does not render.'),
  'template-limit': entry('configuration', 400, 'A template used more time, depth or output than allowed.'),
  'schema-older': entry(
    'configuration',
    500,
    'The database was made by an older server; start the new one, or run lava-server manage migrate.',
  ),
  'schema-newer': entry('configuration', 500, 'The database was made by a newer server; upgrade this one.'),
  'version-mismatch': entry('configuration', 400, 'The two ends have no protocol version in common.'),
  'link-failed': entry('configuration', 500, 'The port cannot be reached, or does not belong to the server.'),
  'link-refused': entry(
    'configuration',
    403,
    "The two ends of the worker link do not accept each other's keys.",
  ),
  'join-refused': entry(
    'configuration',
    403,
    'The join line was already used, has expired, or is for another server.',
  ),

  'step-unavailable': entry(
    'configuration',
    501,
    'This version of the dispatcher can plan a step of the job, but not run it.',
  ),

  // What somebody wanted
  canceled: entry('canceled', 409, 'The job was canceled.'),

  // The API
  'not-found': entry('job', 404, 'There is no such thing, or it is not yours to see.'),
  'request-invalid': entry('job', 400, 'The request has problems; each is listed.'),
  unauthenticated: entry('job', 401, 'Sign in, or send a token.'),
  'second-factor-needed': entry(
    'job',
    401,
    'The password is right; send a code of the second factor with it.',
  ),
  'second-factor-missing': entry(
    'job',
    403,
    'The server requires a second factor of this account; the sign-in page sets one up.',
  ),
  forbidden: entry('job', 403, 'Your account may not do this.'),
  'worker-exists': entry('job', 409, 'There is a worker of that name already.'),
  conflict: entry('job', 409, 'The current state does not allow this.'),
  'sign-in-unavailable': entry(
    'infrastructure',
    503,
    'The directory or provider that people sign in with does not answer, refuses, or answers nonsense.',
  ),
  'too-large': entry('job', 413, 'The input is larger than allowed.'),
  'too-many-requests': entry('job', 429, 'Too many attempts; wait a little.'),
} as const satisfies Record<string, CodeEntry>;

export type Code = keyof typeof CODES;

interface CodeEntry {
  kind: Kind;
  status: number;
  text: string;
}

function entry<K extends Kind>(kind: K, status: number, text: string) {
  return { kind, status, text };
}
