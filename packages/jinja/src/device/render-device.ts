// SPDX-License-Identifier: Apache-2.0
import { checkDevice } from '@lava/protocol/device/configuration.ts';
import { LavaError, type Problem, type Where } from '@lava/protocol/error/error.ts';
import { boundProblems } from '@lava/protocol/error/problems.ts';
import { loadYamlWithPositions, type PositionedYaml } from '@lava/yaml/positions.ts';
import { createLavaEnvironment } from '../lava.ts';
import type { TemplateLimits } from '../runtime/limits.ts';
import { renderGuarded } from './context-guard.ts';
import { originOf } from './origin.ts';

export interface DeviceRenderer {
  /**
   * Renders a device type and lists all its problems, each with template and line. What an author wrote never
   * throws.
   */
  render(name: string, context?: Readonly<Record<string, unknown>>): RenderedDevice;
  /** The same for a dictionary, which may be called like its type; `name` is used in problems. */
  renderText(text: string, name: string, context?: Readonly<Record<string, unknown>>): RenderedDevice;
}

export interface RenderedDevice {
  /** YAML for the dispatcher; empty when it does not render. */
  text: string;
  /** The YAML's value; undefined when it does not render or is not YAML. */
  configuration: unknown;
  problems: Problem[];
}

/** @param load source of a template by name (`qemu.jinja2`), undefined when there is none */
export function createDeviceRenderer(
  load: (name: string) => string | undefined,
  limits?: Partial<TemplateLimits>,
): DeviceRenderer {
  const environment = createLavaEnvironment(load, limits, { ownLineBeforeParent: true });
  const inspect = (name: string, source: string | undefined, render: () => string): RenderedDevice => {
    try {
      const text = render();
      return { text, ...check(text, (line) => originOf(line, name, source ?? load(name) ?? '', load), name) };
    } catch (error) {
      return { text: '', configuration: undefined, problems: [expected(error)] };
    }
  };
  return {
    render: (name, context = {}) =>
      inspect(name, undefined, () => renderGuarded((each) => environment.render(name, each), context)),
    renderText: (text, name, context = {}) =>
      inspect(name, text, () => renderGuarded((each) => environment.renderText(text, each, name), context)),
  };
}

/** @param origin template and line that made a line of the text */
function check(
  text: string,
  origin: (line: string) => Where | undefined,
  name: string,
): { configuration: unknown; problems: Problem[] } {
  const lines = text.split('\n');
  const place = (line: number | undefined): Where =>
    origin(lines[(line ?? 1) - 1] ?? '') ?? {
      file: `${name}, rendered`,
      ...(line !== undefined && { line }),
    };
  let yaml: PositionedYaml;
  try {
    yaml = loadYamlWithPositions(text);
  } catch (error) {
    const { message, where } = expected(error);
    return { configuration: undefined, problems: [{ message, where: place(where?.line) }] };
  }
  const found = checkDevice(yaml.value).map(({ message, where: { path = [] } = {}, hint }) => ({
    message: path.length > 1 ? `${path.slice(0, -1).join('.')}: ${message}` : message,
    where: { ...place(yaml.at(path)?.line), path },
    ...(hint !== undefined && { hint }),
  }));
  return { configuration: yaml.value, problems: boundProblems(found) };
}

/** What an author can cause; anything else is thrown on. */
function expected(error: unknown): Problem {
  if (!(error instanceof LavaError) || error.kind === 'bug') throw error;
  const { message, where, hint } = error;
  return { message, ...(where && { where }), ...(hint !== undefined && { hint }) };
}
