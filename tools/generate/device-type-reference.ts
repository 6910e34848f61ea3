// SPDX-License-Identifier: Apache-2.0
import type { Board } from './board-tables.ts';
import { BOARDS, type DeviceType, deviceTypes } from './device-types.ts';

/** docs/reference/device-types.md */
export function deviceTypeReference(): string {
  const types = deviceTypes();
  const families = Map.groupBy(BOARDS, ({ family }) => family);
  const made = new Set(BOARDS.map(({ name }) => name));
  const own = types.filter(({ name }) => !made.has(name));
  const parents = own.filter(({ name }) => /^base|-common$/.test(name));
  const sections = [...families]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, rows]) => section(name, rows));
  return `# Device types

<!-- Made from device-types/ by ./lava generate; do not edit. -->

The library that comes with LAVA: ${types.length} types. ${made.size} of them are rows of the tables in
[device-types/boards](../../device-types/README.md), in ${families.size} families; ${own.length} are written by hand. A dictionary extends one of them
and says what is special about one board; [adding a device](../how-to/add-a-device.md) explains both, and lists the variables
that all types understand. Every type but \`qemu\`, \`kvm\`, \`docker\`, \`fvp\`, \`avh\` and \`ssh\` needs a console
(\`connection_command\` or \`connection_list\`) and, unless the board is reset otherwise, \`hard_reset_command\`,
\`power_on_command\`, \`power_off_command\`.

Whatever is not in its row, a type has from the one that it extends. \`booti\`, \`bootz\` and \`bootm\` are U-Boot's commands for an
arm64 or riscv64 Image, an arm zImage and a uImage, with the addresses of kernel, ramdisk and device tree. A source
that starts with "As" means that the board's own documents were not at hand: check its values on the first board.

## Parents

${table(parents)}
${sections.join('\n')}
## Types of their own

${table(own.filter((type) => !parents.includes(type)))}`;
}

function section(family: string, rows: Board[]): string {
  const usual = mostCommon(rows.map(({ source }) => source));
  const own = rows.some(({ source }) => source !== usual);
  const head = [
    'type',
    'board',
    'extends',
    'console, addresses, device tree',
    ...(own ? ['source of its own'] : []),
  ];
  const lines = [head, head.map(() => '---'), ...rows.map((row) => cells(row, usual, own))];
  const text = lines.map((line) => `| ${line.join(' | ')} |\n`.replaceAll(/ {2,}/g, ' ')).join('');
  return `## ${family}\n\nSource${own ? ' of most' : ''}: ${usual}.\n\n${text}`;
}

function cells(row: Board, usual: string, own: boolean): string[] {
  const special = [row.console, ...addresses(row), row.dtb].filter((part) => part !== undefined);
  const source = own ? [row.source === usual ? '' : cell(row.source)] : [];
  return [
    link(row.name),
    cell(row.about),
    row.base,
    special.map((part) => `\`${part}\``).join(', '),
    ...source,
  ];
}

function mostCommon(texts: readonly string[]): string {
  const counts = Map.groupBy(texts, (text) => text);
  return [...counts].reduce((a, b) => (b[1].length > a[1].length ? b : a))[0];
}

function addresses(row: Board): string[] {
  return (['booti', 'bootz', 'bootm'] as const).flatMap((command) =>
    row[command] === undefined ? [] : [`${command} ${row[command]}`],
  );
}

function table(types: DeviceType[]): string {
  const rows = types
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, about, parent }) => `| ${link(name)} | ${cell(about)} | ${parent ?? ''} |`);
  return `| type | board, and what its dictionary sets | extends |\n|---|---|---|\n${rows.join('\n')}\n`;
}

const link = (name: string) => `[\`${name}\`](../../device-types/${name}.jinja2)`;
const cell = (text: string) => text.replaceAll('|', '\\|');
