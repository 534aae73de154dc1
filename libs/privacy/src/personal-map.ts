import {
  ERASED,
  type JsonObject,
  type JsonValue,
  type PersonalData,
  type PersonalField,
  SEALED,
} from '@evidesk/kernel';

/** Personal texts by the way to them. */
export type Texts = Readonly<Record<string, string>>;

/** An event's data with its personal texts taken out. */
export interface Parted {
  readonly data: JsonObject;
  readonly texts: Texts;
}

type Holder = Record<string, JsonValue | undefined>;
type Step = (holder: Holder, key: string, way: string) => void;

/** Takes personal texts out of the data of one event type and puts them back. Its arguments are never changed. */
export class PersonalMap {
  readonly of: PersonalData['of'];
  private readonly flat: readonly PersonalField[];
  private readonly deep: readonly PersonalField[];

  constructor({ of, fields }: PersonalData) {
    this.of = of;
    this.flat = fields.filter(({ path, where }) => !path.includes('.') && where === undefined);
    this.deep = fields.filter((field) => !this.flat.includes(field));
  }

  /** The data without its personal texts; `undefined` where it has none. */
  take(data: JsonObject): Parted | undefined {
    let copy: Holder | undefined;
    const texts: Record<string, string> = {};
    let found = false;
    for (const { path } of this.flat) {
      const value = data[path];
      if (typeof value !== 'string' || value === '') continue;
      copy ??= { ...data };
      texts[path] = value;
      copy[path] = SEALED;
      found = true;
    }
    for (const field of this.deep) {
      if (data[headOf(field)] === undefined) continue;
      copy ??= { ...data };
      walk(copy, field, (holder, key, way) => {
        const value = holder[key];
        if (typeof value !== 'string' || value === '') return;
        texts[way] = value;
        holder[key] = SEALED;
        found = true;
      });
    }
    return found ? { data: copy as JsonObject, texts } : undefined;
  }

  /** The data as it was before its texts were taken. */
  put(data: JsonObject, texts: Texts): JsonObject {
    const copy: Holder = { ...data };
    for (const way in texts) {
      if (!way.includes('/')) copy[way] = texts[way];
      else follow(copy, way.split('/'), texts[way] as string);
    }
    return copy;
  }

  /** The data as it is read once its person is erased: of the same shape, with a mark in place of each text. */
  erase(data: JsonObject): JsonObject {
    const copy: Holder = { ...data };
    for (const field of [...this.flat, ...this.deep]) {
      walk(copy, field, (holder, key) => {
        if (holder[key] !== SEALED) return;
        if (field.absentWhenErased === true) Reflect.deleteProperty(holder, key);
        else holder[key] = ERASED;
      });
    }
    return copy;
  }
}

/** Visits what a field names. Objects on the way are copied first: only the outermost is the caller's to change. */
function walk(root: Holder, { path, where }: PersonalField, visit: Step): void {
  const steps = path.split('.');
  const descend = (holder: Holder, at: number, way: string): void => {
    const step = steps[at] as string;
    const keys = step === '*' ? Object.keys(holder) : step in holder ? [step] : [];
    for (const key of keys) {
      const here = way === '' ? escaped(key) : `${way}/${escaped(key)}`;
      if (at === steps.length - 1) {
        if (where === undefined || where.in.includes(holder[where.field] as string)) visit(holder, key, here);
        continue;
      }
      const inner = copyOf(holder[key]);
      if (inner === undefined) continue;
      holder[key] = inner;
      descend(inner, at + 1, here);
    }
  };
  descend(root, 0, '');
}

function follow(root: Holder, way: readonly string[], text: string): void {
  let holder = root;
  for (const [at, step] of way.entries()) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (at === way.length - 1) holder[key] = text;
    else {
      const inner = copyOf(holder[key]);
      if (inner === undefined) return;
      holder[key] = inner;
      holder = inner;
    }
  }
}

function copyOf(value: JsonValue | undefined): Holder | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return (Array.isArray(value) ? [...(value as readonly JsonValue[])] : { ...value }) as unknown as Holder;
}

const headOf = ({ path }: PersonalField): string => path.slice(0, path.indexOf('.'));
const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
