import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ConsolePage } from '../../../console/console-page.tsx';
import { consolePages } from '../../../console/pages.ts';
import { Icon } from '../../../look/icon.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('console'))('title') };
}

/** What an operator can look at, a sentence each. */
export default async function OperationsPage() {
  const t = await getTranslations('console');
  return (
    <ConsolePage title={t('title')} lead={t('lead')}>
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
    </ConsolePage>
  );
}
