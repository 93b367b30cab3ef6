export interface Label {
  pt: string;
  en: string;
}

/** What a holder spends money on: twelve, in the order in which they are listed where no sum orders them. */
export const categories = {
  groceries: { pt: 'Mercado', en: 'Groceries' },
  'eating-out': { pt: 'Comer fora', en: 'Eating out' },
  transport: { pt: 'Transporte e combustível', en: 'Transport and fuel' },
  travel: { pt: 'Viagem e hospedagem', en: 'Travel and lodging' },
  home: { pt: 'Casa e reforma', en: 'Home and repairs' },
  bills: { pt: 'Contas e telefonia', en: 'Bills and telephone' },
  health: { pt: 'Saúde e bem-estar', en: 'Health and well-being' },
  education: { pt: 'Educação e livros', en: 'Education and books' },
  shopping: { pt: 'Roupas e compras', en: 'Clothes and shopping' },
  technology: { pt: 'Tecnologia', en: 'Technology' },
  leisure: { pt: 'Lazer e cultura', en: 'Leisure and culture' },
  services: { pt: 'Serviços e outros', en: 'Services and others' },
} as const satisfies Record<string, Label>;

export type Category = keyof typeof categories;
