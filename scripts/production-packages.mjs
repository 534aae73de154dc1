import { readFileSync } from 'node:fs';

const LOCK = new URL('../package-lock.json', import.meta.url);
const IN = 'node_modules/';

/** Every package that runs in production, by the lockfile: its name, version and licence, once each, by name. */
export function productionPackages() {
  const { packages } = JSON.parse(readFileSync(LOCK, 'utf8'));
  const used = Object.entries(packages)
    .filter(([path, { dev, link }]) => path.includes(IN) && dev !== true && link !== true)
    .map(([path, { version, license }]) => ({ name: path.slice(path.lastIndexOf(IN) + IN.length), version, license }));
  const once = new Map(used.map((one) => [`${one.name} ${one.version}`, one]));
  return [...once.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}
