import type { Logger } from '@evidesk/platform';
import type { RuntimeLogger } from '@evidesk/runtime';

/** The runtime's log lines in the process's log. */
export const runtimeLogger = (logger: Logger): RuntimeLogger => ({
  info: (message, fields) => logger.info(fields, message),
  warn: (message, fields) => logger.warn(fields, message),
  error: (message, fields) => logger.error(fields, message),
});
