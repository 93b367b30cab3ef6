import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { BankDesk } from '../../../../console/bank/bank-desk.tsx';
import { ConsolePage } from '../../../../console/console-page.tsx';
import { cardholders } from '../../../../server/people.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('bank'))('title') };
}

export default async function BatchAndStreamPage() {
  const t = await getTranslations('bank');
  return (
    <ConsolePage title={t('title')} lead={t('lead')}>
      <BankDesk people={cardholders.map(({ slug, name }) => ({ slug, name }))} />
    </ConsolePage>
  );
}
