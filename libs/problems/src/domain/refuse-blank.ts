import { DomainError } from '@evidesk/kernel';

/** Texts that are there must say something. @throws DomainError `request.invalid`, with every blank field */
export function refuseBlank(form: object): void {
  const blank = Object.entries(form).filter(([, value]) => typeof value === 'string' && value.trim() === '');
  if (blank.length > 0) refuseMissing(blank.map(([field]) => field));
}

/** @throws DomainError `request.invalid`, with every field named */
export function refuseMissing(fields: readonly string[]): never {
  const errors = fields.map((field) => ({ pointer: `/${field}`, code: 'required', detail: `${field} is required` }));
  throw new DomainError('invalid', 'request.invalid', 'the form is not complete', {}, errors);
}
