import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ConsolePage } from '../../../../console/console-page.tsx';
import { LakeDesk } from '../../../../console/lake/lake-desk.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('lake'))('title') };
}

export default async function LakePage() {
  const t = await getTranslations('lake');
  return (
    <ConsolePage title={t('title')} lead={t('lead')}>
      <LakeDesk />
    </ConsolePage>
  );
}
