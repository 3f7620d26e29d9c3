"""LocalStack's core as it is, but for where functions run, which it fetches from elsewhere: here none does."""

from localstack.services.lambda_.invocation import runtime_executor


class Nowhere(runtime_executor.RuntimeExecutor):
    def start(self, env_vars):
        raise NotImplementedError("functions are made here, and not run")

    stop = get_address = get_endpoint_from_executor = get_runtime_endpoint = get_logs = lambda self: ""

    def invoke(self, payload):
        raise NotImplementedError("functions are made here, and not run")

    @classmethod
    def prepare_version(cls, function_version):
        function_version.config.code.prepare_for_execution()

    @classmethod
    def cleanup_version(cls, function_version):
        function_version.config.code.destroy_cached()


runtime_executor.get_runtime_executor = lambda: Nowhere

from localstack.runtime.main import main  # noqa: E402

main()
