import { type Category, categories, type Label } from './categories.ts';

interface Kind extends Label {
  category: Category;
}

const kind = (category: Category, pt: string, en: string): Kind => ({ category, pt, en });
const plain = (category: Category): Kind => ({ category, ...categories[category] });

const groceries = plain('groceries');
const restaurant = kind('eating-out', 'Restaurante', 'Restaurant');
const transport = kind('transport', 'Transporte', 'Transport');
const fuel = kind('transport', 'Combustível', 'Fuel');
const vehicles = kind('transport', 'Veículos', 'Vehicles');
const travel = kind('travel', 'Viagem', 'Travel');
const home = kind('home', 'Casa', 'Home');
const pets = kind('home', 'Pet', 'Pets');
const bills = kind('bills', 'Contas da casa', 'Household bills');
const telephone = kind('bills', 'Telefonia', 'Telephone');
const health = kind('health', 'Saúde', 'Health');
const wellbeing = kind('health', 'Bem-estar', 'Well-being');
const education = kind('education', 'Educação', 'Education');
const books = kind('education', 'Livros', 'Books');
const shop = kind('shopping', 'Loja', 'Shop');
const clothing = kind('shopping', 'Vestuário', 'Clothing');
const electronics = kind('technology', 'Eletrônicos', 'Electronics');
const software = kind('technology', 'Software', 'Software');
const leisure = kind('leisure', 'Lazer', 'Leisure');
const finance = kind('services', 'Serviços financeiros', 'Financial services');
const government = kind('services', 'Governo e taxas', 'Government and fees');
const services = kind('services', 'Serviços', 'Services');
const other = kind('services', 'Compra', 'Purchase');

/** Codes that mean something else to a holder than the range that they lie in. */
const CODES: [meaning: Kind, codes: string][] = [
  [groceries, '5300 5411 5422 5441 5451 5499'],
  [kind('eating-out', 'Padaria', 'Bakery'), '5462'],
  [restaurant, '5811 5812'],
  [kind('eating-out', 'Bar', 'Bar'), '5813'],
  [kind('eating-out', 'Lanchonete', 'Fast food'), '5814'],
  [kind('eating-out', 'Bebidas', 'Beverages'), '5921'],
  [fuel, '5172 5541 5542 5552 5983'],
  [kind('transport', 'Estacionamento', 'Parking'), '7523'],
  [transport, '8675'],
  [travel, '4411 4457 4468 4511 4582 4722 4723 5962'],
  [pets, '0742 5995'],
  [home, '0763 0780 5021 5039 5072 5074 5193 5198 5992 7342 7349'],
  [kind('home', 'Aluguel', 'Rent'), '6513'],
  [telephone, '4814 4815 4816 4821'],
  [electronics, '4812 5044 5045 5065 5732 5946 7622 7629'],
  [software, '5734 5817 5818 7372 7375 7379'],
  [kind('leisure', 'Streaming', 'Streaming'), '4899'],
  [leisure, '5733 5735 5815 5816 5932 5937 5940 5941 5945 5947 5970 5971 5972 5993 5996 5998 7032 7033'],
  [books, '2741 5192 5942 5994'],
  [education, '5111 5943 8351'],
  [kind('health', 'Farmácia', 'Pharmacy'), '5122 5912'],
  [kind('health', 'Ótica', 'Optician'), '8043'],
  [health, '4119 5047 5975 5976'],
  [wellbeing, '5977 7230 7297 7298 7997'],
  [clothing, '5137 5139 5661 5948 7296'],
  [finance, '4829 7276 7277 7321'],
  [kind('services', 'Seguros', 'Insurance'), '5960'],
];
const BY_CODE = new Map(CODES.flatMap(([meaning, codes]) => codes.split(' ').map((code) => [code, meaning] as const)));

/** The ranges of ISO 18245, cut where a holder would cut them: first code of each, up to the next one. */
const RANGES: [from: number, kind: Kind][] = [
  [0, other],
  [700, services], // agricultural services
  [1500, home], // contractors
  [2741, services], // contracted services
  [3000, travel], // airlines, 3351 car rental, 3501 lodging, each by its own code
  [4000, transport],
  [4800, telephone],
  [4900, bills],
  [5000, shop], // wholesale
  [5200, home], // building, hardware, garden
  [5300, shop],
  [5411, groceries],
  [5500, vehicles],
  [5600, clothing],
  [5700, home], // furniture, appliances
  [5732, electronics],
  [5740, shop],
  [5811, restaurant],
  [5815, leisure],
  [5832, shop],
  [6000, finance],
  [6300, kind('services', 'Seguros', 'Insurance')],
  [6400, finance],
  [7000, travel], // lodging
  [7200, services], // personal and business services
  [7511, transport], // car rental, repairs, washing
  [7600, home], // repairs in the house
  [7700, services],
  [7800, leisure],
  [8000, health],
  [8100, services],
  [8200, education],
  [8300, services],
  [9211, government],
  [9500, other],
];

function kindOf(mcc: string): Kind {
  const code = Number(mcc);
  return BY_CODE.get(mcc) ?? RANGES.findLast(([from]) => code >= from)?.[1] ?? other;
}

/** The category of a merchant code (ISO 18245, four digits). Any text has one. */
export const categoryOf = (mcc: string): Category => kindOf(mcc).category;

/** What kind of shop a merchant code means, in a word or two: "Padaria", "Bakery". */
export function describeMcc(mcc: string): Label {
  const { pt, en } = kindOf(mcc);
  return { pt, en };
}
