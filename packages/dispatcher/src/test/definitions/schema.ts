// SPDX-License-Identifier: Apache-2.0
export { DefinitionsBlock } from '../../steps/definition-schema.ts';
