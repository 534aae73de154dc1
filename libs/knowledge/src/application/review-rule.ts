import type { CompiledProfile } from '@evidesk/profiles';
import type { ReviewRule } from '../domain/knowledge.commands.js';

/** After how many months an article is looked at again where the process profile does not say. */
export const DEFAULT_REVIEW_MONTHS = 12;

/** How a process profile has articles looked at again. */
export const reviewRule = ({ definition }: CompiledProfile): ReviewRule => ({
  months: definition.knowledge?.reviewAfterMonths ?? DEFAULT_REVIEW_MONTHS,
  timeZone: definition.timeZone,
});
