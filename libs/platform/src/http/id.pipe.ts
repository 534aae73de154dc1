import { DomainError } from '@evidesk/kernel';
import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { isUUID } from 'class-validator';

/** A path parameter that must be a UUID: `@Param('id', IdPipe) id: string`. Gives its canonical lower case. */
export class IdPipe implements PipeTransform<string, string> {
  transform(value: string, metadata: ArgumentMetadata): string {
    if (isUUID(value)) return value.toLowerCase();
    const pointer = `/${metadata.data ?? 'id'}`;
    throw new DomainError('invalid', 'request.invalid', 'the path is not acceptable', {}, [
      { pointer, code: 'format', detail: 'must be a valid uuid' },
    ]);
  }
}
