import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ConsolePage } from '../../../../console/console-page.tsx';
import { FraudDesk } from '../../../../console/fraud/fraud-desk.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('fraud'))('title') };
}

export default async function FraudPage() {
  const t = await getTranslations('fraud');
  return (
    <ConsolePage title={t('title')} lead={t('lead')}>
      <FraudDesk />
    </ConsolePage>
  );
}
