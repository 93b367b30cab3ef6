'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Icon } from '../look/icon.tsx';
import { Logo } from '../look/logo.tsx';
import { LanguageSwitch, ThemeSwitch } from '../screens/switches.tsx';
import { consolePages } from './pages.ts';

function Links({ className }: { className?: string }) {
  const t = useTranslations('console');
  const here = usePathname();
  return consolePages.map(({ href, name, icon }) => (
    <Link key={href} className={className} href={href} {...(here === href ? { 'aria-current': 'page' } : {})}>
      <Icon name={icon} />
      {t(`${name}.name`)}
    </Link>
  ));
}

/** The rail of wide screens. */
export function ConsoleRail() {
  const t = useTranslations('console');
  return (
    <nav className="rail" aria-label={t('pages')}>
      <Logo />
      <Links className="nav" />
      <div className="foot">
        <Link className="nav" href="/">
          <Icon name="people" />
          {t('cardholders')}
        </Link>
        <LanguageSwitch wide />
        <ThemeSwitch wide />
      </div>
    </nav>
  );
}

/** The bar at the bottom of phones. */
export function ConsoleTabs() {
  const t = useTranslations('console');
  return (
    <nav className="tabs" aria-label={t('pages')}>
      <Links />
      <Link href="/">
        <Icon name="people" />
        {t('cardholders')}
      </Link>
    </nav>
  );
}
