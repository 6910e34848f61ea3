// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { bootSchemas, deploySchemas, testSchemas } from '../generated/method-schemas.ts';
import { deviceJsonSchema, type JsonSchema, jobJsonSchema } from './json-schema.ts';

describe.each([
  ['job', jobJsonSchema()],
  ['device', deviceJsonSchema()],
])('JSON Schema of a %s', (_, schema) => {
  it('has a definition for every reference', () => {
    const defs = Object.keys(schema.$defs as JsonSchema);
    const refs = [...JSON.stringify(schema).matchAll(/"\$ref":"#\/\$defs\/([^"]*)"/g)].map(
      ([, name]) => name,
    );
    expect(new Set(refs)).toEqual(new Set(refs.filter((name) => defs.includes(name ?? ''))));
  });
});

describe('JSON Schema of a job', () => {
  const schema = jobJsonSchema();
  const defs = schema.$defs as Record<string, JsonSchema>;

  it('has each method’s block, told apart by its word', () => {
    for (const [section, methods] of Object.entries({
      deploy: deploySchemas,
      boot: bootSchemas,
      test: testSchemas,
    })) {
      for (const { name } of methods) expect(defs).toHaveProperty([`${section}-${name}`]);
    }
    expect(defs['deploy-tftp']).toMatchObject({ properties: { to: { const: 'tftp' } } });
  });

  it('describes every key of every method', () => {
    const bare = Object.entries(defs)
      .filter(([name]) => /^(deploy|boot|test)-/.test(name))
      .flatMap(([name, each]) =>
        Object.entries((each.properties ?? {}) as Record<string, JsonSchema>)
          .filter(([key, value]) => key !== 'to' && key !== 'method' && !described(value))
          .map(([key]) => `${name}.${key}`),
      );
    expect(bare).toEqual([]);
  });

  function described(value: JsonSchema): boolean {
    if (typeof value.$ref === 'string') return described(defs[value.$ref.replace('#/$defs/', '')] ?? {});
    return 'description' in value;
  }
});
