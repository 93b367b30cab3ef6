import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { AnalyticsDesk } from '../../../../console/analytics/analytics-desk.tsx';
import { ConsolePage } from '../../../../console/console-page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('analytics'))('title') };
}

export default async function AnalyticsPage() {
  const t = await getTranslations('analytics');
  return (
    <ConsolePage title={t('title')} lead={t('lead')}>
      <AnalyticsDesk />
    </ConsolePage>
  );
}
