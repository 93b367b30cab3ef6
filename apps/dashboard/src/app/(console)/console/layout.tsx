import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { ConsoleRail, ConsoleTabs } from '../../../console/navigation.tsx';
import { InPageLink } from '../../../screens/in-page-link.tsx';

/** Frame of the operator's pages. Each brings its own `main`. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const t = await getTranslations('app');
  return (
    <>
      <InPageLink className="skip" target="conteudo">
        {t('skip')}
      </InPageLink>
      <div className="app console">
        <ConsoleRail />
        {children}
        <ConsoleTabs />
      </div>
    </>
  );
}
