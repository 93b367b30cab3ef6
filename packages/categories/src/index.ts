export { categories, type Category, type Label } from './categories.ts';
export { categoryOf, describeMcc } from './merchant-codes.ts';
