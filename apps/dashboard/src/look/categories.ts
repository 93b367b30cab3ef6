import { type Category, categoryOf, describeMcc } from '@faturaviva/categories';

/** How purchases at one kind of shop look: the colour of their tile, its icon, and the word beside it. */
export interface Look {
  /** A pair of `cat-*` colours: fewer than categories, for no eye tells twelve apart. */
  hue: string;
  icon: string;
}

const BY_CODE = new Map<string, string>(
  Object.entries({
    croissant: '5462',
    coffee: '5814',
    fuel: '5541 5542',
    glasses: '8043',
    gym: '7997 7941',
    book: '5942 5192',
    tv: '5732 5722',
    globe: '5815 5816 5817 5818 5734 7372',
    phone: '4812 4814',
    sofa: '5712',
    paw: '5995 0742',
  }).flatMap(([icon, codes]) => codes.split(' ').map((code): [string, string] => [code, icon])),
);

const BY_CATEGORY: Record<Category, Look> = {
  groceries: { hue: 'market', icon: 'basket' },
  'eating-out': { hue: 'food', icon: 'cutlery' },
  transport: { hue: 'move', icon: 'car' },
  travel: { hue: 'move', icon: 'plane' },
  home: { hue: 'home', icon: 'home' },
  bills: { hue: 'home', icon: 'receipt' },
  health: { hue: 'health', icon: 'pill' },
  education: { hue: 'leisure', icon: 'education' },
  shopping: { hue: 'leisure', icon: 'shirt' },
  technology: { hue: 'tech', icon: 'laptop' },
  leisure: { hue: 'leisure', icon: 'film' },
  services: { hue: 'money', icon: 'shop' },
};

export const lookOfCategory = (category: Category): Look => BY_CATEGORY[category];

/** By ISO 18245 code. */
export function lookOf(mcc: string): Look {
  const { hue, icon } = lookOfCategory(categoryOf(mcc));
  return { hue, icon: BY_CODE.get(mcc) ?? icon };
}

export const shopKind = (mcc: string, locale: string) => describeMcc(mcc)[locale === 'en' ? 'en' : 'pt'];
