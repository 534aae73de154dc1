#!/usr/bin/env node
// The command line is TypeScript and has to be built once.
import { existsSync } from 'node:fs';

const built = new URL('../dist/main.js', import.meta.url);
if (existsSync(built)) {
  const { main } = await import(built.href);
  await main(process.argv.slice(2));
} else {
  process.stderr.write('evidesk: not built yet. Run `npm start` or `npm run build` in the folder of Evidesk first.\n');
  process.exitCode = 1;
}
