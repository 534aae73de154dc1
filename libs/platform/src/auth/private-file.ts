const OTHERS = 0o077;
const OTHERS_BUT_A_READING_GROUP = 0o037;
const ROOT = 0;

/**
 * Whether a key file is kept to this process, by the rule that PostgreSQL has for its clients' keys: of one's own, nobody
 * else may do anything with it; of root's, its group may read it, as container platforms hand secrets to a process.
 * @param own the process's user; none where the system has no such thing
 */
export function isPrivate(
  { mode, uid }: { readonly mode: number; readonly uid: number },
  own: number | undefined = process.getuid?.(),
): boolean {
  const isHandedOut = uid === ROOT && own !== ROOT;
  return (mode & (isHandedOut ? OTHERS_BUT_A_READING_GROUP : OTHERS)) === 0;
}
