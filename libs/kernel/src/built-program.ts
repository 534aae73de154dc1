/** True of a module's URL where it runs as it was written, which a thread can't: tests. */
export const isSource = (moduleUrl: string): boolean => moduleUrl.endsWith('.ts');

/**
 * Where the program of a thread is that lies beside a module.
 * @param moduleUrl the module's `import.meta.url`; from sources the program is the one that was built last
 * @param name the program's file name, as built
 */
export function programBeside(moduleUrl: string, name: string): URL {
  if (!isSource(moduleUrl)) return new URL(name, moduleUrl);
  const at = moduleUrl.lastIndexOf('/src/');
  return new URL(name, `${moduleUrl.slice(0, at)}/dist/${moduleUrl.slice(at + '/src/'.length)}`);
}
