import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { CliError } from '../cli-error.js';
import type { Cli } from '../cli.js';
import { EXIT } from '../exit-codes.js';
import { ServerClient } from '../server-client.js';
import { table } from '../table.js';

const ROLE = 'privacy';
const LOOK_MS = 500;
const PATIENCE_MS = 600_000;

const HELP = `
Two people erase a person: one asks, another approves within 14 days; --as says who acts. It can't be taken back once it is
approved: keys are destroyed, views built anew. A person goes by an id that says nothing, or by the user id. Reasons are kept
for ever: nothing personal belongs there. Goes through the running server, which carries it out.

  evidesk erasure find --as ann --contact wang@example.com
  evidesk erasure request 6f1c… --as ann --reason 'he asked us to, ticket 4711'
  evidesk erasure approve 6f1c… --as ben --wait
  evidesk erasure show 6f1c…

Whoever can read the data folder can act as anybody here: who that is, is the operator's to see to. What is typed may be seen
by others of this machine while it runs, and stays in the shell's history.`;

interface Acting {
  readonly as: string;
  readonly role: string;
}
interface FindOptions extends Acting {
  readonly user?: string;
  readonly name?: string;
  readonly contact?: string;
  readonly incident?: string;
}

/** What the server answers of persons that were looked for. */
interface Found {
  readonly items: readonly {
    readonly id: string;
    readonly hasPersonalData: boolean;
    readonly incidents: number;
    readonly openIncidents: number;
  }[];
}

/** What the server answers of an erasure, as far as it is put into words here. */
interface Shown {
  readonly id: string;
  readonly status: string;
  readonly reason: string;
  readonly rule?: string;
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly decidedBy?: string;
  readonly decidedAt?: string;
  readonly decision?: string;
  readonly erasedAt?: string;
  readonly result?: { readonly keys: number; readonly incidents: number; readonly files: number };
}

/** `evidesk erasure …`: persons, erased by two people. */
export function registerErasure(root: Command, cli: Cli): void {
  const erasure = root
    .command('erasure')
    .summary('erase what is personal of somebody: asked for by one, approved by another')
    .description('Finds persons, and asks for, approves, refuses, withdraws and shows their erasure.')
    .addHelpText('after', HELP);
  registerFind(erasure, cli);
  registerShow(erasure, cli);
  registerStep(erasure, cli, {
    name: 'request',
    path: '',
    says: 'asks for the erasure of a person',
    needsReason: true,
  });
  registerApprove(erasure, cli);
  registerStep(erasure, cli, { name: 'refuse', path: '/refusal', says: 'refuses it, as another', needsReason: true });
  registerStep(erasure, cli, {
    name: 'withdraw',
    path: '/withdrawal',
    says: 'takes the request back',
    needsReason: false,
  });
}

const acting = (command: Command): Command =>
  command
    .requiredOption('--as <user id>', 'who acts')
    .option('--role <role>', 'his role, where the profile has another than the shipped ones', ROLE);

function registerFind(erasure: Command, cli: Cli): void {
  cli.command<[FindOptions]>(
    erasure,
    'find',
    'find persons; all that is given has to hold',
    (command) =>
      acting(command.description('Finds the ids of persons.'))
        .option('--user <id>', 'the user’s id, as the provider of identities or the directory has it')
        .option('--name <name>', 'the name as it was recorded')
        .option('--contact <contact>', 'a telephone number or an address as it was recorded')
        .option('--incident <id>', 'an incident that the person reported: id or number'),
    async ({ user, name, contact, incident, ...who }) => {
      const sought = { userId: user, name, contact, incident };
      if (Object.values(sought).every((value) => value === undefined))
        throw new CliError('say by what to look: --user, --name, --contact or --incident', EXIT.usage, 'cli.usage');
      const server = await serverFor(cli, who);
      const { items } = (await server.send('POST', '/v1/people/searches', sought)) as Found;
      cli.result({ items }, () => inColumns(items));
      return items.length === 0 ? EXIT.notFound : undefined;
    },
  );
}

