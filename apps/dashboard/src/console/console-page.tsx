import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { Icon } from '../look/icon.tsx';
import { LanguageSwitch, ThemeSwitch } from '../screens/switches.tsx';

interface Props {
  title: string;
  /** What the page shows, in one sentence. */
  lead: string;
  children: ReactNode;
}

/** One operator's page: its bar with the title, and its content. */
export async function ConsolePage({ title, lead, children }: Props) {
  const t = await getTranslations('console');
  return (
    <div className="console-work">
      <header className="console-bar">
        <h1>{title}</h1>
        <span className="tag" title={t('openToAll')}>
          <Icon name="flask" />
          {t('demo')}
        </span>
        <span className="switches">
          <LanguageSwitch />
          <ThemeSwitch />
        </span>
      </header>
      <main className="console-page" id="conteudo" tabIndex={-1}>
        <p className="ink2 sm lead">{lead}</p>
        {children}
      </main>
    </div>
  );
}
