/** How mail programs introduce what they quote. */
const INTRODUCTIONS: readonly RegExp[] = [
  /^-{2,}\s*(?:original message|original appointment|ursprüngliche nachricht|message d'origine|原始邮件|原始郵件|原邮件|元のメッセージ)\s*-{2,}/i,
  /^-{6,}\s*(?:replied message|回复的原邮件)\s*-*/i,
  /^on .{4,200}wrote\s*:\s*$/i,
  /^am .{4,200}schrieb .{1,200}:\s*$/i,
  /^le .{4,200}a écrit\s*:\s*$/i,
  /^(?:在|于)?\s*\d{4}[年/-].{2,200}(?:写道|寫道)\s*[:：]\s*$/,
  /^.{0,200}<[^<>\s]+@[^<>\s]+>\s*(?:于|在).{2,100}(?:写道|寫道)\s*[:：]\s*$/,
  /^_{20,}\s*$/,
  /^#{2,}\s*-.{0,200}-\s*#{2,}$/,
];
/** The head of a quoted mail as Outlook writes it, in its languages: at least two of its lines stand together. */
const QUOTED_HEAD =
  /^\s*\*{0,2}(?:from|sent|to|subject|date|发件人|发送时间|收件人|抄送|主题|日期|寄件者|von|gesendet|an|betreff)\*{0,2}\s*[:：]\*{0,2}\s*\S/i;
const SIGNATURE = /^-- ?$/;
const QUOTED = /^\s*>/;

/**
 * What a person wrote newly in an answer: without the mail that it answers, and without the signature. Simple rules,
 * on lines alone; where they leave nothing, all of it.
 */
export function replyText(text: string): string {
  const lines = text.split('\n');
  const end = lines.findIndex((line, index) => startsQuote(lines, line.trim(), index));
  const kept = (end < 0 ? lines : lines.slice(0, end)).slice();
  while (kept.length > 0 && (QUOTED.test(kept.at(-1) ?? '') || (kept.at(-1) ?? '').trim() === '')) kept.pop();
  const written = kept.join('\n').trim();
  return written === '' ? text.trim() : written;
}

function startsQuote(lines: readonly string[], line: string, index: number): boolean {
  if (SIGNATURE.test(lines[index] ?? '')) return true;
  if (line === '' || QUOTED.test(line)) return false;
  if (INTRODUCTIONS.some((pattern) => pattern.test(line))) return true;
  // Long introductions are broken over two lines.
  const broken = `${line} ${(lines[index + 1] ?? '').trim()}`;
  if (/^on .{4,}/i.test(line) && /^on .{4,300}wrote\s*:\s*$/i.test(broken)) return true;
  return QUOTED_HEAD.test(line) && QUOTED_HEAD.test(lines[index + 1] ?? '');
}
