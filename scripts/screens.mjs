// Writes docs/screens.md and the pictures of docs/texts.md from the dialogue at the terminal: `npm run screens`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { exportsOf } from './setup/typescript.mjs';

const { screensText } = await exportsOf('scripts/screens/table.ts');
const { pictures } = await exportsOf('scripts/screens/pictures.ts');
const { encodePng } = await exportsOf('scripts/screens/png.ts');

const docs = new URL('../docs/', import.meta.url);
writeFileSync(new URL('screens.md', docs), screensText());
mkdirSync(new URL('texts/', docs), { recursive: true });
for (const [name, picture] of pictures()) writeFileSync(new URL(`texts/${name}`, docs), encodePng(picture));
