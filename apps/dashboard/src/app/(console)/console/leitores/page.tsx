import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ConsolePage } from '../../../../console/console-page.tsx';
import { Readers } from '../../../../console/readers/readers.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('readers'))('title') };
}

export default async function ReadersPage() {
  const t = await getTranslations('readers');
  return (
    <ConsolePage title={t('title')} lead={t('lead')}>
      <Readers />
    </ConsolePage>
  );
}
