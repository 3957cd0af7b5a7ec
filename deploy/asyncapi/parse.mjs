// Usage: node parse.mjs FILE. Prints every remark of the parser, hints as well; exits with 1 if there is any.
import { readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';

const file = process.argv[2];
const { document, diagnostics } = await new Parser().parse(readFileSync(file, 'utf8'));
for (const { range, code, path, message } of diagnostics) {
  console.error(`${file}:${range.start.line + 1}: ${code} at ${path.join('.')}: ${message}`);
}
process.exit(document && diagnostics.length === 0 ? 0 : 1);
