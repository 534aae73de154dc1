import { type Language, say, sentenceOf, speechOf } from '@evidesk/audit';
import { ChainVerifier, type EventStore, StreamNotFound } from '@evidesk/event-store';
import { fieldChanges, incidentAggregate, type IncidentState } from '@evidesk/incidents';
import type { JsonValue, RecordedEvent } from '@evidesk/kernel';
import { ProfileRegistry } from '@evidesk/profiles';
import { type Command, Option } from 'commander';
import type { Cli } from '../cli.js';
import { EXIT } from '../exit-codes.js';
import { incidentId, noIncident } from '../incident-id.js';
import { whole } from '../numbers.js';
import { type Stores, withStores } from '../reading.js';

interface Options {
  readonly asOf?: number;
  readonly lang?: Language;
}

const HELP = `
Reads the incident's events from the event store itself, first to last, and checks the hash chain on the way: what is
printed is what was written. Each event comes with who did it in which role, when it occurred, when it was recorded
(where that was later), and every field that it changed.

  evidesk replay INC-202610-000123
  evidesk replay INC-202610-000123 --as-of 4     what was known after revision 4
  evidesk replay INC-202610-000123 --lang zh-CN  each event in words too, by the incident's own profile`;

/** `evidesk replay`: the history of one incident. */
export function registerReplay(root: Command, cli: Cli): void {
  cli.command<[string, Options]>(
    root,
    'replay <incident>',
    'print the history of an incident, verified',
    (command) =>
      command
        .description('Prints the history of an incident, by its id or number.')
        .option('--as-of <revision>', 'stop behind this revision', whole(0))
        .addOption(new Option('--lang <language>', 'say each event in this language').choices(['en', 'zh-CN']))
        .addHelpText('after', HELP),
    async (incident, { asOf, lang }) =>
      withStores(cli.config(), async (stores) => {
        const id = await incidentId(stores, incident);
        const told = await historyOf(stores, id, asOf);
        const history = lang === undefined ? told : await inSentences(stores.eventStore, told, lang);
        cli.result(history, () => inWords(history));
        if (history.chain === 'intact') return undefined;
        cli.note(`the hash chain is broken: ${history.chain}`);
        return EXIT.damaged;
      }),
  );
}

interface Entry {
  readonly revision: number;
  readonly type: string;
  readonly actor: RecordedEvent['metadata']['actor'];
  readonly occurredAt: string;
  readonly recordedAt: string;
  /** What it says, where a language was asked for. */
  readonly sentence?: string;
  readonly changes: ReturnType<typeof fieldChanges>;
  readonly data: RecordedEvent['data'];
  readonly hash: string;
}

interface History {
  readonly id: string;
  readonly number: string;
  readonly title?: string;
  /** `intact`, or what is wrong with which revision. */
  readonly chain: string;
  readonly entries: readonly Entry[];
  readonly state: IncidentState;
}

async function historyOf(
  { eventStore, storedEvents }: Stores,
  id: string,
  asOf = Number.POSITIVE_INFINITY,
): Promise<History> {
  const stream = `incident-${id}`;
  const entries: Entry[] = [];
  let state = incidentAggregate.initial;
  let chain: string;
  try {
    chain = await chainOf(storedEvents, stream);
    for await (const event of eventStore.readStream(stream)) {
      if (event.revision > asOf) continue;
      const after = incidentAggregate.evolve(state, event as never, event.metadata.occurredAt);
      entries.push(entry(event, state, after));
      state = after;
    }
  } catch (error) {
    if (error instanceof StreamNotFound) throw noIncident(id);
    throw error;
  }
  const { number = '', title } = state.status === 'unrecorded' ? {} : state;
  return { id, number, ...(title !== undefined && { title }), chain, entries, state };
}

/** The chain is over what is stored, not over what is read. */
async function chainOf(stored: EventStore, stream: string): Promise<string> {
  const verifier = new ChainVerifier(stream);
  let chain = 'intact';
  for await (const event of stored.readStream(stream)) {
    const bad = verifier.check(event);
    if (bad !== undefined && chain === 'intact') chain = `revision ${bad.revision}: ${bad.detail}`;
  }
  return chain;
}

function entry(event: RecordedEvent, before: IncidentState, after: IncidentState): Entry {
  const { type, revision, data, hash } = event;
  const { actor, occurredAt, recordedAt } = event.metadata;
  const isFirst = before.status === 'unrecorded' || after.status === 'unrecorded';
  const changes = isFirst ? [] : fieldChanges(before, after);
  return { revision, type, actor, occurredAt, recordedAt, changes, data, hash };
}

/** With a sentence for each event, in the words of the profile to which the incident is pinned. */
async function inSentences(store: EventStore, history: History, language: Language): Promise<History> {
  if (history.state.status === 'unrecorded') return history;
  const profiles = new ProfileRegistry(store);
  await profiles.start();
  try {
    const speech = speechOf(profiles.get(history.state.profile), language);
    const entries = history.entries.map((line) => ({ ...line, sentence: say(line, sentenceOf(line.type), speech) }));
    return { ...history, entries };
  } finally {
    await profiles.stop();
  }
}

function inWords({ id, number, title, chain, entries }: History): string {
  const lines = [`${number}  ${title ?? ''}`.trimEnd(), `incident ${id}, hash chain ${chain}`];
  for (const { revision, type, actor, occurredAt, recordedAt, sentence, changes, data } of entries) {
    const behalf = actor.onBehalfOf === undefined ? '' : ` on behalf of ${actor.onBehalfOf}`;
    lines.push('', `#${revision}  ${occurredAt}  ${type}  by ${actor.id} (${actor.roles.join(', ')})${behalf}`);
    if (recordedAt !== occurredAt) lines.push(`    recorded ${recordedAt}`);
    if (sentence !== undefined) lines.push(`    ${sentence}`);
    for (const { field, from, to } of changes) lines.push(`    ${field}: ${shown(from)} → ${shown(to)}`);
    if (changes.length === 0)
      for (const [field, value] of Object.entries(data)) lines.push(`    ${field} = ${shown(value ?? null)}`);
  }
  return lines.join('\n');
}

const shown = (value: JsonValue): string =>
  value === null ? '–' : typeof value === 'string' ? value.replaceAll('\n', '\n      ') : JSON.stringify(value);
