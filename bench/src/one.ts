import { append } from './append.js';
import { report } from './programs.js';
import { recordCommand } from './record-command.js';
import type { Bench, Result } from './result.js';

const BENCHMARKS: Readonly<Record<string, (bench: Bench) => Promise<readonly Result[]>>> = {
  append,
  command: recordCommand,
};

const { name, bench } = JSON.parse(process.argv[2] ?? '{}') as { readonly name: string; readonly bench: Bench };
const benchmark = BENCHMARKS[name];
if (benchmark === undefined) throw new Error(`there is no benchmark ${name}`);
report(await benchmark(bench));
process.disconnect();
