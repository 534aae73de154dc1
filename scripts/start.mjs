#!/usr/bin/env node
// `npm start`: installs and builds what is missing, then serves. Needs nothing but Node and npm.
import { prepare } from './prepare.mjs';

await prepare();
const { main } = await import('../apps/cli/dist/main.js');
await main(['serve', ...process.argv.slice(2)]);
