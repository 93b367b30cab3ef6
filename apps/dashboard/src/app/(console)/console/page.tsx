import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { consolePages } from '../../../console/pages.ts';
import { Icon } from '../../../look/icon.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('console'))('title') };
}

/** What an operator can look at, a sentence each. */
export default async function ConsolePage() {
  const t = await getTranslations('console');
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
      <ul className="console-list">
        {consolePages.map(({ href, name, icon }) => (
          <li key={href} className="card">
            <a className="person" href={href}>
              <Icon name={icon} />
              <span>
                <b>{t(`${name}.name`)}</b>
                <span className="sm ink2">{t(`${name}.says`)}</span>
              </span>
              <Icon name="chevron" />
            </a>
          </li>
        ))}
      </ul>
    </main>
  );
}