function registerShow(erasure: Command, cli: Cli): void {
  cli.command<[string, Partial<Acting>]>(
    erasure,
    'show <person>',
    'show where the newest erasure of a person stands',
    (command) =>
      command
        .description('Shows who asked, who decided, and what was done.')
        .option('--as <user id>', 'who looks')
        .option('--role <role>', 'his role', ROLE),
    async (person, { as = `cli:${ROLE}`, role = ROLE }) => {
      const shown = await look(await serverFor(cli, { as, role }), person);
      cli.result(shown, () => inWords(shown));
      return undefined;
    },
  );
}

/** A step that takes a reason, or needs one. */
interface Step {
  readonly name: string;
  readonly path: string;
  readonly says: string;
  readonly needsReason: boolean;
}

function registerStep(erasure: Command, cli: Cli, { name, path, says, needsReason }: Step): void {
  cli.command<[string, Acting & { readonly reason?: string }]>(
    erasure,
    `${name} <person>`,
    says,
    (command) => {
      const described = acting(command.description(`${says[0]?.toUpperCase()}${says.slice(1)}.`));
      return needsReason
        ? described.requiredOption('--reason <text>', 'why; kept for ever')
        : described.option('--reason <text>', 'why; kept for ever');
    },
    async (person, { reason, ...who }) => {
      const server = await serverFor(cli, who);
      await server.send('POST', `${pathOf(person)}${path}`, { reason });
      const shown = await look(server, person);
      cli.result(shown, () => inWords(shown));
      return undefined;
    },
  );
}

function registerApprove(erasure: Command, cli: Cli): void {
  cli.command<[string, Acting & { readonly note?: string; readonly wait?: boolean }]>(
    erasure,
    'approve <person>',
    'approves it, as another: it is carried out at once, for good',
    (command) =>
      acting(command.description('Approves an erasure that somebody else has asked for. It can not be taken back.'))
        .option('--note <text>', 'kept for ever')
        .option('--wait', 'until it is carried out'),
    async (person, { note, wait, ...who }) => {
      const server = await serverFor(cli, who);
      await server.send('POST', `${pathOf(person)}/approval`, { note });
      const shown = wait === true ? await carriedOut(server, person) : await look(server, person);
      cli.result(shown, () => inWords(shown));
      return undefined;
    },
  );
}

const serverFor = (cli: Cli, { as, role }: Acting): Promise<ServerClient> =>
  ServerClient.beside(cli.config(), role, as);

const pathOf = (person: string): string => `/v1/people/${encodeURIComponent(person)}/erasure`;

const look = async (server: ServerClient, person: string): Promise<Shown> =>
  (await server.send('GET', pathOf(person))) as Shown;

async function carriedOut(server: ServerClient, person: string): Promise<Shown> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const shown = await look(server, person);
    if (shown.status !== 'approved') return shown;
    if (performance.now() > deadline)
      throw new CliError('the erasure is still being carried out', EXIT.unavailable, 'erasure.under-way');
    await sleep(LOOK_MS);
  }
}

const inColumns = (items: Found['items']): string =>
  items.length === 0
    ? 'there is no such person'
    : table(
        ['id', 'personal data', 'incidents', 'open'],
        items.map(({ id, hasPersonalData, incidents, openIncidents }) => [
          id,
          hasPersonalData ? 'yes' : 'no',
          String(incidents),
          String(openIncidents),
        ]),
      );

function inWords(shown: Shown): string {
  const { id, status, reason, rule, requestedBy, requestedAt, decidedBy, decidedAt, decision, erasedAt, result } =
    shown;
  const lines = [`${id}  ${status}`, `  asked    ${requestedAt}  ${rule ?? requestedBy}: ${reason}`];
  if (decidedAt !== undefined)
    lines.push(`  decided  ${decidedAt}  ${decidedBy ?? ''}${decision === undefined ? '' : `: ${decision}`}`);
  if (erasedAt !== undefined && result !== undefined)
    lines.push(`  erased   ${erasedAt}  keys: ${result.keys}, incidents: ${result.incidents}, files: ${result.files}`);
  return lines.join('\n');
}
