/**
 * The environment of a process of the desk: that of the tests and these settings, without what tells the tests how much to
 * try, which is no setting of the desk.
 */
export function deskEnvironment(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { EVIDESK_FAULTS: _, EVIDESK_FAULT_ROUNDS: __, ...own } = process.env;
  return { ...own, ...settings };
}
