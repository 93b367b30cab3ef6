import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { LiveInvoice } from '../../live/provider.tsx';
import { dayOf } from '../../look/dates.ts';
import { Announcer } from '../../screens/announcer.tsx';
import { InPageLink } from '../../screens/in-page-link.tsx';
import { Rail, Tabs } from '../../screens/navigation.tsx';
import { readSnapshot } from '../../server/invoices.ts';
import { chosenCardholder, readingOf } from '../../server/people.ts';
import { realtimeUrlFor } from '../../server/realtime-url.ts';

/** Frame of every screen of one account. The first reading is the read API's; from then on the page keeps itself true. */
export default async function AccountLayout({ children }: { children: ReactNode }) {
  const person = await chosenCardholder();
  if (!person) redirect('/');
  const reading = await readingOf(person);
  const snapshot = reading.kind === 'ok' ? await readSnapshot(reading.value) : reading;
  const t = await getTranslations('app');
  const host = (await headers()).get('host');
  return (
    <LiveInvoice
      key={person.slug}
      person={{ slug: person.slug, name: person.name, today: dayOf(Date.now()) }}
      initial={snapshot.kind === 'ok' ? snapshot.value : null}
      realtimeUrl={realtimeUrlFor(host)}
    >
      <InPageLink className="skip" target="conteudo">
        {t('skip')}
      </InPageLink>
      <div className="app">
        <Rail />
        <main className="main" id="conteudo" tabIndex={-1}>
          {children}
        </main>
        <Tabs />
      </div>
      <Announcer />
    </LiveInvoice>
  );
}
