// SPDX-License-Identifier: Apache-2.0
import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '@lava/kit/doctor/finding.ts';
import {
  checkDirectory,
  checkLinkPort,
  checkRuntime,
  checkSecret,
  checkSpace,
  findProgram,
} from '@lava/kit/doctor/machine.ts';
import { findPlace, type ServerPlace, type WorkerSettings } from '../settings.ts';
import { readStatus } from '../status.ts';
import { VERSION } from '../version.ts';
import { examineAccounts } from './accounts.ts';
import { HOST_TOOLS } from './host-tools.ts';

const JOIN =
  "echo '<line>' | lava-slave join, with the line that `lava workers add NAME` prints on the server";
/** Clocks may differ by so much without a word, seconds; as the daemon has it. */
const CLOCK_TOLERANCE = 60;

/** Looks at everything that usually keeps a worker from running jobs; changes nothing. */
export async function examineWorker(settings: WorkerSettings): Promise<Finding[]> {
  const { stateDir } = settings;
  const cache = settings.cacheDir ?? join(stateDir, 'cache');
  const spool = join(stateDir, 'jobs');
  const findings = [
    checkRuntime(),
    checkDirectory('state directory', stateDir),
    checkSpace('disk', stateDir),
    ...(existsSync(spool) ? [checkDirectory('spool', spool)] : []),
    ...(existsSync(cache)
      ? [checkDirectory('cache directory', cache), checkSpace('disk of the cache', cache)]
      : []),
    ...(settings.http === undefined ? await examineServer(settings) : [examineToken(settings)]),
  ];
  return [
    ...findings,
    ...examineDaemon(settings),
    ...examineAccounts(readStatus(stateDir)),
    ...examineTools(),
    examineKvm(),
  ];
}

async function examineServer(settings: WorkerSettings): Promise<Finding[]> {
  const unjoined = { state: 'error', message: 'this worker has not joined a server', hint: JOIN } as const;
  const key = checkSecret('key', join(settings.stateDir, 'worker.key'), unjoined);
  const place = findPlace(settings);
  return [key, ...(place ? await examineLink(place) : [{ check: 'server', ...unjoined }])];
}

/** Of a LAVA server that is reached over HTTP; whether it answers, the daemon says. */
function examineToken({ stateDir, httpTokenFile }: WorkerSettings): Finding {
  const file = httpTokenFile ?? join(stateDir, 'http-token');
  return checkSecret('token', file, {
    ...{ state: 'error', message: `${file} does not exist` },
    hint: 'write the token into it that the admin of the LAVA server finds on the page of the worker',
  });
}

async function examineLink({ host, controlPort, logPort }: ServerPlace): Promise<Finding[]> {
  return Promise.all([
    checkLinkPort('control port', host, controlPort),
    checkLinkPort('log port', host, logPort),
  ]);
}

function examineDaemon({ stateDir, http }: WorkerSettings): Finding[] {
  const status = readStatus(stateDir);
  const check = 'daemon';
  if (!status?.running) {
    return [{ check, state: 'error', message: 'it is not running', hint: 'service lava-slave start' }];
  }
  const findings: Finding[] = [];
  if (status.link === 'up') {
    findings.push({ check, state: 'ok', message: `linked to ${status.server} as ${status.name}` });
  } else {
    const { message = 'connecting', hint } = status.problem ?? {};
    findings.push({ check, state: 'error', message: `not linked: ${message}`, ...(hint && { hint }) });
  }
  findings.push(examineVersions(status.version, http === undefined ? status.peer?.version : undefined));
  if (status.peer) findings.push(examineClock(status.peer.clockDifference));
  for (const { path, problem } of status.leftovers) {
    const hint = `remove it by hand, then the worker forgets it: lsattr, mount and ls -l of ${path} say more`;
    findings.push({ check: 'leftovers', state: 'warning', message: problem, hint });
  }
  return findings;
}

function examineVersions(running: string, server: string | undefined): Finding {
  const check = 'versions';
  if (running !== VERSION) {
    const message = `${VERSION} is installed, ${running} is running`;
    return { check, state: 'warning', message, hint: 'service lava-slave restart; its jobs keep running' };
  }
  if (server === undefined || server === VERSION) return { check, state: 'ok', message: VERSION };
  const hint = 'versions that are one apart work together; upgrade the older one';
  return { check, state: 'warning', message: `${VERSION} here, ${server} at the server`, hint };
}

function examineClock(difference: number): Finding {
  const check = 'clock';
  const seconds = Math.round(Math.abs(difference));
  const message = `${seconds} s ${difference < 0 ? 'behind' : 'ahead of'} the server's, when it last linked`;
  if (seconds <= CLOCK_TOLERANCE) return { check, state: 'ok', message };
  return { check, state: 'warning', message, hint: 'synchronise both clocks, e.g. with systemd-timesyncd' };
}

function examineTools(): Finding[] {
  const missing = HOST_TOOLS.filter(({ programs }) => !programs.some((name) => findProgram(name)));
  if (missing.length === 0) return [{ check: 'host tools', state: 'ok', message: 'all are there' }];
  return missing.map(({ programs, from, for: use }) => ({
    check: 'host tools',
    state: use === 'every job' ? 'error' : 'warning',
    message: `${programs.join(' or ')} is not installed; needed for ${use}`,
    hint: `install ${from}`,
  }));
}

function examineKvm(): Finding {
  const check = 'KVM';
  const device = '/dev/kvm';
  if (!existsSync(device)) {
    const message = `no ${device}: virtual devices that want KVM cannot run, others are slow`;
    return { check, state: 'warning', message, hint: 'turn on virtualisation in the firmware, or nesting' };
  }
  try {
    accessSync(device, constants.R_OK | constants.W_OK);
    return { check, state: 'ok', message: device };
  } catch {
    const hint = 'add the account of the daemon to the group kvm';
    return { check, state: 'warning', message: `user id ${process.getuid?.()} may not use ${device}`, hint };
  }
}
