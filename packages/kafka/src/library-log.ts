import type { Logger } from '@faturaviva/process';
import { type logCreator, logLevel } from 'kafkajs';

/**
 * kafkajs reports as errors what is normal while a broker starts, a group rebalances or a topic exists already, and
 * what reaches this package as an exception or an event besides.
 */
const NORMAL =
  /coordinator is not available|not the (correct )?coordinator|already exists|rebalanc|re-joining|not aware of this member|leader|does not host this topic-partition|Connection (error|timeout)|Failed to connect|Failed to send messages|^Crash: |Restarting the consumer|Broker not connected/i;

/** How much the library may say at a logger's level. */
export function libraryLevel(logger: Logger): logLevel {
  if (logger.isLevelEnabled('trace')) return logLevel.DEBUG;
  return logger.isLevelEnabled('debug') ? logLevel.INFO : logLevel.ERROR;
}

export function libraryLog(logger: Logger): logCreator {
  return () => (entry) => {
    const { message, timestamp: _, logger: __, stack: ___, ...fields } = entry.log;
    const line = { kafkajs: entry.namespace, ...fields };
    const level = ownLevel(entry.level, `${message} ${String(fields['error'] ?? '')}`);
    logger[level](line, message);
  };
}

export function ownLevel(level: logLevel, text: string): 'warn' | 'debug' | 'trace' {
  if (level === logLevel.DEBUG) return 'trace';
  return level === logLevel.ERROR && !NORMAL.test(text) ? 'warn' : 'debug';
}
