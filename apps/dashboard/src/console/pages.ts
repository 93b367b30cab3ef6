/** The operator's pages, in the order of their navigation. `name`: their words in the area `console`. */
export const consolePages = [
  { href: '/console/leitores', name: 'readers', icon: 'book' },
  { href: '/console/analise', name: 'analytics', icon: 'chart' },
  { href: '/console/fraude', name: 'fraud', icon: 'siren' },
  { href: '/console/lago', name: 'lake', icon: 'database' },
  { href: '/console/lote-e-fluxo', name: 'bank', icon: 'layers' },
  { href: '/console/push-e-pull', name: 'partners', icon: 'broadcast' },
] as const;
