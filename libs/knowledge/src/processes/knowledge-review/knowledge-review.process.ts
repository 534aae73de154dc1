import type { Deadline, ProcessManager } from '@evidesk/kernel';
import type { KnowledgeEvent } from '../../contract/knowledge-events.js';

const STREAM = 'knowledge-';

/** An article is published or reviewed → it is reminded of when its next review falls due (S1-25). Retired → no more. */
export const knowledgeReview: ProcessManager = {
  name: 'knowledge-review',
  streams: [STREAM],
  react(stored) {
    const event = stored as unknown as KnowledgeEvent;
    const target = stored.stream.slice(STREAM.length);
    const schedule = (deadlines: readonly Deadline[]) => [
      { kind: 'schedule', key: 'review', target, deadlines } as const,
    ];
    switch (event.type) {
      case 'knowledge.approved':
      case 'knowledge.reviewed':
        return schedule([{ key: 'review', at: event.data.reviewDueAt, command: 'RemindKnowledgeReview', data: {} }]);
      case 'knowledge.retired':
        return schedule([]);
      default:
        return [];
    }
  },
};
