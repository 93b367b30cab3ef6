'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { Icon } from '../look/icon.tsx';
import { Logo } from '../look/logo.tsx';
import { consolePages } from './pages.ts';

const CARDHOLDERS = '/';

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
      <Link href="/console">
        <Logo under={t('brand')} />
      </Link>
      <Links className="nav" />
      <div className="foot">
        <Link className="nav" href={CARDHOLDERS}>
          <Icon name="people" />
          {t('cardholders')}
        </Link>
      </div>
    </nav>
  );
}

/** The bar at the bottom of phones: it scrolls sideways, and the page that is open is in sight. */
export function ConsoleTabs() {
  const t = useTranslations('console');
  const bar = useRef<HTMLElement>(null);
  const here = usePathname();
  useEffect(() => {
    const current = bar.current?.querySelector<HTMLElement>(`[href="${here}"]`);
    if (bar.current && current) bar.current.scrollLeft = current.offsetLeft - bar.current.clientWidth / 3;
  }, [here]);
  return (
    <nav className="tabs" aria-label={t('pages')} ref={bar}>
      <Links />
      <Link href={CARDHOLDERS}>
        <Icon name="people" />
        {t('cardholders')}
      </Link>
    </nav>
  );
}
