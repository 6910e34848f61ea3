// SPDX-License-Identifier: Apache-2.0
import { problemOf, UNSAFE } from './path.ts';

/**
 * The one rule for texts of a job that a program of the worker gets: git, tar, scp, docker, a flash tool. Each function says
 * why a text is refused, and undefined for a good one. An empty text counts as absent.
 */
export type TextRule = (text: string) => string | undefined;

const CONTROL = 'it holds a control character, or bytes that are not UTF-8';
const OPTION = 'it begins with -, which programs take for an option';

/** A word of a command line. */
export const wordProblem: TextRule = (text) => {
  if (UNSAFE.test(text)) return CONTROL;
  return text.startsWith('-') ? OPTION : undefined;
};

/** {@link problemOf} for paths that a program gets. */
export const toolPathProblem: TextRule = (path) => wordProblem(path) ?? problemOf(path);

/** Name of one file or directory that the dispatcher makes, e.g. for an artefact or a namespace. */
export const nameProblem: TextRule = (name) => {
  const problem = toolPathProblem(name);
  if (problem) return problem;
  if (name.includes('/')) return 'it holds a /';
  return name === '' || name === '.' ? 'it names no file' : undefined;
};

/** A branch, tag or commit, as git gets it: nothing that it takes for an option or for a pattern. */
export const referenceProblem: TextRule = (text) => {
  if (/[\s:?*[\\]/.test(text)) return 'it holds a blank, or one of : ? * [ \\';
  return toolPathProblem(text) ?? (text.includes('..') ? 'it holds ..' : undefined);
};

/** The address of a git repository. Git knows some that run programs; whether others exist is seen when it is cloned. */
export const repositoryProblem: TextRule = (url) => {
  const problem = wordProblem(url);
  if (problem) return problem;
  if (/^[\w+.-]+::/.test(url)) return 'it names a program to fetch it with';
  if (/^[a-z][a-z0-9+.-]*:\/\/([^/]*@)?-/i.test(url) || /^[^/]*@-/.test(url)) return 'its host begins with -';
  return undefined;
};

/** The address of an artefact: programs fetch what is not fetched by HTTP. */
export const artefactProblem: TextRule = (url) => {
  const [, scheme = '', rest = ''] = /^\s*([a-z][a-z0-9+.-]*):\/*([\s\S]*)$/i.exec(url) ?? [];
  switch (scheme.toLowerCase()) {
    case 'scp':
    case 'rclone':
      return wordProblem(rest) ?? (/^[^/]*[@:]-/.test(rest) ? 'a part of it begins with -' : undefined);
    case 'downloads':
      return toolPathProblem(rest);
    default:
      // Where lines break is nothing to HTTP: such an address may be a block of YAML.
      return UNSAFE.test(url.replace(/[\t\r\n]/g, '')) ? CONTROL : undefined;
  }
};

/** `host:/path`, as mount and a kernel's command line get it. */
export const exportProblem: TextRule = (address) => {
  const problem = wordProblem(address);
  if (problem || address === '') return problem;
  if (/\s/.test(address)) return 'it holds a blank';
  const path = /^(?:\[[^\]]*\]|[^:]+):(\/.*)$/.exec(address)?.[1];
  return path === undefined ? 'it is not like host:/path' : problemOf(path);
};

/** A container, or another one whose network it shares. */
export const containerProblem: TextRule = (name) =>
  name === '' || /^[a-zA-Z0-9][\w.-]{0,254}$/.test(name)
    ? undefined
    : 'containers are named by letters, digits, _, - and ., with a letter or digit first';

/** A device node of the worker, as docker takes it: `NODE`, or `NODE:NODE` and permissions. */
export const nodeProblem: TextRule = (node) => {
  const problem = toolPathProblem(node);
  if (problem || node === '') return problem;
  if (/[,\s]/.test(node)) return 'it holds a comma or a blank';
  return /^\/dev\/[^:]+/.test(node) ? undefined : 'it is not below /dev';
};

/** One line of a script for a debug probe: it has no file but those of the job, which the dispatcher fills in. */
export const probeProblem: TextRule = (line) => {
  if (UNSAFE.test(line)) return CONTROL;
  return /(^|[\s,='"])[/~\\]|\.\./.test(line) ? 'it names a file of the worker' : undefined;
};

/** `NAME=value` for a program in a container. */
export const assignmentProblem: TextRule = (text) => {
  if (text === '') return undefined;
  return /^[A-Za-z_]\w*=/.test(text) && !text.includes('\0') ? undefined : 'it is not like NAME=value';
};

/** Name of an HTTP header, and its value. */
export const headerNameProblem: TextRule = (name) =>
  /^[\w!#$%&'*+.^`|~-]+$/.test(name) ? undefined : 'no HTTP header is called so';
export const headerProblem: TextRule = (value) =>
  /^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value)
    ? undefined
    : 'the value of an HTTP header is one line of Latin-1 characters';
