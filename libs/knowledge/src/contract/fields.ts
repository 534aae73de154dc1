import { Type } from 'typebox';

/** One line. */
export const text = Type.String({ minLength: 1, maxLength: 1_000 });
/** Markdown. */
export const prose = Type.String({ minLength: 1, maxLength: 65_536 });
export const instant = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' });
/** How many keywords an article has at most. */
export const MAX_KEYWORDS = 20;
/** How many incidents, and how many problems, an article can come from. */
export const MAX_SOURCES = 50;
