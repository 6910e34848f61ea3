// SPDX-License-Identifier: Apache-2.0

/**
 * Everything the server, the command line and the web editor may load of the dispatcher: shapes of jobs and devices, and
 * the verdict on them. Pure: no Node, no I/O.
 */
export { bootSchemas, deploySchemas, testSchemas } from './generated/method-schemas.ts';
export { deviceJsonSchema, type JsonSchema, jobJsonSchema } from './validation/json-schema.ts';
export { type ValidatedDevice, validateDevice } from './validation/validate-device.ts';
export { type ValidatedJob, type ValidateOptions, validateJob } from './validation/validate-job.ts';
export { validateTestDefinition } from './validation/validate-test-definition.ts';
