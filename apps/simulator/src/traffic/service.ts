import { Health, type Logger } from '@faturaviva/process';
import { connectPurchases } from '../purchases-api.ts';
import { serveControl } from './control.ts';
import { Traffic } from './traffic.ts';

export interface TrafficOptions {
  purchasesUrl: string;
  purchasesKey: string;
  controlKey: string;
  /** To begin with; PUT /rate changes it. */
  perSecond?: number;
  host?: string;
  /** 0 takes a free one. */
  port?: number;
  logger: Logger;
}

/** Starts gentle traffic and its control server. It resolves once the server listens; purchases may still be away. */
export async function startTraffic(options: TrafficOptions): Promise<{ url: string; stop(): Promise<void> }> {
  const { purchasesUrl, purchasesKey, controlKey, perSecond = 1, host = '127.0.0.1', port = 0, logger } = options;
  const purchases = connectPurchases({ url: purchasesUrl, key: purchasesKey }, { limitMs: 0 });
  const traffic = new Traffic({ purchases, logger, perSecond });
  const health = new Health();
  health.set('purchases', () => traffic.check());
  const control = await serveControl({ traffic, controlKey, health, host, port });
  traffic.start();
  const stop = async () => {
    await control.stop();
    await traffic.stop();
    purchases.close();
  };
  return { url: control.url, stop };
}
