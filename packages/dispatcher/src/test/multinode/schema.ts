// SPDX-License-Identifier: Apache-2.0
export { DefinitionsBlock as MultinodeBlock } from '../../steps/definition-schema.ts';
