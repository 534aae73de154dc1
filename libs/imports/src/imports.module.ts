import { registerProblems } from '@evidesk/platform';
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ImportsRoute } from './application/imports.http.js';
import { StreamedBodies } from './application/streamed-bodies.http.js';

registerProblems([
  {
    code: 'import.unknown-mapping',
    status: 404,
    title: 'There is no such mapping',
    description: '`mappings` lists those that ship. Send one of your own as Evidesk-Mapping.',
  },
  {
    code: 'import.bad-mapping',
    status: 400,
    title: 'The mapping is not acceptable',
    description: '`errors` says what is wrong, each with its line.',
  },
]);

/** Imports over HTTP. */
@Module({ imports: [CqrsModule], controllers: [ImportsRoute], providers: [StreamedBodies] })
export class ImportsHttpModule {}
