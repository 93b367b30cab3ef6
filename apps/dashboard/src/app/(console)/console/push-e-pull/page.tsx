import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ConsolePage } from '../../../../console/console-page.tsx';
import { PartnersDesk } from '../../../../console/partners/partners-desk.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('partners'))('title') };
}

export default async function PushAndPullPage() {
  const t = await getTranslations('partners');
  return (
    <ConsolePage title={t('title')} lead={t('lead')}>
      <PartnersDesk />
    </ConsolePage>
  );
}
