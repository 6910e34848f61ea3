// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

// Shapes are read once or twice in this process: to compile a parser for each would take longer than it saves.
z.config({ jitless: true });
