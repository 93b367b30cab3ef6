import { type Category, categoryOf, describeMcc } from '@faturaviva/simulator/categories';

/** How purchases at one kind of shop look: the colour of their tile, its icon, and the word beside it. */
export interface Look {
  hue: Category;
  icon: string;
}

const BY_CODE = new Map<string, string>(
  Object.entries({
    croissant: '5462',
    coffee: '5814',
    fuel: '5541 5542',
    plane: '4511 4722 7011',
    glasses: '8043',
    gym: '7997 7941',
    film: '4899 7832 7922',
    book: '5942 5192',
    tv: '5732 5722',
    globe: '5815 5816 5817 5818 5734 7372',
    phone: '4812 4814',
    sofa: '5712',
    paw: '5995 0742',
    education: '8211 8220 8299',
  }).flatMap(([icon, codes]) => codes.split(' ').map((code): [string, string] => [code, icon])),
);

const BY_CATEGORY: Record<Category, string> = {
  market: 'basket',
  food: 'cutlery',
  move: 'car',
  home: 'home',
  health: 'pill',
  leisure: 'shirt',
  tech: 'laptop',
  money: 'shop',
};

/** By ISO 18245 code. */
export function lookOf(mcc: string): Look {
  const hue = categoryOf(mcc);
  return { hue, icon: BY_CODE.get(mcc) ?? BY_CATEGORY[hue] };
}

export const shopKind = (mcc: string, locale: string) => describeMcc(mcc)[locale === 'en' ? 'en' : 'pt'];
