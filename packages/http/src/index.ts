export {
  type Access,
  type Caller,
  createAccess,
  type MachineKey,
  mayRead,
  type Person,
  requireMachine,
  requireOperator,
  sha256,
} from './access.ts';
export { bearerToken } from './bearer.ts';
export { metric } from './metric.ts';
export { Problem, ProblemDocument } from './problem.ts';
export { buildServer, type Server } from './server.ts';
export { toProblem } from './to-problem.ts';
