// Writes docs/screens.md from the dialogue at the terminal: `npm run screens`.
import { writeFileSync } from 'node:fs';
import { exportsOf } from './setup/typescript.mjs';

const { screensText } = await exportsOf('scripts/screens/table.ts');
writeFileSync(new URL('../docs/screens.md', import.meta.url), screensText());
