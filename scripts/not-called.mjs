// Stands in the command line's bundle for what the interpreter of state machines imports and never calls here: tasks go to the pool,
// and our own checks read definitions. It takes three times as long to load as the interpreter itself.
const notCalled = () => {
  throw new Error('The interpreter of state machines called AWS itself.');
};

export class LambdaClient {
  send = notCalled;
}
export class InvokeCommand {}
export const fromCognitoIdentityPool = notCalled;
export default notCalled;
