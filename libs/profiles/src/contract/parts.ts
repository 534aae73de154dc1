import { Type, type Static } from 'typebox';

/** What a term is known by to machines. */
export const code = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$' });
/** No members but those that are named. */
export const closed = { additionalProperties: false };

/** What people read, in the languages of the desk. */
export const LabelsSchema = Type.Object(
  { en: Type.String({ minLength: 1 }), 'zh-CN': Type.String({ minLength: 1 }) },
  closed,
);
export type Labels = Static<typeof LabelsSchema>;
