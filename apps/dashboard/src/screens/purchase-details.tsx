import type { InvoiceLine, InvoiceSummary } from '@faturaviva/events';
import { formatBrl } from '@faturaviva/money';
import { useLocale, useTranslations } from 'next-intl';
import { shopKind } from '../look/categories.ts';
import { capital, dayOf, hour, longDay, monthAfter, monthName, shortDay } from '../look/dates.ts';
import { Icon } from '../look/icon.tsx';
import { LineRow } from './line-row.tsx';

interface Props {
  lines: [InvoiceLine, ...InvoiceLine[]];
  since: InvoiceLine[];
  invoices: InvoiceSummary[];
  way: { log: { topic: string; partition: number; offset: number | null } } | null;
}

export function PurchaseDetails({ lines, since, invoices, way }: Props) {
  const byCycle = new Map(invoices.map((invoice) => [invoice.cycle, invoice]));
  const first = byCycle.get(lines[0].cycle);
  return (
    <div className="grid min-w-0 gap-3">
      {lines[0].instalment && <Ladder lines={lines} byCycle={byCycle} />}
      {since.length > 0 && <Since lines={since} />}
      {first && <Why line={lines[0]} invoice={first} inInstalments={lines.length > 1} />}
      <Facts line={lines[0]} way={way} />
    </div>
  );
}

/** Refunds, disputes and moved instalments, each on the day it was posted. */
function Since({ lines }: { lines: InvoiceLine[] }) {
  const t = useTranslations('purchase');
  return (
    <section className="card overflow-hidden py-1" aria-label={t('since')}>
      <ul>
        {lines.map((line) => (
          <li key={line.id}>
            <LineRow line={line} now={null} withDay />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** One rung per instalment: solid when posted, hatched when to come. The odd cents are explained. */
function Ladder({ lines, byCycle }: { lines: Props['lines']; byCycle: Map<number, InvoiceSummary> }) {
  const t = useTranslations('purchase');
  const [first] = lines;
  const left = lines
    .filter((line) => byCycle.get(line.cycle)?.state === 'FUTURA')
    .reduce((cents, line) => cents + line.amountCents, 0);
  const odd = first.amountCents - (lines[1]?.amountCents ?? first.amountCents);
  return (
    <section className="card pad" aria-labelledby="h-lad">
      <div className="row between">
        <h2 id="h-lad" className="text-md">
          {t('ladder')}
        </h2>
        <span className="sm ink2 num">{t('left', { amount: formatBrl(left) })}</span>
      </div>
      <ol className="lad mt-2">
        {lines.map((line) => (
          <Rung key={line.id} line={line} invoice={byCycle.get(line.cycle)} />
        ))}
      </ol>
      {odd > 0 && <p className="xs ink2 mt-2">{t('oddCents', { cents: odd })}</p>}
    </section>
  );
}

function Rung({ line, invoice }: { line: InvoiceLine; invoice: InvoiceSummary | undefined }) {
  const t = useTranslations('purchase');
  const locale = useLocale();
  const { number, of } = line.instalment ?? { number: 1, of: 1 };
  const when =
    invoice?.state === 'ABERTA'
      ? t('inThis')
      : invoice && invoice.state !== 'FUTURA'
        ? t('inClosed')
        : shortDay(locale, invoice?.dueOn ?? dayOf(line.postedAt));
  return (
    <li>
      <span className="tag num justify-center">
        {number}/{of}
      </span>
      <span>
        {invoice && capital(monthName(locale, invoice.dueOn))}
        <small>{when}</small>
      </span>
      <span className={invoice?.state === 'FUTURA' ? 'bar k-future' : 'bar k-now'} aria-hidden="true" />
      <span className="num end">{formatBrl(line.amountCents)}</span>
    </li>
  );
}

function Why({ line, invoice, inInstalments }: { line: InvoiceLine; invoice: InvoiceSummary; inInstalments: boolean }) {
  const t = useTranslations('purchase');
  const locale = useLocale();
  const month = monthName(locale, invoice.dueOn);
  const next = monthName(locale, monthAfter(invoice.dueOn));
  const posted = longDay(locale, dayOf(line.postedAt));
  const closes = longDay(locale, invoice.closesOn);
  return (
    <section className="card pad note">
      <Icon name="calendar-clock" />
      <p>
        <b>{inInstalments ? t('why', { month }) : t('whyOnce', { month })}</b> {t('whyText', { posted, closes, next })}
      </p>
    </section>
  );
}

function Facts({ line, way }: { line: InvoiceLine; way: Props['way'] }) {
  const t = useTranslations('purchase');
  const locale = useLocale();
  const { topic, partition } = line;
  const offset = way?.log.offset ?? line.offset;
  return (
    <section className="card pad py-2">
      <dl className="info">
        <div>
          <dt>{t('category')}</dt>
          <dd>{shopKind(line.merchant?.mcc ?? '', locale)}</dd>
        </div>
        <div>
          <dt>{t('posted')}</dt>
          <dd className="num">{`${longDay(locale, dayOf(line.postedAt))}, ${hour(locale, line.postedAt)}`}</dd>
        </div>
        <div>
          <dt>{t('place')}</dt>
          <dd className="mono">{`${topic}/${partition}/${offset}`}</dd>
        </div>
      </dl>
    </section>
  );
}
