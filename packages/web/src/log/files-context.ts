// SPDX-License-Identifier: Apache-2.0
import { createContext } from 'react';
import type { FileAddresses } from './addresses.ts';

/** The files of the job whose log is shown; their names in its lines are links. */
export const FilesContext = createContext<FileAddresses>(new Map());
