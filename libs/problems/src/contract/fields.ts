import { Type } from 'typebox';

/** One line. */
export const text = Type.String({ minLength: 1, maxLength: 1_000 });
/** Markdown. */
export const prose = Type.String({ minLength: 1, maxLength: 65_536 });
export const instant = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' });
/** How many incidents one event may name. */
export const MAX_INCIDENTS = 500;
/** Ids of incidents. */
export const incidentIds = Type.Array(text, { maxItems: MAX_INCIDENTS });
