// SPDX-License-Identifier: Apache-2.0
import { createDeviceRenderer, type DeviceRenderer } from '@lava/jinja/device/render-device.ts';
import { templateInfo } from '@lava/jinja/template-info.ts';
import { readText } from '@lava/kit/fs/read-text.ts';
import { isFragment, type LabFiles, readLabFiles, templateLoader } from '@lava/kit/lab-files/lab-files.ts';
import { type Problem, toLavaError } from '@lava/protocol/error/error.ts';
import type { Context } from '../../context.ts';
import { exitCode } from '../../exit-code.ts';
import { libraries } from '../../input/template-libraries.ts';
import { describeProblem } from '../../report.ts';

/** One problem, and the types and devices that have it: a problem of a parent shows in each of its children. */
interface Finding {
  problem: Problem;
  in: string[];
}

/** `lava device-types check DIR`: every type and dictionary of the directory, all problems. */
export async function checkTemplates(
  context: Context,
  directory: string,
  types: readonly string[],
): Promise<number> {
  const files = readLabFiles(directory);
  const renderer = createDeviceRenderer(
    templateLoader(files.deviceTypes, ...libraries(types), files.devices),
  );
  const findings = new Map<string, Finding>();
  let checked = 0;
  for (const [name, problems] of checkAll(files, renderer)) {
    checked++;
    for (const problem of problems) note(findings, name, problem);
  }
  const found = [...findings.values()];
  context.output.say({ checked, findings: found }, () => report(checked, found));
  return found.length === 0 ? exitCode('ok') : exitCode('refused');
}

function* checkAll(files: LabFiles, renderer: DeviceRenderer): Generator<[string, Problem[]]> {
  for (const name of files.deviceTypes.keys()) {
    if (!isFragment(name)) yield [`${name}.jinja2`, renderer.render(`${name}.jinja2`).problems];
  }
  for (const [name, path] of files.devices) {
    const file = `${name}.jinja2`;
    yield [file, checkDictionary(path, name, renderer)];
  }
}

function checkDictionary(path: string, name: string, renderer: DeviceRenderer): Problem[] {
  const file = `${name}.jinja2`;
  let text: string;
  try {
    text = readText(path);
  } catch (error) {
    return [{ message: toLavaError(error).message, where: { file } }];
  }
  const { problems } = renderer.renderText(text, file, { scheduled_device_name: name });
  return problems.length > 0 ? problems : notOneType(text, file);
}

/** The scheduler finds a device's health check by the type that its dictionary extends. */
function notOneType(text: string, file: string): Problem[] {
  if (templateInfo(text).extends !== undefined) return [];
  return [{ message: 'a dictionary extends exactly one device type, by name', where: { file } }];
}

function note(findings: Map<string, Finding>, name: string, problem: Problem): void {
  const key = JSON.stringify([problem.where?.file, problem.where?.line, problem.message]);
  const known = findings.get(key);
  if (known) known.in.push(name);
  else findings.set(key, { problem, in: [name] });
}

function report(checked: number, findings: Finding[]): string {
  const lines = findings.map(({ problem, in: names }) => {
    const [first, ...more] = names.filter((name) => name !== problem.where?.file);
    const others =
      first === undefined ? '' : ` [${first}${more.length > 0 ? ` and ${more.length} more` : ''}]`;
    return describeProblem(problem) + others;
  });
  const templates = `${checked} template${checked === 1 ? '' : 's'}`;
  const problems = `${findings.length} problem${findings.length === 1 ? '' : 's'}`;
  return [...lines, findings.length === 0 ? `${templates}, no problems` : `${problems} in ${templates}`].join(
    '\n',
  );
}
