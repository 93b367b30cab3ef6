import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Feed } from '../../../screens/feed.tsx';
import { Hero } from '../../../screens/hero.tsx';
import { HomeHeader } from '../../../screens/home-header.tsx';
import { LimitCard } from '../../../screens/limit-card.tsx';
import { NextInvoices } from '../../../screens/next-invoices.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('home') };
}

export default function HomePage() {
  return (
    <>
      <HomeHeader />
      <div className="inicio">
        <Hero />
        <LimitCard />
        <Feed />
        <NextInvoices />
      </div>
    </>
  );
}
