import { createReadStream } from 'node:fs';
import { openDesk } from '@evidesk/cli';
import { CommandExecutor } from '@evidesk/executor';
import { importCsv, loadShippedMapping } from '@evidesk/imports';
import { CLOCK, createLogger, loadConfig } from '@evidesk/platform';
import { ProfileRegistry } from '@evidesk/profiles';
import { CommandBus } from '@nestjs/cqrs';
import type { Imported } from './imports.js';
import { report } from './programs.js';

/** Imports a log into a data folder, as `evidesk import servicenow` does. */
const [, , folder = '', file = ''] = process.argv;
const config = loadConfig({ EVIDESK_DATA: folder });
const logger = createLogger({ level: 'warn', name: 'bench' });
const desk = await openDesk({ logger: () => logger, note: (text) => logger.warn(text) }, config);
const { app, eventStore } = desk;
const begin = performance.now();
const { rows, rejected, events } = await importCsv(createReadStream(file), {
  mapping: await loadShippedMapping('servicenow'),
  ports: { bus: app.get(CommandBus, { strict: false }), executor: app.get(CommandExecutor), eventStore },
  profile: app.get(ProfileRegistry).inForce(config.profile),
  clock: app.get(CLOCK),
});
const imported = performance.now();
await desk.viewsCurrent(await eventStore.head());
const viewed = performance.now();
await desk.close();
const answer: Imported = {
  rows,
  rejected,
  events,
  seconds: (imported - begin) / 1_000,
  viewSeconds: (viewed - imported) / 1_000,
};
report(answer);
process.disconnect();
