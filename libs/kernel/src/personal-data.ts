/** What stands in place of a personal text once its person is erased. */
export const ERASED = '[erased person]';

/** What stands in the stored event in place of a personal text that lies sealed beside it. */
export const SEALED = '[sealed]';

/** Streams of what becomes of the personal data of somebody: `person-<id>`. */
export const PERSON_STREAMS = 'person-';

/** The event in them by which he is erased: no view holds anything personal of him any more. */
export const PERSON_ERASED = 'person.erased';

/** A field, or all fields below one, that hold personal texts. */
export interface PersonalField {
  /** The way to it, `.` between steps; `*` is every element of a list or every value of an object. */
  readonly path: string;
  /** Only where the field beside it has one of these values: `changes.*.from` where `field` is `contact`. */
  readonly where?: { readonly field: string; readonly in: readonly string[] };
  /** An optional field that is absent, rather than a text in its place, once the person is erased. */
  readonly absentWhenErased?: true;
}

/** By which fields an event names the person whom its stream is about. */
export interface NamesPerson {
  readonly userId: string;
  readonly contact: string;
  readonly name: string;
}

/**
 * What of an event's data is personal, and whose it is. Whose: of the person that the event names itself, of the person
 * that the first event of its stream is about, or of the reporter of an incident that a field of it names by id.
 */
export interface PersonalData {
  readonly of: { readonly named: NamesPerson } | 'stream' | { readonly incident: string };
  readonly fields: readonly PersonalField[];
}

/** Each event type of a context: what of it is personal, or that nothing is. Shapes are not enough: somebody must have thought. */
export type PersonalFields<Type extends string> = Readonly<Record<Type, PersonalData | 'none'>>;
