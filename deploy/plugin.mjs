// What `serverless package` and `serverless deploy` do first: refuse parameters that make no sense,
// and make the zips anew.
import { refusals } from './parameters.js';

export default class Deployment {
  constructor(serverless) {
    this.hooks = {
      'before:package:initialize': () => {
        const { param } = serverless.processedInput.options;
        const wrong = refusals(serverless.service.custom, param);
        if (wrong.length > 0) throw new serverless.classes.Error(wrong.join('\n'));
      },
      'before:package:createDeploymentArtifacts': () => this.zip(serverless),
      'before:package:function:package': () => this.zip(serverless),
    };
  }

  async zip(serverless) {
    if (serverless.service.custom.zips === 'keep') return;
    const { packageFunctions } = await import('../scripts/package.mjs');
    await packageFunctions();
  }
}
