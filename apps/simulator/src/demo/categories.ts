/** The colour and icon of a purchase; each is a `cat-*` token of the look. */
export type Category = 'market' | 'food' | 'move' | 'home' | 'health' | 'leisure' | 'tech' | 'money';

interface Label {
  pt: string;
  en: string;
}

interface Kind extends Label {
  category: Category;
}

export const categoryLabels: Record<Category, Label> = {
  market: { pt: 'Mercado', en: 'Groceries' },
  food: { pt: 'Comer fora', en: 'Eating out' },
  move: { pt: 'Transporte e viagem', en: 'Transport and travel' },
  home: { pt: 'Casa', en: 'Home' },
  health: { pt: 'Saúde', en: 'Health' },
  leisure: { pt: 'Lazer e compras', en: 'Leisure and shopping' },
  tech: { pt: 'Tecnologia', en: 'Technology' },
  money: { pt: 'Outros', en: 'Other' },
};

const kind = (category: Category, pt: string, en: string): Kind => ({ category, pt, en });

const groceries = kind('market', 'Mercado', 'Groceries');
const restaurant = kind('food', 'Restaurante', 'Restaurant');
const transport = kind('move', 'Transporte', 'Transport');
const fuel = kind('move', 'Combustível', 'Fuel');
const travel = kind('move', 'Viagem', 'Travel');
const home = kind('home', 'Casa', 'Home');
const bills = kind('home', 'Contas da casa', 'Household bills');
const pets = kind('home', 'Pet', 'Pets');
const health = kind('health', 'Saúde', 'Health');
const wellbeing = kind('health', 'Bem-estar', 'Well-being');
const leisure = kind('leisure', 'Lazer', 'Leisure');
const clothing = kind('leisure', 'Vestuário', 'Clothing');
const books = kind('leisure', 'Livros', 'Books');
const electronics = kind('tech', 'Eletrônicos', 'Electronics');
const software = kind('tech', 'Software', 'Software');
const telephone = kind('tech', 'Telefonia', 'Telephone');
const money = kind('money', 'Serviços financeiros', 'Financial services');
const retail = kind('leisure', 'Loja', 'Shop');
const other = kind('money', 'Compra', 'Purchase');

/** Codes of ISO 18245 that mean something to a holder; the rest falls to its range. */
const kinds = new Map<string, Kind>([
  ['5411', groceries],
  ['5422', groceries],
  ['5451', groceries],
  ['5499', groceries],
  ['5300', groceries],
  ['5462', kind('food', 'Padaria', 'Bakery')],
  ['5811', restaurant],
  ['5812', restaurant],
  ['5813', kind('food', 'Bar', 'Bar')],
  ['5814', kind('food', 'Lanchonete', 'Fast food')],
  ['4111', transport],
  ['4112', transport],
  ['4121', transport],
  ['4131', transport],
  ['4784', transport],
  ['7523', kind('move', 'Estacionamento', 'Parking')],
  ['5541', fuel],
  ['5542', fuel],
  ['4511', travel],
  ['4722', travel],
  ['7011', travel],
  ['7512', travel],
  ['5200', home],
  ['5211', home],
  ['5251', home],
  ['5261', home],
  ['5712', home],
  ['5714', home],
  ['5719', home],
  ['5722', home],
  ['4900', bills],
  ['5995', pets],
  ['0742', pets],
  ['5912', kind('health', 'Farmácia', 'Pharmacy')],
  ['8043', kind('health', 'Ótica', 'Optician')],
  ['5977', wellbeing],
  ['7230', wellbeing],
  ['7298', wellbeing],
  ['7997', wellbeing],
  ['5942', books],
  ['5192', books],
  ['4899', kind('leisure', 'Streaming', 'Streaming')],
  ['5815', leisure],
  ['5816', leisure],
  ['5817', software],
  ['5818', software],
  ['5734', software],
  ['7372', software],
  ['5045', electronics],
  ['5732', electronics],
  ['5065', electronics],
  ['4812', telephone],
  ['4814', telephone],
]);

/** Inclusive ranges of ISO 18245, looked at in this order. */
const ranges: [from: number, to: number, kind: Kind][] = [
  [3000, 3999, travel],
  [4000, 4799, transport],
  [5611, 5699, clothing],
  [6000, 6999, money],
  [7800, 7999, leisure],
  [8000, 8099, health],
  [5000, 5999, retail],
];

function kindOf(mcc: string): Kind {
  const known = kinds.get(mcc);
  if (known) return known;
  const code = Number(mcc);
  return ranges.find(([from, to]) => code >= from && code <= to)?.[2] ?? other;
}

/** The category of a merchant code (ISO 18245, four digits). Any text has one. */
export const categoryOf = (mcc: string): Category => kindOf(mcc).category;

/** What kind of shop a merchant code means, in a word or two: "Padaria", "Bakery". */
export function describeMcc(mcc: string): Label {
  const { pt, en } = kindOf(mcc);
  return { pt, en };
}
