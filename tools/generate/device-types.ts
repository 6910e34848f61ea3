// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { createDeviceRenderer } from '@lava/jinja/device/render-device.ts';
import { templateInfo } from '@lava/jinja/template-info.ts';
import { isFragment, templateLoader, templatesIn } from '@lava/kit/lab-files/lab-files.ts';
import { shippedDeviceTypes } from '@lava/kit/lab-files/shipped.ts';

export const LIBRARY = shippedDeviceTypes() ?? '';

interface DeviceType {
  name: string;
  /** Type that it extends, undefined for `base`. */
  parent: string | undefined;
  /** The comment below the licence line, as one paragraph. */
  about: string;
}

/**
 * Every type of the library as it renders without a dictionary: file name → text. What is as in base.yaml is left out,
 * so that a change there shows once.
 */
export function goldens(): Map<string, string> {
  const renderer = createDeviceRenderer(templateLoader(templatesIn(LIBRARY)));
  const render = (name: string): string[] => {
    const { text, problems } = renderer.render(`${name}.jinja2`);
    if (problems[0]) throw new Error(`${name}: ${problems[0].message}`);
    return text
      .trim()
      .replace(/\n{2,}/g, '\n')
      .split(/\n(?=\S)/);
  };
  const base = render('base');
  return new Map(
    deviceTypes().map(({ name }) => {
      const own = name === 'base' ? base : render(name).filter((section) => !base.includes(section));
      const rest = name === 'base' ? '' : ', besides what base.yaml has';
      const head = `# What ${name}.jinja2 gives without a dictionary${rest}. Made by ./lava generate.\n`;
      return [`${name}.yaml`, `${head}${own.join('\n')}\n`];
    }),
  );
}

/** docs/reference/device-types.md */
export function deviceTypeReference(): string {
  const types = new Map(deviceTypes().map((type) => [type.name, type]));
  const families = Map.groupBy(types.values(), (type) => familyOf(type, types));
  const own = [...families].filter(([, members]) => members.length === 1).flatMap(([, members]) => members);
  const sections = [...families]
    .filter(([, members]) => members.length > 1)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, members]) => section(name, types.get(name), members));
  return `# Device types

<!-- Made from device-types/*.jinja2 by ./lava generate; do not edit. -->

The library that comes with LAVA: ${types.size} types in ${sections.length} families. A dictionary extends one of them and says what is
special about one board; [adding a device](../how-to/add-a-device.md) explains both, and lists the variables that all types
understand. Every type but \`qemu\`, \`docker\`, \`fvp\`, \`avh\` and \`ssh\` needs a console (\`connection_command\` or
\`connection_list\`) and, unless the board is reset otherwise, \`hard_reset_command\`, \`power_on_command\`, \`power_off_command\`.

${sections.join('\n')}
## Types of their own

${table(own)}`;
}

function section(name: string, family: DeviceType | undefined, members: DeviceType[]): string {
  const rest = members.filter((type) => type.name !== name);
  return `## ${name}\n\n${family?.about ?? ''}\n\n${table(rest)}`;
}

function table(types: DeviceType[]): string {
  const rows = types
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(
      ({ name, about, parent }) =>
        `| [\`${name}\`](../../device-types/${name}.jinja2) | ${about} | ${parent ?? ''} |`,
    );
  return `| type | board, and what its dictionary sets | extends |\n|---|---|---|\n${rows.join('\n')}\n`;
}

/** The first type above `base`. */
function familyOf(type: DeviceType, types: ReadonlyMap<string, DeviceType>): string {
  let family = type;
  while (family.parent !== undefined && family.parent !== 'base') {
    const parent = types.get(family.parent);
    if (!parent) throw new Error(`${family.name} extends ${family.parent}, which is not there`);
    family = parent;
  }
  return family.name;
}

function deviceTypes(): DeviceType[] {
  return [...templatesIn(LIBRARY)]
    .filter(([name]) => !isFragment(name))
    .map(([name, path]) => {
      const text = readFileSync(path, 'utf8');
      const about = /^\{#[^#]*#\}\n\{#\s*([\s\S]*?)\s*#\}/.exec(text)?.[1]?.replace(/\s+/g, ' ');
      if (!about)
        throw new Error(`${path} does not say what board it is for in a comment below the licence line`);
      return {
        name,
        about: about.replaceAll('|', '\\|'),
        parent: templateInfo(text).extends?.replace(/\.jinja2$/, ''),
      };
    });
}
