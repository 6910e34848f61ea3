// SPDX-License-Identifier: Apache-2.0
import { DeviceConfiguration } from '@lava/protocol/device/configuration.ts';
import { jobDefinition } from '@lava/protocol/job/definition.ts';
import * as z from 'zod';
import { CommandBlock } from '../command/schema.ts';
import { bootSchemas, deploySchemas, testSchemas } from '../generated/method-schemas.ts';
import { HoldBlock } from '../hold/schema.ts';
import type { MethodSchema } from '../job/method-schema.ts';
import { hoist } from './hoist.ts';
import { deviceWords } from './validate-device.ts';

export type JsonSchema = { [key: string]: unknown };

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/**
 * JSON Schema of a job, for editors: every key with its description, and for each block the shapes of all methods.
 * @param extraContext keys of `context` that the admin allows in addition to LAVA's own
 */
export function jobJsonSchema(extraContext: readonly string[] = []): JsonSchema {
  const defs: Record<string, JsonSchema> = {};
  const envelope = jsonSchemaOf(jobDefinition(extraContext)) as JsonSchema & {
    properties: Record<string, unknown>;
  };
  const command = jsonSchemaOf(CommandBlock);
  const action = {
    type: 'object',
    description: 'One block: deploy, boot, test, command or hold.',
    properties: {
      deploy: section('deploy', 'to', 'Brings software to the device.', deploySchemas, defs),
      boot: section('boot', 'method', 'Starts what was deployed, and logs in.', bootSchemas, defs),
      test: section('test', undefined, 'Runs tests.', testSchemas, defs),
      command: { ...command, description: 'Runs a command of the lab on the worker.' },
      hold: { ...jsonSchemaOf(HoldBlock), description: 'Keeps the board for a person.' },
    },
    minProperties: 1,
  };
  const actions = { ...(envelope.properties.actions as JsonSchema), items: action };
  return hoist({
    $schema: DIALECT,
    title: 'LAVA job',
    ...envelope,
    properties: { ...envelope.properties, actions },
    $defs: defs,
  });
}

/** JSON Schema of a rendered device configuration, with the entries of all methods. */
export function deviceJsonSchema(): JsonSchema {
  const device = jsonSchemaOf(DeviceConfiguration) as JsonSchema & { properties: Record<string, JsonSchema> };
  const actions = device.properties.actions as JsonSchema & { properties: Record<string, JsonSchema> };
  const sections = { deploy: deploySchemas, boot: bootSchemas, test: testSchemas };
  const properties = Object.entries(sections).map(([name, methods]) => {
    const entries = methods.flatMap((method) =>
      deviceWords(method).map((word) => [word, method.device ? jsonSchemaOf(method.device) : {}] as const),
    );
    const methodsSchema = { type: ['object', 'null'], properties: Object.fromEntries(entries) };
    return [name, { type: ['object', 'null'], properties: { methods: methodsSchema } }] as const;
  });
  return hoist({
    $schema: DIALECT,
    title: 'LAVA device',
    ...device,
    properties: { ...device.properties, actions: { ...actions, properties: Object.fromEntries(properties) } },
  });
}

/** The union of a section's methods, each a definition of its own. */
function section(
  name: string,
  key: 'to' | 'method' | undefined,
  description: string,
  methods: readonly MethodSchema[],
  defs: Record<string, JsonSchema>,
): JsonSchema {
  const anyOf = methods.map((method) => {
    const id = `${name}-${method.name}`;
    defs[id] = ofMethod(method, key);
    return { $ref: `#/$defs/${id}` };
  });
  if (key === undefined) return { type: 'object', description, anyOf };
  const words = [...new Set(methods.flatMap((method) => method.words))].sort();
  const choice = { type: 'string', enum: words, description: `The ${name} method.` };
  return { type: 'object', description, properties: { [key]: choice }, required: [key], anyOf };
}

function ofMethod({ schema, words }: MethodSchema, key: 'to' | 'method' | undefined): JsonSchema {
  const json = jsonSchemaOf(schema) as JsonSchema & {
    properties?: Record<string, unknown>;
    required?: string[];
  };
  if (key === undefined) return json;
  const choice = words.length === 1 ? { const: words[0] } : { enum: words };
  return {
    ...json,
    properties: { [key]: { type: 'string', ...choice }, ...without(json.properties ?? {}, key) },
    required: [...new Set([key, ...(json.required ?? [])])],
  };
}

function without(properties: Record<string, unknown>, key: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => name !== key));
}

/** As users write it; what JSON Schema cannot say is left open. */
export function jsonSchemaOf(schema: z.core.$ZodType): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return json;
}
