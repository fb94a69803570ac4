"""Grades saved logs with the official package, swebench; one process for any number of logs, since to import it takes
a second.

Reads a request a line on stdin, {"key", "row", "logPath", "patch"}, and answers each with a line on stdout:
{"key", "report", "statuses", "found"}, or {"key", "raised": {"type", "text"}} where the package raised. `statuses` are
pairs of a test's name and its status; they and `found` are null where the package does not read the log, which is where
there is no patch.
"""

import json
import os
import sys

# Whatever the package prints, while it is imported too, goes to stderr: stdout is for answers alone.
answers = os.fdopen(os.dup(1), "w", encoding="ascii")
os.dup2(2, 1)

from swebench.harness.grading import get_eval_report, get_logs_eval  # noqa: E402
from swebench.harness.utils import make_test_spec  # noqa: E402


def grade(row, log_path, patch):
    spec = make_test_spec(row)
    instance = row["instance_id"]
    prediction = {"instance_id": instance, "model_name_or_path": "candidate", "model_patch": patch}
    report = get_eval_report(spec, prediction, log_path, include_tests_status=True)[instance]
    if patch is None:
        return {"report": report, "statuses": None, "found": None}
    statuses, found = get_logs_eval(spec, log_path)
    return {"report": report, "statuses": list(statuses.items()), "found": found}


for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = grade(request["row"], request["logPath"], request["patch"])
    except Exception as error:
        answer = {"raised": {"type": type(error).__name__, "text": str(error)}}
    print(json.dumps({"key": request["key"], **answer}), file=answers, flush=True)
