"""LocalStack's core as it is, but for two things that it cannot do here.

Where functions run, which it fetches from elsewhere: they run at STARFAN_FUNCTIONS (lambda-runtime.ts),
or without that are made and not run. And lists of JSON lines, which its Distributed Map does not read.
"""

import json
import os
import urllib.request

from localstack.services.lambda_.invocation import runtime_executor
from localstack.services.lambda_.invocation.lambda_models import InvocationResult
from localstack.services.stepfunctions.asl.component.state.state_execution.state_map.item_reader.resource_eval.resource_output_transformer import (
    resource_output_transformer_json as reader,
)

FUNCTIONS = os.environ.get("STARFAN_FUNCTIONS")


def post(path, body):
    request = urllib.request.Request(FUNCTIONS + path, json.dumps(body).encode(), {"content-type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return answer.headers, answer.read()


class Environment(runtime_executor.RuntimeExecutor):
    def start(self, env_vars):
        folder = str(self.function_version.config.code.get_unzipped_code_location())
        environment = {name: str(value) for name, value in env_vars.items()}
        post(f"/start/{self.id}", {"folder": folder, "environment": environment})

    def stop(self):
        post(f"/stop/{self.id}", {})

    def invoke(self, payload):
        headers, body = post(f"/invoke/{self.id}", payload)
        return InvocationResult(payload["invoke-id"], body, "x-amz-function-error" in headers, "")

    def get_endpoint_from_executor(self):
        return "127.0.0.1"

    get_address = get_runtime_endpoint = get_logs = lambda self: ""

    @classmethod
    def prepare_version(cls, function_version):
        function_version.config.code.prepare_for_execution()

    @classmethod
    def cleanup_version(cls, function_version):
        function_version.config.code.destroy_cached()


class JsonLines:
    @staticmethod
    def loads(text):
        return [json.loads(line) for line in text.splitlines() if line]


runtime_executor.get_runtime_executor = lambda: Environment
reader.json = JsonLines

from localstack.runtime.main import main  # noqa: E402

main()
