import type { NextConfig } from 'next';
import createNextIntlPlugin from 'next-intl/plugin';

const config: NextConfig = {
  // Workspace packages are TypeScript sources: Next compiles them.
  transpilePackages: [
    '@faturaviva/calendar',
    '@faturaviva/categories',
    '@faturaviva/events',
    '@faturaviva/http',
    '@faturaviva/money',
    '@faturaviva/process',
    '@faturaviva/realtime',
    '@faturaviva/simulator',
  ],
  turbopack: { root: new URL('../..', import.meta.url).pathname },
  poweredByHeader: false,
  headers: () =>
    Promise.resolve([
      {
        source: '/:path*',
        headers: [
          { key: 'X-Content-Type-Options', value: 'nosniff' },
          { key: 'Referrer-Policy', value: 'same-origin' },
          { key: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=(), payment=()' },
          { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
          { key: 'X-Frame-Options', value: 'DENY' },
        ],
      },
      { source: '/icons.svg', headers: [{ key: 'Cache-Control', value: 'public, max-age=3600' }] },
    ]),
};

export default createNextIntlPlugin('./src/i18n/request.ts')(config);
