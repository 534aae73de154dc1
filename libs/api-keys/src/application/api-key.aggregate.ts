import { type AggregateType, eventTypes } from '@evidesk/executor';
import { type ApiKeyEvent, apiKeyEventSchemas } from '../contract/api-key-events.js';
import { type ApiKeyState, evolveApiKey, NO_KEY } from '../domain/api-key.js';

/** How API keys are loaded and stored. */
export const apiKeyAggregate: AggregateType<ApiKeyEvent, ApiKeyState> = {
  name: 'api-key',
  initial: NO_KEY,
  evolve: evolveApiKey,
  eventTypes: eventTypes(apiKeyEventSchemas),
  snapshotVersion: 1,
};
