import { formatBrl } from '@faturaviva/money';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { Icon } from '../look/icon.tsx';
import { Logo } from '../look/logo.tsx';
import { LanguageSwitch, ThemeSwitch } from '../screens/switches.tsx';
import { cardholders } from '../server/people.ts';

/** Entry: whose account. Links, not buttons: an address with a person in it can be opened on another device. */
export default async function EntryPage() {
  const t = await getTranslations('entry');
  const nav = await getTranslations('nav');
  const home = await getTranslations('home');
  const operations = await getTranslations('console');
  return (
    <main className="entry" id="conteudo">
      <div className="row between">
        <Logo />
        <span className="flex">
          <LanguageSwitch />
          <ThemeSwitch />
        </span>
      </div>
      <div className="mt-8">
        <span className="tag">
          <Icon name="flask" />
          {nav('demo')}
        </span>
        <h1>{t('title')}</h1>
        <p className="lead">{t('lead')}</p>
      </div>
      <ul className="people mt-8" aria-label={t('people')}>
        {cardholders.map(({ slug, name, last4, limitCents }) => (
          <li key={slug} className="card">
            <a className="person" href={`/inicio?pessoa=${slug}`}>
              <span className="face" aria-hidden="true">
                {name.charAt(0)}
              </span>
              <span>
                <b>
                  <span className="sr">{t('open')} </span>
                  {name}
                </b>
                <span className="sm ink2 num">
                  {home('cardEnding', { last4 })}
                  <br />
                  {t('limit', { amount: formatBrl(limitCents) })}
                </span>
              </span>
              <Icon name="chevron" />
            </a>
            <a className="as-card" href={`/simulador?pessoa=${slug}`}>
              <Icon name="tap" />
              {t('asCard')}
              <span className="sr">: {name}</span>
            </a>
          </li>
        ))}
      </ul>
      <p className="mt-8">
        <Link className="link sm" href="/console">
          {operations('open')}
        </Link>
      </p>
    </main>
  );
}
