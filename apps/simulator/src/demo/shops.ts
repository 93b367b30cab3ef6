/** An invented shop. What `id`, `name` and `mcc` say is what a purchase carries as its merchant. */
export interface Shop {
  id: string;
  name: string;
  /** ISO 18245. */
  mcc: string;
  /** What a purchase there usually costs, in cents: from, to. */
  typicalCents: readonly [number, number];
  /** Hours of the day (São Paulo) at which people buy there: from, until. */
  hours: readonly [number, number];
  /** How often it is chosen, against the others. */
  weight: number;
  /** Numbers of instalments that it offers, beside paying at once. */
  instalments: readonly number[];
}

type ShopDetails = Partial<Pick<Shop, 'hours' | 'weight' | 'instalments'>>;

function shop(
  id: string,
  name: string,
  mcc: string,
  typicalCents: Shop['typicalCents'],
  { hours = [9, 20], weight = 1, instalments = [] }: ShopDetails = {},
): Shop {
  return { id: `loja:${id}`, name, mcc, typicalCents, hours, weight, instalments };
}

export const shops = {
  bakery: shop('flor-do-ipe', 'Padaria Flor do Ipê', '5462', [650, 3_200], { hours: [6, 10], weight: 16 }),
  coffee: shop('cafe-varanda', 'Café Varanda', '5814', [890, 3_800], { hours: [8, 18], weight: 10 }),
  market: shop('boa-safra', 'Mercado Boa Safra', '5411', [3_500, 32_000], { hours: [8, 21], weight: 14 }),
  greengrocer: shop('feira-da-praca', 'Hortifruti da Praça', '5499', [1_800, 9_500], { hours: [7, 13], weight: 7 }),
  butcher: shop('bom-corte', 'Açougue Bom Corte', '5422', [3_200, 14_500], { hours: [8, 19], weight: 4 }),
  ride: shop('mobi', 'Mobi Corridas', '4121', [980, 4_200], { hours: [7, 23], weight: 14 }),
  metro: shop('linha-verde', 'Bilhete Linha Verde', '4111', [500, 5_000], { hours: [6, 21], weight: 8 }),
  fuel: shop('serra-azul', 'Posto Serra Azul', '5541', [8_000, 28_000], { hours: [6, 22], weight: 6 }),
  parking: shop('vaga-certa', 'Vaga Certa Estacionamento', '7523', [1_200, 4_500], { hours: [9, 21], weight: 4 }),
  restaurant: shop('dona-nena', 'Cantina Dona Nena', '5812', [5_200, 21_000], { hours: [12, 22], weight: 7 }),
  lunch: shop('quilo-bom', 'Quilo Bom Sabor', '5812', [2_600, 5_900], { hours: [11, 14], weight: 12 }),
  riverside: shop('beira-rio', 'Cantina Beira-Rio', '5812', [6_800, 19_000], { hours: [19, 22], weight: 3 }),
  bar: shop('boteco-ponto-final', 'Boteco Ponto Final', '5813', [3_600, 14_800], { hours: [18, 23], weight: 4 }),
  pharmacy: shop('vida-leve', 'Farmácia Vida Leve', '5912', [1_500, 16_500], { hours: [8, 22], weight: 7 }),
  gym: shop('movimento', 'Academia Movimento', '7997', [11_990, 11_990], { hours: [6, 9], weight: 1 }),
  optician: shop('clareza', 'Ótica Clareza', '8043', [24_000, 98_000], { weight: 1, instalments: [3, 6] }),
  cinema: shop('cineteca', 'Cineteca Mais', '4899', [3_490, 3_490], { hours: [8, 9], weight: 1 }),
  books: shop('pagina-aberta', 'Livraria Página Aberta', '5942', [2_900, 18_900], { weight: 3, instalments: [2] }),
  clothes: shop('mare-alta', 'Loja Maré Alta', '5651', [7_990, 45_900], {
    hours: [10, 21],
    weight: 4,
    instalments: [2, 3],
  }),
  shoes: shop('passo-leve', 'Calçados Passo Leve', '5661', [11_990, 38_900], {
    hours: [10, 21],
    weight: 2,
    instalments: [3, 4],
  }),
  pets: shop('amigo-fiel', 'Pet Amigo Fiel', '5995', [3_900, 21_900], { weight: 4 }),
  hardware: shop('parafuso-de-ouro', 'Ferragens Parafuso de Ouro', '5251', [1_490, 18_900], {
    hours: [8, 18],
    weight: 3,
  }),
  furniture: shop('casa-prumo', 'Casa Prumo', '5712', [49_900, 289_000], { weight: 1, instalments: [6, 10, 12] }),
  energy: shop('luz-do-vale', 'Luz do Vale Energia', '4900', [9_800, 26_900], { hours: [8, 11], weight: 1 }),
  phone: shop('sinal-claro', 'Sinal Claro Telefonia', '4814', [5_990, 9_990], { hours: [8, 11], weight: 1 }),
  electronics: shop('eletro-santa-rita', 'Eletro Santa Rita', '5732', [19_900, 349_900], {
    hours: [10, 21],
    weight: 1,
    instalments: [3, 6, 10, 12],
  }),
  software: shop('brightquill', 'Brightquill Software', '5734', [4_990, 21_900], { hours: [9, 23], weight: 1 }),
  travel: shop('rota-sul', 'Rota Sul Viagens', '4722', [64_000, 420_000], { weight: 1, instalments: [6, 10, 12] }),
} as const satisfies Record<string, Shop>;

export const allShops: readonly Shop[] = Object.values(shops);

/** A button of the *Simulador* page. Labels are what is bought, in the two languages of the page. */
interface Labelled {
  id: string;
  pt: string;
  en: string;
}

/** `expected` is what the bank will say whatever the account holds; without it, the limit decides. */
export interface PurchasePreset extends Labelled {
  kind: 'purchase';
  shop: Shop;
  amountCents: number;
  instalments: number;
  expected?: 'declined';
}

/** Pays what the closed invoice still asks for, or else the open one. */
export interface PaymentPreset extends Labelled {
  kind: 'payment';
}

export type Preset = PurchasePreset | PaymentPreset;

function buy(id: string, pt: string, en: string, shopOf: Shop, amountCents: number, instalments = 1): PurchasePreset {
  return { kind: 'purchase', id, pt, en, shop: shopOf, amountCents, instalments };
}

export const presets: readonly Preset[] = [
  buy('bakery', 'Padaria', 'Bakery', shops.bakery, 2_390),
  buy('market', 'Mercado', 'Groceries', shops.market, 18_736),
  buy('ride', 'Corrida', 'Ride', shops.ride, 1_840),
  buy('restaurant', 'Restaurante', 'Restaurant', shops.restaurant, 14_200),
  buy('pharmacy', 'Farmácia', 'Pharmacy', shops.pharmacy, 6_475),
  buy('television', 'Televisão em 12×', 'Television in 12×', shops.electronics, 189_900, 12),
  // More than the limit of any demo person, so that it is declined whoever tries.
  { ...buy('over-limit', 'Acima do limite', 'Over the limit', shops.travel, 1_490_000), expected: 'declined' },
  { kind: 'payment', id: 'pay', pt: 'Pagar a fatura', en: 'Pay the invoice' },
];
