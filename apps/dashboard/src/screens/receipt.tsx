'use client';

import type { InvoiceLine } from '@faturaviva/events';
import { useLocale, useTranslations } from 'next-intl';
import { useSyncExternalStore } from 'react';
import { useLiveInvoice } from '../live/provider.tsx';
import { capital, dayOf, fullDay, preciseHour, weekday } from '../look/dates.ts';
import { Icon } from '../look/icon.tsx';
import { epochMs, type Hop, type Way, wayOf } from '../look/way.ts';

interface Hops {
  hops: { authorisedAt: string; appendedAt: string | null };
  log: { partition: number; offset: number | null };
}

const signs = {
  authorised: 'check',
  appended: 'book',
  committed: 'layers',
  pushed: 'broadcast',
  painted: 'phone',
} as const;

/** The way of a purchase from the terminal to this screen. The last two hops are this tab's own measure. */
export function Receipt({ line, way: read }: { line: InvoiceLine; way: Hops | null }) {
  const t = useTranslations('purchase');
  const locale = useLocale();
  const { paints } = useLiveInvoice();
  const id = line.purchaseId ?? '';
  const painted = useSyncExternalStore(
    paints.subscribe,
    () => paints.get(id),
    () => undefined,
  );
  const authorised = epochMs(read?.hops.authorisedAt);
  const way =
    authorised === null
      ? null
      : wayOf({
          authorised,
          appended: epochMs(read?.hops.appendedAt),
          committed: epochMs(line.committedAt),
          pushed: painted?.pushedAt ?? null,
          painted: painted?.paintedAt ?? null,
        });
  const day = dayOf(line.postedAt);
  return (
    <section className="rcp on-panel right" aria-labelledby="h-rcp">
      <Headline way={way} />
      {way && read && <HopList way={way} read={read} />}
      <footer>
        <span>{`${capital(weekday(locale, day))}, ${fullDay(locale, day)}`}</span>
        <span className="mono">{`${id.slice(0, 4)}…${id.slice(-4)}`}</span>
      </footer>
      {way && !painted && <p className="cmp">{t('openFirst')}</p>}
    </section>
  );
}

function Headline({ way }: { way: Way | null }) {
  const t = useTranslations('purchase');
  const total = way?.total;
  if (!total || total.until === 'authorised') return <h2 id="h-rcp">{t('unknownWay')}</h2>;
  const inSeconds = total.ms >= 10_000;
  return (
    <>
      <h2 id="h-rcp">{t(`receiptUntil.${total.until}`)}</h2>
      <p className="big num" data-testid="way-total">
        {inSeconds ? (total.ms / 1000).toFixed(1).replace('.', ',') : total.ms}
        <small>{inSeconds ? 's' : 'ms'}</small>
      </p>
      {total.ms < 400 && <p className="cmp">{t('blink')}</p>}
    </>
  );
}

function HopList({ way, read }: { way: Way; read: Hops }) {
  const { scale } = way;
  return (
    <>
      <ol className="hops">
        {way.hops.map((hop, index) => (
          <HopRow key={hop.name} hop={hop} read={read} scale={scale} index={index} />
        ))}
      </ol>
      <div className="rule" aria-hidden="true">
        <div className="num">
          {[0, 0.25, 0.5, 0.75, 1].map((part) => (
            <span key={part}>{part === 1 ? `${scale} ms` : Math.round(scale * part)}</span>
          ))}
        </div>
      </div>
    </>
  );
}

function HopRow({ hop, read, scale, index }: { hop: Hop; read: Hops; scale: number; index: number }) {
  const t = useTranslations('purchase');
  const locale = useLocale();
  const { offset, partition } = read.log;
  const hint =
    hop.name === 'appended'
      ? offset === null
        ? t('hints.appendedUnknown')
        : t('hints.appended', { offset: offset.toLocaleString(locale), partition })
      : t(`hints.${hop.name}`);
  const measured = hop.ms !== null && hop.own !== null;
  return (
    <li className={hop.ms === null ? 'hop none' : 'hop'} data-hop={hop.name}>
      <span className="n">
        <Icon name={signs[hop.name]} />
      </span>
      <div>
        <b>{t(`hops.${hop.name}`)}</b>
        <p>{hint}</p>
      </div>
      <span className="ms num">
        {hop.name === 'authorised' && preciseHour(locale, read.hops.authorisedAt)}
        {hop.ms === null && t('notMeasured')}
        {measured && (
          <>
            +{hop.ms} ms<small>{hop.own} ms</small>
          </>
        )}
      </span>
      {measured && (
        <span className="wf" aria-hidden="true">
          <i
            style={{
              ['--i' as string]: index,
              left: `${(((hop.ms ?? 0) - (hop.own ?? 0)) / scale) * 100}%`,
              width: `${((hop.own ?? 0) / scale) * 100}%`,
            }}
          />
        </span>
      )}
    </li>
  );
}
