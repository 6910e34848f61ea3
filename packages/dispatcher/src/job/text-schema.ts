// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { problemOf } from './path.ts';
import {
  artefactProblem,
  assignmentProblem,
  containerProblem,
  exportProblem,
  headerNameProblem,
  headerProblem,
  nameProblem,
  nodeProblem,
  probeProblem,
  referenceProblem,
  repositoryProblem,
  type TextRule,
  toolPathProblem,
  wordProblem,
} from './tool-text.ts';

/** Texts that reach a program or a path are refused with their place, before anything is fetched or run. */
function text(what: string, rule: TextRule) {
  return z.string().superRefine((value, context) => {
    const problem = rule(value);
    if (problem) context.addIssue({ code: 'custom', message: `${what} cannot be used: ${problem}` });
  });
}

/** A path in an image or repository. */
export const PathText = text('the path', problemOf);
/** The same where a program of the worker gets it. */
export const ToolPath = text('the path', toolPathProblem);
export const Name = text('the name', nameProblem);
export const Word = text('the text', wordProblem);
export const GitReference = text('the branch or revision', referenceProblem);
export const GitAddress = text('the address', repositoryProblem);
export const ArtefactUrl = text('the address', artefactProblem);
export const NfsAddress = text('the address', exportProblem);
export const ContainerName = text('the name', containerProblem);
export const DeviceNode = text('the device node', nodeProblem);
export const ProbeCommand = text('the command', probeProblem);
export const Assignment = text('the variable', assignmentProblem);
export const Headers = z.record(text('the name', headerNameProblem), text('the header', headerProblem));
