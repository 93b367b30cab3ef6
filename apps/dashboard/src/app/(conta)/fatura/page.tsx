import type { InvoiceSummary } from '@faturaviva/events';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { InvoiceHeader } from '../../../screens/invoice-header.tsx';
import { InvoiceLines } from '../../../screens/invoice-lines.tsx';
import { InvoiceSum } from '../../../screens/invoice-sum.tsx';
import { MonthStrip } from '../../../screens/month-strip.tsx';
import { Unreadable } from '../../../screens/unreadable.tsx';
import { readInvoices, readLines } from '../../../server/invoices.ts';
import { chosenCardholder, readingOf } from '../../../server/people.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('invoice') };
}

const PAGE = 100;
const MOST = 2_000;

interface Props {
  searchParams: Promise<{ ciclo?: string; linhas?: string }>;
}

/** The invoices of the account as a strip of months, and the lines of the chosen one: the open one unless told. */
export default async function InvoicePage({ searchParams }: Props) {
  const { ciclo, linhas } = await searchParams;
  const atMost = Math.min(Math.max(Number(linhas) || PAGE, PAGE), MOST);
  const read = await readInvoice(ciclo, atMost);
  if (read === 'unknown') notFound();
  if (read === 'away') {
    return (
      <>
        <InvoiceHeader />
        <Unreadable />
      </>
    );
  }
  const { invoices, chosen, lines, more } = read;
  return (
    <>
      <InvoiceHeader />
      <MonthStrip invoices={invoices} chosen={chosen.cycle} />
      <div className="fatura">
        <div className="sumtop">
          <InvoiceSum invoice={chosen} />
        </div>
        <InvoiceLines
          key={chosen.cycle}
          invoice={chosen}
          lines={lines}
          moreHref={more ? `/fatura?ciclo=${chosen.cycle}&linhas=${atMost + PAGE}` : null}
        />
      </div>
    </>
  );
}

async function readInvoice(ciclo: string | undefined, atMost: number) {
  const person = await chosenCardholder();
  if (!person) return 'unknown';
  const reading = await readingOf(person);
  if (reading.kind !== 'ok') return 'away';
  const all = await readInvoices(reading.value);
  if (all.kind !== 'ok') return 'away';
  const invoices = [...all.value.invoices].sort((a, b) => a.cycle - b.cycle);
  const chosen = chooseInvoice(invoices, ciclo);
  if (!chosen) return 'unknown';
  const lines = await readLines(reading.value, chosen.cycle, atMost);
  if (lines.kind !== 'ok') return 'away';
  return { invoices, chosen, ...lines.value };
}

const chooseInvoice = (invoices: InvoiceSummary[], ciclo: string | undefined) =>
  ciclo === undefined
    ? invoices.find(({ state }) => state === 'ABERTA')
    : invoices.find(({ cycle }) => String(cycle) === ciclo);
