/** The operator's pages, in the order of their navigation. `name`: their words in the area `console`. */
export const consolePages = [
  { href: '/console/leitores', name: 'readers', icon: 'book' },
  { href: '/console/push-e-pull', name: 'partners', icon: 'broadcast' },
  { href: '/console/lago', name: 'lake', icon: 'database' },
] as const;
