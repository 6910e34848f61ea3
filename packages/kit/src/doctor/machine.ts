// SPDX-License-Identifier: Apache-2.0
import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { toLavaError } from '@lava/protocol/error/error.ts';
import { probe } from '../zmq/probe.ts';
import type { Finding } from './finding.ts';

const OLDEST_NODE = 24;

export function checkRuntime(): Finding {
  const { version } = process;
  const major = Number(version.slice(1).split('.')[0]);
  if (major >= OLDEST_NODE) return { check: 'runtime', state: 'ok', message: `Node ${version}` };
  const hint = 'start the program with the runtime that came with it';
  const message = `Node ${version} is too old, ${OLDEST_NODE} is needed`;
  return { check: 'runtime', state: 'error', message, hint };
}

/** A directory that must be there and writable for whoever runs this. */
export function checkDirectory(check: string, path: string): Finding {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) {
    const hint = 'it is made at the first start; has the service ever run, and as this user?';
    return { check, state: 'error', message: `${path} does not exist`, hint };
  }
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    const hint = `run this as its owner or as root; the service must be able to write: chown -R USER ${path}`;
    const message = `${path} cannot be written by user id ${process.getuid?.()}; its owner is ${stat.uid}`;
    return { check, state: 'error', message, hint };
  }
  if ((stat.mode & 0o002) !== 0) {
    const hint = `chmod o-w ${path}`;
    return { check, state: 'error', message: `${path} is writable by everybody`, hint };
  }
  return { check, state: 'ok', message: path };
}

/** A file that only its owner may read. @param missing what it means when it is not there */
export function checkSecret(check: string, path: string, missing: Omit<Finding, 'check'>): Finding {
  let stat: ReturnType<typeof statSync>;
  try {
    stat = statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    return { check, state: 'error', message: (error as Error).message, hint: 'run this as root' };
  }
  if (!stat) return { check, ...missing };
  const mode = Number(stat.mode) & 0o777;
  try {
    accessSync(path, constants.R_OK);
  } catch {
    const message = `${path} cannot be read by user id ${process.getuid?.()}; its owner is ${stat.uid}`;
    return { check, state: 'error', message, hint: `as root: chown --reference=${dirname(path)} ${path}` };
  }
  if ((mode & 0o077) === 0) return { check, state: 'ok', message: `${path}, readable only by its owner` };
  const message = `${path} can be read by others (mode ${mode.toString(8).padStart(4, '0')})`;
  return { check, state: 'error', message, hint: `chmod 600 ${path}` };
}

const MIB = 1024 * 1024;

/** @param enough bytes below which it is a warning @param least bytes below which nothing works any more */
export function checkSpace(
  check: string,
  path: string,
  { enough = 1024 * MIB, least = 64 * MIB } = {},
): Finding {
  if (!existsSync(path)) return { check, state: 'warning', message: `${path} does not exist yet` };
  const { bavail, bsize, files, ffree } = statfsSync(path);
  const free = bavail * bsize;
  const message = `${Math.floor(free / MIB)} MiB free at ${path}`;
  const hint = 'free some space, or move the directory to a larger disk';
  if (files > 0 && ffree === 0) return { check, state: 'error', message: `no inodes left at ${path}`, hint };
  if (free < least) return { check, state: 'error', message, hint };
  return free < enough ? { check, state: 'warning', message, hint } : { check, state: 'ok', message };
}

/** A port of the worker link, asked as a worker would. */
export async function checkLinkPort(
  check: string,
  host: string,
  port: number,
  timeout = 5_000,
): Promise<Finding> {
  try {
    return { check, state: 'ok', message: `${await probe(host, port, timeout)} answers, encrypted` };
  } catch (error) {
    const { message, hint } = toLavaError(error);
    return { check, state: 'error', message, ...(hint !== undefined && { hint }) };
  }
}

/** Where administrators' tools are, which the PATH of a user may lack. */
const SYSTEM_DIRECTORIES = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** Full path of a program of this host. */
export function findProgram(name: string, path = process.env.PATH ?? '/usr/bin:/bin'): string | undefined {
  const places = [...path.split(delimiter), ...SYSTEM_DIRECTORIES].map((directory) => join(directory, name));
  return places.find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false; // not there
    }
  });
}
