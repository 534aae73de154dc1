import { type AggregateType, eventTypes } from '@evidesk/executor';
import { type KnowledgeEvent, knowledgeEventSchemas } from '../contract/knowledge-events.js';
import { evolveKnowledge, initialKnowledge, KNOWLEDGE_SNAPSHOT_VERSION } from '../domain/knowledge.evolve.js';
import type { KnowledgeState } from '../domain/knowledge.state.js';

/** Streams `knowledge-<id>`. */
export const knowledgeAggregate: AggregateType<KnowledgeEvent, KnowledgeState> = {
  name: 'knowledge',
  initial: initialKnowledge,
  evolve: evolveKnowledge,
  eventTypes: eventTypes(knowledgeEventSchemas),
  snapshotVersion: KNOWLEDGE_SNAPSHOT_VERSION,
};
