// SPDX-License-Identifier: Apache-2.0
import { LavaError, toLavaError } from '@lava/protocol/error/error.ts';

/** Failures of templates whose quoted words are names out of the templates, never values of a dictionary. */
const NAMES_ONLY = /^(?:there is no template|(?:Undefined|TemplateSyntax|TemplateRuntime)Error\b)/;

/**
 * Why a device's configuration cannot be made, as the submitter of a job may read it: what it quotes out of the
 * dictionary is left out. The operator finds the whole message in the server's log, and an admin by rendering the device.
 */
export function withoutQuotations(thrown: unknown): LavaError {
  const { code, message } = toLavaError(thrown);
  return new LavaError(code, shown(message), { cause: thrown });
}

function shown(message: string): string {
  // Behind the place a YAML error quotes the line itself.
  const told = message.replace(/(\(line \d+, column \d+\)): .*$/s, '$1');
  return NAMES_ONLY.test(told) ? told : told.replace(/(['"`])(?:\\.|(?!\1).)*\1/gs, '<device>');
}
