/** Where a command reads its settings and writes its words. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  /** Somebody watches standard error: progress is shown. */
  readonly watched: boolean;
}

/** The process's own. */
export const processIo = (): Io => ({
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  watched: process.stderr.isTTY,
});
