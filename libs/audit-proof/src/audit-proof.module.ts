import { registerProblems } from '@evidesk/platform';
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { EvidenceRoute } from './application/evidence.http.js';
import { SealsRoute } from './application/seals.http.js';

registerProblems([
  {
    code: 'seal.not-found',
    status: 404,
    title: 'There is no such seal',
    description: '`GET /v1/seals` lists them all.',
  },
  {
    code: 'seal.out-of-turn',
    status: 409,
    title: 'Another seal has come first',
    description: 'Two sealed at the same moment. Nothing is lost: try again.',
  },
  {
    code: 'evidence.too-large',
    status: 409,
    title: 'There are too many events for one bundle',
    description: 'Take a copy of the store, and check it with `evidesk verify`.',
  },
  {
    code: 'evidence.damaged',
    status: 409,
    title: 'What is stored is not what was sealed',
    description: '`evidesk verify` names the first bad event.',
  },
]);

/** Evidence and seals over HTTP. Needs a `SealRecorder`. */
@Module({ imports: [CqrsModule], controllers: [EvidenceRoute, SealsRoute] })
export class AuditProofHttpModule {}
