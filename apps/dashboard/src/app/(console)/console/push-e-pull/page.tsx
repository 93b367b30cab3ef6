import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PartnersDesk } from '../../../../console/partners/partners-desk.tsx';
import { Icon } from '../../../../look/icon.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('partners'))('title') };
}

export default async function PushAndPullPage() {
  const t = await getTranslations('partners');
  const nav = await getTranslations('nav');
  return (
    <main className="console-page" id="conteudo" tabIndex={-1}>
      <div className="row wrap">
        <h1>{t('title')}</h1>
        <span className="tag">
          <Icon name="flask" />
          {nav('demo')}
        </span>
      </div>
      <p className="ink2 sm">{t('lead')}</p>
      <PartnersDesk />
    </main>
  );
}
