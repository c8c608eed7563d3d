// Lints snippets with the project's own rules. In: [{ file, code }] as JSON on stdin; out: the messages of each.
// A process of its own, because ESLint's configuration is an ES module, which Jest can't load on Node 20.
import { readFileSync } from 'node:fs';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

const eslint = new ESLint({
  // The snippets are no files, so the compiler knows no types for them.
  overrideConfig: { files: ['**/*.ts'], ...tseslint.configs.disableTypeChecked },
});
const results = [];
for (const { file, code } of JSON.parse(readFileSync(0, 'utf8'))) {
  const [result] = await eslint.lintText(code, { filePath: file });
  results.push(result.messages.map(({ ruleId, message }) => ({ ruleId, message })));
}
process.stdout.write(JSON.stringify(results));
