'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Icon } from '../look/icon.tsx';
import { Logo } from '../look/logo.tsx';
import { LanguageSwitch, ThemeSwitch } from './switches.tsx';

const screens = [
  { href: '/inicio', name: 'home', icon: 'home' },
  { href: '/fatura', name: 'invoice', icon: 'receipt' },
  { href: '/simulador', name: 'simulator', icon: 'tap' },
] as const;

/** Which entry a screen belongs to: a purchase is part of the invoice. */
const entryOf = (path: string) => (path.startsWith('/compra') ? '/fatura' : path);

/** The rail of wide screens. */
export function Rail() {
  const t = useTranslations('nav');
  const here = entryOf(usePathname());
  return (
    <nav className="rail" aria-label={t('main')}>
      <Logo />
      {screens.map(({ href, name, icon }) => (
        <Link key={href} className="nav" href={href} {...(here === href ? { 'aria-current': 'page' } : {})}>
          <Icon name={icon} />
          {t(name)}
        </Link>
      ))}
      <div className="foot">
        <Link className="nav" href="/">
          <Icon name="people" />
          {t('switchPerson')}
        </Link>
        <LanguageSwitch wide />
        <ThemeSwitch wide />
      </div>
    </nav>
  );
}

/** The bar at the bottom of phones. */
export function Tabs() {
  const t = useTranslations('nav');
  const here = entryOf(usePathname());
  return (
    <nav className="tabs" aria-label={t('main')}>
      {screens.map(({ href, name, icon }) => (
        <Link key={href} href={href} {...(here === href ? { 'aria-current': 'page' } : {})}>
          <Icon name={icon} />
          {t(name)}
        </Link>
      ))}
    </nav>
  );
}
