const NOT_PLAIN = /[^\x20-\x7E]|["\\%]/g;
const NOT_ATTR = /['()*]/g;
const CONTROL_OR_PATH = /[\u0000-\u001F\u007F/\\]/g;
/** Halves of characters, of which there is no UTF-8. */
const HALF = /\p{Surrogate}/gu;

/** `Content-Disposition` that makes a browser save a file under its name, whatever its type (RFC 6266, RFC 8187). */
export function savedAs(name: string): string {
  const whole = name.replaceAll(CONTROL_OR_PATH, '_').replaceAll(HALF, '_');
  const encoded = encodeURIComponent(whole).replaceAll(
    NOT_ATTR,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${whole.replaceAll(NOT_PLAIN, '_')}"; filename*=UTF-8''${encoded}`;
}
