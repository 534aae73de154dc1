import type { CommandExecutor } from '@evidesk/executor';
import { incidentAggregate } from '@evidesk/incidents';
import { DomainError, type FieldError } from '@evidesk/kernel';
import { problemAggregate } from '@evidesk/problems';
import type { CompiledProfile } from '@evidesk/profiles';
import type { KnowledgeContent } from '../contract/knowledge-events.js';

/**
 * What an article names is there: its category in the process profile, its incidents and problems in the desk.
 * @throws DomainError `request.invalid`, with every field that names what is not there
 */
export async function checkContent(
  content: Pick<KnowledgeContent, 'category' | 'incidents' | 'problems'>,
  profile: CompiledProfile,
  executor: CommandExecutor,
): Promise<void> {
  const { category, incidents, problems } = content;
  const errors: FieldError[] = [];
  if (category !== undefined && !profile.isCategory(category)) {
    const detail = `${category} is not a category of the process profile`;
    errors.push({ pointer: '/category', code: 'not-an-option', detail });
  }
  for (const [index, id] of incidents.entries()) {
    const { state } = await executor.load(incidentAggregate, id);
    if (state.status === 'unrecorded') errors.push(unknown(`/incidents/${index}`, `there is no incident ${id}`));
  }
  for (const [index, id] of problems.entries()) {
    const { state } = await executor.load(problemAggregate, id);
    if (state.status === 'unproposed') errors.push(unknown(`/problems/${index}`, `there is no problem ${id}`));
  }
  if (errors.length > 0) throw new DomainError('invalid', 'request.invalid', 'the article has faults', {}, errors);
}

const unknown = (pointer: string, detail: string): FieldError => ({ pointer, code: 'unknown', detail });
