/** What one look came to. */
export interface Finding {
  readonly name: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  /** What is stored is not what was written. */
  readonly damage?: boolean;
}

export const ok = (name: string, detail: string): Finding => ({ name, status: 'ok', detail });
export const warn = (name: string, detail: string): Finding => ({ name, status: 'warn', detail });
export const fail = (name: string, detail: string): Finding => ({ name, status: 'fail', detail });
