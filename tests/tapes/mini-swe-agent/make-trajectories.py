"""Makes the trajectories beside this file with the real mini-swe-agent and its deterministic model.

    python make-trajectories.py OUT

Run in the root of a git repository that holds `lib/parse.js` of tests/support/small-repository.ts, once with
mini-swe-agent 1.x and once with 2.x installed. Three instances: one that submits a patch, one that meets its step
limit, and one whose model fails.
"""

import sys
from importlib.metadata import version
from pathlib import Path

IS_FIRST = version("mini-swe-agent").startswith("1.")
if IS_FIRST:
    from minisweagent.run.extra.swebench import RunBatchProgressManager, process_instance
else:
    from minisweagent.run.benchmarks.swebench import RunBatchProgressManager, process_instance

LOOK = "cat lib/parse.js"
EDIT = "sed -i '5a\\  if (from > to) return parse(`${to}-${from}`).reverse();' lib/parse.js"
SUBMIT = "echo COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT && git add -A && git diff --cached && git reset -q --hard"


def reply(words, command):
    if IS_FIRST:
        return f"{words}\n\n```bash\n{command}\n```"
    return {
        "role": "assistant",
        "content": words,
        "extra": {"actions": [{"command": command}], "cost": 0.25, "timestamp": 1.0},
    }


def run(instance_id, outputs, step_limit, out):
    config = {
        "model": {
            "model_name": "acme/solver-1",
            "model_class": "minisweagent.models.test_models.DeterministicModel",
            "outputs": outputs,
            "cost_per_call": 0.25,
        },
        "environment": {"environment_class": "local"},
        "agent": {
            "system_template": "You fix bugs with shell commands.",
            "instance_template": "{{task}}",
            "step_limit": step_limit,
        },
    }
    instance = {"instance_id": instance_id, "problem_statement": "parse('3-1') gives an empty array"}
    process_instance(instance, out, config, RunBatchProgressManager(1, out / "exit_statuses.yaml"))


if __name__ == "__main__":
    to = Path(sys.argv[1])
    look, edit = reply("I read the parser.", LOOK), reply("A reversed range counts down.", EDIT)
    run("octo__ranges-7", [look, edit, reply("I submit.", SUBMIT)], 0, to)
    run("octo__ranges-8", [look, look, look], 2, to)
    run("octo__ranges-9", [look], 0, to)
