import { v5 } from 'uuid';

const NAMESPACE = '0b7c2a54-3d0e-5f6b-8c1a-9e4d7f2b6a13';

/** One alert per purchase, whoever raises it and however often. */
export const alertIdOf = (factId: string): string => v5(`fraud-alert/${factId}`, NAMESPACE);
