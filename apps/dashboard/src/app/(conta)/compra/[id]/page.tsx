import type { InvoiceLine, InvoiceSummary } from '@faturaviva/events';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { NoPurchase } from '../../../../screens/no-purchase.tsx';
import { PurchaseDetails } from '../../../../screens/purchase-details.tsx';
import { PurchaseHead } from '../../../../screens/purchase-head.tsx';
import { Receipt } from '../../../../screens/receipt.tsx';
import { Unreadable } from '../../../../screens/unreadable.tsx';
import { readInvoices, readPurchaseLines } from '../../../../server/invoices.ts';
import { chosenCardholder, readingOf } from '../../../../server/people.ts';
import { type PurchaseWay, readWay } from '../../../../server/purchases.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('invoice'))('title') };
}

interface Purchase {
  /** Its instalments in order, as it was made; a purchase at once has one line. */
  lines: [InvoiceLine, ...InvoiceLine[]];
  /** What became of it since: refunds, instalments moved or cancelled, disputes. */
  since: InvoiceLine[];
  invoices: InvoiceSummary[];
  /** `null`: purchases could not be asked, or does not know it any more. */
  way: PurchaseWay | null;
}

/** One purchase: how it reached the invoice, in milliseconds, and what it owes to which months. */
export default async function PurchasePage({ params }: { params: Promise<{ id: string }> }) {
  const read = await readPurchase((await params).id);
  if (read === 'missing') return <NoPurchase />;
  if (read === 'away') return <Unreadable />;
  const { lines, since, invoices, way } = read;
  const [first] = lines;
  const invoice = invoices.find(({ cycle }) => cycle === first.cycle) ?? null;
  return (
    <>
      <PurchaseHead line={first} invoice={invoice} />
      <div className="compra">
        <Receipt line={first} way={way} />
        <PurchaseDetails lines={lines} since={since} invoices={invoices} way={way} />
      </div>
    </>
  );
}

async function readPurchase(id: string): Promise<Purchase | 'missing' | 'away'> {
  const person = await chosenCardholder();
  if (!person || !z.uuid().safeParse(id).success) return 'missing';
  const reading = await readingOf(person);
  if (reading.kind !== 'ok') return 'away';
  const [ladder, all, way] = await Promise.all([
    readPurchaseLines(reading.value, id),
    readInvoices(reading.value),
    readWay(reading.value.token, id),
  ]);
  if (ladder.kind === 'refused') return 'missing';
  if (ladder.kind === 'away' || all.kind !== 'ok') return 'away';
  const first = ladder.value.lines.find(({ kind }) => kind === 'purchase' || kind === 'instalment');
  if (!first) return 'missing';
  const rest = ladder.value.lines.filter((line) => line !== first);
  return {
    lines: [first, ...rest.filter(({ seq }) => seq === first.seq)],
    since: rest.filter(({ seq }) => seq !== first.seq),
    invoices: all.value.invoices,
    way: way.kind === 'ok' ? way.value : null,
  };
}
