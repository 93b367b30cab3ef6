import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Readers } from '../../../../console/readers/readers.tsx';
import { Icon } from '../../../../look/icon.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('readers'))('title') };
}

export default async function ReadersPage() {
  const t = await getTranslations('readers');
  const nav = await getTranslations('nav');
  return (
    <main className="readers-page" id="conteudo" tabIndex={-1}>
      <div className="row wrap">
        <h1>{t('title')}</h1>
        <span className="tag">
          <Icon name="flask" />
          {nav('demo')}
        </span>
      </div>
      <p className="ink2 sm">{t('lead')}</p>
      <Readers />
    </main>
  );
}
